"""Fields of forms for people: each with its label, what was entered, and what is wrong with that.

A field's name is the path of its value, `shipping[address][line1]`, as requests write parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

from stripe.sandbox.json import Obj, is_dict

MISSING = "Fill in this field."


def value_at(entered: Obj, name: str) -> str:
    """The text that was entered in a field, without the space around it."""
    found: Any = entered
    for key in name.replace("]", "").split("["):
        found = found.get(key) if is_dict(found) else None
    return "" if found is None or is_dict(found) else str(found).strip()


class Fields(NamedTuple):
    """Makes fields as HTML, from what was entered and the problems with it, by name.

    Where forms of a page have the same fields, their `scope` keeps the ids of elements apart.
    """

    entered: Obj
    problems: Mapping[str, str]
    scope: str = ""

    def _id(self, name: str) -> str:
        return re.sub(r"[^A-Za-z0-9_]+", "-", f"{self.scope}-{name}").strip("-")

    def text(
        self,
        name: str,
        label: str,
        *,
        type: str = "text",
        auto: str = "",
        value: str | None = None,
        required: bool | None = False,
        **more: object,
    ) -> str:
        """A field for a line of text; `value` is there until another was entered.

        `required` is None for a field that is needed under a condition, which the browser can't know.
        """
        extra = {key.rstrip("_"): found for key, found in more.items() if found is not None}
        attributes: dict[str, object] = {
            "type": type,
            "value": value_at(self.entered, name) or value or "",
            **({"autocomplete": auto} if auto else {}),
            **extra,
        }
        return self._field(name, label, "input", attributes, required=required)

    def select(
        self,
        name: str,
        label: str,
        options: Iterable[tuple[str, str]],
        *,
        auto: str = "",
        value: str | None = None,
        required: bool = False,
    ) -> str:
        """A field for one of several values, each with its text."""
        chosen = value_at(self.entered, name) or value
        inner = "".join(
            f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>{escape(text)}</option>'
            for key, text in options
        )
        attributes: dict[str, object] = {"autocomplete": auto} if auto else {}
        inner = f'<option value=""></option>{inner}'
        return self._field(name, label, "select", attributes, inner, required=required)

    def _field(
        self,
        name: str,
        label: str,
        tag: str,
        attributes: Mapping[str, object],
        inner: str | None = None,
        *,
        required: bool | None,
    ) -> str:
        id = self._id(name)
        given = {"id": id, "name": name, **attributes, **self._said(name)}
        written = "".join(f' {key}="{escape(str(value))}"' for key, value in given.items())
        if required:
            written += " required"
        text = escape(label) + (" (optional)" if required is False else "")
        end = f"{inner}</{tag}>" if inner is not None else ""
        return (
            f'<div class="field"><label for="{id}">{text}</label><{tag}{written}>{end}'
            f"{self.problem(name)}</div>"
        )

    def _said(self, name: str) -> dict[str, str]:
        if name not in self.problems:
            return {}
        return {"aria-invalid": "true", "aria-describedby": f"{self._id(name)}-problem"}

    def problem(self, name: str) -> str:
        """What is wrong with a field."""
        if name not in self.problems:
            return ""
        text = escape(self.problems[name])
        return f'<p class="wrong" id="{self._id(name)}-problem">{text}</p>'

    def check(self, name: str, value: str, label: str, *, required: bool = False) -> str:
        """A box to be ticked."""
        ticked = " checked" if value_at(self.entered, name) == value else ""
        return self._choice("checkbox", name, value, label, ticked, required=required)

    def radios(self, name: str, legend: str, options: Iterable[tuple[str, str]], value: str) -> str:
        """One of several values, each with its text, as a group."""
        chosen = value_at(self.entered, name) or value
        inner = "".join(
            self._choice("radio", name, key, text, " checked" if key == chosen else "")
            for key, text in options
        )
        return f"<fieldset><legend>{escape(legend)}</legend>{inner}{self.problem(name)}</fieldset>"

    def _choice(
        self, type: str, name: str, value: str, label: str, state: str, *, required: bool = False
    ) -> str:
        id = self._id(f"{name}-{value}" if type == "radio" else name)
        said = "".join(f' {key}="{text}"' for key, text in self._said(name).items())
        need = " required" if required else ""
        below = self.problem(name) if type == "checkbox" else ""
        return (
            f'<div class="choice"><input type="{type}" id="{id}" name="{escape(name)}" '
            f'value="{escape(value)}"{state}{said}{need}><label for="{id}">{escape(label)}</label></div>'
            f"{below}"
        )


def group(legend: str, inner: str) -> str:
    """Fields that belong together; nothing where there are none."""
    return f"<fieldset><legend>{escape(legend)}</legend>{inner}</fieldset>" if inner else ""


def hidden(name: str, value: str) -> str:
    """A value that the form carries along."""
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
