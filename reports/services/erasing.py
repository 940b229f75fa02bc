"""When somebody is erased, the documents that hold their data go too: they can be made again without them."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from assessments.models import Assessment
from cohorts.models import Place
from projects.models import ImprovementProject
from reports.models import Report
from reports.services.files import discard
from reports.states import ReportKind
from trusts.models import Person
from trusts.services.audit import record_event


def drop_reports(person: Person, **_: Any) -> None:
    """Delete what is about the person (their copies and individual reports), and what may name them: every report of a
    cohort in which they took a place, were rated, or lead or sponsor a project, and the individual report of whoever
    leads a project they sponsor. Whoever applied only is in none. Receives trusts.signals.person_erased, in its
    transaction."""
    projects = ImprovementProject.objects.filter(Q(lead=person) | Q(sponsor=person))
    cohorts = {
        *Place.objects.filter(person=person).values_list("cohort_id", flat=True),
        *Assessment.objects.filter(subject=person).values_list("round__cohort_id", flat=True),
        *projects.values_list("cohort_id", flat=True),
    }
    of_cohorts = Q(cohort__in=cohorts) & ~Q(kind__in=ReportKind.personal())
    of_leads = Q(kind=ReportKind.INDIVIDUAL, about__in=projects.values("lead"))
    for report in Report.objects.filter(Q(about=person) | of_cohorts | of_leads):
        drop_report(report=report)


def drop_report(*, report: Report) -> None:
    """Delete one report; the audit keeps that there was one, and the file goes once this is committed."""
    record_event(action="report.drop", subject=report, by=None, kind=report.kind, sha256=report.sha256)
    key = report.file_key
    report.delete()
    if key:
        transaction.on_commit(partial(discard, key), robust=True)
