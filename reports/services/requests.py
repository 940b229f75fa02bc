"""Ask for a PDF of one cohort."""

from cohorts.models import Cohort
from reports.models import Report
from reports.selectors.sharing import agreed_classes
from reports.services.jobs import request_report
from reports.states import ReportKind
from trusts.models import Person
from trusts.states import DataClass
from trusts.workflow import RefusedError

NO_AGREEMENT = "No sharing agreement in force lets {university} see cohort reports. Sign one that names them first."


def request_pdf(*, kind: str, cohort: Cohort, by: Person, idem_key: str | None = None) -> Report:
    """A cohort report, or one for the programme's university when an agreement in force names reports."""
    university = cohort.programme.university if kind == ReportKind.UNIVERSITY else None
    if kind == ReportKind.UNIVERSITY:
        if university is None:
            raise RefusedError("This cohort's programme is not run with a university.")
        if DataClass.REPORTS not in agreed_classes(university):
            raise RefusedError(NO_AGREEMENT.format(university=university.name))
    return request_report(kind=kind, cohort=cohort, by=by, university=university, idem_key=idem_key)
