"""Fixture files in the form of the vendor's command line: played here, on a port, by a test's marker."""

import json

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.front.command import main

SHOP = {
    "_meta": {"template_version": 0},
    "fixtures": [
        {
            "name": "jenny",
            "path": "/v1/customers",
            "method": "post",
            "params": {
                "email": "${.env:SHOP_EMAIL}",
                "phone": "${.env:NOT_SET|+1234567890}",
                "source": "tok_visa",
                "metadata": {"of": "shop-${.env:SHOP_EMAIL}"},
            },
        },
        {
            "name": "declined",
            "path": "/v1/charges",
            "method": "post",
            "expected_error_type": "card_error",
            "params": {"amount": 500, "currency": "usd", "source": "tok_chargeDeclined"},
        },
        {"name": "all", "path": "/v1/customers", "method": "get", "params": {"limit": 5}},
        {
            "name": "charge",
            "path": "/v1/charges",
            "method": "post",
            "params": {"customer": "${all:data.0.id}", "amount": 700, "currency": "usd"},
        },
        {
            "name": "renamed",
            "path": "/v1/customers/${jenny:id}",
            "method": "post",
            "params": {"description": "${charge:amount} ${charge:paid}"},
        },
    ],
}


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.delenv("SHOP_EMAIL", raising=False)
    (tmp_path / ".env").write_text('# the shop\nexport SHOP_EMAIL="jenny@example.com"\n')
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(SHOP))
    return file


def check(answers):
    jenny = stripe.Customer.retrieve(answers["jenny"]["id"])
    assert (jenny.email, jenny.phone, jenny.metadata["of"], jenny.description) == (
        "jenny@example.com",
        "+1234567890",
        "shop-jenny@example.com",
        "700 true",
    )
    assert answers["charge"]["customer"] == jenny.id
    assert answers["declined"]["error"]["type"] == "card_error"


def test_in_a_process(shop):
    with Sandbox(fixtures=shop) as sandbox:
        check(sandbox.fixtures)


def test_the_environment_comes_first(shop, monkeypatch):
    monkeypatch.setenv("SHOP_EMAIL", "other@example.com")
    with Sandbox(fixtures=str(shop)) as sandbox:
        assert sandbox.fixtures["jenny"]["email"] == "other@example.com"


def test_a_file_of_the_state_has_them_already(shop, tmp_path):
    for _ in range(2):
        with Sandbox(db=str(tmp_path / "state.db"), fixtures=shop):
            assert len(stripe.Customer.list().data) == 1


def test_on_a_running_sandbox(shop, capsys):
    with Sandbox(port=0) as sandbox:
        assert main(["fixtures", str(shop), "--url", sandbox.url]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("jenny  cus_")
        assert lines[1:3] == ["declined  refused, as expected", "all  list"]


@pytest.mark.stripe_sandbox(
    fixtures={
        "fixtures": [
            {"name": "mug", "path": "/v1/products", "method": "post", "params": {"name": "Mug"}}
        ]
    }
)
def test_by_the_marker(stripe_sandbox):
    assert stripe.Product.retrieve(stripe_sandbox.fixtures["mug"]["id"]).name == "Mug"


def one(**fields):
    return {"fixtures": [{"name": "x", "path": "/v1/customers", "method": "post", **fields}]}


def test_headers_and_what_is_written_into_the_environment(tmp_path, capsys):
    (tmp_path / ".env").write_text("# ids\nCUSTOMER=old\nOTHER=stays\n")
    file = tmp_path / "shop.json"
    account = {
        "name": "shop",
        "path": "/v1/accounts",
        "method": "post",
        "params": {"type": "custom"},
    }
    theirs = {
        "name": "theirs",
        "path": "/v1/customers",
        "method": "post",
        "headers": {"Stripe-Account": "${shop:id}"},
        "idempotency_key": "once",
        "api_base": "https://api.stripe.com",
    }
    again = {**theirs, "name": "again"}
    environment = {"CUSTOMER": "${theirs:id}"}
    file.write_text(json.dumps({"fixtures": [account, theirs, again], "env": environment}))
    with Sandbox(port=0) as sandbox:
        arguments = ["fixtures", str(file), "--url", sandbox.url, "--api-key", sandbox.api_key]
        assert main(arguments) == 0
        shop = stripe.Account.list().data[0].id
        (customer,) = stripe.Customer.list(stripe_account=shop).data
        assert stripe.Customer.list().data == []
    written = (tmp_path / ".env").read_text()
    assert written == f'# ids\nOTHER=stays\nCUSTOMER="{customer.id}"\n'


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], '"fixtures"'),
        ({"fixtures": {}}, '"fixtures"'),
        ({"fixtures": [5]}, "Fixture 0 has no name"),
        (one(method="fetch"), "fetch is no method"),
        (one(path=""), "has no path"),
        (one(params=[1]), "params must be an object"),
        (one(params={"email": "x"}), "POST /v1/customers answered 400: Invalid email address: x"),
        (one(params={"name": "${jenny:id}"}), "there is no ${jenny:id}"),
        (one(params={"name": "${.env:SURELY_NOT_SET}"}), "there is no ${.env:SURELY_NOT_SET}"),
        (one(expected_error_type="card_error"), "went well, where a card_error was expected"),
        ({"fixtures": one()["fixtures"] * 2}, "two fixtures x"),
    ],
)
def test_files_that_are_none(tmp_path, capsys, document, said):
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(document))
    with pytest.raises(ValueError, match="ixture") as caught:
        Sandbox(fixtures=file)
    assert said in str(caught.value)
    with Sandbox(port=0) as sandbox:
        assert main(["fixtures", str(file), "--url", sandbox.url]) == 2
    assert said in capsys.readouterr().err
