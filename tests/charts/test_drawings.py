"""Every drawing: what it may contain, what it says, and some of them stroke by stroke.

The golden files change only on purpose: run with UPDATE_GOLDEN=1, look at the pictures, commit them.
"""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import process_time
from xml.etree import ElementTree

import pytest

from charts import bars, dots, funnel, headway, icons, path, process, sparkline, style
from charts.process import Band, Level, Look, Mark, Note, ProcessChart
from charts.svg import Svg
from charts.table import Table

GOLDEN = Path(__file__).parent / "golden"
LEVELS = ("Essential", "Proficient", "Strong", "Exemplary")


def month(number: int) -> date:
    return date(2023 + number // 12, number % 12 + 1, 1)


def marks(*values: float | None, look: Look = Look.COMMON_CAUSE) -> tuple[Mark, ...]:
    given = [(month(at), value) for at, value in enumerate(values) if value is not None]
    return tuple(Mark(day, value, f"{value:g} days", look, look.value) for day, value in given)


def level(value: float) -> Level:
    return Level(value, f"{value:.1f}")


BEFORE = marks(20, 23, 18, 19, 22, 17, 21, 24, 18, 20, 19, 19)
AFTER = tuple(
    Mark(
        month(12 + at),
        value,
        f"{value:g} days",
        Look.IMPROVEMENT,
        "improvement",
        "part of a run below the mean",
    )
    for at, value in enumerate((14.0, 13, 12, 14, 11, 13, 12, 12))
)
SPC = ProcessChart(
    key="wait",
    title="Days from referral to first visit",
    description="The last value is common cause.",
    marks=(
        *BEFORE,
        *AFTER,
        Mark(month(21), 31, "31 days", ghost=True),
        Mark(month(22), 18, "18 days", Look.CONCERN),
    ),
    bands=(
        Band(month(0), month(11), level(20), level(11.8), level(28.2)),
        Band(month(12), month(22), level(12.7), level(-1.2), level(16.5), provisional=True),
    ),
    missing=(month(20),),
    target=Level(14, "14"),
    notes=(Note(date(2023, 11, 20), 1, "Ask on <admission>"), Note(date(2023, 12, 1), 2, "Poster & list")),
    unit="days",
    floor=0,
)
KEPT = replace(
    SPC,
    key="kept",
    marks=(
        *(replace(mark, look=Look.BEFORE, word="before the improvement") for mark in BEFORE[:3]),
        *BEFORE[3:],
        *(replace(mark, look=Look.KEPT, word="improvement kept") for mark in AFTER),
    ),
    bands=(SPC.bands[0], replace(SPC.bands[1], end=month(19))),
    missing=(),
)
RUN = ProcessChart(
    key="run",
    title="Falls on the ward",
    description="Ten values so far.",
    marks=marks(3, 4, 2, None, 5, 3, 4, 2, 3, 4, look=Look.VALUE),
    bands=(Band(month(0), month(9), level(3)),),
    missing=(month(3),),
    centre_name="Median",
    caption="3 more values until limits",
)
WHERE = dots.DotPlot(
    "stand",
    "Where I stand",
    "Two domains, four competencies.",
    LEVELS,
    (
        dots.Standing("Others", "Developing networks", (2, 3), 3, 2, 3, (dots.GroupView("Colleagues", 2.6, 6),)),
        dots.Standing("Others", "Building and maintaining relationships with every team", (2, 3), 3, 3, 3),
        dots.Standing("Direction", "Evaluating impact", (2, 2), remark="No opportunity yet"),
        dots.Standing("Direction", "Making decisions", None, 4, 2, None, (dots.GroupView("Patients", 4, 9),)),
    ),
)
SHARES = bars.Bars(
    "shares",
    "Change by competency",
    "Then and now.",
    LEVELS,
    (
        bars.Shares("Encouraging contribution from every member of the team", (3, 5, 3, 0), (0, 4, 5, 2)),
        bars.Shares("Ensuring patient safety", None, (40, 4, 1, 0)),
    ),
)
STEPS = path.Path(
    "steps",
    "Your path",
    "Step 3 of 5.",
    (
        path.Step("Apply", path.State.DONE, "12 Jan"),
        path.Step("Benchmark", path.State.DONE),
        path.Step("Project", path.State.CURRENT, "charter by 4 May"),
        path.Step("Midpoint", path.State.MISSED, "not submitted"),
        path.Step("Award", path.State.TO_COME),
    ),
)
ROUND = funnel.Funnel(
    "round",
    "Applications",
    "Sixty started.",
    (funnel.Stage("Started", 60), funnel.Stage("Submitted", 42), funnel.Stage("Accepted", 0)),
)
TREND = sparkline.Sparkline("trend", "Days", "20 to 12.", (20, 23, None, 14, 12), 17, Look.IMPROVEMENT)

COME = headway.Headway(
    "come",
    "My benchmark",
    "Two domains.",
    LEVELS,
    "Midpoint",
    (
        headway.Stretch("Others", 1.4, 2.2, (2, 3), "3 of 5 higher"),
        headway.Stretch("Direction", None, 2),
        headway.Stretch("Improving", 2.5, 2.5, (2, 3), "0 of 4 higher"),
    ),
    "Baseline",
)

DRAWN: dict[str, Callable[[], Svg]] = {
    "process": lambda: process.draw(SPC),
    "process-narrow": lambda: process.draw(SPC, style.NARROW),
    "process-kept": lambda: process.draw(KEPT),
    "run": lambda: process.draw(RUN),
    "dots": lambda: dots.draw(WHERE),
    "bars": lambda: bars.draw(SHARES),
    "bars-narrow": lambda: bars.draw(SHARES, style.NARROW),
    "sparkline": lambda: sparkline.draw(TREND),
    "path": lambda: path.draw(STEPS),
    "path-narrow": lambda: path.draw(STEPS, style.NARROW),
    "funnel": lambda: funnel.draw(ROUND),
}
OTHERS: dict[str, Callable[[], Svg]] = {
    "run-narrow": lambda: process.draw(RUN, style.NARROW),
    "nothing": lambda: process.draw(ProcessChart("none", "Falls", "No values yet.", ())),
    "dots-narrow": lambda: dots.draw(WHERE, style.NARROW),
    "headway": lambda: headway.draw(COME),
    "headway-narrow": lambda: headway.draw(COME, style.NARROW),
    "funnel-narrow": lambda: funnel.draw(ROUND, style.NARROW),
    "sparkline-empty": lambda: sparkline.draw(sparkline.Sparkline("s", "Days", "", ())),
    "sparkline-flat": lambda: sparkline.draw(sparkline.Sparkline("s", "Days", "", (5,))),
} | {f"icon-{icon}": (lambda icon=icon: icons.draw(icon, "icon", words=True)) for icon in icons.Icon}


@pytest.mark.parametrize("name", DRAWN)
def test_golden(name: str) -> None:
    file = GOLDEN / f"{name}.svg"
    # One element a line, so that a difference can be read.
    drawn = DRAWN[name]().replace("><", ">\n<") + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(drawn)
    assert drawn == file.read_text()


@pytest.mark.parametrize("name", [*DRAWN, *OTHERS])
def test_every_drawing_keeps_the_rules(name: str) -> None:
    source = (DRAWN | OTHERS)[name]()
    root = ElementTree.fromstring(source)
    ids = [node.attrib["id"] for node in root.iter() if "id" in node.attrib]
    key = root.attrib["aria-labelledby"].split()[0].removesuffix("-title")
    assert root.attrib["role"] == "img"
    assert root.attrib["viewBox"].startswith("0 0 ")
    assert root.attrib["aria-labelledby"] == f"{key}-title {key}-desc"
    assert [child.tag.split("}")[1] for child in root][:2] == ["title", "desc"]
    assert len(set(ids)) == len(ids)
    assert all(identifier.startswith(f"{key}-") for identifier in ids)
    assert not {"style", "class"} & {attribute for node in root.iter() for attribute in node.attrib}
    coordinates = [
        node.attrib[name] for node in root.iter() for name in ("x", "y", "cx", "cy", "d") if name in node.attrib
    ]
    assert not [text for text in coordinates if re.search(r"\.\d\d|e-|nan|inf", text)]


@pytest.mark.parametrize("name", [*DRAWN, *OTHERS])
def test_nothing_is_drawn_outside_the_picture(name: str) -> None:
    root = ElementTree.fromstring((DRAWN | OTHERS)[name]())
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    for node in root.iter():
        for across in ("x", "cx"):
            assert 0 <= float(node.attrib.get(across, 0)) <= width
        for down in ("y", "cy"):
            assert 0 <= float(node.attrib.get(down, 0)) <= height


def texts(source: Svg) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(source).iter() if node.tag.endswith(("}text", "}title"))]


