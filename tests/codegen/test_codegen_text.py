"""How names and Python source are written."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from codegen import naming, text, texts
from codegen.namespaces import nested_words
from stripe.lazy_types import unfolded

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("payment_method", "PaymentMethod"),
        ("three_d_secure", "ThreeDSecure"),
        ("a.b_c", "ABC"),
        ("iban", "Iban"),
    ],
)
def test_camel(name, expected):
    assert naming.camel(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("PaymentMethod", "payment_method"), ("SKU", "sku"), ("V2CoreEvent", "v2_core_event")],
)
def test_snake(name, expected):
    assert naming.snake(name) == expected


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("line_items", "line_item"),
        ("capabilities", "capability"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("usage", "usage"),
        ("news", "news"),
    ],
)
def test_singular(many, one):
    assert naming.singular(many) == one


@pytest.mark.parametrize(("name", "expected"), [("from", "from_"), ("id", "id"), ("in", "in_")])
def test_reserved_words_get_an_underscore(name, expected):
    assert naming.identifier(name) == expected


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"a": ("b",), "c": [1, None, True]},
        {f"key_{n}": {"x" * 30: ("y" * 40, "z" * 40)} for n in range(5)},
        'quotes " and \\ and \n lines',
        tuple("ab" * 20),
    ],
)
def test_assignments_are_the_value_on_lines_of_the_usual_width(value):
    source = text.assignment("X", value, indent=0)
    assert ast.literal_eval(source.removeprefix("X = ")) == value
    assert all(len(line) <= text.WIDTH for line in source.splitlines())


def test_long_calls_are_wrapped():
    short = text.call("create = operation", ['"POST /v1/a"'], 4)
    assert short == '    create = operation("POST /v1/a")'
    wrapped = text.call("create = operation", [f'"{"a" * 60}"', f'"{"b" * 60}"'], 4)
    assert wrapped.splitlines()[0] == "    create = operation("
    assert wrapped.splitlines()[-1] == "    )"


def test_imports_are_sorted_and_joined():
    names = [("b", "f"), ("a", "B"), ("b", "C"), ("b", "A_B"), ("a", "B")]
    assert text.imports(names) == "from a import B\nfrom b import A_B, C, f"


def test_folded_names_unfold():
    names = ["Create", "CreateAddress", "CreateAddressLine", "CreateTax", "Createx", "Other"]
    words = nested_words(names)
    assert words == ["Create", "+Address", "++Line", "+Tax", "Createx", "Other"]
    assert list(unfolded(" ".join(words))) == names


def test_words_for_enumerations_are_those_of_their_values():
    def of(name, *values):
        return texts._of_values(name, frozenset(values))

    assert of("status", "processing", "requires_capture", "succeeded").startswith("where it stands")
    assert "`requires_capture`" not in of("status", "requires_payment_method", "succeeded")
    assert "`metered`" in of("usage_type", "licensed", "metered")
    assert of("status", "moon", "sun") == ""


def test_words_for_enumerations_are_all_used():
    stubs = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("stripe/**/*.pyi"))
    found = [sentence for rows in texts._of_enumerations().values() for _, sentence in rows]
    assert len(found) > 130
    assert [sentence for sentence in found if sentence[1:] not in stubs] == []
