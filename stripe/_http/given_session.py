"""Requests through a session of the caller's: imported when there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.models import REDIRECT_STATI, PreparedRequest
from urllib3.poolmanager import pool_classes_by_scheme

from stripe._http.pool import use_our_pools
from stripe._http.redirects import followable, leave_behind, leaves
from stripe._wire.request import PostData

if TYPE_CHECKING:
    from stripe._http.session import Response, Session


def send_with(
    session: Session,
    method: str,
    url: str,
    headers: dict[str, str],
    post_data: PostData,
    settings: Mapping[str, Any],
    *,
    stream: bool,
) -> Response:
    """The answer; `settings` are timeout, proxies and certificates as `Session.request` takes them."""
    settings = {
        **settings,
        "headers": headers,
        "data": str(post_data) if isinstance(post_data, str) else post_data,
        # Without an `auth`, requests would replace ours by an entry of ~/.netrc.
        "auth": _keep_authorization,
    }
    if isinstance(session, requests.Session):
        _bound(session.adapters.values())
        # A stream, so that the status is known also where the body breaks off.
        settings["stream"] = True
        return _followed(session, method, url, {**settings, "allow_redirects": False})
    if stream:
        settings["stream"] = True
    if method != "get":
        settings["allow_redirects"] = False  # card data would follow to wherever it leads
    return session.request(method, url, **settings)


def _keep_authorization(request: PreparedRequest) -> PreparedRequest:
    return request


def _bound(adapters: Iterable[BaseAdapter]) -> None:
    """Gives a session the pools of ours, which deadlines bound and 103s don't mislead.

    Adapters with a kind of pools of their own keep them.
    """
    for adapter in adapters:
        if isinstance(adapter, HTTPAdapter):
            for manager in (adapter.poolmanager, *adapter.proxy_manager.values()):
                if manager.pool_classes_by_scheme is pool_classes_by_scheme:
                    use_our_pools(manager)


def _followed(
    session: requests.Session, method: str, url: str, settings: dict[str, Any]
) -> requests.Response:
    """The answer to a request, redirects followed by the rules of our own session.

    `settings` are those of `Session.request`, with `allow_redirects` off. Raises `TooManyRedirects`.
    """
    for _ in range(session.max_redirects + 1):
        response = session.request(method, url, **settings)
        if response.status_code not in REDIRECT_STATI:
            return response
        target = session.get_redirect_target(response)
        if target is None or not followable(target, method, url, response.status_code):
            return response
        response.close()
        target = urljoin(url, target)
        if leaves(url, target):
            kept = dict(settings["headers"])
            leave_behind(kept)
            settings = {**settings, "headers": kept}
        elif hasattr(settings["data"], "seek"):
            settings["data"].seek(0)
        url = target
    raise requests.TooManyRedirects(f"Exceeded {session.max_redirects} redirects.")
