"""P9: a measure of 120 values read by Making Data Count's rules, and drawn."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from charts import process
from projects.spc import Direction, Options, Point, analyse
from projects.spc.picture import picture_of
from projects.spc.words import MeasureWords
from tests.benchmarks.harness import Bench

TITLE = "SPC: 120 values read and drawn"
ENGINE, DRAWING = "engine", "drawing"
BEGAN = date(2024, 1, 1)


def measure(bench: Bench) -> None:
    """Engine, then its result as SVG."""
    chance = Random(3)
    points = [Point(BEGAN + timedelta(weeks=n), _value(chance, n)) for n in range(120)]
    options = Options(direction=Direction.INCREASE, target=Decimal(80))
    result = analyse(points, options)
    picture = picture_of(result, "m", "Letters sent within a day", MeasureWords(unit="%"))
    svg = process.draw(picture)
    assert len(result.points) == 120 and svg.count("data-i=") == 120
    assert any(reading.rules for reading in result.points)
    work: dict[str, Any] = {ENGINE: lambda: analyse(points, options), DRAWING: lambda: process.draw(picture)}
    timings = bench.compare(work)
    bench.at_most(ENGINE, timings.cpu(ENGINE), 2, "ms")
    bench.at_most(DRAWING, timings.cpu(DRAWING), 2, "ms")
    bench.at_most("size of the drawing", len(svg.encode()) / 1000, 10, "kB")
    bench.note("every point carries its own title (day, value, what it is), read out and shown: two thirds of the size")


def _value(chance: Random, n: int) -> Decimal:
    """Better from the sixtieth week."""
    return Decimal(round(chance.gauss(62 if n < 60 else 74, 5) * 10)) / 10
