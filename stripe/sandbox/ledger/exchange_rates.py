"""Exchange rates of the sandbox: made up, round, and the same every day, so that sums can be foretold."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

# What one unit of a currency (a euro, not a cent) is worth in US dollars.
_IN_USD = """
    usd 1       aed 0.27     afn 0.014   all 0.011    amd 0.0026   ang 0.56    aoa 0.0011
    ars 0.001   aud 0.65     awg 0.56    azn 0.59     bam 0.55     bbd 0.5     bdt 0.0083
    bgn 0.55    bhd 2.65     bif 0.00034 bmd 1        bnd 0.75     bob 0.145   brl 0.18
    bsd 1       btn 0.012    bwp 0.075   byn 0.3      bzd 0.5      cad 0.75    cdf 0.00035
    chf 1.2     clp 0.001    cny 0.14    cop 0.00025  crc 0.002    cve 0.01    czk 0.045
    djf 0.0056  dkk 0.15     dop 0.016   dzd 0.0075   eek 0.07     egp 0.02    etb 0.007
    eur 1.1     fjd 0.44     fkp 1.25    gbp 1.25     gel 0.37     ghs 0.08    gip 1.25
    gmd 0.014   gnf 0.00012  gtq 0.13    gyd 0.0048   hkd 0.128    hnl 0.038   htg 0.0076
    huf 0.0028  idr 0.00006  ils 0.27    inr 0.012    isk 0.0075   jmd 0.0062  jod 1.41
    jpy 0.007   kes 0.0077   kgs 0.0115  khr 0.00025  kmf 0.0022   krw 0.0007  kwd 3.25
    kyd 1.2     kzt 0.002    lak 0.000046 lbp 0.000011 lkr 0.0033  lrd 0.005   lsl 0.055
    ltl 0.32    lvl 1.56     mad 0.1     mdl 0.057    mga 0.00022  mkd 0.018   mmk 0.00048
    mnt 0.00029 mop 0.125    mro 0.0028  mur 0.022    mvr 0.065    mwk 0.00058 mxn 0.05
    myr 0.22    mzn 0.0156   nad 0.055   ngn 0.00065  nio 0.027    nok 0.1     npr 0.0075
    nzd 0.6     omr 2.6      pab 1       pen 0.27     pgk 0.25     php 0.0175  pkr 0.0036
    pln 0.25    pyg 0.00013  qar 0.275   ron 0.22     rsd 0.0094   rub 0.011   rwf 0.0007
    sar 0.2665  sbd 0.12     scr 0.07    sek 0.1      sgd 0.75     shp 1.25    sle 0.044
    sll 0.000044 sos 0.00175 srd 0.027   std 0.000045 svc 0.114    szl 0.055   thb 0.03
    tjs 0.1     tnd 0.32     top 0.42    try 0.03     ttd 0.147    twd 0.031   tzs 0.0004
    uah 0.024   ugx 0.00027  usdc 1      uyu 0.025    uzs 0.00008  vef 0.1     vnd 0.00004
    vuv 0.0083  wst 0.36     xaf 0.0017  xcd 0.37     xcg 0.56     xof 0.0017  xpf 0.0092
    yer 0.004   zar 0.055    zmw 0.036
"""
_WORDS = _IN_USD.split()
IN_USD: dict[str, Decimal] = dict(zip(_WORDS[::2], map(Decimal, _WORDS[1::2]), strict=True))
SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)
NAME = "exchange_rate"


def rate(source: str, target: str) -> Decimal:
    """What one unit of a currency is in another one, to six digits."""
    return SIX_DIGITS.divide(IN_USD[source], IN_USD[target])


def convert(amount: int, source: str, target: str) -> int:
    """An amount in the smallest unit of another currency, rounded half away from nothing."""
    digits = currencies.decimals(target) - currencies.decimals(source)
    exact = (amount * rate(source, target)).scaleb(digits)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def _rates(id: str) -> Obj:
    rates = {other: float(rate(id, other)) for other in sorted(IN_USD)}
    return {"id": id, "object": NAME, "rates": rates}


@operation("GET /v1/exchange_rates")
def list_rates(call: Call) -> Obj:
    """The rates of all currencies."""
    return lists.slice_of(call, [_rates(id) for id in sorted(IN_USD)], NAME)


@operation("GET /v1/exchange_rates/{rate_id}")
def retrieve_rates(call: Call) -> Obj:
    """What one unit of a currency is in the others."""
    id = call.ids["rate_id"].lower()
    if id not in IN_USD:
        raise call.missing(NAME, id, "rate_id", status=404)
    return _rates(id)
