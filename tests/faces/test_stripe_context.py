"""StripeContext: a path that never changes."""

from __future__ import annotations

import copy
import pickle

import pytest

from stripe import StripeContext


@pytest.mark.parametrize(
    ("text", "segments"),
    [("", []), (None, []), ("a", ["a"]), ("a/b", ["a", "b"]), ("a//b/", ["a", "", "b", ""])],
)
def test_parse(text, segments):
    context = StripeContext.parse(text)
    assert context.segments == segments
    assert context == StripeContext(segments)
    assert str(context) == (text or "")


def test_push_and_pop():
    context = StripeContext(["a"])
    deeper = context.push("b")
    assert (str(context), str(deeper), str(deeper.pop())) == ("a", "a/b", "a")
    assert deeper.pop() == context
    assert str(StripeContext().push("a")) == "a"


def test_pop_of_an_empty_one():
    with pytest.raises(ValueError, match="no segment"):
        StripeContext().pop()
    with pytest.raises(ValueError, match="no segment"):
        StripeContext(["a"]).pop().pop()


def test_it_never_changes():
    segments = ["a"]
    context = StripeContext(segments)
    segments.append("b")
    context.segments.append("c")
    assert str(context) == "a"
    assert {context: 1}[StripeContext(["a"])] == 1


def test_equality():
    assert StripeContext(["a", "b"]) == StripeContext.parse("a/b")
    assert StripeContext(["a", "b"]) != StripeContext(["b", "a"])
    assert StripeContext(["a"]) != "a"
    assert StripeContext() != ""


def test_text_is_no_list_of_segments():
    with pytest.raises(TypeError, match=r"StripeContext\.parse\('a/b'\)"):
        StripeContext("a/b")


def test_repr_copy_and_pickle():
    context = StripeContext(["a", "b"])
    assert repr(context) == "StripeContext(['a', 'b'])"
    for again in (copy.copy(context), copy.deepcopy(context), pickle.loads(pickle.dumps(context))):
        assert again == context
