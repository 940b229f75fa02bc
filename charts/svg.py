"""A small builder of SVG that escapes all text.

Looks are presentation attributes only: the Content Security Policy forbids inline styles, and the PDF
renderer does not apply a page's CSS to an inline drawing. Numbers are written with one decimal at most.
"""

from functools import cache
from html import escape

from .style import FONT, INK


class Svg(str):
    """SVG source that is safe to put on a page. Templates that escape leave it alone."""

    __slots__ = ()

    def __html__(self) -> "Svg":
        """Tell a template engine that this is markup."""
        return self


def number(value: float) -> str:
    """A length or coordinate with one decimal at most: 12.34 -> "12.3", 12.0 -> "12"."""
    text = f"{value:.1f}"
    if text[-1] == "0":
        text = text[:-2]
    return "0" if text == "-0" else text


def element(tag: str, *children: str, **attributes: str | float | None) -> Svg:
    """One element.

    Args:
        tag: its name.
        children: `Svg` goes in as it is, any other string as escaped text.
        attributes: underscores become hyphens and a trailing one is dropped; None leaves the attribute out.

    Raises:
        ValueError: for `style`, `class` and event handlers, which a strict policy would ignore.
    """
    written = "".join(
        [
            f' {_name(name)}="{escape(value) if isinstance(value, str) else number(value)}"'
            for name, value in attributes.items()
            if value is not None
        ]
    )
    inner = "".join([child if isinstance(child, Svg) else escape(child, quote=False) for child in children])
    return Svg(f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>")


@cache
def _name(name: str) -> str:
    name = name.rstrip("_").replace("_", "-")
    if name in ("style", "class") or name.startswith("on"):
        raise ValueError(f"Looks are presentation attributes; {name} is not allowed.")
    return name


def spoken(words: str) -> Svg:
    """What a part of a drawing says under the mouse and to a reading machine: its title."""
    return Svg(f"<title>{escape(words, quote=False)}</title>")


def group(*children: str, **attributes: str | float | None) -> Svg:
    """A group of elements that share attributes."""
    return element("g", *children, **attributes)


def join(parts: "list[Svg]") -> Svg:
    """Elements one after the other."""
    return Svg("".join(parts))


def text(x: float, y: float, words: str, **attributes: str | float | None) -> Svg:
    """A line of text with its baseline at y."""
    return element("text", words, x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float | None) -> Svg:
    """A straight line."""
    return element("path", d=f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", **attributes)


def picture(key: str, title: str, description: str, width: float, height: float, *children: str) -> Svg:
    """A whole drawing with a title and a description for those who do not see it.

    Args:
        key: prefix of every id in the drawing; unique on its page.
        title: becomes the alternative text in a PDF, hence the first child.
        width, height: of the viewBox, in CSS pixels at natural size.
    """
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", description, id=f"{key}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        font_family=FONT,
        font_size=12,
        fill=INK,
    )
