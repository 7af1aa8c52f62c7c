"""`python -m stripe.sandbox serve|coverage|trigger`."""

from __future__ import annotations

import sys

from stripe.sandbox.front.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
