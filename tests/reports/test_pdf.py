"""The PDFs as a reader and a reading machine find them; and that nothing written into a field reaches out."""

import http.server
import io
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone
from pypdf import PdfReader

from assessments.models import Round
from assessments.selectors import heat_map
from cohorts.models import Cohort
from frameworks.models import StrategicObjective
from programmes.models import Programme
from projects.models import ImprovementProject, Measurement
from projects.selectors import project_results
from reports.documents.parts import benchmark_part
from reports.documents.pdf import write_pdf
from reports.documents.university import university_report
from reports.models import Report
from reports.selectors.dashboard import dashboard
from reports.selectors.trend import trend_board
from reports.services.copies import request_copy
from reports.services.requests import request_pdf
from reports.tasks import build_report
from tests.assessments.test_trend import answer, run
from tests.reports.inspection import bookmarks
from tests.reports.test_portal import agree
from tests.support.factories import (
    ApplicationFactory,
    AssessmentFactory,
    ImprovementProjectFactory,
    MeasureFactory,
    MeasurementFactory,
    PDSACycleFactory,
    PersonFactory,
    PlaceFactory,
    RoundFactory,
    StrategicObjectiveFactory,
)
from tests.support.planting import planting
from tests.support.world import World
from trusts.models import Person
from trusts.services.sharing import withdraw_agreement
from trusts.states import DataClass
from trusts.tenancy import trust_context

LONG = "Dr Katharine Elizabeth Featherstonehaugh-Thistlethwaite-Cholmondeley of the Intermediate Care Assessment Unit"


def build(world: World, kind: str = "cohort") -> Report:
    """Ask as the programme director and make it here."""
    with trust_context(world.trust.pk):
        cohort = Cohort.objects.select_related("programme__university").get(pk=world.cohort.pk)
        report = request_pdf(kind=kind, cohort=cohort, by=world.director)
    build_report(world.trust.pk, str(report.pk))
    with trust_context(world.trust.pk):
        report.refresh_from_db()
    assert report.error == ""
    return report


@pytest.fixture
def read(files: Path) -> Callable[[Report], PdfReader]:
    return lambda report: PdfReader(io.BytesIO((files / report.file_key).read_bytes()))


def words(reader: PdfReader) -> str:
    """All the text, one space between words."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def close(world: World) -> None:
    with trust_context(world.trust.pk):
        Round.objects.filter(cohort=world.cohort).update(state="closed")


@pytest.fixture
def eleven(world: World, release: Any) -> World:
    """Eleven doctors, two closed rounds, two objectives, one project that improves beyond chance."""
    release(0, unreleased=11, levels=[1, 2, 2, None])
    release(0, unreleased=11, kind="midpoint", levels=[2, 2, 3, None])
    close(world)
    with trust_context(world.trust.pk):
        served = StrategicObjectiveFactory(code="O1", name="Quality")
        StrategicObjectiveFactory(code="O2", name="People")
        project = ImprovementProjectFactory(
            cohort=world.cohort,
            lead=world.doctor,
            sponsor=world.medical_director,
            objective=served,
            state="running",
            title="Letters in a day",
            aim="Increase letters sent in a day from 10 to 30 by summer.",
        )
        measure = MeasureFactory(project=project)
        for week in range(24):
            MeasurementFactory(
                measure=measure,
                measured_on=date(2026, 1, 5) + timedelta(weeks=week),
                value=10 + week % 3 if week < 14 else 30 + week % 3,
            )
    return world


def test_a_cohort_report_is_tagged_titled_in_english_and_has_bookmarks(eleven: World, read: Any) -> None:
    reader = read(build(eleven))

    catalogue = reader.trailer["/Root"]
    assert bool(catalogue["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/Lang"] == "en-GB"
    assert bool(catalogue["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata.title == "Cohort report: Leading here, 2027"
    assert reader.metadata.author == "Northfield NHS Trust"
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    assert [mark.title for mark in reader.outline[0:1]] == ["Cohort report"]
    nested = [mark.title for mark in reader.outline[1] if not isinstance(mark, list)]
    assert nested[0] == "For the board"


def test_every_font_is_inside(eleven: World, read: Any) -> None:
    fonts = set()
    for page in read(build(eleven)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in inner["/FontDescriptor"] or "/FontFile3" in inner["/FontDescriptor"]
            fonts.add(str(inner["/BaseFont"]).partition("+")[2])

    assert fonts
    assert all("Public-Sans" in font or "Public Sans" in font for font in fonts), fonts


def test_every_picture_says_what_it_shows(eleven: World, read: Any) -> None:
    reader = read(build(eleven))

    alts = [node["/Alt"] for node in structure(reader) if node.get("/S") == "/Figure" and "/Alt" in node]
    figures = [node for node in structure(reader) if node.get("/S") == "/Figure"]

    assert len(alts) == len(figures)
    assert any(alt.startswith("Letters sent within 24 hours. The last value, ") for alt in alts)
    assert any("by domain" in alt and "now median 2" in alt for alt in alts)


def structure(reader: PdfReader) -> Iterator[Any]:
    """Every element of the structure tree."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if not hasattr(node, "get"):
            continue
        yield node
        kids = node.get("/K", [])
        waiting += [kid for kid in (kids if isinstance(kids, list) else [kids]) if not isinstance(kid, int)]


