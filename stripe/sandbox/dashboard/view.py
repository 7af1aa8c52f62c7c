"""What a page of the dashboard is made of: the world it shows, its links, its frame."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from importlib.resources import files
from itertools import islice
from string import Template
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from stripe.sandbox.api import acting_account
from stripe.sandbox.errors import ApiError
from stripe.sandbox.front.asking import request_of
from stripe.sandbox.http import Response
from stripe.sandbox.json import Obj, as_dict, is_dict, is_list

if TYPE_CHECKING:
    from stripe.sandbox.api.app import App
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

ACCOUNTS = 200  # that can be chosen
HTML = "text/html; charset=utf-8"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PAGES = {
    "/": "Home",
    "/objects/charge": "Payments",
    "/objects/customer": "Customers",
    "/objects/product": "Products",
    "/objects/subscription": "Subscriptions",
    "/objects/invoice": "Invoices",
    "/objects/payout": "Payouts",
    "/objects/account": "Accounts",
    "/objects": "All objects",
    "/developers/keys": "API keys",
    "/developers/requests": "Requests",
    "/developers/events": "Events",
    "/objects/webhook_endpoint": "Webhooks",
    "/developers/faults": "Faults",
    "/time": "Time",
}


class View:
    """One request for a page: the world that it looks at, and what it was asked."""

    def __init__(self, app: App, path: str, asked: Obj) -> None:
        self.app = app
        self.state: State = app.state
        self.path = path
        self._seen = seen_of(self.state)
        self.asked = asked
        mode, _, account = str(asked.get("in") or "").partition(":")
        self.livemode: bool = mode == "live"
        self.world: World = self.state.world(self.state.account_id, self.livemode)
        if acting_account.exists(self.world, account):
            self.world = self.state.world(account, self.livemode)
        self.account: str = self.world.account_id

    def text(self, name: str) -> str:
        """A text that was asked with."""
        value = self.asked.get(name)
        return value if isinstance(value, str) else ""

    def to(self, path: str, **more: str) -> str:
        """A link to a page that looks at the same world, escaped."""
        own = self.account == self.state.account_id and not self.livemode
        here = {} if own else {"in": self.place}
        query = urlencode({**here, **{key: value for key, value in more.items() if value}})
        return escape(quote(path) + (f"?{query}" if query else ""))

    @property
    def place(self) -> str:
        """The mode and account, as addresses have them."""
        return f"{'live' if self.livemode else 'test'}:{self.account}"

    def link(self, id: str) -> str:
        """An id, linked where there is an object of it."""
        kind = kind_of(self.world, id)
        shown = escape(id)
        return (
            shown if kind is None else f'<a href="{self.to(f"/objects/{kind}/{id}")}">{shown}</a>'
        )

    def page_of(self, room: str, id: str, shown: str) -> str:
        """A link to a page of a request or an event."""
        return f'<a href="{self.to(f"/developers/{room}/{id}")}">{escape(shown)}</a>'

    def form(self, action: str, text: str, fields: str = "", **hidden: str) -> str:
        """A form of one button that changes something."""
        values = {"in": self.place, "back": self.path, **hidden}
        inputs = "".join(
            f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">'
            for key, value in values.items()
        )
        button = f"<button>{escape(text)}</button>"
        return f'<form method="post" action="{escape(action)}">{inputs}{fields}{button}</form>'

    def search(self, hint: str, wanted: str, fields: str = "") -> str:
        """A form that asks for the same page, narrowed."""
        return (
            '<form method="get" role="search">'
            f'<input type="hidden" name="in" value="{escape(self.place)}">'
            f'<label for="q">Search</label><input id="q" name="q" value="{escape(wanted)}" '
            f'placeholder="{escape(hint)}">{fields}<button>Search</button></form>'
        )

    def older(self, after: str, **asked: str) -> str:
        """A link to what comes behind the last one of a page."""
        return f'<p><a href="{self.to(self.path, **asked, after=after)}">Older ones</a></p>'

    def ask(self, method: str, path: str, params: Obj) -> tuple[int, Obj]:
        """What the API answers in this world: buttons act by requests, as applications do."""
        key = self.state.keys.of_pages(livemode=self.livemode)
        request = request_of(method, path, params, key)
        if self.account != self.state.account_id:
            request.headers["stripe-account"] = self.account
        response = self.app.handle(request)
        return response.status, json.loads(response.body)

    def asked_of(self, method: str, path: str, params: Obj) -> Obj:
        """As `ask`; raises `ValueError` with the API's own message for a refusal."""
        status, answer = self.ask(method, path, params)
        if status >= 400:
            raise ValueError(answer["error"]["message"])
        return answer

    def move(self, move: Callable[[World, Obj], object], obj: Obj) -> None:
        """Has a bank or customer act; raises `ValueError` with a sentence where that can't be."""
        with self.state.lock:
            self.state.begin(None, None)
            try:
                move(self.world, obj)
            except ApiError as error:
                raise ValueError(error.message) from None

    def page(self, title: str, body: str, *, live: bool = True, status: int = 200) -> Response:
        """A whole page; `body` is HTML."""
        said = self.text("said")
        text = _template().substitute(
            title=escape(title),
            home=self.to("/"),
            badge=self._badge(),
            worlds=self._worlds(),
            nav="".join(self._entry(path, name) for path, name in PAGES.items()),
            seen=escape(self._seen) if live else "",
            said=f'<p class="said" role="status">{escape(said)}</p>' if said else "",
            body=body,
        )
        headers = {
            "Content-Type": HTML,
            "Cache-Control": "no-store",
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }
        return Response(status, headers, text.encode())

    def _entry(self, path: str, name: str) -> str:
        current = ' aria-current="page"' if self.path == path else ""
        return f'<a href="{self.to(path)}"{current}>{name}</a>'

    def _worlds(self) -> str:
        """What can be chosen: the platform and its latest connected accounts, in both modes."""
        options: dict[str, str] = {}
        for mode in ("test", "live"):
            platform = self.state.known_world(self.state.account_id, mode == "live")
            options[f"{mode}:{self.state.account_id}"] = f"{mode}: the platform"
            for account in islice(platform.store.all("account"), ACCOUNTS) if platform else ():
                name = account.get("email") or as_dict(account.get("business_profile")).get("name")
                shown = f"{account['id']} {name or ''}".strip()
                options[f"{mode}:{account['id']}"] = f"{mode}: {shown}"
        options.setdefault(self.place, self.place)
        return "".join(
            f'<option value="{escape(value)}"{" selected" if value == self.place else ""}>'
            f"{escape(shown)}</option>"
            for value, shown in options.items()
        )

    def _badge(self) -> str:
        whose = "the platform" if self.world.is_platform else "connected"
        mode = "Live mode" if self.livemode else "Test mode"
        return f"{badge(mode, bad=self.livemode)} <code>{escape(self.account)}</code> ({whose})"


