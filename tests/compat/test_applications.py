"""What programs written for the official SDK reach for beside its documented names.

Each case is something that a package on PyPI does, named in the test.
"""

from __future__ import annotations

from typing import Any

from sent_requests import Wire

import stripe


def page(*ids: str, more: bool = False) -> dict[str, Any]:
    data = [{"object": "line_item", "id": id} for id in ids]
    return {"object": "list", "url": "/v1/invoices/in_1/lines", "has_more": more, "data": data}


def test_the_page_size_of_a_nested_list_can_be_raised(wire: Wire) -> None:
    """tap-stripe walks through `invoice.lines` in pages of 100."""
    invoice = stripe.Invoice.construct_from(
        {"object": "invoice", "id": "in_1", "lines": page("il_1", more=True)}, "sk_test_123"
    )
    invoice.lines._retrieve_params["limit"] = 100  # type: ignore[index]
    wire.answer(page("il_2"))
    assert [line.id for line in invoice.lines.auto_paging_iter()] == ["il_1", "il_2"]
    assert wire.sent[-1].params == {"limit": "100", "starting_after": "il_1"}
