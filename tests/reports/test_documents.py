"""The board's report and the doctor's own, at 0, 1, 11 and 300 people: sound for a reading machine and on paper."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from pypdf import PdfReader

from assessments.models import DevelopmentGoal, Round
from assessments.states import RoundState
from charts.svg import group, picture, spoken
from cohorts.models import Cohort
from projects.models import Measurement
from reports.documents import pdf
from reports.documents.pdf import lay_out
from reports.models import Report
from reports.services.making import MAKERS, Page
from tests.reports.inspection import bookmarks, elements, faults_of, faults_of_pages, filled, pictures_in
from tests.support.branding import with_logo
from tests.support.factories import (
    ApplicationFactory,
    EvidenceFactory,
    ImprovementProjectFactory,
    MeasureFactory,
    OfferFactory,
    PlaceFactory,
    StrategicObjectiveFactory,
    publish_for_tests,
    version_tree,
)
from tests.support.files import picture as picture_file
from tests.support.world import World
from trusts.models import Person
from trusts.tenancy import trust_context

KINDS = {"cohort": "Cohort report", "individual": "Individual report"}


@pytest.fixture
def cast(world: World, release: Any) -> Callable[[int], Person]:
    """cast(11): that many people have places and two closed rounds; answers one of them, who has a project, goals and
    evidence; with 0 people, a doctor who has a place and nothing else."""

    def people(count: int) -> Person:
        with trust_context(world.trust.pk):
            Cohort.objects.filter(pk=world.cohort.pk).update(places=max(count, 11))
            world.cohort.places = max(count, 11)
            if count == 0:
                PlaceFactory(cohort=world.cohort, person=world.doctor, number=1)
                return world.doctor
        release(0, unreleased=count, levels=[1, 2, 2, None])
        release(0, unreleased=count, kind="midpoint", levels=[2, 2, 1, None])
        with trust_context(world.trust.pk):
            Round.objects.filter(cohort=world.cohort).update(state=RoundState.CLOSED)
            return _furnish(world, Person.objects.get(employee_number="000000"))

    return people


def _furnish(world: World, person: Person) -> Person:
    objective = StrategicObjectiveFactory(code="O1", name="Quality")
    StrategicObjectiveFactory(code="O2", name="People")
    in_cohort = {"cohort": world.cohort, "objective": objective, "state": "running", "aim": "More."}
    others = Person.objects.filter(employee_number__startswith="0").exclude(pk=person.pk).order_by("pk")[:5]
    for number, lead in enumerate((person, world.doctor, world.colleague, *others)):
        learning = "Asking the ward clerk first saved a month. " * 8 if number % 3 == 1 else ""
        project = ImprovementProjectFactory(lead=lead, title=f"Letters {number}", learning=learning, **in_cohort)
        measure = MeasureFactory(project=project)
        Measurement.objects.bulk_create(
            Measurement(
                measure=measure,
                trust_id=measure.trust_id,
                measured_on=date(2026, 1, 5) + timedelta(weeks=week),
                value=10 + week % 3 + 20 * (week > 20),
                note="A note." if week % 7 == 0 else "",
            )
            for week in range(30)
        )
    for at in range(3):
        DevelopmentGoal.objects.create(person=person, text=f"Goal {at}", due_on=timezone.localdate())
        EvidenceFactory(owner=person, title=f"Evidence {at}")
    return person


def content(world: World, person: Person, kind: str) -> Page:
    """What the PDF is laid out from, as the worker collects it."""
    with trust_context(world.trust.pk):
        about = {"about": person, "requested_by": person} if kind == "individual" else {"requested_by": world.director}
        page: Page = MAKERS[kind].collect(Report(kind=kind, cohort=world.cohort, **about)).data
        return page


def pages_of(html: str, logo: bytes = b"") -> tuple[Any, PdfReader]:
    """The pages as laid out, and the same as a file that was read again."""
    document, file = lay_out(html, logo), io.BytesIO()
    document.write_pdf(file, pdf_variant="pdf/ua-1")
    return document, PdfReader(file)


@pytest.mark.parametrize("people", [0, 1, 11, 300])
def test_the_structure_is_sound_and_no_page_is_cut_badly(
    world: World, cast: Callable[[int], Person], people: int
) -> None:
    person = cast(people)
    if people == 11:
        with_logo(world, picture_file(size=(900, 60)), logo_text='A "tree" & a hill')

    for kind, first in KINDS.items():
        page = content(world, person, kind)
        document, reader = pages_of(page.html, page.logo)
        assert faults_of(reader, title=unescape(page.html.split("<title>")[1].split("</title>")[0])) == [], kind
        told = [node["/Alt"] for node in elements(reader) if node["/S"] == "/Figure"]
        assert told.count('A "tree" & a hill') == (people == 11), kind
        assert faults_of_pages(document) == [], kind
        assert bookmarks(reader)[0] == first


MOST = 150 / 170  # of its width, the height to which the style lets a picture grow


def test_a_domain_of_many_competencies_is_drawn_in_pictures_that_can_be_read(world: World, release: Any) -> None:
    with trust_context(world.trust.pk):
        version = publish_for_tests(version_tree(domains=1, competencies=40))
        Cohort.objects.filter(pk=world.cohort.pk).update(framework_version=version)
        world.cohort.refresh_from_db()
    release(0, unreleased=11, levels=[1, 2, 3, 4] * 10)
    with trust_context(world.trust.pk):
        Round.objects.update(state=RoundState.CLOSED)
        person = Person.objects.get(employee_number="000000")

    for kind in KINDS:
        document, reader = pages_of(content(world, person, kind).html)

        sizes = [box.replacement.get_intrinsic_size(1, 10)[:2] for box in pictures_in(document)]
        assert not [size for size in sizes if size[1] / size[0] > MOST], kind
        assert {"Domain 1, 1 of 5", "Domain 1, 5 of 5"} <= set(bookmarks(reader)), kind
        assert faults_of_pages(document) == [], kind


def test_drawings_are_pictures_with_their_words_and_fonts_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    svg = picture("d", 'Said "so" \x0b & <why>', "Twice.", 40, 20, group(spoken("under the mouse")))
    html = f"<html lang='en-GB'><title>T</title><body><h1>One</h1><figure>{svg}</figure></body>"
    pages_of(html)
    monkeypatch.setattr(pdf, "FontConfiguration", None)  # a second document makes none

    document, reader = pages_of(html)

    assert [node["/Alt"] for node in elements(reader) if node["/S"] == "/Figure"] == ['Said "so"  & <why>. Twice.']
    assert [box.replacement.get_intrinsic_size(1, 10)[:2] for box in pictures_in(document)] == [(40, 20)]


def test_letters_of_names_are_copied_as_they_are_read() -> None:
    _, reader = pages_of(
        "<html lang='en-GB'><title>T</title><body><p>Wiśniewski, Łódź, Ní Cheallaigh</p></body></html>"
    )

    assert "Wiśniewski, Łódź, Ní Cheallaigh" in reader.pages[0].extract_text()


def test_the_style_asks_fonts_for_no_feature() -> None:
    """WeasyPrint 70 frees nothing of a text that does (text/line_break.py): a worker grew by a quarter MB a report."""
    assert not re.search(r"font-(variant|feature)", (settings.BASE_DIR / "static" / pdf.STYLE_SHEET).read_text())


def texts(html: str, tag: str) -> list[str]:
    """The text of every such element, without markup."""
    found = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", html, re.DOTALL)
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", part))).strip() for part in found]


def on_screen(page: str) -> dict[str, list[str]]:
    """The heat map of the dashboard: the numbers of each row by its name."""
    rows = re.findall(r'<tr class="hg-heat__row.*?</tr>', page, re.DOTALL)
    return {texts(row, "th")[0]: texts(row, "td") for row in rows}


def in_file(answer: Any) -> dict[str, list[str]]:
    """The same from the CSV, without the medians, which the screen leaves out."""
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    medians = {at for at, name in enumerate(rows[0]) if name.endswith(": median")}
    return {
        f"{row[0]} {row[1]}": [cell for at, cell in enumerate(row) if at > 1 and at not in medians and cell]
        for row in rows[1:]
    }


@pytest.mark.parametrize("people", [4, 11])
def test_screen_file_and_pdf_hold_the_same_numbers(
    world: World, cast: Callable[[int], Person], sign_in: Any, people: int
) -> None:
    person, client = cast(people), sign_in(world.director)
    address = f"/t/northfield/cohorts/{world.cohort.pk}/dashboard/"

    screen, file = on_screen(client.get(address).content.decode()), in_file(client.get(f"{address}?csv=levels"))
    _, reader = pages_of(content(world, person, "cohort").html)
    words = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))

    assert file.keys() == screen.keys()
    assert len(file) == 6
    for name, cells in file.items():
        title = re.escape(name.partition(" ")[2])
        if people < 5:
            assert set(cells) == set(screen[name]) == {"Hidden: fewer than 5 people"}
            assert re.search(f"{title} Hidden: fewer than 5 people", words)
        elif cells[8:]:  # not the competency nobody rated
            assert cells[:8] == screen[name][:8]
            step = f"{float(cells[8]):+.1f}".removesuffix(".0").replace("-", "−") if float(cells[8]) else "0"
            ways = ": {} rose, {} stayed, {} fell".format(*cells[10:]) if cells[10:] else ""
            assert screen[name][8] == f"{step} ({cells[9]} people in both{ways})"
            assert sum(map(int, cells[:4])) == sum(map(int, cells[4:8])) == int(cells[9]) == people
            told = [*cells[:4], r"[\d.]+ of 11", *cells[4:8], r"[\d.]+ of 11", re.escape(f"{step} (11)")]
            assert re.search(f"{title} {' '.join(told)}", words), name


def test_the_applications_are_a_file_too(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):  # a place accepted and given up later was accepted
        application = ApplicationFactory(cohort=world.cohort, submitted=True, state="withdrawn")
        OfferFactory(application=application, state="accepted")
    page = sign_in(world.director).get(f"/t/northfield/cohorts/{world.cohort.pk}/dashboard/?csv=applications")

    assert page["Content-Type"] == "text/csv; charset=utf-8"
    assert page["Content-Disposition"] == 'attachment; filename="2027-applications.csv"'
    assert page.content.decode("utf-8-sig").splitlines()[1:] == [
        "Begun,1,100%",
        "Submitted,1,100%",
        "Offered a place,1,100%",
        "Place accepted,1,100%",
    ]


def test_a_bad_page_is_found() -> None:
    """The inspection itself: a stranded heading, a half empty page and a wrong table are told."""
    row = "<tr><th scope='row'>a</th><td>1</td></tr>"
    table = f"<table><tr><th rowspan='2'>h</th><th>i</th></tr>{row * 2}</table>"
    html = (
        "<html lang='en-GB'><title>T</title><body><h1>One</h1><p style='break-after:page'>x</p>"
        f"<p style='break-after:page'>x</p><h3>Three</h3>{table}<h2 style='break-after:page'>Two</h2><p>x</p></body>"
    )

    document, reader = pages_of(html)

    assert "a heading of level 3 follows one of level 1" in faults_of(reader, title="T")
    assert any("two rows" in fault for fault in faults_of(reader, title="T"))
    assert "page 3 ends with a heading" in faults_of_pages(document)
    assert "page 3 is half empty" in faults_of_pages(document)
    assert filled(document, 0) < 0.5
