"""README and docs as a net: links lead somewhere, the index names every page."""

from __future__ import annotations

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/**/*.md"),
    *ROOT.glob("benchmarks/*.md"),
    *ROOT.glob("examples/*.md"),
]


def name(page: pathlib.Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: pathlib.Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").glob("**/*.md")}
    assert {page for page in pages - {"README.md"} if f"({page})" not in index} == set()


def test_the_variables_of_the_environment_are_listed() -> None:
    page = (ROOT / "docs" / "guide" / "configuration.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`([A-Z_]+)`", page.partition("From the environment come only")[2]))
    read = {
        variable
        for path in ROOT.glob("stripe/**/*.py")
        for match in re.finditer(
            r'os\.environ(?:\.get\(|\[)"(\w+)"|"(\w+)" (?:not )?in os\.environ',
            path.read_text(encoding="utf-8"),
        )
        for variable in match.groups()
        if variable
    }
    assert len(read) >= 6
    assert read - listed == set()
