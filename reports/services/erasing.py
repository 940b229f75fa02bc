"""When somebody is erased, the documents that hold their data go too: they can be made again without them."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from assessments.models import Assessment
from cohorts.models import Application, Place
from reports.models import Report
from reports.services.files import discard
from trusts.models import Person
from trusts.services.audit import record_event


def drop_reports(person: Person, **_: Any) -> None:
    """Delete copies of the person's data, and every report of a cohort they applied to, took part in or were rated
    in. Receives trusts.signals.person_erased, in its transaction."""
    cohorts = {
        *Application.objects.filter(applicant=person).values_list("cohort_id", flat=True),
        *Place.objects.filter(person=person).values_list("cohort_id", flat=True),
        *Assessment.objects.filter(subject=person).values_list("round__cohort_id", flat=True),
    }
    for report in Report.objects.filter(Q(about=person) | Q(cohort__in=cohorts)):
        drop_report(report=report)


def drop_report(*, report: Report) -> None:
    """Delete one report; the audit keeps that there was one, and the file goes once this is committed."""
    record_event(action="report.drop", subject=report, by=None, kind=report.kind, sha256=report.sha256)
    key = report.file_key
    report.delete()
    if key:
        transaction.on_commit(partial(discard, key), robust=True)
