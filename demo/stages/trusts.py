"""The people of a Trust, their roles, and what is shared with the university."""

from demo.clock import at
from demo.reader import universities
from demo.shapes.people import Somebody
from demo.site import Site
from trusts.models import Person, University
from trusts.services.people import add_person
from trusts.services.sharing import sign_agreement
from trusts.states import DataClass, Role

CLASSES = {
    "Enrolment": DataClass.PARTICIPANTS,
    "Attendance": DataClass.PROGRESS,
    "Improvement project": DataClass.PROJECTS,
    "Cohort benchmark": DataClass.BENCHMARKS,
    "Cohort report": DataClass.REPORTS,
}
DETAILS = ("title", "preferred_name", "job_title", "grade", "specialty", "gmc_number", "employee_number")


def is_there(site: Site) -> bool:
    """Whether the Trust knows anybody."""
    return Person.objects.exists()


def load(site: Site) -> None:
    """The administrator first, who then brings in everybody else."""
    administrator, *others = sorted(site.content.people, key=lambda one: one.role != Role.TRUST_ADMINISTRATOR)
    with at(site.moment(site.content.programme.began_offset, 2)):
        by = _add(administrator, by=None)
        for written in others:
            _add(written, by=by)
    _agree(site)


def _add(written: Somebody, *, by: Person | None) -> Person:
    details = {name: getattr(written, name) for name in DETAILS}
    roles = [Role(written.role)]
    return add_person(email=written.email, full_name=written.full_name, roles=roles, by=by, **details)


def _agree(site: Site) -> None:
    written = site.content.programme.sharing_agreement
    with at(site.moment(written.start_offset - 1, 12)):
        for partner in universities():
            sign_agreement(
                university=University.objects.get(name=partner.name),
                data_classes=[CLASSES[item.name] for item in written.classes if item.name in CLASSES],
                purpose=written.statement,
                starts_on=site.calendar.month(written.start_offset),
                ends_on=site.calendar.end(written.end_offset),
                by=site.person(written.signed_for_trust_by),
                tutors=[tutor.email for tutor in partner.tutors],
            )
