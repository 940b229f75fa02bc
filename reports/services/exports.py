"""Ask for HR's export: only what doctors released, for a stated purpose."""

from django.db import transaction

from assessments.models import Assessment
from assessments.services.readings import record_readings
from cohorts.models import Cohort
from reports.models import Report
from reports.selectors.exports import released_rounds
from reports.services.jobs import request_once
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.states import SecurityEventKind
from trusts.workflow import RefusedError


@transaction.atomic
def request_export(
    *, cohort: Cohort, rounds: list[str], kind: str, purpose: str, by: Person, idem_key: str | None = None
) -> Report:
    """Ask for the file (kind hr_csv or hr_xlsx). The purpose is kept in the audit; a double click leaves one line."""
    purpose = check_purpose(purpose)
    if not set(rounds) & set(released_rounds(cohort)):
        raise RefusedError("No doctor has released an assessment in these rounds yet.")
    params = {"rounds": sorted(rounds), "purpose": purpose}
    report, is_new = request_once(kind=kind, cohort=cohort, by=by, params=params, idem_key=idem_key)
    if is_new:
        record_event(action="hr_export.make", subject=report, by=by, purpose=purpose, rounds=sorted(rounds), kind=kind)
    return report


def read_export(*, cohort: Cohort, rounds: list[str], purpose: str, by: Person) -> None:
    """Keep who read the export's rows, of which rounds, and why."""
    record_event(action="hr_export.read", subject=cohort, by=by, purpose=check_purpose(purpose), rounds=rounds)
    read = Assessment.objects.released().of_self().filter(round__cohort=cohort, round__kind__in=rounds)
    exported = SecurityEventKind.RELEASED_EXPORTED
    record_readings(ids=list(read.values_list("pk", flat=True)), within=cohort, by=by, kind=exported)


def check_purpose(purpose: str) -> str:
    """The purpose, trimmed; refused when nothing is said."""
    purpose = purpose.strip()
    if not purpose:
        raise RefusedError("Say what the export is for.")
    return purpose[:300]


def refuse_taken_back(report: Report) -> None:
    """A file that holds what a doctor has since taken back is not given out any more, released anew or not: what stands
    in it may have changed meanwhile."""
    held = report.params.get("assessments", [])
    still = Assessment.objects.released().filter(pk__in=held, released_at__lte=report.data_as_at)
    if still.count() != len(held):
        raise RefusedError(
            "A doctor has taken back an assessment that is in this file."
            " Ask for the export again: the new file leaves it out."
        )
