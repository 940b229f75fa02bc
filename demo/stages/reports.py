"""A report for the board, one for the university and one for a doctor, asked for and left to the worker."""

from cohorts.models import Cohort
from demo.site import Site
from reports.models import Report
from reports.services.requests import request_pdf
from reports.states import ReportKind
from trusts.states import Role

ASKED = (
    (ReportKind.COHORT, Role.MEDICAL_DIRECTOR),
    (ReportKind.UNIVERSITY, Role.PROGRAMME_DIRECTOR),
    (ReportKind.INDIVIDUAL, Role.DOCTOR),
)


def is_there(site: Site) -> bool:
    """Whether a report was asked for, or there is nothing to report yet."""
    return Report.objects.exists() or not site.content.assessments


def load(site: Site) -> None:
    """Asked for now, whatever the story's month: the worker makes them as it starts."""
    cohort = Cohort.objects.get(name=site.content.programme.cohort.name)
    for kind, role in ASKED:
        request_pdf(kind=kind, cohort=cohort, by=site.first_with(role))
