"""Make one report: read in a short context, lay out and write in none, finish in another.

A maker knows one kind: `collect` reads everything the file needs (in the Trust's context), `write` lays it out (with no
transaction open, however long it takes). MAKERS is the list of what can be made.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.db import DatabaseError, connection
from django.template import loader
from django.utils import timezone

from assessments.models import Assessment
from cohorts.models import Cohort
from reports import exports
from reports.documents.archive import write_archive
from reports.documents.cohort import cohort_report
from reports.documents.data_copy import read_trust_part
from reports.documents.individual import individual_report
from reports.documents.pdf import write_pdf
from reports.documents.university import university_report
from reports.models import Report
from reports.selectors.exports import released_export
from reports.selectors.sharing import agreed_classes
from reports.services import files
from reports.services.jobs import Lease, LostLeaseError, claim, fail, finish, heartbeat
from reports.services.memory import memory_limited
from reports.services.requests import NO_AGREEMENT
from reports.states import ReportKind
from trusts.models import Person, Trust
from trusts.services.branding import logo_bytes
from trusts.states import DataClass
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

STORAGE_FAILED = "The finished file could not be stored. Try again; if it fails again, tell your Trust administrator."
UNEXPECTED = "Something went wrong while this report was made. Try again; if it fails again, ask for help."
RELATED = ("cohort", "university", "trust", "requested_by")
TOO_LARGE = (
    "This report is too large to be made in the memory there is. Ask for less at once, or tell your administrator."
)
TOO_LONG = "This report took too long to make. Try again when fewer reports are waiting."


@dataclass(frozen=True)
class Content:
    """All a file is made from, and what the row remembers of it: the instant of the reading, the classes of shared
    data inside, and further parameters (ids and totals only)."""

    data: Any
    as_at: datetime
    data_classes: list[str] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A report to be laid out, and the logo on its cover."""

    html: str
    logo: bytes


@dataclass(frozen=True)
class Maker:
    """How one kind of report is made."""

    suffix: str
    collect: Callable[[Report], Content]
    write: Callable[[Any, BinaryIO], None]


def _collect_export(report: Report) -> Content:
    as_at = timezone.now()
    export = released_export(_cohort(report), report.params["rounds"])
    held = [str(assessment.id) for assessment in export.assessments]
    return Content(export, as_at, params={"assessments": held, "rows": export.row_count, "people": export.people})


def _collect_cohort(report: Report) -> Content:
    as_at, cohort = timezone.now(), _cohort(report)
    document = cohort_report(cohort, as_at)
    return Content(_page("pdf/cohort_report.jinja", document, cohort.trust), as_at, params=_named(cohort))


def _collect_university(report: Report) -> Content:
    """The agreements are asked now, and again by the database at every download."""
    as_at, university = timezone.now(), report.university
    agreed = agreed_classes(university) if university else frozenset()
    if university is None or DataClass.REPORTS not in agreed:
        raise RefusedError(NO_AGREEMENT.format(university=university))
    cohort = _cohort(report)
    document = university_report(cohort, university, agreed, as_at, report.reference)
    page = _page("pdf/university_report.jinja", document, cohort.trust)
    return Content(page, as_at, data_classes=list(document.classes), params=_named(cohort))


def _named(cohort: Cohort) -> dict[str, Any]:
    """Which assessments could be read by name beside the numbers: asked again at every download."""
    released = Assessment.objects.of_self().released().filter(round__cohort=cohort)
    return {"named": [str(pk) for pk in released.values_list("pk", flat=True)]}


def _collect_individual(report: Report) -> Content:
    as_at, cohort = timezone.now(), _cohort(report)
    document = individual_report(_about(report), cohort, as_at, report.params.get("post"))
    return Content(_page("pdf/individual_report.jinja", document, cohort.trust), as_at)


def _collect_copy(report: Report) -> Content:
    as_at = timezone.now()
    return Content(read_trust_part(_about(report), as_at), as_at)


def _about(report: Report) -> Person:
    person: Person = Person.objects.select_related("trust").get(pk=report.about_id)
    return person


def _cohort(report: Report) -> Cohort:
    related = ("programme__university", "framework_version__framework", "trust")
    cohort: Cohort = Cohort.objects.select_related(*related).get(pk=report.cohort_id)
    return cohort


def _page(template: str, document: Any, trust: Trust) -> Page:
    """Everything that is laid out, read while the context is open; laying it out needs no database."""
    logo = logo_bytes(trust)
    words = {"doc": document, "logo_words": trust.logo_words if logo else ""}
    return Page(str(loader.get_template(template, using="jinja2").render(words)), logo)


def _write_page(page: Page, file: BinaryIO) -> None:
    write_pdf(page.html, file, page.logo)


MAKERS: dict[str, Maker] = {
    ReportKind.COHORT: Maker("pdf", _collect_cohort, _write_page),
    ReportKind.UNIVERSITY: Maker("pdf", _collect_university, _write_page),
    ReportKind.HR_CSV: Maker("csv", _collect_export, exports.write_csv),
    ReportKind.HR_XLSX: Maker("xlsx", _collect_export, exports.write_xlsx),
    ReportKind.INDIVIDUAL: Maker("pdf", _collect_individual, _write_page),
    ReportKind.DATA_COPY: Maker("zip", _collect_copy, write_archive),
}


def take(*, trust_id: int, report_id: str) -> Lease | None:
    """Claim the report in a context of its own."""
    with trust_context(trust_id):
        return claim(report_id=report_id)


def make(*, lease: Lease) -> None:
    """Make the file and finish the row. Raises LostLeaseError, RefusedError, OSError or what the layout raises."""
    with trust_context(lease.trust_id):
        report = Report.objects.select_related(*RELATED).get(pk=lease.report_id)
        maker = MAKERS[report.kind]
        content = maker.collect(report)
        key = files.report_key(report.pk, lease.token, maker.suffix)
        heartbeat(lease=lease, progress=30)
    with _kept_alive(lease), memory_limited(settings.REPORT_MEMORY_BYTES):
        stored = files.store(key, lambda file: maker.write(content.data, file))
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # the database may have been restarted during the layout
    try:
        with trust_context(lease.trust_id):
            params = {**report.params, **content.params}
            classes = content.data_classes
            finish(lease=lease, stored=stored, data_as_at=content.as_at, data_classes=classes, params=params)
    except LostLeaseError:
        files.discard(key)
        raise


def give_up(*, lease: Lease, reason: str) -> None:
    """Mark the report failed in a context of its own."""
    with trust_context(lease.trust_id):
        fail(lease=lease, reason=reason)


def reason_for(error: Exception) -> str:
    """The sentence a person reads instead of the error."""
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error, MemoryError):
        return TOO_LARGE
    return STORAGE_FAILED if isinstance(error, OSError) else UNEXPECTED


@contextmanager
def _kept_alive(lease: Lease) -> Iterator[None]:
    """Renew the lease from a thread while the layout, one long call, is at work."""
    done = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(lease, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat_until(lease: Lease, done: threading.Event) -> None:
    """Beat three times a lease. A lost lease ends the beating; the fence at the end does the rest."""
    try:
        while not done.wait(settings.REPORT_LEASE_SECONDS / 3):
            with suppress(DatabaseError), trust_context(lease.trust_id):  # it may be back for the next beat
                heartbeat(lease=lease)
            connection.close()
    except LostLeaseError:
        return
    finally:
        connection.close()