def test_a_point_says_its_date_value_and_word() -> None:
    said = texts(process.draw(SPC))
    assert "1 Jan 2023: 20 days (common cause)" in said
    assert "1 Jan 2024: 14 days (improvement)" in said
    assert "1 Oct 2024: 31 days (left out)" in said
    assert "1 Jan 2023: 3 days" in texts(process.draw(RUN))


def test_a_note_is_escaped_and_numbered() -> None:
    source = process.draw(SPC)
    assert "20 Nov 2023: Ask on &lt;admission&gt;" in source
    assert "Poster &amp; list" in source


def test_every_point_can_be_reached_by_number() -> None:
    root = ElementTree.fromstring(process.draw(SPC))
    numbers = sorted(int(node.attrib["data-i"]) for node in root.iter() if "data-i" in node.attrib)
    assert numbers == list(range(len(SPC.marks)))


def test_lines_are_named_at_their_end_and_phases_over_them() -> None:
    said = texts(process.draw(SPC))
    for words in (
        "Mean 12.7",
        "Upper 16.5",
        "Lower -1.2",
        "Target 14",
        "Mean 20.0",
        "Mean 12.7 (provisional)",
    ):
        assert words in said
    assert {"Median 3.0", "3 more values until limits"} <= set(texts(process.draw(RUN)))