def test_the_cover_the_board_page_and_the_running_lines(eleven: World, read: Any) -> None:
    report = build(eleven)
    reader = read(report)
    cover, board = (re.sub(r"\s+", " ", reader.pages[at].extract_text()) for at in (0, 1))

    for sight in ("Northfield NHS Trust", "Lakeside University", "2027", "Data as at", "version 1"):
        assert sight in cover
    assert "What is asked of the board" in board
    assert board.count("Source: self-assessments of closed rounds.") == 1
    assert f"Page 2 of {len(reader.pages)}" in board
    assert "Page 1 of" not in cover


def test_its_numbers_are_those_of_the_screen(eleven: World, read: Any, sign_in: Any) -> None:
    text = words(read(build(eleven)))

    with trust_context(eleven.trust.pk):
        cohort = Cohort.objects.select_related("programme__university", "framework_version__framework", "trust").get(
            pk=eleven.cohort.pk
        )
        board = dashboard(cohort)
    assert board.sentence in text
    assert "Nothing is shown about a group of fewer than 5 people" in text
    for figure in board.figures:
        assert f"{figure.value} of {figure.of} {figure.label}" in text
    line = board.table.sections[0].competencies[0]
    assert [cell.count for cell in line.then or ()] == [11, 0, 0, 0]
    assert [cell.count for cell in line.now or ()] == [0, 11, 0, 0]
    assert "11 0 0 0 1 of 11 0 11 0 0 2 of 11 +1 (11)" in text


def test_the_golden_thread_and_a_project_in_words(eleven: World, read: Any) -> None:
    with trust_context(eleven.trust.pk):
        project = ImprovementProject.objects.get()
        PDSACycleFactory(project=project, number=1, started_on=date(2026, 4, 13))
        (result,) = project_results(eleven.cohort)
    reader = read(build(eleven))
    text = words(reader)

    size = f"Mean {result.from_to} (+185%, the right way)".replace(" → ", " to ")
    board = " ".join(reader.pages[1].extract_text().split())
    assert board.count(result.from_to.replace(" → ", " to ")) == 2, "in what is asked and in what improved"
    assert text.count(size) == 3, "in what is asked, beside the objective, with the project"
    assert f"{size}: 14 values before the first test of change, from 5 Jan 2026 to 6 Apr 2026, then the last 7" in text
    assert "No project serves this objective yet." in text
    assert "Letters in a day" in text
    assert "Aim: Increase letters sent in a day from 10 to 30 by summer." in text
    assert "improvement" in text.lower()
    assert "Name a sponsor for a project that serves People." in text


