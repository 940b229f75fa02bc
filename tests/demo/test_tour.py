"""README's tour: the stops of the demonstration in order, each with its person and a small picture."""

import re
from pathlib import Path

from PIL import Image

from demo.personas import persona_of
from demo.stops import stops

PROJECT = Path(__file__).resolve().parents[2]
README = (PROJECT / "README.md").read_text()
PICTURES = PROJECT / "docs" / "tour"


def test_readme_tells_the_stops_in_order_with_their_people() -> None:
    told = re.findall(r"^### (\d+)\. (.+)\n\n!\[(.+)\]\(docs/tour/(.+)\.png\)\n\n(.+)$", README, re.MULTILINE)

    assert [(int(number), title, name) for number, title, _, name, _ in told] == [
        (number, stop.title, stop.name) for number, stop in enumerate(stops(), 1)
    ]
    for stop, (_, _, shown, _, words) in zip(stops(), told, strict=True):
        assert f"**{persona_of(stop.person).name}**" in words
        assert len(shown) > 15


def test_each_stop_has_a_small_picture_and_no_picture_is_left_over() -> None:
    kept = {path.stem: path for path in PICTURES.glob("*")}

    assert set(kept) == {stop.name for stop in stops()}
    assert all(path.stat().st_size <= 60_000 for path in kept.values())
    assert sum(path.stat().st_size for path in kept.values()) < 700_000
    for stop in stops():
        with Image.open(kept[stop.name]) as picture:
            assert picture.format == "PNG"
            assert picture.size == (stop.width, stop.height)