def test_the_step_to_an_improvement_that_is_kept_is_marked_with_words() -> None:
    said = texts(process.draw(KEPT))
    assert "Mean 20.0 before, 12.7 after: improvement kept" in said
    assert {"Mean 20.0 before", "Mean 12.7 after (provisional)", "before the improvement", "improvement kept"} <= set(
        said
    )
    assert not [words for words in texts(process.draw(SPC)) if "after" in words]


def test_a_path_on_a_phone_names_all_that_is_now_and_nothing_that_is_over() -> None:
    def told(*states: path.State) -> str:
        steps = tuple(path.Step(name, state) for name, state in zip("ABCD", states, strict=True))
        return texts(path.draw(path.Path("p", "A path", "Steps.", steps), style.NARROW))[-1]

    done, now, to_come, missed = path.State.DONE, path.State.CURRENT, path.State.TO_COME, path.State.MISSED
    assert told(done, now, missed, to_come) == "Step 2 of 4: B, then D"
    assert told(done, now, done, now) == "Steps 2 and 4 of 4: B and D"
    assert told(done, done, missed, now) == "Step 4 of 4: D"
    assert told(done, done, done, done) == "All steps done"
    assert told(done, done, missed, done) != "All steps done"


def test_two_views_that_are_the_same_stand_in_one_place() -> None:
    said = texts(dots.draw(WHERE))
    assert "You, the same looking back: 3" in said
    assert {"You, looking back: 2", "You: 3"} <= set(said)
    strips = headway.draw(COME)
    assert strips.count("<circle") == 2 + 2 + 2 + 1 + 2  # key: then, now, both; rows: two, one, one in the other
    assert "The same at both" not in texts(headway.draw(replace(COME, rows=COME.rows[:2])))


