"""Loads the demonstration Trusts, stage by stage, through the services; a stage that is there is left alone."""

from collections.abc import Callable
from random import Random
from types import ModuleType

from django.utils import timezone

from demo.clock import Calendar
from demo.post import send_the_post
from demo.reader import trust_content, universities
from demo.site import Site
from demo.stages import (
    applications,
    baseline,
    branding,
    decisions,
    earlier,
    endorsements,
    framework,
    keeping,
    lately,
    mail,
    midpoint,
    programme,
    projects,
    reports,
    reviews,
    trusts,
)
from trusts.models import Trust, University
from trusts.services.people import add_tutor
from trusts.tenancy import trust_context

STAGES: dict[str, ModuleType] = {
    "trusts": trusts,
    "framework": framework,
    "programme": programme,
    "applications": applications,
    "endorsements": endorsements,
    "reviews": reviews,
    "decisions": decisions,
    "baseline": baseline,
    "projects": projects,
    "midpoint": midpoint,
    "branding": branding,
    "earlier": earlier,
    "mail": mail,
    "lately": lately,
    "reports": reports,
    "keeping": keeping,
}
COMPLETE = "complete"  # every stage
TRUSTS = {
    "lancashire": {"name": "Lancashire Care NHS Foundation Trust"},
    "blackpool": {"name": "Blackpool Teaching Hospitals NHS Foundation Trust"},
}
UNIVERSITIES = {"lancaster-university": "lancaster"}


def strangers() -> list[str]:
    """Names of Trusts in the database that are not the demonstration's."""
    return list(Trust.objects.exclude(slug__in=TRUSTS).order_by("name").values_list("name", flat=True))


def load(last: str, seed: int, say: Callable[[str], None] = lambda text: None) -> None:
    """Bring both Trusts to a stage; `say` hears of every stage that is loaded. Same day, same seed: same data."""
    wanted = list(STAGES)
    if last != COMPLETE:
        wanted = wanted[: wanted.index(last) + 1]
    organisations = _organisations()
    for name in wanted:
        for trust in organisations:
            if _load_stage(name, trust, seed):
                say(f"{trust.name}: {name}")


def _organisations() -> list[Trust]:
    for partner in universities():
        university, is_new = University.objects.get_or_create(
            slug=UNIVERSITIES[partner.key], defaults={"name": partner.name}
        )
        for tutor in partner.tutors if is_new else ():
            add_tutor(university=university, email=tutor.email, full_name=f"{tutor.title} {tutor.full_name}")
    return [Trust.objects.get_or_create(slug=slug, defaults=fields)[0] for slug, fields in TRUSTS.items()]


def _load_stage(name: str, trust: Trust, seed: int) -> bool:
    content = trust_content(trust.slug)
    calendar = Calendar(today=timezone.localdate(), now_offset=content.programme.now_offset)
    site = Site(content, trust, calendar, Random(f"{seed}/{trust.slug}/{name}"))  # noqa: S311 - not a secret
    with trust_context(trust.pk):
        if STAGES[name].is_there(site):
            return False
        STAGES[name].load(site)
        send_the_post()
        return True
