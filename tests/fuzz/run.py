"""Coverage-guided fuzzing: `python tests/fuzz/run.py webhook --seconds 300`.

Needs atheris (`pip install atheris`, CPython 3.10 to 3.13 on Linux). Inputs that reach new code are kept in
`corpus/`, which the normal tests replay; one that fails is written to the working directory.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(target: str, seconds: str) -> None:
    import atheris

    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    with atheris.instrument_imports(include=["stripe", "json"]):
        from targets import TARGETS

        import stripe

        stripe.preload("Event", "Customer", "Charge", "Price")
    corpus = HERE / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    limits = [f"-max_total_time={seconds}", "-max_len=2000", "-timeout=20"]
    words = f"-dict={HERE / 'words.dict'}"
    atheris.Setup([sys.argv[0], *limits, words, str(corpus)], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) not in (2, 4) or (len(sys.argv) == 4 and sys.argv[2] != "--seconds"):
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[3] if len(sys.argv) == 4 else "60")