def test_what_nobody_rated_is_hidden_and_explained(eleven: World, read: Any) -> None:
    text = words(read(build(eleven)))

    assert "Hidden: fewer than 5 people" in text
    assert "In place of the number stands why." in text


def marks(reader: PdfReader) -> list[str]:
    """The bookmarks of the chapters."""
    return [mark.title for mark in reader.outline[1] if not isinstance(mark, list)]


def test_beside_earlier_cohorts_it_tells_what_the_trend_tells(eleven: World, read: Any) -> None:
    version = eleven.cohort.framework_version
    with trust_context(eleven.trust.pk):
        run("Earlier", doctors=9, framework_version=version)
        run("Small", doctors=4, year=1, framework_version=version)
        run("Afterwards", doctors=9, year=30, ends_on=date(2060, 1, 1), framework_version=version)

    reader = read(build(eleven))

    text = words(reader)
    with trust_context(eleven.trust.pk):
        found = trend_board(eleven.cohort)
    rows = [" ".join((row.cohort.name, *row.rounds, row.change)) for section in found.sections for row in section.rows]
    assert len(rows) == 6
    assert all(row in text for row in rows)
    assert found.sentence in text
    assert "Afterwards" not in text
    assert "This cohort beside the Trust's earlier ones" in marks(reader)
    assert any(str(node.get("/Alt", "")).startswith("Cohort after cohort.") for node in structure(reader))


@pytest.mark.parametrize("doctors", [0, 4])
def test_it_is_beside_nobody_where_no_earlier_cohort_is_shown(eleven: World, read: Any, doctors: int) -> None:
    with trust_context(eleven.trust.pk):
        run("Small", doctors=doctors, framework_version=eleven.cohort.framework_version)

    assert not [title for title in marks(read(build(eleven))) if "beside" in title]


@pytest.mark.parametrize("people", [0, 1])
def test_a_cohort_of_nobody_or_of_one_makes_a_report_that_tells_nothing_of_anyone(
    world: World, read: Any, release: Any, people: int
) -> None:
    release(0, unreleased=people, levels=[4, 4, 4, 4])
    close(world)

    text = words(read(build(world)))

    assert "4 of 1" not in text
    assert "0 0 0 1" not in text
    assert "What is asked of the board" in text
    assert f"{people} of 11 places are taken; applications close on" in text
    assert "No doctor has proposed a project yet." in text


def test_a_round_that_is_still_open_shows_no_number(world: World, read: Any, release: Any) -> None:
    release(0, unreleased=11, levels=[4, 4, 4, 4])

    text = words(read(build(world)))

    assert "No round has closed yet." in text
    assert "of 11 people" not in text


def test_long_names_wrap_and_stay_on_the_page(eleven: World, read: Any) -> None:
    with trust_context(eleven.trust.pk):
        Person.objects.filter(pk=eleven.doctor.pk).update(full_name=LONG)
        ImprovementProject.objects.update(title="x" * 200)

    text = words(read(build(eleven)))

    assert "Featherstonehaugh" in text
    assert text.replace(" ", "").count("x" * 200) >= 2


CLASSES = {
    DataClass.PARTICIPANTS: ("Person 00", "Participants"),
    DataClass.PROGRESS: ("11 of 11", "Progress through the rounds"),
    DataClass.BENCHMARKS: ("1 of 11 0 11 0 0", "Where the cohort stands"),
    DataClass.PROJECTS: ("Letters in a day", "Improvement projects"),
}


