"""Module names of other versions: the very modules of today, or an error that names them."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pkgutil import resolve_name
from unittest.mock import patch

import pytest

import stripe
from stripe import lazy

SAME_MODULE = {
    "stripe._api_requestor": "stripe.api_requestor",
    "stripe._api_resource": "stripe.api_resource",
    "stripe._createable_api_resource": "stripe.api_resource",
    "stripe._customer": "stripe.resources.customer",
    "stripe._customer_service": "stripe.services.customer_service",
    "stripe._encode": "stripe._wire.encoding",
    "stripe._error": "stripe.error",
    "stripe._error_object": "stripe._objects.error_object",
    "stripe._http_client": "stripe.http_client",
    "stripe._list_object": "stripe.list_object",
    "stripe._nested_resource_class_methods": "stripe._compat.legacy_decorators",
    "stripe._oauth": "stripe.oauth",
    "stripe._oauth_service": "stripe.oauth",
    "stripe._search_result_object": "stripe.list_object",
    "stripe._stripe_client": "stripe.stripe_client",
    "stripe._stripe_context": "stripe.stripe_context",
    "stripe._stripe_object": "stripe.stripe_object",
    "stripe._stripe_response": "stripe.stripe_response",
    "stripe._util": "stripe.util",
    "stripe._v1_services": "stripe.services.v1_services",
    "stripe._version": "stripe.version",
    "stripe._api_version": "stripe._compat.legacy_names",
    "stripe._expandable_field": "stripe._compat.legacy_names",
    "stripe._reversal": "stripe",
    "stripe._webhook": "stripe.webhook",
    "stripe._webhook_endpoint": "stripe.resources.webhook_endpoint",
    "stripe.api_resources.abstract.api_resource": "stripe.api_resource",
    "stripe.api_resources.abstract.custom_method": "stripe._compat.legacy_decorators",
    "stripe.api_resources.abstract.listable_api_resource": "stripe.api_resource",
    "stripe.api_resources.abstract.verify_mixin": "stripe.resource_mixins",
    "stripe.api_resources.checkout.session": "stripe.resources.checkout.session",
    "stripe.api_resources.customer": "stripe.resources.customer",
    "stripe.api_resources.error_object": "stripe._objects.error_object",
    "stripe.api_resources.list_object": "stripe.list_object",
    "stripe.api_resources.test_helpers.test_clock": "stripe.resources.test_helpers.test_clock",
    "stripe.checkout._session": "stripe.resources.checkout.session",
    "stripe.checkout._session_service": "stripe.services.checkout.session_service",
    "stripe.api_resources.reversal": "stripe",
    "stripe.events._event_classes": "stripe.events",
    "stripe.events._v1_charge_failed_event": "stripe.events",
    "stripe.v2._event": "stripe.v2",
    "stripe.multipart_data_generator": "stripe._wire.multipart",
    "stripe.params._customer_create_params": "stripe.params",
    "stripe.params.checkout._session_create_params": "stripe.params.checkout",
    "stripe.v2._list_object": "stripe.v2_list_object",
    "stripe.v2.core._account": "stripe.resources.v2.core.account",
    "stripe.v2.core._event": "stripe.event_notification",
}

NAMES = {
    "stripe._customer": "Customer",
    "stripe._api_version": "_ApiVersion",
    "stripe._error": "CardError StripeError",
    "stripe._reversal": "Reversal",
    "stripe._http_client": "RequestsClient HTTPClient new_default_http_client",
    "stripe._list_object": "ListObject",
    "stripe._stripe_object": "StripeObject",
    "stripe._webhook": "Webhook WebhookSignature",
    "stripe.api_requestor": "APIRequestor",
    "stripe.api_resources": "Customer Charge ListObject error_object checkout",
    "stripe.api_resources.abstract": "APIResource ListableAPIResource custom_method "
    "nested_resource_class_methods VerifyMixin api_resource",
    "stripe.api_resources.checkout": "Session session",
    "stripe.api_resources.customer": "Customer",
    "stripe.api_resources.list_object": "ListObject",
    "stripe.error": "CardError InvalidRequestError SignatureVerificationError",
    "stripe.events._v1_charge_failed_event": "V1ChargeFailedEvent V1ChargeFailedEventNotification",
    "stripe.http_client": "RequestsClient",
    "stripe.oauth": "OAuth",
    "stripe.oauth_error": "InvalidGrantError",
    "stripe.params._customer_create_params": "CustomerCreateParams CustomerCreateParamsAddress",
    "stripe.stripe_object": "StripeObject",
    "stripe.util": "convert_to_stripe_object",
    "stripe.v2.core._event": "Event EventNotification RelatedObject Reason ReasonRequest",
    "stripe.webhook": "Webhook WebhookSignature",
}


@pytest.mark.parametrize(("name", "place"), SAME_MODULE.items())
def test_alias_is_the_module_of_today(name, place):
    today = importlib.import_module(place)
    spec = today.__spec__
    assert importlib.import_module(name) is today
    assert today.__name__ == place
    assert today.__spec__ is spec


@pytest.mark.parametrize(("module", "names"), NAMES.items())
def test_names_are_there(module, names):
    for name in names.split():
        namespace = {}
        exec(f"from {module} import {name}", namespace)
        assert namespace[name] is not None
        today = getattr(stripe, name, namespace[name])
        if isinstance(today, type) and module not in (
            "stripe.api_resources.checkout",
            "stripe.v2.core._event",
        ):
            assert namespace[name] is today


def run(programs):
    subprocess.run([sys.executable, "-W", "error", "-c", "\n".join(programs)], check=True)


def test_import_statements_in_a_fresh_process():
    run([f"import {name}" for name in (*SAME_MODULE, *NAMES)])
    # In the other order submodules come before their packages.
    run([f"import {name}" for name in reversed((*SAME_MODULE, *NAMES))])


def test_legacy_attributes_without_an_import_of_their_own():
    run(
        [
            "import stripe",
            "assert stripe.error.CardError is stripe.CardError",
            "assert stripe.util.convert_to_stripe_object is stripe.convert_to_stripe_object",
            "assert stripe.webhook.Webhook is stripe.Webhook",
            "assert stripe.stripe_object.StripeObject is stripe.StripeObject",
            "assert stripe._error is stripe.error",
            "assert stripe.api_resources.Customer is stripe.Customer",
            "assert stripe.api_resources.charge.Charge is stripe.Charge",
            "assert stripe.oauth.OAuth is stripe.OAuth",
            "assert stripe.checkout._session.Session is stripe.checkout.Session",
            "assert stripe.params._customer_create_params is stripe.params",
            "assert stripe._api_version._ApiVersion.CURRENT == stripe.api_version",
        ]
    )


@pytest.mark.parametrize(
    "name",
    [
        "stripe._never_existed",
        "stripe._masking",
        "stripe._resources",
        "stripe._checkout",
        "stripe.never_existed",
        "stripe.api_resources.never_existed",
        "stripe.api_resources.abstract.customer",
        "stripe.api_resources.abstract.never_existed",
        "stripe.api_resources.never_existed.session",
        "stripe.api_resources.checkout.never_existed",
        "stripe.checkout._never_existed",
        "stripe.events._v1_never_existed_event",
        "stripe.params._never_existed_params",
        "stripe.sandbox._never_existed",
        "stripe.v2.core._never_existed",
    ],
)
def test_module_that_never_existed(name):
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module(name)
    assert name.startswith(caught.value.name)
    assert caught.value.name.rpartition(".")[2] in str(caught.value)


def test_names_that_are_settings_stay_settings():
    for name in ("stripe.app_info", "stripe.api_version"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(name)
    assert stripe.app_info is None
    assert isinstance(stripe.api_version, str)


def test_other_packages_are_none_of_our_business():
    for name in ("stripes", "stripes._error", "no_such_package", "json._error"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(name)


# What is patched, and where that is found today.
PATCHED = [
    ("stripe._http_client.RequestsClient.request", "stripe.RequestsClient"),
    ("stripe.http_client.RequestsClient.request", "stripe.RequestsClient"),
    ("stripe._customer.Customer.retrieve", "stripe.Customer"),
    ("stripe.api_resources.customer.Customer.retrieve", "stripe.Customer"),
    ("stripe.api_resources.Customer.retrieve", "stripe.Customer"),
    ("stripe._webhook.WebhookSignature.verify_header", "stripe.WebhookSignature"),
    ("stripe.webhook.Webhook.construct_event", "stripe.Webhook"),
    ("stripe.api_resources.checkout.session.Session.create", "stripe.checkout.Session"),
    ("stripe.checkout._session.Session.create", "stripe.checkout.Session"),
    ("stripe._api_requestor.APIRequestor.request", "stripe.APIRequestor"),
    ("stripe._error.StripeError.user_message", "stripe.StripeError"),
    ("stripe._util.convert_to_stripe_object", "stripe.util"),
]


@pytest.mark.parametrize(("target", "owner"), PATCHED)
def test_patched_names_are_the_real_thing(target, owner):
    found = resolve_name(owner)
    name = target.rpartition(".")[2]
    before = vars(found)[name]
    with patch(target) as mocked:
        assert getattr(found, name) is mocked
    assert vars(found)[name] is before


def test_installed_once():
    lazy.find_former_modules()
    lazy.find_former_modules()
    finders = [finder for finder in sys.meta_path if type(finder).__module__ == lazy.__name__]
    assert len(finders) == 1
    assert sys.meta_path[-1] is finders[0] or finders[0] in sys.meta_path


def test_packages_of_today_are_not_loaded_twice():
    import stripe.api_resources.checkout.session
    import stripe.api_resources.list_object

    loaded = [name for name in sys.modules if name.startswith("stripe.api_resources.")]
    for name in loaded:
        module = sys.modules[name]
        assert module.__name__ in sys.modules
        assert sys.modules[module.__name__] is module
    assert stripe.checkout is importlib.import_module("stripe.checkout")
    assert "Customer" in dir(stripe.api_resources)
