"""The dashboard's forms, sent as a browser does."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import requests


def press(served, obj, label, typed="", kind=None):
    """Presses a button that the object's page has; gives what is said."""
    kind = kind or obj.object
    page = requests.get(f"{served.url}/objects/{kind}/{obj.id}", timeout=20).text
    assert f"<button>{label}</button>" in unescape(page)
    return sent(served, "/do", kind=kind, id=obj.id, label=label, typed=typed)


def sent(served, path, **form):
    """Sends a form; gives what is said after it."""
    answer = requests.post(served.url + path, data=form, allow_redirects=False, timeout=20)
    return parse_qs(urlsplit(answer.headers["Location"]).query)["said"][0]