@pytest.mark.parametrize("name", CLASSES)
def test_the_university_gets_a_class_of_data_only_when_named(eleven: World, read: Any, name: DataClass) -> None:
    agreement = agree(eleven, [DataClass.REPORTS, name])
    alone = build(eleven, "university")
    with trust_context(eleven.trust.pk):
        withdraw_agreement(agreement=agreement, by=eleven.director)
    agree(eleven, [DataClass.REPORTS, *(other for other in CLASSES if other != name)])
    rest = build(eleven, "university")

    with_name, without = words(read(alone)), words(read(rest))

    assert alone.data_classes == [name]
    assert f"Reference {alone.reference}" in with_name
    assert "four habits" not in with_name + without  # none of its pages tells them
    assert set(rest.data_classes) == set(CLASSES) - {name}
    for other, (_, title) in CLASSES.items():
        assert (title in with_name) == (other == name)
        assert (title in without) == (other != name)
    sight = CLASSES[name][0]
    assert sight in with_name
    if name != DataClass.PROGRESS:  # the benchmark's own counts hold the same words
        assert sight not in without


def test_a_round_that_is_over_and_a_doctor_who_left_are_not_still_to_come(in_trust: World) -> None:
    cohort, now = in_trust.cohort, timezone.now()
    baseline = RoundFactory(cohort=cohort)
    RoundFactory(cohort=cohort, kind="midpoint")
    stays, leaves = (PersonFactory(full_name=name) for name in ("Doctor A-who-stays", "Doctor B-who-leaves"))
    PlaceFactory(cohort=cohort, person=stays)
    PlaceFactory(cohort=cohort, person=leaves, state="withdrawn")
    AssessmentFactory(round=baseline, subject=leaves, submitted=True)
    Round.objects.filter(pk=baseline.pk).update(state="closed")

    agreed = frozenset({DataClass.PARTICIPANTS, DataClass.PROGRESS})
    lines = university_report(cohort, in_trust.university, agreed, now).participants

    assert [line.rounds for line in lines or ()] == [("Not handed in", "Not closed yet"), ("Completed", "Withdrew")]


def test_the_cover_of_a_universitys_report_is_one_page_though_everything_is_agreed(eleven: World, read: Any) -> None:
    with trust_context(eleven.trust.pk):
        Programme.objects.update(award="Postgraduate Certificate in Medical Leadership")
    agree(eleven, list(DataClass))

    cover, second = (page.extract_text() for page in read(build(eleven, "university")).pages[:2])

    assert "Reference" in cover
    assert "Participants" in second.split("Progress through the rounds")[0]
    assert "How the numbers are made” says" not in second


def test_who_submitted_is_told_of_a_round_only_once_it_has_closed(in_trust: World) -> None:
    agreed = frozenset({DataClass.PARTICIPANTS, DataClass.PROGRESS})
    waiting = RoundFactory(cohort=in_trust.cohort)
    submits, drafts, leaves = (PersonFactory(full_name=f"Doctor {letter}") for letter in "ABC")
    PlaceFactory(cohort=in_trust.cohort, person=submits)
    PlaceFactory(cohort=in_trust.cohort, person=drafts)
    PlaceFactory(cohort=in_trust.cohort, person=leaves, state="withdrawn")
    AssessmentFactory(round=waiting, subject=submits, submitted=True)
    AssessmentFactory(round=waiting, subject=leaves, submitted=True)

    def told() -> list[str]:
        lines = university_report(in_trust.cohort, in_trust.university, agreed, timezone.now()).participants
        return [line.rounds[0] for line in lines or ()]

    assert told() == ["Not closed yet", "Not closed yet", "Withdrew"]
    Round.objects.filter(pk=waiting.pk).update(state="closed")
    assert told() == ["Completed", "Not handed in", "Completed"]


def test_a_median_that_is_nought_is_a_number(in_trust: World) -> None:
    people = [PersonFactory() for _ in range(5)]
    for kind in ("baseline", "end"):
        answer(in_trust.cohort, kind, [(person, [1, 2, 2, 3]) for person in people])

    (first, *_) = benchmark_part(heat_map(in_trust.cohort)).domains

    assert first.words.endswith("Of the 5 in both 0 rose, 5 stayed, 0 fell: median change 0.")


