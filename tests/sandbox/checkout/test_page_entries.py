"""What the page of a session asks beside the card, and where it comes back."""

import pytest
from checkout_shop import ADDRESS, CARD, SHIPPING, again, session

import stripe

FIELDS = [
    {
        "key": "engraving",
        "label": {"type": "custom", "custom": "Engraving"},
        "type": "text",
        "text": {"maximum_length": 5},
    },
    {
        "key": "member",
        "label": {"type": "custom", "custom": "Member number"},
        "type": "numeric",
        "numeric": {"minimum_length": 4, "maximum_length": 8},
    },
    {
        "key": "size",
        "label": {"type": "custom", "custom": "Size"},
        "type": "dropdown",
        "dropdown": {
            "options": [{"label": "Small", "value": "s"}, {"label": "Large", "value": "l"}]
        },
        "optional": True,
    },
]
ALL = {
    "shipping_address_collection": {"allowed_countries": ["US", "CA"]},
    "billing_address_collection": "required",
    "phone_number_collection": {"enabled": True},
    "custom_fields": FIELDS,
    "consent_collection": {"terms_of_service": "required", "promotions": "auto"},
    "name_collection": {"business": {"enabled": True}},
    "tax_id_collection": {"enabled": True},
    "customer_creation": "always",
    "custom_text": {"submit": {"message": "We pack it by hand."}},
}
ENTERED = {
    "shipping": SHIPPING,
    "address": {**ADDRESS, "line1": "2 Side St"},
    "phone": "+12015550123",
    "custom_fields": {"engraving": "Jenny", "member": "12345", "size": "l"},
    "consent": {"terms_of_service": "accepted", "promotions": "opt_in"},
    "business_name": "Rosen Ltd",
    "tax_id": {"type": "eu_vat", "value": "DE123456789"},
}


def check_collected(done):
    shipped = done.collected_information.shipping_details
    assert (shipped.name, shipped.address.line1) == ("Jenny at work", "1 Main St")
    assert shipped.address.country == "US"
    assert done.collected_information.business_name == "Rosen Ltd"
    details = done.customer_details
    assert (details.email, details.phone) == ("jenny@example.com", "+12015550123")
    assert (details.name, details.address.line1) == ("Rosen Ltd", "2 Side St")
    assert [(one.type, one.value) for one in details.tax_ids] == [("eu_vat", "DE123456789")]
    text, number, choice = done.custom_fields
    assert (text.text.value, number.numeric.value, choice.dropdown.value) == ("Jenny", "12345", "l")
    assert (done.consent.terms_of_service, done.consent.promotions) == ("accepted", "opt_in")
    intent = done.payment_intent
    assert (intent.shipping.name, intent.shipping.phone) == ("Jenny at work", "+12015550123")
    charge = stripe.Charge.retrieve(intent.latest_charge)
    assert charge.shipping.address.line1 == "1 Main St"
    customer = done.customer
    assert (customer.name, customer.phone, customer.email) == (
        "Rosen Ltd",
        "+12015550123",
        "jenny@example.com",
    )
    assert (customer.address.line1, customer.shipping.name) == ("2 Side St", "Jenny at work")
    assert stripe.Customer.list_tax_ids(customer.id).data[0].value == "DE123456789"


def test_all_of_it_on_the_page(sandbox, look, enter):
    made = session(**ALL)
    text = look(made)
    for label in (
        "Shipping address", "Billing address", "Phone number", "Engraving", "Member number", "Small",
        "I agree to the terms of service.", "Business name", "Tax id", "We pack it by hand.",
        "Sandbox of acct_",
    ):  # fmt: skip
        assert label in text, label
    answer = enter(made, **CARD, **ENTERED)
    assert (answer.status, answer.headers["Location"]) == (
        303,
        f"https://example.com/done?session={made.id}",
    )
    check_collected(again(made, "payment_intent", "customer"))


def test_all_of_it_without_the_page(sandbox, confirm):
    made = session(**ALL)
    assert confirm(made, email="jenny@example.com", **ENTERED).status == 200
    check_collected(again(made, "payment_intent", "customer"))


