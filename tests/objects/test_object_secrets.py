"""What an object shows to templates, error trackers and people: fields, and no secret."""

from __future__ import annotations

import copy
import pickle
import pprint
from collections.abc import Callable, Mapping
from typing import Any

import django
import jinja2
import pytest
from django.conf import settings
from django.template import Context, Engine
from rich.pretty import pretty_repr
from sentry_sdk.serializer import serialize

import stripe

KEY = "sk_test_secret_of_the_object"
NAMES = ("api_key", "stripe_account", "stripe_context", "stripe_version", "last_response")
VALUES: dict[str, Any] = {
    "id": "sub_1",
    "object": "subscription",
    "metadata": {"plan": "gold"},
    "automatic_tax": {"enabled": True, "liability": {"type": "self"}},
    "items": {"object": "list", "data": [{"object": "subscription_item", "id": "si_1"}]},
    "latest_invoice": {
        "object": "invoice",
        "id": "in_1",
        "confirmation_secret": {"client_secret": "pi_1_secret_abcdefgh", "type": "payment_intent"},
    },
}


@pytest.fixture
def subscription() -> stripe.Subscription:
    return stripe.Subscription.construct_from(VALUES, KEY, stripe_account="acct_1")


HASHES: dict[str, Callable[[Any], Any]] = {
    "free names": lambda made: made.metadata,
    "inner class": lambda made: made.automatic_tax,
    "inner class of an inner class": lambda made: made.automatic_tax.liability,
    "of a nested object": lambda made: made.latest_invoice.confirmation_secret,
    "copied": lambda made: copy.copy(made.metadata),
    "copied deep": lambda made: copy.deepcopy(made).metadata,
    "pickled": lambda made: pickle.loads(pickle.dumps(made)).metadata,
    "refreshed": lambda made: (made.refresh_from(VALUES, KEY), made.metadata)[1],
}
OBJECTS: dict[str, Callable[[Any], Any]] = {
    "resource": lambda made: made,
    "list": lambda made: made["items"],
    "in a list": lambda made: made["items"].data[0],
    "nested": lambda made: made.latest_invoice,
    "by its id": lambda made: stripe.Customer("cus_1", KEY, stripe_account="acct_1"),
    "without a name": lambda made: stripe.StripeObject.construct_from(
        {}, KEY, stripe_account="acct_1"
    ),
    "copied": lambda made: copy.copy(stripe.Customer("cus_1", KEY, stripe_account="acct_1")),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("find", HASHES.values(), ids=HASHES)
def test_a_hash_has_no_internal_names(
    subscription: Any, find: Callable[[Any], Any], name: str
) -> None:
    inner = find(subscription)
    with pytest.raises(AttributeError, match=name):
        getattr(inner, name)
    setattr(inner, name, "a field")
    assert inner[name] == getattr(inner, name) == "a field"


@pytest.mark.parametrize("find", OBJECTS.values(), ids=OBJECTS)
def test_an_object_of_the_api_has_them(subscription: Any, find: Callable[[Any], Any]) -> None:
    made = find(subscription)
    assert (made.api_key, made.stripe_account, made.last_response) == (KEY, "acct_1", None)
    made.api_key = "sk_test_2"
    assert made.api_key == "sk_test_2"
    assert "api_key" not in made


def test_a_resource_made_by_hand_keeps_them_in_a_pickle() -> None:
    made = pickle.loads(pickle.dumps(stripe.Customer("cus_1", KEY)))
    made.api_key = KEY
    assert made.api_key == KEY
    assert dict(made) == {"id": "cus_1"}


TEMPLATES = ["{{ s.metadata.api_key }}", "{{ s.automatic_tax.api_key }}"]


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_print_nothing(subscription: Any, template: str) -> None:
    if not settings.configured:
        settings.configure()
    django.setup()
    assert Engine().from_string(template).render(Context({"s": subscription})) == ""
    assert jinja2.Environment(autoescape=True).from_string(template).render(s=subscription) == ""
    with pytest.raises(AttributeError):
        "{.metadata.api_key}".format(subscription)  # noqa: UP032  # as a template of texts is filled


def _sentry_local(value: Any) -> str:
    return str(serialize({"stacktrace": {"frames": [{"vars": {"value": value}}]}}))


SHOWN: dict[str, Callable[[Any], str]] = {
    "repr": repr,
    "repr of a list": lambda made: repr([made]),
    "pprint": pprint.pformat,
    "rich": pretty_repr,
    "sentry, extra": lambda made: str(serialize({"extra": {"value": made}})),
    "sentry, local variable": _sentry_local,
    "sentry, in a list": lambda made: _sentry_local([made]),
}


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_secrets_are_masked_where_objects_are_shown(
    subscription: Any, show: Callable[[Any], str]
) -> None:
    shown = show(subscription)
    assert "sub_1" in shown
    assert "si_1" in shown
    assert "****" in shown
    assert "_secret_" not in shown
    assert KEY not in shown
    assert "failed to serialize" not in shown


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_a_long_list_is_shown_in_short(show: Callable[[Any], str]) -> None:
    charges = [{"object": "charge", "id": f"ch_{number}"} for number in range(100)]
    page = stripe.ListObject[Any].construct_from({"object": "list", "data": charges}, KEY)
    shown = show(page)
    assert len(shown) < 1000
    assert "ch_2" in shown
    assert "97 more" in shown
    assert str(page).count("ch_") == 100


def test_it_is_a_mapping_with_its_fields(subscription: Any) -> None:
    assert isinstance(subscription, Mapping)
    assert dict(subscription) == {**subscription} == VALUES
