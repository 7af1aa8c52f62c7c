"""What editors say of fields and parameters: how many have a text, and the rules that write it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from codegen import document, texts
from codegen.description import Description
from codegen.model import Field, ObjectType


@pytest.fixture(scope="module")
def description() -> Description:
    return Description(document.read(document.COMMITTED))


def fields(description: Description) -> Iterator[tuple[ObjectType, Field, str]]:
    """All fields and parameters with their classes and texts."""
    answers = ((r.objects, r.objects.values(), False) for r in description.resources.values())
    sent = ((p.objects, (p.top, *p.objects.values()), True) for p in description.params.values())
    for objects, owners, is_sent in (*answers, *sent):
        for owner in owners:
            for field in owner.fields.values():
                yield owner, field, description.texts.of(field, owner, objects, sent=is_sent)


def test_nearly_all_fields_and_parameters_have_a_text(description):
    found = [text for _, _, text in fields(description)]
    assert len(found) > 25000
    assert sum(map(bool, found)) / len(found) > 0.95


def test_texts_are_single_short_sentences(description):
    odd = {
        text
        for _, _, text in fields(description)
        if text and (not text.endswith(".") or len(text) > 260 or "\n" in text or '"""' in text)
    }
    assert odd == set()


def test_each_sentence_is_that_of_a_field(description):
    used: set[str] = set()
    for _, field, _ in fields(description):
        kind = texts.kind_of(field.shape)
        used |= {field.name + kind} | ({field.name} if kind == "[]" else set())
    plain = {name for name in texts.sentences() if "=" not in name}
    assert plain - used == set()


@pytest.mark.parametrize(
    ("params", "name", "text"),
    [
        ("params.ChargeCreateParams", "amount", "The amount, in the smallest unit of `currency`."),
        (
            "params.ChargeCreateParams",
            "customer",
            "The customer it belongs to, the ID of a Customer.",
        ),
        ("params.CustomerUpdateParams", "description", "Your own note, for people to read."),
        ("params.SubscriptionCreateParams", "trial_end", "When the trial ends"),
        (
            "params.CustomerCreateParams",
            "test_clock",
            "The clock of the test that it lives by, the ID of a TestClock.",
        ),
        ("params.RefundCreateParams", "reason", "Why, for Stripe's records: `duplicate`"),
        ("params.CustomerCreateParams", "tax_exempt", "`none`: taxes are added, `exempt`: not"),
        ("params.InvoiceItemCreateParams", "discountable", "Whether it is discountable."),
    ],
)
def test_parameters(description, params, name, text):
    found = description.params[params]
    said = description.texts.of(found.top.fields[name], found.top, found.objects, sent=True)
    assert said.startswith(text)


@pytest.mark.parametrize(
    ("resource", "name", "text"),
    [
        ("charge", "created", "When it was made, in Unix seconds."),
        (
            "charge",
            "balance_transaction",
            "How it changed the account's balance, the ID of a BalanceTransaction, or with `expand` the",
        ),
        ("charge", "object", "Always `charge`."),
        ("subscription", "items", "The lines, each with what and how many"),
        (
            "price",
            "unit_amount_decimal",
            "The amount for one, with up to 12 decimal places, as a decimal number.",
        ),
        ("payment_method", "type", "The kind, which says which of the fields beside it is filled:"),
    ],
)
def test_fields_of_answers(description, resource, name, text):
    found = description.resources[resource]
    owner = found.objects[""]
    said = description.texts.of(owner.fields[name], owner, found.objects, sent=False)
    assert said.startswith(text)
