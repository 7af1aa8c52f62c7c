"""Ways to pay as objects: cards, bank accounts and payment methods, from numbers or test names."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox.errors import ApiError, invalid, missing_parameter, within
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import bank_numbers, cards
from stripe.sandbox.means.cards import OUTCOMES, Card
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

ADDRESS = ("city", "country", "line1", "line2", "state", "postal_code")
CVC_LENGTHS = {"amex": 4}


class CardInput(NamedTuple):
    """A card as it was entered."""

    card: Card
    exp_month: int
    exp_year: int
    cvc: bool
    name: str | None = None
    address: Obj = {}
    named: bool = False

    @property
    def last4(self) -> str:
        """The last four digits."""
        return self.card.number[-4:]

    def check(self, which: str, given: bool) -> str | None:
        """The result of one of the checks: `pass`, `fail`, `unavailable`, `unchecked`, or None."""
        # test names stand for cards that were entered with all that their checks look at
        if which in self.card.checks and (given or self.named):
            return "fail"
        if not given:
            return None
        if "unavailable" in self.card.checks and which != "cvc_check":
            return "unavailable"
        return "pass"

    def checks(self) -> Obj:
        """All three checks."""
        return {
            "address_line1_check": self.check(
                "address_line1_check", bool(self.address.get("line1"))
            ),
            "address_postal_code_check": self.check(
                "address_postal_code_check", bool(self.address.get("postal_code"))
            ),
            "cvc_check": self.check("cvc_check", self.cvc),
        }

    def unchecked(self) -> Obj:
        """The three checks before a bank has looked at the card."""
        return {key: None if found is None else "unchecked" for key, found in self.checks().items()}

    def stored(self) -> Obj:
        """What is kept hidden with the object made of it."""
        return {"number": self.card.number, "cvc": self.cvc, "named": self.named}


def declined(
    reason: str, *, param: str | None = None, charge: str | None = None, **more: Any
) -> ApiError:
    """The 402 of a declined card."""
    outcome = OUTCOMES[reason]
    return ApiError(
        402,
        outcome.message,
        type="card_error",
        code=outcome.code,
        param=param or outcome.param,
        decline_code=outcome.decline_code,
        advice_code=outcome.advice,
        charge=charge,
        **more,
    )


def from_name(world: World, name: str) -> CardInput | None:
    """The card behind a test name such as `tok_visa`."""
    card = cards.by_name(name)
    if card is None or world.livemode:
        return None
    now = datetime.fromtimestamp(world.clock.now(), timezone.utc)
    return CardInput(card, now.month, now.year + 1, cvc=True, named=True)


def from_details(
    world: World, details: Obj, param: str = "", *, presented: bool = False
) -> CardInput:
    """The card of `number`, `exp_month`, `exp_year`, `cvc`; raises the 402s of bad ones.

    Interac cards are there to be `presented` alone.
    """
    for field in ("number", "exp_month", "exp_year"):
        if details.get(field) in (None, ""):
            raise missing_parameter(within(param, field))
    number = str(details["number"]).replace(" ", "").replace("-", "")
    if (
        not (number.isascii() and number.isdigit())
        or not 12 <= len(number) <= 19
        or not cards.luhn(number)
    ):
        raise declined("incorrect_number")
    card = cards.NUMBERS.get(number)
    if card is None or (card.brand == "interac" and not presented):
        raise declined("test_mode_live_card")
    if world.livemode:
        raise declined("live_mode_test_card")
    month, year = expiry(world, details)
    cvc = details.get("cvc")
    if cvc not in (None, "") and (
        not (str(cvc).isascii() and str(cvc).isdigit())
        or not 3 <= len(str(cvc)) <= CVC_LENGTHS.get(card.brand, 3)
    ):
        raise declined("invalid_cvc")
    address = {
        "line1": details.get("address_line1"),
        "line2": details.get("address_line2"),
        "city": details.get("address_city"),
        "state": details.get("address_state"),
        "postal_code": details.get("address_zip"),
        "country": details.get("address_country"),
    }
    return CardInput(card, month, year, cvc not in (None, ""), details.get("name"), address)


def expiry(world: World, details: Obj) -> tuple[int, int]:
    """Month and year of `exp_month` and `exp_year`; raises the 402 of a time that is none or is over."""
    month, year = _number(details["exp_month"]), _number(details["exp_year"])
    now = datetime.fromtimestamp(world.clock.now(), timezone.utc)
    if not 1 <= month <= 12:
        raise declined("invalid_expiry_month")
    year += 2000 if year < 100 else 0
    if year < now.year or year > now.year + 50:
        raise declined("invalid_expiry_year")
    if year == now.year and month < now.month:
        raise declined("invalid_expiry_month")
    return month, year


def _number(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1


def card_object(world: World, entered: CardInput) -> Obj:
    """A `card`, as sources and tokens hold it; not stored yet."""
    address = entered.address
    checks = entered.unchecked()
    obj = dict(shapes.blank("card"))
    for field in (
        "account",
        "available_payout_methods",
        "currency",
        "default_for_currency",
        "allow_redisplay",
        "status",
    ):
        obj.pop(field, None)
    obj.update(
        id=world.ids.new("card"),
        address_city=address.get("city"),
        address_country=address.get("country"),
        address_line1=address.get("line1"),
        address_line1_check=checks["address_line1_check"],
        address_line2=address.get("line2"),
        address_state=address.get("state"),
        address_zip=address.get("postal_code"),
        address_zip_check=checks["address_postal_code_check"],
        brand=BRANDS[entered.card.brand],
        country=entered.card.country,
        customer=None,
        cvc_check=checks["cvc_check"],
        exp_month=entered.exp_month,
        exp_year=entered.exp_year,
        fingerprint=cards.fingerprint(entered.card.number),
        funding=entered.card.funding,
        last4=entered.last4,
        metadata={},
        name=entered.name,
        regulated_status="unregulated",
    )
    return obj


def checked(obj: Obj, entered: CardInput) -> Obj:
    """A `card` once its bank has looked at it: when it is attached or charged."""
    if obj["object"] != "card":
        return obj
    checks = entered.checks()
    return {
        **obj,
        "address_line1_check": checks["address_line1_check"],
        "address_zip_check": checks["address_postal_code_check"],
        "cvc_check": checks["cvc_check"],
    }


BRANDS = {
    "visa": "Visa",
    "mastercard": "MasterCard",
    "amex": "American Express",
    "discover": "Discover",
    "diners": "Diners Club",
    "jcb": "JCB",
    "unionpay": "UnionPay",
}


def of_card(world: World, obj: Obj) -> CardInput:
    """The card behind a stored `card` object."""
    hidden = world.store.secret(obj["object"], obj["id"])
    if obj["object"] == "source":
        obj = {**part(obj, obj["type"]), "name": part(obj, "owner").get("name")}
    if "number" not in hidden:
        raise invalid("This source cannot be charged: it is no card.", "source")
    address = {
        "line1": obj.get("address_line1"),
        "postal_code": obj.get("address_zip"),
        "city": obj.get("address_city"),
        "state": obj.get("address_state"),
        "country": obj.get("address_country"),
        "line2": obj.get("address_line2"),
    }
    return CardInput(
        cards.NUMBERS[hidden["number"]],
        obj["exp_month"],
        obj["exp_year"],
        bool(hidden.get("cvc")),
        obj.get("name"),
        address,
        bool(hidden.get("named")),
    )


def of_charge(world: World, charge: Obj) -> CardInput:
    """The card that a charge was made with."""
    kind = charge["payment_method_details"]["type"]
    details = charge["payment_method_details"][kind]
    number = world.store.secret("charge", charge["id"])["number"]
    return CardInput(cards.NUMBERS[number], details["exp_month"], details["exp_year"], False)


def bank_account_object(world: World, details: Obj, param: str = "bank_account") -> Obj:
    """A `bank_account`, not stored yet, from what a parameter says; a 400 for numbers that no bank has."""
    bank_numbers.check_account(details, param)
    number = str(details.get("account_number") or "000123456789")
    obj = dict(shapes.blank("bank_account"))
    for field in ("account", "available_payout_methods", "default_for_currency"):
        obj.pop(field, None)
    obj.update(
        id=world.ids.new("bank_account"),
        account_holder_name=details.get("account_holder_name"),
        account_holder_type=details.get("account_holder_type"),
        account_type=details.get("account_type"),
        bank_name="STRIPE TEST BANK",
        country=details.get("country") or "US",
        currency=(details.get("currency") or "usd").lower(),
        customer=None,
        fingerprint=cards.fingerprint(number),
        last4=number[-4:],
        metadata={},
        routing_number=details.get("routing_number") or "110000000",
        status="new",
    )
    return obj


def billing_details(entered: CardInput | None = None, given: Obj | None = None) -> Obj:
    """`billing_details` with all of its fields."""
    given = given or {}
    address = given.get("address") or (entered.address if entered is not None else {})
    return {
        "address": {field: (address or {}).get(field) for field in ADDRESS},
        "email": given.get("email"),
        "name": given.get("name") or (entered.name if entered is not None else None),
        "phone": given.get("phone"),
        "tax_id": given.get("tax_id"),
    }


def required(value: Any, param: str) -> Any:
    """A value, or the error of a missing parameter."""
    if value is None:
        raise missing_parameter(param)
    return value


def used_token(token: str, param: str) -> ApiError:
    """A token that has been used."""
    return invalid(
        f"You cannot use a Stripe token more than once: {token}.", param, "token_already_used"
    )
