"""Certificates are checked, always; switching that off takes `False` and gives a warning."""

from __future__ import annotations

import datetime as dt
import ssl
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import requests
import trustme
from fault_server import serving

import stripe

PAST = dt.datetime(2020, 1, 1, tzinfo=dt.timezone.utc)


def context(authority: trustme.CA, host: str = "127.0.0.1", **settings: Any) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host, **settings).configure_cert(made)
    return made


def expired(authority: trustme.CA) -> ssl.SSLContext:
    return context(authority, not_before=PAST, not_after=PAST + dt.timedelta(days=1))


def self_signed(_authority: trustme.CA) -> ssl.SSLContext:
    return context(trustme.CA())


def wrong_host(authority: trustme.CA) -> ssl.SSLContext:
    return context(authority, "api.example.com")


def old_version(authority: trustme.CA) -> ssl.SSLContext:
    made = context(authority)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        made.minimum_version = ssl.TLSVersion.TLSv1
        made.maximum_version = ssl.TLSVersion.TLSv1_1
    made.set_ciphers("ALL:@SECLEVEL=0")
    return made


@pytest.fixture
def trusted(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> str:
    path = str(tmp_path / "ca.pem")
    authority.cert_pem.write_to_path(path)
    monkeypatch.setattr(stripe, "ca_bundle_path", path)
    return path


def customer_of(url: str, **settings: Any) -> Any:
    http_client = stripe.RequestsClient(**settings)
    client = stripe.StripeClient("sk_test_1", base_addresses={"api": url}, http_client=http_client)
    try:
        return client.v1.customers.retrieve("cus_1")
    finally:
        client.close()


@pytest.mark.parametrize("make", [expired, self_signed, wrong_host, old_version])
def test_nothing_is_sent_to_a_server_that_is_not_to_be_trusted(
    make: Callable[[trustme.CA], ssl.SSLContext], authority: trustme.CA, trusted: str
) -> None:
    with serving(tls=make(authority)) as server:
        with pytest.raises(stripe.APIConnectionError) as caught:
            customer_of(server.url)
    assert caught.value.should_retry is False
    assert server.connections == 1
    assert server.requests == []
    expected = "TLS 1.2" if make is old_version else "certificate"
    assert expected in str(caught.value)


def test_a_trusted_server_is_spoken_to(authority: trustme.CA, trusted: str) -> None:
    with serving(tls=context(authority)) as server:
        assert customer_of(server.url).id == "cus_1"


@pytest.mark.parametrize("unset", [None, "", 0])
def test_a_setting_that_is_missing_does_not_switch_it_off(
    unset: Any, authority: trustme.CA, trusted: str
) -> None:
    with serving(tls=self_signed(authority)) as server:
        with pytest.raises(stripe.APIConnectionError, match="certificate"):
            customer_of(server.url, verify_ssl_certs=unset)
    assert server.requests == []


@pytest.mark.parametrize("unset", [None, "", False])
def test_an_unset_bundle_means_the_usual_one(
    unset: Any, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe, "ca_bundle_path", unset)
    with serving(tls=context(authority)) as server:
        with pytest.raises(stripe.APIConnectionError, match="certificate"):
            customer_of(server.url)
    assert server.requests == []


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
def test_an_unset_bundle_follows_the_environment(
    name: str, given: bool, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setattr(stripe, "ca_bundle_path", None)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv(name, str(tmp_path / "ca.pem"))
    session = requests.Session() if given else None
    with serving(tls=context(authority)) as server:
        client = stripe.StripeClient(
            "sk_test_1",
            base_addresses={"api": server.url},
            http_client=stripe.RequestsClient(session=session),
        )
        assert client.v1.customers.retrieve("cus_1").id == "cus_1"
        client.close()


def test_no_environment_variable_switches_it_off(
    authority: trustme.CA, trusted: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    other = trustme.CA()
    other.cert_pem.write_to_path(str(tmp_path / "other.pem"))
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "other.pem"))
    for name in ("STRIPE_VERIFY_SSL_CERTS", "PYTHONHTTPSVERIFY", "STRIPE_INSECURE"):
        monkeypatch.setenv(name, "0")
    with serving(tls=context(other)) as server:
        with pytest.raises(stripe.APIConnectionError, match="certificate"):
            customer_of(server.url)
    assert server.requests == []


def test_false_switches_it_off_with_a_warning(authority: trustme.CA) -> None:
    with pytest.warns(UserWarning, match="TLS certificates are not checked"):
        http_client = stripe.RequestsClient(verify_ssl_certs=False)
    with serving(tls=self_signed(authority)) as server:
        client = stripe.StripeClient(
            "sk_test_1", base_addresses={"api": server.url}, http_client=http_client
        )
        with pytest.warns(Warning, match="Unverified HTTPS request"):
            assert client.v1.customers.retrieve("cus_1").id == "cus_1"
        client.close()


def test_the_module_setting_and_the_client_warn_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.warns(UserWarning, match="TLS certificates are not checked"):
        stripe.StripeClient("sk_test_1", verify_ssl_certs=False)
    monkeypatch.setattr(stripe, "verify_ssl_certs", False)
    monkeypatch.setattr(stripe, "api_base", "http://127.0.0.1:9")
    with pytest.warns(UserWarning, match="TLS certificates are not checked"):
        with pytest.raises(stripe.APIConnectionError):
            stripe.Customer.retrieve("cus_1", max_network_retries=0)


def test_a_given_session_is_checked_as_well(authority: trustme.CA, trusted: str) -> None:
    import requests

    session = requests.Session()
    session.verify = False
    with serving(tls=self_signed(authority)) as server:
        with pytest.raises(stripe.APIConnectionError, match="certificate"):
            customer_of(server.url, session=session)
    assert server.requests == []
