"""What the administrator has in hand: invitations, a hold, an erasure, periods, an export."""

from cohorts.models import Cohort
from demo.clock import at
from demo.shapes.lately import Export, Invited
from demo.site import Site
from reports.models import Report
from reports.services.exports import request_export
from reports.states import ReportKind
from trusts.labels import Record
from trusts.models import Erasure, Hold, Invitation, RetentionPeriod
from trusts.services.erasures import ask_erasure
from trusts.services.holds import put_hold
from trusts.services.invitations import invite, withdraw_invitation
from trusts.services.retention import set_period
from trusts.states import Role

ANY_OF = (Invitation, Hold, Erasure, RetentionPeriod)


def is_there(site: Site) -> bool:
    """Whether the administrator has begun any of it, or the Trust has not come so far."""
    return any(model.objects.exists() for model in ANY_OF) or not Cohort.objects.exists()


def load(site: Site) -> None:
    """Each some days ago, by the administrator; the export by HR."""
    written, by = site.content.lately, site.first_with(Role.TRUST_ADMINISTRATOR)
    for period in written.periods:
        with at(site.moment_ago(period.days_ago)):
            set_period(record=Record(period.record), months=period.months, by=by)
    for invited in written.invitations:
        _invite(site, invited)
    if written.hold:
        with at(site.moment_ago(written.hold.days_ago)):
            put_hold(person=site.person(written.hold.person), reason=written.hold.reason, by=by)
    if written.erasure:
        with at(site.moment_ago(written.erasure.days_ago)):
            ask_erasure(person=site.person(written.erasure.person), reason=written.erasure.reason, by=by)
    if written.export and not Report.objects.filter(kind=ReportKind.HR_XLSX).exists():
        _export(site, written.export)


def _invite(site: Site, written: Invited) -> None:
    by = site.first_with(Role.TRUST_ADMINISTRATOR)
    details = {"title": written.title, "job_title": written.job_title}
    with at(site.moment_ago(written.days_ago)):
        invitation = invite(
            email=written.email, full_name=written.full_name, roles=[Role(written.role)], by=by, **details
        )
    if written.withdrawn_days_ago is not None:
        with at(site.moment_ago(written.withdrawn_days_ago)):
            withdraw_invitation(invitation=invitation, by=by)


def _export(site: Site, written: Export) -> None:
    with at(site.moment_ago(written.days_ago)):
        request_export(
            cohort=Cohort.objects.get(name=site.content.programme.cohort.name),
            rounds=list(written.rounds),
            kind=ReportKind.HR_XLSX,
            purpose=written.purpose,
            by=site.first_with(Role.HR_OFFICER),
        )
