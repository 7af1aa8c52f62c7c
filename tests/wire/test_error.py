"""Errors: which class an answer gives, and what an error says, keeps and hides."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from typing import Any

import pytest

import stripe
from stripe import error, oauth_error, v2_error
from stripe._wire.answers import from_response

KEY = "sk_test_4eC39HqLyjWDarjtT1zdP7dc"
HEADERS = {"request-id": "req_1", "Stripe-Version": "x"}


class Rebuilt(error.StripeError):
    """An application's error, with parameters of its own."""

    def __init__(self, order: int) -> None:
        super().__init__(f"order {order} failed", http_status=400)
        self.order = order


# -- What an error is --------------------------------------------------------------------------------

CONSTRUCTIONS = [
    (error.StripeError, ("no",), {}),
    (error.StripeError, (), {"message": "no", "http_status": 400}),
    (error.StripeError, ("no", "body", 400, {"a": 1}, {"h": "v"}, "code"), {}),
    (error.APIError, ("no", b"body", 500), {}),
    (error.APIConnectionError, ("no",), {}),
    (error.APIConnectionError, ("no", None, None, None, None, None, True), {}),
    (error.APIConnectionError, ("no",), {"should_retry": True}),
    (error.AuthenticationError, ("no", "body", 401, {}, {}), {}),
    (error.CardError, ("no", "number", "card_declined"), {}),
    (error.CardError, ("no", "number", "code", "body", 402, {"error": {}}, {"a": "b"}), {}),
    (error.InvalidRequestError, ("no", "param"), {}),
    (error.InvalidRequestError, (), {"message": "no", "param": None, "code": "missing"}),
    (error.IdempotencyError, ("no",), {}),
    (error.PermissionError, ("no",), {}),
    (error.RateLimitError, ("no", 429, {}, {}, {}), {}),
    (error.SignatureVerificationError, ("no", "t=1", "payload"), {}),
    (error.SignatureVerificationError, ("no",), {"sig_header": None}),
    (error.CannotProceedError, ("no",), {"reason": "why"}),
    (error.InvalidPaymentMethodError, ("no",), {"invalid_param": "p"}),
    (error.VerificationExpiredError, ("no",), {"verification_status": "s"}),
    (error.QuotaExceededError, (), {"message": "no"}),
    (oauth_error.OAuthError, ("code", "no"), {}),
    (oauth_error.InvalidGrantError, ("code", "no", "body", 400, {"error": "code"}, {}), {}),
]


@pytest.mark.parametrize(("cls", "args", "kwargs"), CONSTRUCTIONS)
def test_construction_pickle_and_copy(cls, args, kwargs):
    made = cls(*args, **kwargs)
    assert made.user_message == str(made) == "no"
    assert repr(made).startswith(f"{cls.__name__}(message='no'")
    again = cls(*made.args)
    for other in (again, pickle.loads(pickle.dumps(made)), copy.copy(made), copy.deepcopy(made)):
        assert type(other) is cls
        assert other.args == made.args
        assert vars(other).keys() == vars(made).keys()
        assert {name: vars(other)[name] for name in vars(made)} == vars(made)


def test_subclass_with_parameters_of_its_own_pickles():
    again = pickle.loads(pickle.dumps(Rebuilt(7)))
    assert (type(again), again.order, str(again)) == (Rebuilt, 7, "order 7 failed")


def test_repr_and_str():
    declined = error.CardError("Declined.", "number", "card_declined", "", 402, {}, HEADERS)
    assert str(declined) == "Request req_1: Declined."
    assert repr(declined) == (
        "CardError(message='Declined.', param='number', code='card_declined', "
        "http_status=402, request_id='req_1')"
    )
    failed = error.APIError("Down.", http_status=500)
    assert repr(failed) == "APIError(message='Down.', http_status=500, request_id=None)"
    assert str(error.StripeError()) == "<empty message>"
    assert str(error.StripeError(headers=HEADERS)) == "Request req_1: <empty message>"
    assert str(error.StripeError(ValueError("not a text"))) == "not a text"


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (None, None),
        ("", None),
        ("text", "text"),
        ("é".encode(), "é"),
        (bytearray(b"a"), "a"),
        (memoryview(b"a"), "a"),
        (b"\xff", "\ufffd"),
        (429, None),
    ],
)
def test_http_body_is_text(body, kept):
    assert error.StripeError("no", http_body=body).http_body == kept


