"""Logos of the invented Trusts, drawn here: two leaves, and three waves. They stand for nobody else."""

import io
from collections.abc import Callable
from math import pi, sin

from PIL import Image, ImageDraw

from demo.papers import Paper

FINE = 4  # drawn so many times larger, then made smaller: smooth edges


def _drawn(width: int, height: int, draw: Callable[[ImageDraw.ImageDraw], None]) -> Paper:
    picture = Image.new("RGB", (width * FINE, height * FINE), "#ffffff")
    draw(ImageDraw.Draw(picture))
    made = io.BytesIO()
    picture.resize((width, height), Image.Resampling.LANCZOS).save(made, "PNG")
    return Paper("logo.png", made.getvalue())


def leaves() -> Paper:
    """Two leaves on a stem."""

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for colour, left, top, size, leans in (("#7a1f5c", 20, 20, 520, False), ("#c2792f", 540, 220, 400, True)):
            round_at = (leans, not leans, leans, not leans)
            pen.rounded_rectangle((left, top, left + size, top + size), size // 2, fill=colour, corners=round_at)
        pen.line((540, 530, 540, 780), fill="#4a1338", width=36)

    return _drawn(240, 200, draw)


def waves() -> Paper:
    """Three waves, one above the other."""

    def draw(pen: ImageDraw.ImageDraw) -> None:
        for row, colour in enumerate(("#00665c", "#2a8c82", "#0b3d5c")):
            top = [(x, 150 + 190 * row + 60 * sin(x / 260 * pi)) for x in range(40, 1561, 8)]
            pen.polygon([*top, *((x, y + 110) for x, y in reversed(top))], fill=colour)

    return _drawn(400, 200, draw)
