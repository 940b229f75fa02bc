"""What stands around every page: the Trust, home and at most five more destinations by role, and who is signed in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from trusts.permissions import roles_in
from trusts.states import Role, UniversityRole


@dataclass(frozen=True)
class Destination:
    """One place of the main navigation: its words, its address's name, and which roles go there."""

    words: str
    name: str
    roles: frozenset[str]


_STAFF = frozenset({Role.PROGRAMME_DIRECTOR, Role.MEDICAL_DIRECTOR})
DESTINATIONS = (
    Destination("Home", "reports:home", frozenset(Role)),
    Destination("My application", "cohorts:my_application_list", frozenset({Role.DOCTOR})),
    Destination("My benchmark", "assessments:my_assessment_list", frozenset({Role.DOCTOR})),
    Destination("My project", "projects:my_project_list", frozenset({Role.DOCTOR})),
    Destination("Projects", "projects:my_project_list", frozenset({Role.LINE_MANAGER})),  # sponsors are senior managers
    Destination("Reviews", "cohorts:review_list", frozenset({Role.REVIEWER})),
    Destination("Cohorts", "cohorts:cohort_list", _STAFF | {Role.TRUST_ADMINISTRATOR}),
    Destination("Dashboard", "reports:dashboard", _STAFF),
    Destination("Projects", "projects:project_list", _STAFF),
    Destination("Reports", "reports:report_list", _STAFF | {Role.HR_OFFICER}),
    Destination("Competency export", "reports:hr_export", frozenset({Role.HR_OFFICER})),
    Destination("People", "trusts:person_list", frozenset({Role.TRUST_ADMINISTRATOR})),
    Destination("Audit", "trusts:event_list", frozenset({Role.TRUST_ADMINISTRATOR})),
    Destination("Sharing", "trusts:agreement_list", frozenset({Role.TRUST_ADMINISTRATOR})),
    Destination("Framework", "frameworks:framework_list", frozenset(Role)),
)
MOST_DESTINATIONS = 6  # home and five more
WITH_PAGES_BELOW = frozenset({"frameworks", "cohorts", "assessments", "projects"})
# In the order people come in; the words complete "Help for".
HELP_FOR: dict[str, str] = {
    Role.DOCTOR: "doctors",
    Role.REVIEWER: "reviewers",
    Role.PROGRAMME_DIRECTOR: "programme directors",
    Role.MEDICAL_DIRECTOR: "Medical Directors",
    Role.HR_OFFICER: "HR officers",
    Role.MENTOR: "mentors",
    Role.LINE_MANAGER: "line managers and sponsors",
    Role.TRUST_ADMINISTRATOR: "Trust administrators",
    UniversityRole.TUTOR: "university tutors",
}


def shell(request: Any) -> dict[str, Any]:
    """Template context: the Trust, the person, their roles and destinations. No query of its own."""
    trust = getattr(request, "trust", None)
    user = getattr(request, "user", None)
    roles = roles_in(user, trust.pk) if trust and user else frozenset()
    return {
        "trust": trust,
        "university": getattr(request, "university", None),
        "support": getattr(request, "support", None),
        "person": getattr(request, "person", None),
        "known_as": getattr(request, "known_as", ""),
        "roles": sorted(Role(role).label for role in roles),
        "help_pages": _help_pages(roles, request),
        "destinations": _destinations(trust, roles, request) if trust else [],
        "has_other_trusts": bool(user) and user.__dict__.get("_has_other_trusts", False),
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
        "demonstration": settings.DEMONSTRATION,
    }


def _is_here(path: str, href: str) -> bool:
    """Whether a page belongs to a destination; the dashboard of a cohort stands at an address below its cohort's."""
    is_dashboard = path.endswith("/dashboard/")
    return href.endswith("/dashboard/") if is_dashboard else path.startswith(href)


def _destinations(trust: Any, roles: frozenset[str], request: Any) -> list[dict[str, Any]]:
    """Where one can go, and where one is: below an address of the menu, else in the first that is of the page's app."""
    chosen = [d for d in DESTINATIONS if d.roles & roles][:MOST_DESTINATIONS]
    hrefs = [reverse(d.name, args=[trust.slug]) for d in chosen]
    here = [href for href in hrefs[1:] if _is_here(request.path, href)] or [hrefs[0]] * (request.path == hrefs[0])
    app = request.resolver_match.app_name if request.resolver_match else ""
    if app in WITH_PAGES_BELOW:
        here = here or [href for d, href in zip(chosen, hrefs, strict=True) if d.name.startswith(f"{app}:")][:1]
    return [
        {"text": destination.words, "href": href, "current": href in here}
        for destination, href in zip(chosen, hrefs, strict=True)
    ]


def role_slug(role: str) -> str:
    """A role's part of the address of its page of help."""
    return str(role).replace("_", "-")


def _help_pages(roles: frozenset[str], request: Any) -> list[dict[str, str]]:
    """Help for the roles of whoever looks, in the footer of a Trust's or a university's pages."""
    mine = roles | ({UniversityRole.TUTOR} if getattr(request, "university", None) else set())
    return [
        {"text": f"Help for {words}", "href": reverse("trusts:role_help", args=[role_slug(role)])}
        for role, words in HELP_FOR.items()
        if role in mine
    ]