def test_the_process_line_has_a_gap_only_where_a_value_is_missing() -> None:
    lines = re.findall(r'<path d="([^"]*)" stroke="#4c6272" stroke-width="1.5"', process.draw(SPC))
    assert [line.count("M") for line in lines] == [2]


def test_limits_are_not_drawn_beyond_what_the_measure_can_be() -> None:
    assert "-5" not in texts(process.draw(SPC))


def test_a_long_series_is_small_and_quick() -> None:
    points = tuple(
        Mark(date(2022, 1, 3) + timedelta(weeks=at), 60 + at * 7 % 31, f"{60 + at * 7 % 31}%") for at in range(120)
    )
    band = Band(points[0].date, points[-1].date, level(75), level(55), level(95))
    chart = ProcessChart("long", "Letters in time", "", points, (band,), target=Level(80, "80%"))
    started = process_time()
    for _ in range(10):
        source = process.draw(chart)
    assert (process_time() - started) / 10 < 0.05
    assert len(source) < 17_000


@pytest.mark.parametrize(
    "table",
    [
        process.table(SPC),
        process.table(RUN),
        dots.table(WHERE),
        bars.table(SHARES),
        path.table(STEPS),
        funnel.table(ROUND),
        sparkline.table(TREND),
        *(icons.table(icon) for icon in icons.Icon),
    ],
)
def test_every_drawing_has_a_table(table: Table) -> None:
    assert table.rows
    assert all(len(row) == len(table.headers) for row in table.rows)


def test_the_table_of_a_process_chart() -> None:
    rows = {row[0]: row for row in process.table(SPC).rows}
    assert list(rows)[:2] == ["1 Jan 2023", "1 Feb 2023"]
    assert rows["1 Jan 2023"] == ("1 Jan 2023", "20 days", "20.0", "11.8", "28.2", "common cause", "")
    assert rows["1 Jan 2024"][5] == "improvement: part of a run below the mean"
    assert rows["1 Sep 2024"][1] == "no value"
    assert rows["20 Nov 2023"] == ("20 Nov 2023", "", "", "", "", "", "Ask on <admission>")
    assert rows["1 Dec 2023"][6] == "Poster & list"


def test_the_table_of_where_i_stand() -> None:
    first, _, third, _ = dots.table(WHERE).rows
    assert first == (
        "Others", "Developing networks", "Proficient to Strong", "Strong", "Proficient", "Strong",
        "Colleagues 2.6 (6 people)",
    )  # fmt: skip
    assert third[2:4] == ("Proficient", "No opportunity yet")


def test_a_number_on_hatching_has_a_plain_plate_however_slim_its_part() -> None:
    slim = bars.Bars("b", "Levels", "", ("Low", "High"), (bars.Shares("Speaking up", None, (19, 1)),))

    part = str(bars.draw(slim, 620)).split("High: 1 of 20")[1].split("</g>")[0]

    assert part.count("<rect") == 3  # the shade, its hatching, the plate
    assert part.index("url(#b-l1)") < part.rindex("<rect") < part.index("<text")


def test_a_group_too_small_is_not_drawn() -> None:
    assert "not shown: too few people" in texts(bars.draw(SHARES))
    assert bars.table(SHARES).rows[2] == (
        "Ensuring patient safety",
        "then",
        "not shown: too few people",
        "",
        "",
        "",
    )


def test_a_round_without_applications() -> None:
    nobody = funnel.Funnel("f", "Applications", "", (funnel.Stage("Started", 0), funnel.Stage("Submitted", 0)))
    assert funnel.table(nobody).rows == (("Started", "0", ""), ("Submitted", "0", ""))
    assert "0" in texts(funnel.draw(nobody))
