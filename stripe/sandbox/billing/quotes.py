"""The PDF of a quote: one short page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.http import Raw

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call


@operation("GET /v1/quotes/{quote}/pdf")
def pdf(call: Call) -> Raw:
    """A PDF that names the quote, once it is finalized."""
    quote = call.get("quote")
    if quote["status"] == "draft":
        raise invalid("You cannot download the PDF of a quote in draft: finalize it first.")
    return Raw(_page(f"Quote {quote['id']} ({quote['status']})"), "application/pdf")


def _page(text: str) -> bytes:
    """The smallest PDF that viewers open."""
    safe = text.replace("(", r"\(").replace(")", r"\)")
    content = f"BT /F1 14 Tf 72 760 Td ({safe}) Tj ET"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            "/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = "%PDF-1.4\n", list[int]()
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj{part}endobj\n"
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{rows}"
    trailer = f"trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + table + trailer).encode("ascii")
