"""PDFs of one page of text, for quotes and invoices."""

from __future__ import annotations

from collections.abc import Sequence

LEFT, TOP, LEADING = 56, 780, 20  # points, on A4
ESCAPED = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})


def page(title: str, lines: Sequence[str]) -> bytes:
    """A page with a title and lines; what the font has no sign for becomes `?`."""
    rows = [f"/F1 16 Tf {LEFT} {TOP} Td ({_escaped(title)}) Tj /F1 11 Tf"]
    rows += [f"0 -{LEADING} Td ({_escaped(line)}) Tj" for line in lines]
    content = f"BT {' '.join(rows)} ET"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            "/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        f"<</Length {len(_encoded(content))}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    body, places = b"%PDF-1.4\n", list[int]()
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += _encoded(f"{number} 0 obj{part}endobj\n")
    rows_of_table = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{rows_of_table}"
    end = f"trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + _encoded(table + end)


def _escaped(text: str) -> str:
    return text.translate(ESCAPED)


def _encoded(text: str) -> bytes:
    return text.encode("cp1252", "replace")
