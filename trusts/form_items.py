"""Choices and dates of a bound field as the NHS macros want them."""

from typing import Any

from django.forms import BoundField


def choice_items(field: BoundField) -> list[dict[str, Any]]:
    """Radios and checkboxes. A field may name `hints` ({value: hint}) and `divider_before` (a value)."""
    hints = getattr(field.field, "hints", {})
    items: list[dict[str, Any]] = []
    for value, words in field.field.choices:  # type: ignore[attr-defined]
        if str(value) == str(getattr(field.field, "divider_before", None)):
            items.append({"divider": "or"})
        hint = hints.get(str(value))
        items.append({"value": str(value), "text": str(words), **({"hint": {"text": hint}} if hint else {})})
    return items


def select_items(field: BoundField) -> list[dict[str, str]]:
    """Options of a select."""
    return [{"value": str(value), "text": str(words)} for value, words in field.field.choices]  # type: ignore[attr-defined]


def chosen_values(field: BoundField) -> list[str]:
    """What is ticked."""
    return [str(value) for value in (field.value() or [])]


def date_items(field: BoundField) -> list[dict[str, Any]]:
    """Day, month and year boxes with what was typed."""
    value = field.value()
    parts = value if isinstance(value, list | tuple) else field.field.widget.decompress(value)  # type: ignore[attr-defined]
    names = (("day", 2), ("month", 2), ("year", 4))
    return [
        {
            "id": f"{field.auto_id}-{name}",
            "name": f"{field.html_name}_{name}",
            "label": name.capitalize(),
            "width": width,
            "value": "" if part is None else part,
        }
        for (name, width), part in zip(names, parts, strict=True)
    ]
