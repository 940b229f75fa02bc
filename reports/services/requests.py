"""Ask for a PDF: of one cohort, or of oneself in it."""

from typing import Any

from cohorts.models import Cohort, Place
from reports.models import Report
from reports.selectors.sharing import agreed_classes
from reports.services.jobs import request_once, request_report
from reports.states import ReportKind
from trusts.models import Person
from trusts.states import DataClass
from trusts.workflow import RefusedError

NO_AGREEMENT = "No sharing agreement in force lets {university} see cohort reports. Sign one that names them first."


def request_pdf(*, kind: str, cohort: Cohort, by: Person, idem_key: str | None = None, post: str = "") -> Report:
    """A cohort report, or one for the programme's university when an agreement in force names reports; or the
    individual report of whoever asks, compared with a post when one is named."""
    if kind not in ReportKind.pdfs():
        raise RefusedError("An export of released levels is asked for on its own page, with what it is for.")
    if kind == ReportKind.INDIVIDUAL:
        return _request_individual(cohort=cohort, by=by, idem_key=idem_key, post=post)
    university = cohort.programme.university if kind == ReportKind.UNIVERSITY else None
    if kind == ReportKind.UNIVERSITY:
        if university is None:
            raise RefusedError("This cohort's programme is not run with a university.")
        if DataClass.REPORTS not in agreed_classes(university):
            raise RefusedError(NO_AGREEMENT.format(university=university.name))
    return request_report(kind=kind, cohort=cohort, by=by, university=university, idem_key=idem_key)


def own_cohorts(person: Person) -> Any:
    """The cohorts in which somebody holds or held a place, newest first, with their programmes."""
    own = Place.objects.filter(person=person).values("cohort")
    return Cohort.objects.filter(pk__in=own).select_related("programme__university").newest_first()


def _request_individual(*, cohort: Cohort, by: Person, idem_key: str | None, post: str) -> Report:
    """Of whoever asks and nobody else: there is no way to name another person."""
    if not own_cohorts(by).filter(pk=cohort.pk).exists():
        raise RefusedError("You hold no place in this cohort, so there is nothing to report to you.")
    params = {"post": post} if post else {}
    kind = ReportKind.INDIVIDUAL
    return request_once(kind=kind, cohort=cohort, about=by, by=by, params=params, idem_key=idem_key)[0]
