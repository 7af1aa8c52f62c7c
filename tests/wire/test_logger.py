"""Log lines: their form, their levels, and what is starred out of them."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe._wire.logger import format_line
from stripe._wire.masking import mask, mask_payment_data, scrubbed
from stripe._wire.requestor_options import is_logged

CUSTOMER = {"id": "cus_1", "object": "customer"}


def test_form_of_a_line() -> None:
    line = format_line({"message": "Two words", "b": 1, "a": None, "c": b"x", "tab": "a\tb"})
    assert line == "a=None b=1 c=x message='Two words' tab='a\\tb'"


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> logging.Logger:
    """The logger as an application finds it."""
    logger = logging.getLogger("stripe")
    level = logger.level
    logger.setLevel(logging.NOTSET)
    monkeypatch.setattr(stripe, "log", None)
    monkeypatch.setattr(logging.getLogger(), "level", logging.WARNING)
    logger.manager._clear_cache()  # type: ignore[attr-defined]
    yield logger  # type: ignore[misc]
    logger.setLevel(level)


@pytest.mark.parametrize(
    ("setting", "info", "debug"),
    [(None, False, False), ("info", True, False), ("debug", True, True), ("loud", False, False)],
)
def test_levels(
    setting: Any, info: bool, debug: bool, quiet: Any, wire: Wire, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(stripe, "log", setting)
    assert (is_logged(logging.INFO), is_logged(logging.DEBUG)) == (info, debug)
    wire.always(CUSTOMER, Request_Id="req_1")
    stripe.Customer.create(name="Jenny Rosen")
    printed = capsys.readouterr().err
    assert ("message='Request to Stripe api'" in printed) is info
    assert ("message='Post details'" in printed) is debug
    assert printed.count("\n") == {False: 0, True: 2}[info] + {False: 0, True: 3}[debug]


def test_lines_of_a_request(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    wire.answer(CUSTOMER, Request_Id="req_1")
    stripe.Customer.create(name="Jenny Rosen")
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        (
            "INFO",
            "message='Request to Stripe api' method=post url=https://api.stripe.com/v1/customers",
        ),
        (
            "DEBUG",
            f"api_version={stripe.api_version} message='Post details' post_data=name=Jenny+Rosen",
        ),
        (
            "INFO",
            "message='Stripe API response' path=https://api.stripe.com/v1/customers response_code=200",
        ),
        ("DEBUG", f"body='{json.dumps(CUSTOMER)}' message='API response body'"),
        (
            "DEBUG",
            "link=https://dashboard.stripe.com/logs/req_1 message='Dashboard link for request'",
        ),
    ]


def test_lines_of_an_error(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    error = {"type": "card_error", "code": "card_declined", "message": "No.", "param": "source"}
    wire.answer({"error": error}, 402)
    with pytest.raises(stripe.CardError):
        stripe.Charge.create(amount=1)
    assert caplog.records[-1].getMessage() == (
        "error_code=card_declined error_message=No. error_param=source error_type=card_error "
        "message='Stripe v1 API error received'"
    )


def test_lines_of_retries(wire: Wire, caplog: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)

    def lost(*request: Any) -> Any:
        raise stripe.APIConnectionError("Lost it.", should_retry=True)

    client = stripe.StripeClient("sk_test_1", http_client=lost, max_network_retries=1)
    with pytest.raises(stripe.APIConnectionError):
        client.v1.customers.retrieve("cus_1")
    assert [record.getMessage() for record in caplog.records][-2:] == [
        "message='Encountered a retryable error Lost it.'",
        (
            "message='Initiating retry 1 for request get https://api.stripe.com/v1/customers/cus_1 "
            "after sleeping 0.50 seconds.'"
        ),
    ]


def test_nothing_is_made_up_for_nobody(quiet: Any, wire: Wire, caplog: Any) -> None:
    stripe.Customer.create(name="Jenny Rosen")
    assert caplog.records == []


def test_a_body_that_is_not_read_is_not_logged(wire: Wire, caplog: Any) -> None:
    wire.answer("%PDF")
    stripe.Quote.pdf("qt_1")
    assert "%PDF" not in caplog.text


SECRETS = [
    "sk_test_abcdefghijklmnop1234",
    "sk_live_abcdefghijklmnop1234",
    "rk_live_abcdefghijklmnop1234",
    "sk_org_test_abcdefghijklmnop1234",
    "ek_test_abcdefghijklmnop1234",
    "sk_test_short",
    "whsec_abcdefghijklmnop1234",
    "pi_1_secret_abcdefgh",
    "seti_1_secret_abcdefgh",
    "cs_test_1_secret_fidkdWxOYHwnPyd1%2FblpxYHZxWj",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("form", ["{}", "a {} b", '{{"x": "{}"}}', "a={}&b=1", "({})", "'{}'"])
def test_keys_and_client_secrets_are_starred_out(secret: str, form: str) -> None:
    text = mask(form.format(secret))
    assert secret not in text
    assert "****" in text
    assert mask(text) == text
    before, _, after = form.format("\0").partition("\0")
    assert text.startswith(before)
    assert text.endswith(after)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4242424242424242", "****"),
        ("card 4000000000000002.", "card ****."),
        ("378282246310005", "****"),
        ("6011111111111117 5555555555554444", "**** ****"),
        ("4242424242424241", "4242424242424241"),
        ("1700000000000", "1700000000000"),
        ("req_4242424242424242", "req_4242424242424242"),
        ("42424242424242424242", "42424242424242424242"),
    ],
)
def test_card_numbers_are_starred_out(text: str, expected: str) -> None:
    assert mask(text) == expected


def test_keys_keep_their_last_four() -> None:
    assert mask("sk_test_abcdefghijklmnop1234") == "sk_test_****1234"
    assert mask("whsec_abcdefghijklmnop1234") == "whsec_****1234"
    assert mask("sk_test_abcdefgh") == "sk_test_****"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "pk_test_abcdefghijklmnop1234",
        "risk_level",
        "task_1",
        "a second",
        "sk_test_****1234",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == text
    assert mask_payment_data(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("card[number]=4242424242424242&card[cvc]=737", "card[number]=****&card[cvc]=****"),
        ("card%5Bnumber%5D=4242&a=1", "card%5Bnumber%5D=****&a=1"),
        ("number=4242", "number=****"),
        ("phone_number_collection[enabled]=true", "phone_number_collection[enabled]=true"),
        ("bank_account[account_number]=000123456789", "bank_account[account_number]=****"),
        ("sepa_debit[iban]=DE89370400440532013000", "sepa_debit[iban]=****"),
        ('{"cvc": "737", "a": 1}', '{"cvc":"****", "a": 1}'),
        ('{"number": 4242424242424242}', '{"number":"****"}'),
        ('{"account_number": "a\\"b", "x": 1}', '{"account_number":"****", "x": 1}'),
        ('{"client_secret": "x", "secret": "y"}', '{"client_secret":"****", "secret":"****"}'),
        ("refresh_token=rt_1&access_token=sk", "refresh_token=****&access_token=****"),
    ],
)
def test_payment_data_is_starred_out(text: str, expected: str) -> None:
    assert mask_payment_data(text).replace('": "****"', '":"****"') == expected


def test_scrubbed_data() -> None:
    data = {
        "a": ["sk_test_abcdefghijklmnop1234", 1, None],
        "client_secret": "anything",
        "b": {"client_secret": None, "c": "pi_1_secret_x"},
    }
    assert scrubbed(data) == {
        "a": ["sk_test_****1234", 1, None],
        "client_secret": "****",
        "b": {"client_secret": None, "c": "pi_1_secret_****"},
    }
    assert data["client_secret"] == "anything"


def test_an_error_that_nobody_logs(wire: Wire) -> None:
    wire.always({"error": {"type": "card_error", "code": "card_declined"}}, status=402)
    logger = logging.getLogger("stripe")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with pytest.raises(stripe.CardError):
            stripe.Charge.create(amount=1, currency="usd")
    finally:
        logger.setLevel(level)
