"""HR's export: only what was released, nothing a spreadsheet runs, the same bytes for the same data."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessments.selectors import CompetencyHead, DomainHead, Outline
from assessments.services.assessments import release_assessment, take_back_assessment
from reports.exports import safe, write_csv, write_xlsx
from reports.models import Report
from reports.selectors.exports import COLUMNS, Export, Released, released_export
from reports.services.downloads import file_name, open_report
from reports.services.exports import request_export
from reports.tasks import build_report
from tests.support.world import World
from trusts.models import Event
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

TROUBLE = "=+-@\t\r\n\0＝＋－＠"
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", " =1", "\n=1", "＝1", '=HYPERLINK("http://x")']


def made_of(text: str) -> Export:
    """An export with this text in every place a person can write."""
    version = uuid4()
    one = Released(
        id=uuid4(),
        person=(text,) * 4,
        place=text,
        round=text,
        submitted_on=date(2027, 1, 2),
        released_on=date(2027, 1, 3),
        version_id=version,
        levels=(2, None),
    )
    heads = tuple(CompetencyHead(uuid4(), at, text, text, text, text, text) for at in range(2))
    words = Outline(version, text, (text, text), (DomainHead(text, text, (0, 1)),), heads)
    return Export(cohort=text, assessments=(one,), versions={version: words})


def as_csv(export: Export) -> list[list[str]]:
    file = io.BytesIO()
    write_csv(export, file)
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


def as_xlsx(export: Export) -> Any:
    file = io.BytesIO()
    write_xlsx(export, file)
    return load_workbook(io.BytesIO(file.getvalue()))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_begins_like_a_formula_is_quoted(text: str) -> None:
    assert safe(text) == f"'{text}"


@given(st.text())
def test_no_text_begins_like_a_formula_and_harmless_text_is_untouched(text: str) -> None:
    cell = str(safe(text))

    assert cell[:1] not in set(TROUBLE)
    assert cell.lstrip()[:1] not in set(TROUBLE) or not cell.strip()
    assert cell in (text, f"'{text}")


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\r\n"), max_size=20))
def test_nothing_in_a_csv_runs(text: str) -> None:
    for row in as_csv(made_of(text))[1:]:
        assert len(row) == len(COLUMNS)
        for cell in row:
            assert cell[:1] not in set(TROUBLE)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(DANGEROUS) | st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20))
def test_nothing_in_a_workbook_runs(text: str) -> None:
    for sheet in as_xlsx(made_of(text)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr")
                assert str(cell.value or "")[:1] not in set(TROUBLE)


def test_only_what_was_released_is_exported(world: World, release: Any) -> None:
    release(3, unreleased=2)

    with trust_context(world.trust.pk):
        export = released_export(world.cohort, ["baseline"])

    assert (export.people, len(export.assessments), export.row_count, export.rated) == (3, 3, 12, 12)
    assert {row[2] for row in export.rows()} == {"Dr Person 00", "Dr Person 01", "Dr Person 02"}


@pytest.mark.parametrize("people", [1, 3])
def test_the_export_reads_in_constant_queries(
    world: World, release: Any, people: int, django_assert_num_queries: Any
) -> None:
    release(people)

    with trust_context(world.trust.pk), django_assert_num_queries(4):
        list(released_export(world.cohort, ["baseline"]).rows())


def test_a_level_not_given_is_empty_and_said_so(world: World, release: Any) -> None:
    release(1, levels=[3, None, 1, None])
    with trust_context(world.trust.pk):
        export = released_export(world.cohort, ["baseline"])

    rows = [dict(zip([c.name for c in COLUMNS], row, strict=True)) for row in export.rows()]
    assert [(r["Level"], r["Level name"], r["Status"]) for r in rows] == [
        (3, "Level 3", "Rated"),
        (None, "", "No rating"),
        (1, "Level 1", "Rated"),
        (None, "", "No rating"),
    ]
    assert export.rated == 2


def exported(world: World, kind: str = "hr_csv", **more: Any) -> Report:
    with trust_context(world.trust.pk):
        report = request_export(
            cohort=world.cohort, rounds=["baseline"], kind=kind, purpose="Appraisal", by=world.hr_officer, **more
        )
    build_report(world.trust.pk, str(report.pk))
    with trust_context(world.trust.pk):
        report.refresh_from_db()
    return report


def read(world: World, report: Report) -> bytes:
    with trust_context(world.trust.pk), open_report(report=report, by=world.hr_officer) as file:
        return file.read()


@pytest.mark.parametrize("kind", ["hr_csv", "hr_xlsx"])
def test_the_file_has_the_totals_of_the_screen_and_a_rerun_the_same_bytes(
    world: World, release: Any, sign_in: Any, kind: str
) -> None:
    release(11, unreleased=1)

    first, second = exported(world, kind), exported(world, kind)

    page = sign_in(world.hr_officer).get(f"/t/{world.trust.slug}/exports/").content.decode()
    assert "44 rows" in page
    assert "11 people" in page
    assert first.params["rows"] == 44
    assert (first.sha256, first.size) == (second.sha256, second.size)
    data = read(world, first)
    if kind == "hr_csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(data))["Released ratings"].values]
    assert len(rows) == 1 + 44
    assert rows[0] == [column.name for column in COLUMNS]
    assert rows[1][0] == "000000"


def test_numbers_of_people_are_text_in_the_workbook(world: World, release: Any) -> None:
    release(1)

    book = load_workbook(io.BytesIO(read(world, exported(world, "hr_xlsx"))))

    cells = book["Released ratings"][2]
    assert (cells[0].value, cells[0].data_type) == ("000000", "s")
    assert (cells[10].value, cells[10].data_type) == (2, "n")


def test_who_exported_what_and_why_is_kept_once(world: World, release: Any) -> None:
    release(1)

    exported(world, idem_key="k")
    exported(world, idem_key="k")

    with trust_context(world.trust.pk):
        event = Event.objects.get(action="hr_export.make")
    assert event.actor_id == world.hr_officer.pk
    assert (event.data["purpose"], event.data["rounds"]) == ("Appraisal", ["baseline"])


def test_without_a_purpose_or_anything_released_there_is_no_export(world: World, release: Any) -> None:
    with trust_context(world.trust.pk), pytest.raises(RefusedError, match="No doctor has released"):
        exported_by = {"cohort": world.cohort, "rounds": ["baseline"], "kind": "hr_csv", "by": world.hr_officer}
        request_export(**exported_by, purpose="Appraisal")
    release(1)
    with trust_context(world.trust.pk), pytest.raises(RefusedError, match="Say what"):
        request_export(**exported_by, purpose="  ")


def test_a_file_that_holds_what_was_taken_back_is_not_given_out(world: World, release: Any) -> None:
    first, _ = release(2)
    report = exported(world)
    with trust_context(world.trust.pk):
        back = take_back_assessment(assessment=first, by=first.subject)

    with pytest.raises(RefusedError, match="taken back"):
        read(world, report)
    with trust_context(world.trust.pk):
        release_assessment(assessment=back, by=first.subject)  # what it says may be something else by now
    with pytest.raises(RefusedError, match="taken back"):
        read(world, report)


def test_the_file_is_named_by_the_day_in_the_united_kingdom() -> None:
    report = Report(kind="hr_csv", file_key="a.csv", finished_at=datetime(2027, 6, 30, 23, 30, tzinfo=UTC))

    assert file_name(report, "northfield", cohort="2027") == "northfield-competency-export-2027-2027-07-01.csv"