@pytest.mark.parametrize(
    "headers",
    [{"request-id": "req_1"}, {"Request-Id": "req_1"}, {"REQUEST-ID": "req_1"}],
)
def test_request_id_in_any_case(headers):
    assert error.StripeError("no", headers=headers).request_id == "req_1"


def test_no_headers():
    made = error.StripeError("no")
    assert (made.headers, made.request_id) == ({}, None)
    assert error.StripeError("no", headers=["odd"]).request_id is None


def test_tree():
    assert issubclass(error.CardError, error.StripeErrorWithParamCode)
    assert issubclass(error.InvalidRequestError, error.StripeErrorWithParamCode)
    assert not issubclass(oauth_error.InvalidRequestError, error.InvalidRequestError)
    assert issubclass(oauth_error.OAuthError, error.StripeError)
    # Every class is in the tree of a docstring, and reachable from the package.
    trees = f" {error.__doc__} {v2_error.__doc__} ".replace("\n", " ")
    for name in dir(error):
        value = getattr(error, name)
        if isinstance(value, type) and issubclass(value, Exception) and name[0] != "_":
            assert issubclass(value, error.StripeError)
            assert f" {name} " in trees, name
            assert getattr(stripe, name) is value
    classes = {name for name, value in vars(v2_error).items() if isinstance(value, type)}
    assert {name for name in classes if name[0] != "_"} <= set(dir(error))


# -- The error object --------------------------------------------------------------------------------


def test_error_object():
    details = {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": "do_not_honor",
        "payment_intent": {
            "object": "payment_intent",
            "id": "pi_1",
            "client_secret": "pi_1_secret_2",
            "last_payment_error": {"code": "x"},
        },
        "new_field": {"a": 1},
    }
    declined = from_response("{}", 402, {"error": details}, {})
    found = declined.error
    assert isinstance(found, stripe.ErrorObject)
    assert declined.error is found
    assert (found.type, found.code, found.decline_code) == (
        "card_error",
        "card_declined",
        "do_not_honor",
    )
    assert isinstance(found.payment_intent, stripe.PaymentIntent)
    # An application hands it to the browser.
    assert found.payment_intent.client_secret == "pi_1_secret_2"
    assert found.new_field.a == 1
    assert found.to_dict()["charge"] is None
    assert "charge" not in details
    for name in (
        "advice_code charge doc_url message network_advice_code network_decline_code param "
        "payment_method payment_method_type request_log_url setup_intent source user_message"
    ).split():
        assert getattr(found, name) is None
        assert found[name] is None
    with pytest.raises(AttributeError):
        _ = found.never_documented


def test_error_objects_made_by_hand():
    made = stripe.ErrorObject.construct_from({"code": "x"}, "sk_test_1")
    assert (made.code, made.charge, made.api_key) == ("x", None, "sk_test_1")
    made.refresh_from({"code": "y"})
    assert (made.code, made.charge) == ("y", None)
    made = stripe.OAuthErrorObject.construct_from({"error": "x"}, None)
    assert (made.error, made.error_description) == ("x", None)


@pytest.mark.parametrize("json_body", [None, [], "x", {}, {"error": None}, {"error": "text"}])
def test_no_error_object(json_body):
    assert error.StripeError("no", json_body=json_body).error is None


