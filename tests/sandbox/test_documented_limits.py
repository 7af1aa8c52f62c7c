"""How long texts and lists may be outside billing: what fits, and what is one too long."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

PAYMENT = {"amount": 1000, "currency": "usd"}

TEXTS: list[tuple[Callable[..., Any], dict[str, Any], str, int]] = [
    (stripe.Customer.create, {}, "name", 256),
    (stripe.PaymentIntent.create, PAYMENT, "description", 1000),
    (stripe.SetupIntent.create, {}, "description", 1000),
    (stripe.Topup.create, PAYMENT, "statement_descriptor", 15),
]


@pytest.mark.parametrize(("create", "params", "name", "longest"), TEXTS)
def test_texts(
    sandbox: Sandbox, create: Callable[..., Any], params: dict[str, Any], name: str, longest: int
) -> None:
    made = create(**params, **{name: "x" * longest})
    assert made[name] == "x" * longest
    with pytest.raises(stripe.InvalidRequestError) as caught:
        create(**params, **{name: "x" * (longest + 1)})
    assert caught.value.param == name
    if isinstance(made, stripe.Customer):
        with pytest.raises(stripe.InvalidRequestError):
            stripe.Customer.modify(made.id, name="x" * 257)


@pytest.mark.parametrize(
    ("name", "one", "most"),
    [("images", "https://example.com/a.png", 8), ("marketing_features", {"name": "Fast"}, 15)],
)
def test_lists_of_products(sandbox: Sandbox, name: str, one: Any, most: int) -> None:
    made = stripe.Product.create(name="Mug", **{name: [one] * most})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Product.modify(made.id, **{name: [one] * (most + 1)})
    assert caught.value.param == name
    assert stripe.Product.modify(made.id, **{name: ""})[name] == []


def test_evidence_is_long_but_not_endless(sandbox: Sandbox) -> None:
    stripe.Charge.create(**PAYMENT, source="tok_createDispute")
    [dispute] = stripe.Dispute.list().data
    long = {f"{name}_disclosure": "x" * 20_000 for name in ("cancellation_policy", "refund_policy")}
    assert stripe.Dispute.modify(dispute.id, evidence=long, submit=False).evidence.to_dict() == {
        **dispute.evidence.to_dict(),
        **long,
    }
    texts = ("access_activity_log", "cancellation_rebuttal", "duplicate_charge_explanation",
             "product_description", "refund_refusal_explanation", "uncategorized_text")  # fmt: skip
    for evidence, param in (
        ({"uncategorized_text": "x" * 20_001}, "evidence[uncategorized_text]"),
        (dict.fromkeys(texts, "x" * 20_000), "evidence"),
    ):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stripe.Dispute.modify(dispute.id, evidence=evidence)
        assert caught.value.param == param
