"""Refusals: status, type, code, param and message as the API words them."""

import pytest

import stripe

LONG = "x" * 5001


def _customer(http):
    return http("POST", "/v1/customers").body["id"]


# (method, path, parameters) -> (status, code, param, start of the message)
CASES = {
    "unknown URL": (
        ("GET", "/v1/nonsense", {}),
        (404, None, None, "Unrecognized request URL (GET: /v1/nonsense)."),
    ),
    "trailing slash": (
        ("GET", "/v1/customers/", {}),
        (
            404,
            None,
            None,
            "Unrecognized request URL (GET: /v1/customers/). If you are trying to list",
        ),
    ),
    "wrong method": (
        ("PUT", "/v1/customers", {}),
        (404, None, None, "Unrecognized request URL (PUT: /v1/customers)."),
    ),
    "unknown parameter": (
        ("POST", "/v1/customers", {"shoe_size": "9"}),
        (400, "parameter_unknown", "shoe_size", "Received unknown parameter: shoe_size"),
    ),
    "unknown parameters": (
        ("POST", "/v1/customers", {"shoe_size": "9", "hat_size": "8"}),
        (400, "parameter_unknown", "shoe_size", "Received unknown parameters: shoe_size, hat_size"),
    ),
    "misspelt parameter": (
        ("POST", "/v1/customers", {"emial": "a@example.com"}),
        (
            400,
            "parameter_unknown",
            "emial",
            "Received unknown parameter: emial. Did you mean email?",
        ),
    ),
    "unknown nested parameter": (
        ("POST", "/v1/customers", {"address": {"street": "x"}}),
        (
            400,
            "parameter_unknown",
            "address[street]",
            "Received unknown parameter: address[street]",
        ),
    ),
    "missing parameter": (
        ("POST", "/v1/payment_intents", {"currency": "usd"}),
        (400, "parameter_missing", "amount", "Missing required param: amount."),
    ),
    "missing nested parameter": (
        (
            "POST",
            "/v1/prices",
            {"currency": "usd", "unit_amount": 1, "product_data": {"active": True}},
        ),
        (
            400,
            "parameter_missing",
            "product_data[name]",
            "Missing required param: product_data[name].",
        ),
    ),
    "parameter under its former name": (
        (
            "POST",
            "/v1/payment_intents",
            {"amount": 1000, "currency": "usd", "payment_method_types": ["gold"]},
        ),
        (
            400,
            None,
            "payment_method_types[0]",
            "Invalid payment_method_types[0]: must be one of ",
        ),
    ),
    "tax rate above the whole": (
        ("POST", "/v1/tax_rates", {"display_name": "VAT", "inclusive": False, "percentage": 119}),
        (
            400,
            "parameter_invalid_integer",
            "percentage",
            "This value must be less than or equal to 100",
        ),
    ),
    "integer": (
        ("POST", "/v1/payment_intents", {"amount": "ten", "currency": "usd"}),
        (400, "parameter_invalid_integer", "amount", "Invalid integer: ten"),
    ),
    "fraction": (
        ("POST", "/v1/payment_intents", {"amount": "9.99", "currency": "usd"}),
        (400, "parameter_invalid_integer", "amount", "Invalid integer: 9.99"),
    ),
    "boolean": (
        ("POST", "/v1/products", {"name": "x", "active": "yes"}),
        (400, None, "active", "Invalid boolean: yes"),
    ),
    "enum": (
        ("POST", "/v1/customers", {"tax_exempt": "maybe"}),
        (400, None, "tax_exempt", "Invalid tax_exempt: must be one of "),
    ),
    "hash for text": (
        ("POST", "/v1/customers", {"name": {"first": "J"}}),
        (400, None, "name", "Invalid string: {"),
    ),
    "text for hash": (
        ("POST", "/v1/customers", {"shipping": "home"}),
        (400, None, "shipping", "Invalid object"),
    ),
    "text for array": (
        ("POST", "/v1/customers", {"preferred_locales": "de"}),
        (400, None, "preferred_locales", "Invalid array"),
    ),
    "timestamp": (
        ("GET", "/v1/customers", {"created": {"gte": "yesterday"}}),
        (400, "parameter_invalid_integer", "created[gte]", "Invalid integer: yesterday"),
    ),
    "now or a timestamp": (
        ("POST", "/v1/subscriptions", {"customer": "cus_1", "trial_end": "soon"}),
        (400, None, "trial_end", "Invalid timestamp: must be an integer Unix timestamp"),
    ),
    "empty where a value is required": (
        ("POST", "/v1/products", {"name": ""}),
        (400, "parameter_invalid_empty", "name", "You passed an empty string for 'name'."),
    ),
    "empty integer": (
        ("POST", "/v1/payment_intents", {"amount": "", "currency": "usd"}),
        (400, "parameter_invalid_empty", "amount", "You passed an empty string for 'amount'."),
    ),
    "too small a limit": (
        ("GET", "/v1/customers", {"limit": 0}),
        (
            400,
            "parameter_invalid_integer",
            "limit",
            "This value must be greater than or equal to 1.",
        ),
    ),
    "too large a limit": (
        ("GET", "/v1/customers", {"limit": 101}),
        (400, "parameter_invalid_integer", "limit", "This value must be less than or equal to 100"),
    ),
    "too long": (
        ("POST", "/v1/customers", {"name": LONG}),
        (
            400,
            None,
            "name",
            "Invalid string: xxxxxxxxxxxxxxxxxxxx...xxxxxxxxxxxxxxxxxxxx; must be at most",
        ),
    ),
    "e-mail": (
        ("POST", "/v1/customers", {"email": "jenny"}),
        (400, "email_invalid", "email", "Invalid email address: jenny"),
    ),
    "missing object in the path": (
        ("GET", "/v1/customers/cus_none", {}),
        (404, "resource_missing", "id", "No such customer: 'cus_none'"),
    ),
    "missing object in a parameter": (
        (
            "POST",
            "/v1/payment_intents",
            {"amount": 1000, "currency": "usd", "customer": "cus_none"},
        ),
        (400, "resource_missing", "customer", "No such customer: 'cus_none'"),
    ),
    "missing cursor": (
        ("GET", "/v1/customers", {"starting_after": "cus_none"}),
        (400, "resource_missing", "starting_after", "No such customer: 'cus_none'"),
    ),
    "not expandable": (
        ("POST", "/v1/customers", {"expand": ["name"]}),
        (400, None, None, "This property cannot be expanded (name)."),
    ),
    "not expandable in a list": (
        ("GET", "/v1/charges", {"expand": ["customer"]}),
        (
            400,
            None,
            None,
            "This property cannot be expanded (customer). You may want to try expanding 'data.customer'",
        ),
    ),
    "too deep": (
        (
            "GET",
            "/v1/charges",
            {"expand": ["data.payment_intent.latest_charge.customer.default_source"]},
        ),
        (
            400,
            "property_expansion_max_depth",
            None,
            "You cannot expand more than 4 levels of a property. Property: data.payment_intent",
        ),
    ),
    "both cursors": (
        ("GET", "/v1/customers", {"starting_after": "a", "ending_before": "b"}),
        (400, "parameters_exclusive", None, "Received both starting_after and ending_before"),
    ),
    "bad event type": (
        (
            "POST",
            "/v1/webhook_endpoints",
            {"url": "https://example.com", "enabled_events": ["a.b"]},
        ),
        (400, None, "enabled_events[0]", "Invalid enabled_events[0]: must be one of"),
    ),
    "bad webhook address": (
        ("POST", "/v1/webhook_endpoints", {"url": "example.com", "enabled_events": ["*"]}),
        (400, "url_invalid", "url", "Not a valid URL"),
    ),
    "unknown version": (
        ("GET", "/v1/customers", {}, {"Stripe-Version": "2001-01-01"}),
        (400, None, None, "Invalid Stripe API version: 2001-01-01"),
    ),
    "JSON to a form": (
        ("POST", "/v1/customers", None, {"Content-Type": "application/json"}, '{"name": "J"}'),
        (400, None, None, "Invalid request: this endpoint takes application/x-www-form-urlencoded"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_refusals(http, case):
    (method, path, params, *more), (status, code, param, start) = CASES[case]
    headers, body = (*more, None, None)[:2]
    answer = http(method, path, params, headers=headers, body=body)
    assert answer.status == status
    assert answer.error["type"] == "invalid_request_error"
    assert answer.error.get("code") == code
    assert answer.error["message"].startswith(start), answer.error["message"]
    if param is not None:
        assert answer.error["param"] == param


def test_shape_of_an_error(http):
    error = http("GET", "/v1/customers/cus_none").error
    request_id = error["request_log_url"].partition("logs/")[2].partition("?")[0]
    assert request_id.startswith("req_")
    assert error["request_log_url"].startswith("https://dashboard.stripe.com/test/logs/req_")
    assert error["doc_url"] == "https://stripe.com/docs/error-codes/resource-missing"


def test_errors_say_not_to_retry(http):
    assert http("GET", "/v1/customers/cus_none").headers["Stripe-Should-Retry"] == "false"


def test_path_of_a_parameter_in_a_list(http):
    customer = _customer(http)
    answer = http(
        "POST", "/v1/subscriptions", {"customer": customer, "items": [{"price": "price_0"}]}
    )
    assert (answer.status, answer.error["param"]) == (400, "items[0][price]")
    assert answer.error["message"] == "No such price: 'price_0'"


def test_deleted_object_in_a_parameter(http):
    customer = _customer(http)
    http("DELETE", f"/v1/customers/{customer}")
    answer = http("POST", "/v1/invoices", {"customer": customer})
    assert (answer.status, answer.error["code"]) == (400, "resource_missing")


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({f"k{n}": "v" for n in range(51)}, "metadata"),
        ({"k" * 41: "v"}, f"metadata[{'k' * 41}]"),
        ({"k": "v" * 501}, "metadata[k]"),
        ({"k": {"nested": "v"}}, "metadata[k]"),
    ],
    ids=["51 keys", "long key", "long value", "nested"],
)
def test_limits_of_metadata(http, params, param):
    answer = http("POST", "/v1/customers", {"metadata": params})
    assert (answer.status, answer.error["param"]) == (400, param)
    assert http("POST", "/v1/customers", {"metadata": {"k" * 40: "v" * 500}}).status == 200


def test_metadata_limit_counts_what_is_there_already(http):
    path = f"/v1/customers/{_customer(http)}"
    assert http("POST", path, {"metadata": {f"a{n}": "v" for n in range(30)}}).status == 200
    assert http("POST", path, {"metadata": {f"b{n}": "v" for n in range(21)}}).status == 400
    assert http("POST", path, {"metadata": {f"b{n}": "v" for n in range(20)}}).status == 200


def test_operation_that_is_not_emulated(http):
    from stripe.sandbox.front import coverage

    for key in [key for key, kind in coverage.table().items() if kind == "unsupported"][:3]:
        method, path = key.split(" ")
        answer = http(method, path.replace("{", "").replace("}", ""))
        assert (answer.status, answer.error["code"]) == (501, "sandbox_not_emulated")
        assert key in answer.error["message"]
        assert answer.headers["Stripe-Should-Retry"] == "false"


def test_the_library_raises_the_documented_classes(sandbox):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Customer.retrieve("cus_none")
    assert caught.value.http_status == 404
    assert caught.value.code == "resource_missing"
    assert caught.value.param == "id"
    assert caught.value.request_id.startswith("req_")


def test_a_failure_of_the_sandbox_is_an_api_error(http, sandbox, monkeypatch, caplog):
    from stripe.sandbox.generic import behaviours, registry

    def broken(call):
        raise LookupError("bug")

    monkeypatch.setitem(registry._handlers, "GET /v1/customers", broken)
    behaviours.behaviour_of.cache_clear()
    answer = http("GET", "/v1/customers")
    behaviours.behaviour_of.cache_clear()
    assert (answer.status, answer.error["type"]) == (500, "api_error")
    assert "GET /v1/customers" in answer.error["message"]
    assert "bug" in caplog.text
