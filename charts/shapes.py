"""Point shapes. Each meaning has a shape of its own, so that nothing is said by colour alone."""

from . import style
from .svg import Svg, element, group, number


def circle(x: float, y: float, size: float, *children: str, **attributes: str | float | None) -> Svg:
    """A circle of radius `size`."""
    return element("circle", *children, **attributes, cx=x, cy=y, r=size)


def ringed(x: float, y: float) -> Svg:
    """A full circle in a hollow one: two views that are the same."""
    ring = circle(x, y, 8, fill=style.WHITE, stroke=style.BLUE, stroke_width=2)
    return group(ring, circle(x, y, 4.5, fill=style.BLUE, stroke=style.INK))


def square(x: float, y: float, size: float, *children: str, **attributes: str | float | None) -> Svg:
    """A square that looks as large as the circle."""
    half = size * 0.9
    side = number(2 * half)
    d = f"M{number(x - half)} {number(y - half)}h{side}v{side}h-{side}z"
    return element("path", *children, **attributes, d=d)


def diamond(x: float, y: float, size: float, *children: str, **attributes: str | float | None) -> Svg:
    """A square on its corner."""
    far = number(size * 1.25)
    d = f"M{number(x)} {number(y - size * 1.25)}l{far} {far}-{far} {far}-{far}-{far}z"
    return element("path", *children, **attributes, d=d)


def triangle(x: float, y: float, size: float, *children: str, **attributes: str | float | None) -> Svg:
    """A triangle on its base."""
    half = number(size * 1.15)
    wide, tall = number(size * 2.3), number(size * 2)
    d = f"M{number(x)} {number(y - size * 1.2)}l{half} {tall}h-{wide}z"
    return element("path", *children, **attributes, d=d)


def triangle_down(x: float, y: float, size: float, *children: str, **attributes: str | float | None) -> Svg:
    """A triangle on its point."""
    half = number(size * 1.15)
    wide, tall = number(size * 2.3), number(size * 2)
    d = f"M{number(x)} {number(y + size * 1.2)}l{half}-{tall}h-{wide}z"
    return element("path", *children, **attributes, d=d)