def test_a_page_never_begins_with_cohorts_of_a_domain_named_on_the_page_before() -> None:
    """Wherever a page ends, as the text above grows."""
    rows = "".join(f"<tr><th>Cohort {at}</th><td>2</td></tr>" for at in range(4))
    groups = "".join(
        f'<tbody><tr class="whole"><th colspan="2">Domain {at}</th></tr>{rows}</tbody>' for at in range(12)
    )
    for lines in range(1, 8, 2):
        file = io.BytesIO()

        write_pdf(
            f"<html lang='en'><title>t</title><body>{'<p>Above</p>' * lines}<table class='trend'>{groups}</table>", file
        )

        _, *more = PdfReader(io.BytesIO(file.getvalue())).pages
        assert more
        assert all(page.extract_text().lstrip().startswith("Domain") for page in more)


def test_a_project_names_nobody_unless_participants_are_named(eleven: World, read: Any) -> None:
    agree(eleven, [DataClass.REPORTS, DataClass.PROJECTS])

    with trust_context(eleven.trust.pk):
        value = Measurement.objects.order_by("measured_on").first()
        PDSACycleFactory(project=value.measure.project, number=1, scale="Bay FOUR", started_on=value.measured_on)
        Measurement.objects.filter(pk=value.pk).update(note="Told by Mrs NOTE", is_ghost=True, ghost_reason="A FLOOD")
    board, reader = read(build(eleven)), read(build(eleven, "university"))
    text = words(reader)

    assert "Letters in a day" in text
    assert "1: the start of a test of change (" in text
    for hidden in ("Doctor Northfield", "Medical Director Northfield", "Quality"):
        assert hidden not in text
    written = (b"Bay FOUR", b"Mrs NOTE", b"A FLOOD")  # on the page, or spoken of its chart
    assert [told in everything(reader) or told.decode() in text for told in written] == [False] * 3
    assert all(told in everything(board) or told.decode() in words(board) for told in written)
    assert "Appendix: the values behind the charts" in bookmarks(reader)


def test_the_agreement_is_asked_again_when_the_report_is_made(eleven: World) -> None:
    agreement = agree(eleven, [DataClass.REPORTS])
    with trust_context(eleven.trust.pk):
        cohort = Cohort.objects.select_related("programme__university").get(pk=eleven.cohort.pk)
        report = request_pdf(kind="university", cohort=cohort, by=eleven.director)
        withdraw_agreement(agreement=agreement, by=eleven.director)

    build_report(eleven.trust.pk, str(report.pk))

    with trust_context(eleven.trust.pk):
        report.refresh_from_db()
        assert report.state == "failed"
        assert report.error.startswith("No sharing agreement in force")


@pytest.fixture
def internal() -> Iterator[Any]:
    """A server inside the walls that counts who calls."""
    hits: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            if self.path == "/r":
                self.send_response(302)
                self.send_header("Location", "/meta")
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"INTERNAL-SECRET")

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    server.server_close()


def payloads(site: str, secret: Path) -> list[str]:
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='10' height='10'>"
        f"<image xlink:href='{site}/svg' width='9' height='9'/></svg>"
    )
    return [
        f'<link rel="attachment" href="file://{secret}">hi',
        f'<a rel="attachment" href="file://{secret}">x</a>',
        f'<img src="{site}/meta">',
        f'<link rel="attachment" href="{site}/meta">x',
        f'<link rel="attachment" href="{site}/r">x',
        f"<style>@import url({site}/css);</style>x",
        f'<div style="background:url({site}/bg)">x</div>',
        f'<img src="data:image/svg+xml;utf8,{svg}">',
    ]


def everything(reader: PdfReader) -> bytes:
    """The contents of every object, unpacked."""
    parts = []
    for number in range(1, reader.trailer["/Size"]):
        found = reader.get_object(number)
        parts.append(found.get_data() if hasattr(found, "get_data") else str(found).encode())
    return b"\n".join(parts)


