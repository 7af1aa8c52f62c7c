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


@pytest.mark.parametrize(
    "made_by_official_16",
    [
        (
            b"\x80\x02cstripe._stripe_context\nStripeContext\nq\x00)\x81q\x01}q\x02X\t\x00\x00\x00_segmentsq\x03]"
            b"q\x04(X\x06\x00\x00\x00acct_1q\x05X\x06\x00\x00\x00acct_2q\x06esb."
        ),
        (
            b"\x80\x04\x95U\x00\x00\x00\x00\x00\x00\x00\x8c\x16stripe._stripe_context\x94\x8c\rStripeContext\x94"
            b"\x93\x94)\x81\x94}\x94\x8c\t_segments\x94]\x94(\x8c\x06acct_1\x94\x8c\x06acct_2\x94esb."
        ),
    ],
    ids=["protocol 2", "protocol 4"],
)
def test_pickles_of_the_official_sdk(made_by_official_16: bytes):
    context = pickle.loads(made_by_official_16)
    assert context == StripeContext(["acct_1", "acct_2"])
    assert (str(context), hash(context)) == ("acct_1/acct_2", hash(context.push("a").pop()))