def seen_of(state: State) -> str:
    """How much has happened so far: a page that has seen less is made anew."""
    deliveries = state.webhooks.deliveries
    tries = sum(len(each.tries) for each in deliveries[-200:])
    return f"{state.log.count} {state.event_count} {len(deliveries)} {tries}"


@cache
def _template() -> Template:
    found = files("stripe.sandbox.dashboard").joinpath("templates").joinpath("page.html")
    return Template(found.read_text("utf-8"))


def kind_of(world: World, id: str) -> str | None:
    """The kind of the object that has an id."""
    for name, collection in world.store.collections.items():
        if id in collection.objects and not name.startswith("sandbox."):
            return name
    return None


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; cells are HTML already."""
    found = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    if not found:
        return '<p class="faint">There is nothing yet.</p>'
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(f"<tr>{row}</tr>" for row in found)
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="Table"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def details(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values; values are HTML already."""
    return "<dl>" + "".join(f"<dt>{escape(k)}</dt><dd>{v}</dd>" for k, v in pairs) + "</dl>"


def linked_json(view: View, value: Any, indent: str = "") -> str:
    """JSON as people read it, with links to the objects whose ids are in it."""
    deeper = indent + "  "
    if is_dict(value) and value:
        lines = (
            f"{deeper}{escape(json.dumps(key, ensure_ascii=False))}: {linked_json(view, item, deeper)}"
            for key, item in value.items()
        )
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if is_list(value) and value:
        items = (deeper + linked_json(view, item, deeper) for item in value)
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    if isinstance(value, str) and kind_of(view.world, value) is not None:
        return f'"{view.link(value)}"'
    return escape(
        json.dumps(value, ensure_ascii=False, default=lambda each: f"<{type(each).__name__}>")
    )


def json_block(view: View, value: Any, label: str) -> str:
    """A block of JSON."""
    return block(linked_json(view, value), label)


def block(html: str, label: str, id: str = "") -> str:
    """Text as it stands, which keyboards can scroll."""
    named = f' id="{id}"' if id else ""
    return f'<pre{named} tabindex="0" role="region" aria-label="{escape(label)}">{html}</pre>'


def copied(id: str, label: str, text: str) -> str:
    """A text to be copied by a button."""
    return block(escape(text), label, id) + f'<button data-copy="{id}">{escape(label)}</button>'


def moment(at: Any) -> str:
    """A time of the sandbox, in UTC."""
    if not isinstance(at, (int, float)):
        return escape(str(at or ""))
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at))


def badge(text: Any, *, bad: bool = False) -> str:
    """A status; it says by its words what its colour says, too."""
    return f'<span class="badge {"bad" if bad else "good"}">{escape(str(text))}</span>'