def test_nothing_written_into_a_field_reaches_out_or_brings_a_file_in(
    eleven: World, read: Any, internal: Any, tmp_path: Path
) -> None:
    site, hits = internal
    secret = tmp_path / "secret.txt"
    secret.write_text("FILE-SECRET")
    tried = payloads(site, secret)
    with trust_context(eleven.trust.pk):
        model = ImprovementProject.objects.get()
        for number, payload in enumerate(tried):
            project = ImprovementProjectFactory(
                cohort=eleven.cohort,
                lead=eleven.colleague,
                objective=model.objective,
                title=payload[:200],
                aim=payload,
                learning=payload,
                state="stopped",
            )
            measure = MeasureFactory(project=project, name=payload[:200], unit=payload[:60])
            MeasurementFactory(measure=measure, measured_on=date(2026, 1, 1 + number), note=payload[:300])
        Person.objects.filter(pk=eleven.colleague.pk).update(full_name=tried[0][:200])
        StrategicObjective.objects.filter(code="O1").update(name=tried[2][:100])
        Cohort.objects.filter(pk=eleven.cohort.pk).update(name=tried[2][:100])
    agree(eleven, [*DataClass])

    for kind in ("cohort", "university"):
        reader = read(build(eleven, kind))
        nothing_came_in(reader, hits)
        assert "@import" in words(reader)  # it is there, as text


def nothing_came_in(reader: PdfReader, hits: list[str]) -> None:
    assert reader.attachments == {}
    assert hits == []
    inside = everything(reader)
    assert b"FILE-SECRET" not in inside
    assert b"INTERNAL-SECRET" not in inside


def test_nor_does_any_text_of_any_row_of_the_trust(
    request: pytest.FixtureRequest, db: None, read: Any, files: Path, internal: Any, tmp_path: Path
) -> None:
    """All payloads in every text there is, as far as its length goes; in both reports and in a copy of data."""
    site, hits = internal
    secret = tmp_path / "secret.txt"
    secret.write_text("FILE-SECRET")
    tried = payloads(site, secret)
    with planting("".join(sorted(tried, key=len))):
        world: World = request.getfixturevalue("eleven")
        with trust_context(world.trust.pk):
            ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True)
    for house in (world.trust, world.university):
        type(house).objects.filter(pk=house.pk).update(name=f"{house.name} {tried[2]}")
    agree(world, [*DataClass])

    for kind in ("cohort", "university"):
        reader = read(build(world, kind))
        nothing_came_in(reader, hits)
        assert words(reader).count("<img src=") > 10  # there, as text
    with trust_context(world.trust.pk):
        copy = request_copy(about=world.doctor, by=world.doctor)
    build_report(world.trust.pk, str(copy.pk))
    with trust_context(world.trust.pk):
        copy.refresh_from_db()
    with ZipFile(files / copy.file_key) as archive:
        pages = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".html"))
    assert "&lt;img src=" in pages
    assert not any(payload in pages for payload in tried)


@pytest.mark.parametrize("at", range(8))
def test_even_live_markup_finds_every_door_shut(internal: Any, tmp_path: Path, at: int) -> None:
    site, hits = internal
    secret = tmp_path / "secret.txt"
    secret.write_text("FILE-SECRET")
    file = io.BytesIO()

    write_pdf(f"<html lang='en'><title>t</title><body>{payloads(site, secret)[at]}</body></html>", file)

    inside = everything(PdfReader(io.BytesIO(file.getvalue())))
    assert hits == []
    assert b"FILE-SECRET" not in inside
    assert b"INTERNAL-SECRET" not in inside


def test_the_web_process_never_loads_the_renderer() -> None:
    import subprocess
    import sys

    code = (
        "import sys, django; django.setup(); import config.urls; from django.urls import get_resolver;"
        " get_resolver().url_patterns; print('weasyprint' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"


def test_a_duplicate_message_makes_no_second_report(world: World) -> None:
    report = build(world)

    build_report(world.trust.pk, str(report.pk))

    with trust_context(world.trust.pk):
        again = Report.objects.get(pk=report.pk)
    assert (again.state, again.attempt, again.sha256) == ("ready", 1, report.sha256)
