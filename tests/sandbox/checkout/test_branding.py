"""The page of a session has the name, the colours and the corners of its `branding_settings`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from checkout_shop import session

import stripe
from stripe.sandbox import Sandbox


def test_a_page_in_the_colours_of_a_shop(sandbox: Sandbox, look: Callable[[Any], str]) -> None:
    made = session(
        branding_settings={
            "display_name": "Rosen & Co", "background_color": "#102030", "button_color": "#ffee00",
            "border_style": "pill",
        },
    )  # fmt: skip
    assert made.branding_settings.to_dict() == {
        "background_color": "#102030",
        "border_style": "pill",
        "button_color": "#ffee00",
        "display_name": "Rosen & Co",
        "font_family": "default",
        "icon": None,
        "logo": None,
    }
    page = look(made)
    assert "--paper: #102030; --soft: #102030;" in page
    assert "--ink: #ffffff" in page
    assert "button.main { background: #ffee00; color: #000000; }" in page
    assert '<p class="shop">Rosen &amp; Co</p>' in page
    stripe.checkout.Session.expire(made.id)
    assert "#102030" in look(made)


def test_a_page_without_colours_of_its_own(sandbox: Sandbox, look: Callable[[Any], str]) -> None:
    made = session()
    assert "branding_settings" not in made
    assert "button.main { background: var(--ink)" in look(made)


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"branding_settings": {"button_color": "red"}}, "branding_settings[button_color]"),
        (
            {"branding_settings": {"background_color": "#fff;}"}},
            "branding_settings[background_color]",
        ),
        (
            {
                "branding_settings": {"button_color": "#ff0000"},
                "ui_mode": "elements",
                "success_url": None,
                "return_url": "https://example.com/done",
            },
            "branding_settings",
        ),
    ],
)
def test_what_no_page_can_look_like(sandbox: Sandbox, params: Any, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        session(**params)
    assert refused.value.param == param
