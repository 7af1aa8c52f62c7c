"""CPU time of a whole process that imports a client, and that makes its first call."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from operator import sub
from pathlib import Path
from statistics import median

from benchmarks.environments import Environment
from benchmarks.table import Row, milliseconds

NOTHING = "pass"
IMPORT = "import stripe"
FIRST_CALL = """
import stripe
stripe.api_key, stripe.api_base = "sk_test_BQokikJOvBiI2HlWgH4olfQ2", {address!r}
stripe.Charge, stripe.PaymentIntent, stripe.Invoice, stripe.Subscription, stripe.Price
stripe.Customer.retrieve("cus_1")
"""
FIRST_GET = """
import requests
requests.Session().get({address!r} + "/v1/customers/cus_1").json()
"""


def rows(environments: Sequence[Environment], address: str, turns: int) -> Iterator[Row]:
    """`import stripe`, and the first call."""
    pythons = {each.name: each.python for each in environments}
    clients = [name for name in ("official", "ours") if name in pythons]
    programs: dict[str, tuple[Path, str]] = {
        "nothing": (pythons["plain"], NOTHING),
        "get": (pythons["plain"], FIRST_GET.format(address=address)),
    }
    for name in clients:
        programs[f"import {name}"] = (pythons[name], IMPORT)
        programs[f"call {name}"] = (pythons[name], FIRST_CALL.format(address=address))
    seconds = _in_turns(programs, turns)
    typical = {name: median(values) for name, values in seconds.items()}
    for kind, base, title, goal in (
        ("import", "nothing", "`import stripe` over an empty interpreter", "20 ms"),
        (
            "call",
            "get",
            "import, six resources, first request, over `import requests` + one `get`",
            "+8 ms",
        ),
    ):
        # Each turn is compared with itself: the machine's moods last longer than one.
        more = {
            name: median(map(sub, seconds[f"{kind} {name}"], seconds[base])) for name in clients
        }
        raw = ", ".join(f"{name} {milliseconds(typical[f'{kind} {name}'])}" for name in clients)
        yield Row(
            title,
            milliseconds(more["official"]) if "official" in more else "-",
            goal,
            milliseconds(more["ours"]),
            note=f"{base} {milliseconds(typical[base])}, {raw}",
        )


def _in_turns(programs: dict[str, tuple[Path, str]], turns: int) -> dict[str, list[float]]:
    for python, code in programs.values():
        _cpu_time(python, code)  # writes the byte code
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(turns):
        for name, (python, code) in programs.items():
            seconds[name].append(_cpu_time(python, code))
    return seconds


def _cpu_time(python: Path, code: str) -> float:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    # From another folder, so that the installed package is what is imported.
    process = subprocess.Popen([python, "-c", code], env=environment, cwd="/")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{python} failed: {code}")
    return used.ru_utime + used.ru_stime