def test_error_object_acts_with_the_key_of_the_call():
    answer = '{"error": {"payment_intent": {"object": "payment_intent", "id": "pi_1"}}}'
    client = stripe.StripeClient(
        "sk_test_other", stripe_account="acct_1", http_client=lambda *_request: (answer, 402, {})
    )
    with pytest.raises(error.CardError) as caught:
        client.v1.payment_intents.confirm("pi_1")
    declined = caught.value
    assert declined.error.payment_intent.api_key == "sk_test_other"
    assert declined.error.payment_intent.stripe_account == "acct_1"
    assert b"sk_test_other" not in pickle.dumps(declined)
    assert "sk_test_other" not in repr(declined) + repr(vars(declined).get("args", ""))


def test_error_object_can_be_replaced():
    made = error.StripeError("no", json_body={"error": {"code": "a"}})
    made.error = None
    assert made.error is None


# -- Secrets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (f"Bad key {KEY}.", "Bad key sk_test_****P7dc."),
        ("Bad key rk_live_4eC39HqLyjWDarjtT1zdP7dc", "Bad key rk_live_****P7dc"),
        ("Bad key sk_4eC39HqLyjWDarjtT1zdP7dc", "Bad key sk_****P7dc"),
        ("sk_org_live_4eC39HqLyjWDarjtT1zdP7dc", "sk_org_live_****P7dc"),
        ("sk_test_123", "sk_test_****"),
        ("whsec_4eC39HqLyjWDarjt", "whsec_****arjt"),
        ("Invalid API Key provided: sk_test_****1234", None),
        ("Invalid API Key provided: sk_test_*********************1234", None),
        ("client secret pi_123_secret_abcdef", "client secret pi_123_secret_****"),
        ('{"client_secret": "anything"}', '{"client_secret": "****"}'),
        ("pk_test_123 is public", None),
        ("No such token: 'tok_1'; ask_me task_list desk_top disk_live_x", None),
    ],
)
def test_secrets_in_messages(message, shown):
    expected = message if shown is None else shown
    made = error.AuthenticationError(message)
    assert made.user_message == str(made) == expected
    assert made.args[0] == expected


def test_pickles_hold_no_secrets():
    secret = "pi_1_secret_2"
    answer = {
        "error": {
            "message": "Declined.",
            "payment_intent": {"client_secret": secret, "list": [secret, KEY], "n": 1},
        }
    }
    made = from_response(json.dumps(answer), 402, answer, {"request-id": "req_1"})
    made.note = f"called with {KEY}"
    _ = made.error
    data = pickle.dumps(made)
    assert secret.encode() not in data
    assert KEY.encode() not in data
    again = pickle.loads(data)
    assert again.json_body["error"]["payment_intent"]["client_secret"] == "****"
    assert again.error.payment_intent.n == 1
    assert again.request_id == "req_1"
    # What is not pickled keeps it.
    assert made.json_body["error"]["payment_intent"]["client_secret"] == secret


# -- Import ------------------------------------------------------------------------------------------


def test_import_is_cheap():
    program = (
        "import sys, types; package = types.ModuleType('stripe'); "
        f"package.__path__ = [{stripe.__path__[0]!r}]; sys.modules['stripe'] = package; "
        "before = set(sys.modules); import stripe.error; "
        "print(*sorted(set(sys.modules) - before))"
    )
    output = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True
    )
    found = set(output.stdout.split())
    ours = {name for name in found if name.startswith("stripe")}
    assert ours == {"stripe.error", "stripe.lazy", "stripe._wire", "stripe._wire.masking"}
    # Some Pythons have these from their start.
    assert {name.partition(".")[0] for name in found - ours} <= {
        "__future__",
        "importlib",
        "warnings",
    }


def test_the_error_of_the_class_is_no_error_object() -> None:
    found: Any = stripe.StripeError
    assert not isinstance(found.error, stripe.ErrorObject)


def test_an_oauth_error_without_a_body() -> None:
    from stripe import oauth_error

    assert oauth_error.OAuthError("invalid_grant", "no").error is None
