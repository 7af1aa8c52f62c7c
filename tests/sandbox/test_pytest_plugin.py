"""The plugin as its users have it: fixtures, settings by marker, isolation, parallel runs."""

import textwrap

import pytest

import stripe

pytest_plugins = ["pytester"]


def test_calls_go_to_the_sandbox(stripe_sandbox):
    customer = stripe.Customer.create(email="jenny@example.com")
    assert stripe.Customer.retrieve(customer.id).email == "jenny@example.com"
    assert [event["type"] for event in stripe_sandbox.events] == ["customer.created"]


def test_each_test_has_its_own_state(stripe_sandbox):
    assert stripe.Customer.list().data == []
    assert stripe_sandbox.events == []


@pytest.mark.stripe_sandbox(seed=1, now=1_800_000_000)
def test_settings_come_from_the_marker(stripe_sandbox):
    assert stripe.Customer.create().created == 1_800_000_000
    assert stripe_sandbox.clock.now() == 1_800_000_000


def test_server_fixture_answers_on_a_port(stripe_sandbox_server):
    assert stripe_sandbox_server.url.startswith("http://127.0.0.1:")
    assert stripe.api_base == stripe_sandbox_server.url
    customer = stripe.Customer.create(name="Jenny")
    assert stripe_sandbox_server.requests[-1].objects == [customer.id]


def test_both_fixtures_in_one_test_do_not_share_state(stripe_sandbox, stripe_sandbox_server):
    stripe_sandbox.forward_to(lambda body, headers: 200)
    assert stripe_sandbox.url != stripe_sandbox_server.url


def test_settings_are_restored_after_a_test(pytester):
    pytester.makepyfile(
        textwrap.dedent(
            """
            import stripe
            from stripe import http_client

            def test_inside(stripe_sandbox):
                assert stripe.api_key == stripe_sandbox.api_key
                assert http_client.transport_override is not None

            def test_outside():
                assert stripe.api_key is None
                assert http_client.transport_override is None

            def test_app_key_is_kept(stripe_sandbox):
                stripe.api_key = "sk_test_of_the_application"
                assert stripe.Customer.create().livemode is False

            def test_outside_again():
                assert stripe.api_key is None
            """
        )
    )
    pytester.runpytest_subprocess("-q", "--strict-markers").assert_outcomes(passed=4)


def test_nothing_heavy_is_imported_at_start(pytester):
    pytester.makepyfile(
        textwrap.dedent(
            """
            import sys

            def test_imports():
                assert "stripe.sandbox.pytest_plugin" in sys.modules
                assert not {"requests", "stripe.http_client", "stripe.sandbox.api.app"} & set(sys.modules)
            """
        )
    )
    # The plugin of requests-mock imports requests.
    pytester.runpytest_subprocess("-q", "-p", "no:requests_mock").assert_outcomes(passed=1)


def test_parallel_under_xdist(pytester):
    pytest.importorskip("xdist")
    pytester.makepyfile(
        textwrap.dedent(
            """
            import pytest
            import stripe

            @pytest.mark.parametrize("number", range(12))
            def test_isolated(stripe_sandbox, number):
                assert stripe.Customer.list().data == []
                stripe.Customer.create(name=str(number))
                assert len(stripe.Customer.list().data) == 1

            def test_server(stripe_sandbox_server):
                assert stripe.Customer.create().id
            """
        )
    )
    pytester.runpytest_subprocess("-q", "-n", "2").assert_outcomes(passed=13)