WRONG = [
    ("shipping[name]", {"shipping": {"address": ADDRESS}}),
    ("shipping[address][line1]", {"shipping": {**SHIPPING, "address": {"country": "US"}}}),
    (
        "shipping[address][country]",
        {"shipping": {**SHIPPING, "address": {**ADDRESS, "country": "FR"}}},
    ),
    ("address[line1]", {"address": {"country": "US"}}),
    ("phone", {"phone": ""}),
    ("phone", {"phone": "none"}),
    ("email", {"email": "jenny"}),
    ("business_name", {"business_name": " "}),
    ("tax_id[value]", {"tax_id": {"type": "eu_vat", "value": "DE12"}}),
    ("custom_fields[engraving]", {"custom_fields": {**ENTERED["custom_fields"], "engraving": ""}}),
    (
        "custom_fields[engraving]",
        {"custom_fields": {**ENTERED["custom_fields"], "engraving": "too long"}},
    ),
    ("custom_fields[member]", {"custom_fields": {**ENTERED["custom_fields"], "member": "12a45"}}),
    ("custom_fields[member]", {"custom_fields": {**ENTERED["custom_fields"], "member": "123"}}),
    ("custom_fields[size]", {"custom_fields": {**ENTERED["custom_fields"], "size": "xxl"}}),
    ("consent[terms_of_service]", {"consent": {"promotions": "opt_in"}}),
]


@pytest.mark.parametrize(("field", "change"), WRONG)
def test_what_is_missing_or_wrong_is_said_beside_its_field(sandbox, enter, confirm, field, change):
    made = session(**ALL)
    answer = enter(made, **{**CARD, **ENTERED, **change})
    text = answer.raw.decode()
    name = field.replace("[", "-").replace("]", "").replace("--", "-")
    assert answer.status == 400
    assert f'id="{name}-problem"' in text
    assert 'value="4242 4242 4242 4242"' in text
    refused = confirm(made, **{**ENTERED, **change})
    assert (refused.status, refused.error["param"]) == (400, field)
    done = again(made)
    assert (done.status, done.payment_intent) == ("open", None)


def test_a_field_has_its_default_until_another_value_is_entered(sandbox, look, confirm):
    field = {**FIELDS[0], "text": {"default_value": "Jenny"}}
    made = session(custom_fields=[field])
    assert 'value="Jenny"' in look(made)
    assert confirm(made).status == 200
    assert again(made).custom_fields[0].text.value == "Jenny"


@pytest.mark.parametrize("auto", [True, False])
def test_a_customer_that_there_is_changes_as_far_as_it_may(sandbox, confirm, auto):
    customer = stripe.Customer.create(name="Old", address={"line1": "Old St"})
    update = dict.fromkeys(("name", "address", "shipping"), "auto" if auto else "never")
    made = session(
        customer=customer.id,
        customer_update=update,
        shipping_address_collection={"allowed_countries": ["US"]},
        billing_address_collection="required",
    )
    entered = {"name": "New", "address": ADDRESS, "shipping": SHIPPING, "email": "new@example.com"}
    assert confirm(made, **entered).status == 200
    found = stripe.Customer.retrieve(customer.id)
    shipping = found.shipping.name if found.shipping else None
    assert (found.name, found.address.line1, shipping) == (
        ("New", "1 Main St", "Jenny at work") if auto else ("Old", "Old St", None)
    )
    assert found.email == "new@example.com"


def test_what_was_entered_is_still_there_after_a_failed_authentication(sandbox, enter, http):
    made = session(phone_number_collection={"enabled": True})
    card = {**CARD, "number": "4000000000003220", "phone": "+12015550123"}
    page = enter(made, **card).headers["Location"]
    text = http("POST", page.removeprefix(sandbox.url), {"outcome": "fail"}, key=None).raw.decode()
    assert "We are unable to authenticate" in text
    assert 'value="+12015550123"' in text
    assert 'value="jenny@example.com"' in text


def test_a_card_is_kept_for_the_next_payment(sandbox, enter, look):
    customer = stripe.Customer.create(email="jenny@example.com")
    options = {"payment_method_save": "enabled"}
    made = session(customer=customer.id, saved_payment_method_options=options)
    assert enter(made, **CARD, save_payment_method="yes").status == 303
    (method,) = stripe.PaymentMethod.list(customer=customer.id).data
    assert method.allow_redisplay == "always"
    second = session(customer=customer.id)
    assert "Visa ending in 4242" in look(second)
    assert enter(second, email="jenny@example.com", payment_method=method.id).status == 303
    assert again(second, "payment_intent").payment_intent.payment_method == method.id
