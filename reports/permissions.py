"""Who may ask for which report, and who may open it. Every kind of the Trust's names its roles; a kind without roles is
nobody's, and an individual report is the doctor's alone."""

from typing import Any

import rules
from django.db.models import Q

from reports.states import ReportKind
from trusts.models import Membership
from trusts.permissions import (
    is_doctor,
    is_hr_officer,
    is_medical_director,
    is_member,
    is_person,
    is_programme_director,
    is_trust_administrator,
    roles_in,
)
from trusts.states import Role

_BOARD = frozenset({Role.MEDICAL_DIRECTOR, Role.PROGRAMME_DIRECTOR})
_HR = frozenset({Role.HR_OFFICER})
REQUESTERS: dict[str, frozenset[Role]] = {
    ReportKind.COHORT: _BOARD,
    ReportKind.UNIVERSITY: frozenset({Role.PROGRAMME_DIRECTOR}),
    ReportKind.HR_CSV: _HR,
    ReportKind.HR_XLSX: _HR,
}
READERS: dict[str, frozenset[Role]] = {**REQUESTERS, ReportKind.UNIVERSITY: _BOARD}


def _holds(roles_by_kind: dict[str, frozenset[Role]], name: str) -> Any:
    @rules.predicate(name)
    def check(user: Any, report: Any) -> bool:
        return bool(roles_in(user, report.trust_id) & roles_by_kind.get(report.kind, frozenset()))

    return check


@rules.predicate
def is_individual(user: Any, report: Any) -> bool:
    """The report is a doctor's own."""
    return report is not None and report.kind == ReportKind.INDIVIDUAL


@rules.predicate
def has_left(user: Any, report: Any) -> bool:
    """The person a copy is about can no longer fetch it themselves: no role of theirs is left in this Trust."""
    if report is None or report.about is None:
        return False
    held = Membership.objects.filter(trust_id=report.trust_id, user_id=report.about.user_id, is_active=True)
    return not held.exists()


VIEW_REPORTS = "reports.view_reports"  # of the Trust: the list, narrowed to readable()
VIEW_REPORT = "reports.view_report"  # of the row: open, download
REQUEST_REPORT = "reports.request_report"  # of the row, which may be unsaved: a report of that kind; also try again
VIEW_MY_DATA = "reports.view_my_data"  # of the Trust: ask for a copy of one's own data
VIEW_DATA_COPY = "reports.view_data_copy"  # of the row: fetch the copy
MANAGE_DATA_OF = "reports.manage_data_of"  # of a person: ask for a copy on their behalf
EXPORT_RELEASED = "reports.export_released"  # of the Trust: what doctors released, as a file or as rows

is_own = is_individual & is_person("about")
rules.add_perm(VIEW_REPORTS, is_programme_director | is_medical_director | is_hr_officer | is_doctor)
rules.add_perm(VIEW_REPORT, _holds(READERS, "may_read_kind") | is_own)
rules.add_perm(REQUEST_REPORT, _holds(REQUESTERS, "may_request_kind") | (is_own & is_doctor))
rules.add_perm(VIEW_MY_DATA, is_member)
rules.add_perm(VIEW_DATA_COPY, is_person("about") | (is_trust_administrator & has_left))
rules.add_perm(MANAGE_DATA_OF, is_trust_administrator)
rules.add_perm(EXPORT_RELEASED, is_hr_officer)


def readable(user: Any, trust_id: int) -> Q:
    """Which reports this user may open in a Trust: those of kinds their roles open, and their own."""
    kinds = [kind for kind, roles in READERS.items() if roles_in(user, trust_id) & roles]
    return Q(kind__in=kinds) | Q(kind=ReportKind.INDIVIDUAL, about__user=user)


def requestable_kinds(user: Any, trust_id: int) -> list[str]:
    """The kinds of report this user may ask for in a Trust."""
    held = roles_in(user, trust_id)
    own = [ReportKind.INDIVIDUAL] if Role.DOCTOR in held else []
    return [kind for kind, roles in REQUESTERS.items() if held & roles] + own


VIEW_DASHBOARD = "reports.view_dashboard"  # of the Trust, or of a cohort
rules.add_perm(VIEW_DASHBOARD, is_programme_director | is_medical_director)
