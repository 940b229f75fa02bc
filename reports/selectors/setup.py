"""A new Trust's way to its first cohort: what is done, what is next and whose it is. Found, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cohorts.models import Cohort
from cohorts.states import CohortState
from frameworks.models import FrameworkVersion, StrategicObjective, TrustValue
from frameworks.states import VersionState
from programmes.models import Programme
from trusts.models import Invitation, Membership
from trusts.states import Role
from trusts.tenancy import current

ADMINISTRATOR, DIRECTOR, MEDICAL = Role.TRUST_ADMINISTRATOR, Role.PROGRAMME_DIRECTOR, Role.MEDICAL_DIRECTOR
SHOWN_TO = frozenset({ADMINISTRATOR, DIRECTOR})
LEADERS = (DIRECTOR, MEDICAL)
OTHERS = (Role.REVIEWER, Role.DOCTOR)


@dataclass(frozen=True)
class Step:
    """One step: its words, whose it is (the first role is asked), where it is done, and whether it can be begun."""

    words: str
    whose: tuple[Role, ...]
    name: str
    args: tuple[Any, ...] = ()
    is_done: bool = False
    is_ready: bool = True
    hint: str = ""


@dataclass(frozen=True)
class Setup:
    """The steps as one person sees them."""

    steps: tuple[Step, ...]
    roles: frozenset[str]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.is_done for step in self.steps)

    def is_mine(self, step: Step) -> bool:
        """Whether this person can do the step now."""
        return not step.is_done and step.is_ready and bool(self.roles & set(step.whose))

    @property
    def next(self) -> Step | None:
        """The first step this person can do now."""
        return next(filter(self.is_mine, self.steps), None)

    @property
    def waits_for(self) -> Step | None:
        """The first step that somebody can do now."""
        return next((step for step in self.steps if step.is_ready and not step.is_done), None)


def setup(roles: frozenset[str]) -> Setup | None:
    """What is left until the first cohort opens, for those who prepare it; nothing once one has opened."""
    if not roles & SHOWN_TO or Cohort.objects.exclude(state=CohortState.PLANNED).exists():
        return None
    facts = _Facts()
    return Setup((*_people_and_framework(facts), *_programme_and_cohort(facts)), roles)


class _Facts:
    """What there is in the Trust in context, each asked once."""

    @cached_property
    def held(self) -> set[str]:
        held = Membership.objects.filter(trust_id=current().trust_id or 0, is_active=True)
        return set(held.values_list("role", flat=True))

    @cached_property
    def invited(self) -> set[str]:
        return {role for roles in Invitation.objects.open().values_list("roles", flat=True) for role in roles}

    @cached_property
    def has_values(self) -> bool:
        return TrustValue.objects.exists() and StrategicObjective.objects.exists()

    @cached_property
    def version(self) -> FrameworkVersion | None:
        """The version furthest on."""
        rank = {VersionState.DRAFT: 0, VersionState.APPROVED: 1}
        versions = FrameworkVersion.objects.only("pk", "state", "approval_asked_at")
        return max(versions, key=lambda version: rank.get(VersionState(version.state), 2), default=None)

    @cached_property
    def cohort(self) -> Any:
        return Cohort.objects.order_by("created_at").values_list("pk", flat=True).first()


def _people_and_framework(facts: _Facts) -> list[Step]:
    version = facts.version
    state = version.state if version else ""
    is_out = state not in ("", VersionState.DRAFT, VersionState.APPROVED)
    place, args = ("frameworks:version_detail", (version.pk,)) if version else ("frameworks:framework_list", ())
    is_asked = bool(version and version.approval_asked_at)
    return [
        Step(
            "Invite the programme director and the Medical Director",
            (ADMINISTRATOR,),
            "trusts:invitation_send",
            is_done=set(LEADERS) <= facts.held | facts.invited,
            hint=_waiting(role for role in LEADERS if role in facts.invited - facts.held),
        ),
        Step(
            "Write down the Trust's values and objectives",
            (DIRECTOR, ADMINISTRATOR),
            "frameworks:value_list",
            is_done=facts.has_values,
        ),
        Step(
            "Write the leadership framework and ask for its approval",
            (DIRECTOR, ADMINISTRATOR),
            place,
            args,
            is_done=is_asked or state not in ("", VersionState.DRAFT),
        ),
        Step(
            "Approve the framework",
            (MEDICAL,),
            place,
            args,
            is_done=state not in ("", VersionState.DRAFT),
            is_ready=is_asked,
        ),
        Step(
            "Publish the framework",
            (DIRECTOR, ADMINISTRATOR),
            place,
            args,
            is_done=is_out,
            is_ready=state == VersionState.APPROVED,
        ),
    ]


def _programme_and_cohort(facts: _Facts) -> list[Step]:
    has_programme = Programme.objects.exists()
    is_out = bool(facts.version and facts.version.state in (VersionState.PUBLISHED, VersionState.SUPERSEDED))
    place, args = ("cohorts:cohort_detail", (facts.cohort,)) if facts.cohort else ("cohorts:cohort_create", ())
    return [
        Step("Create the programme", (DIRECTOR,), "programmes:programme_list", is_done=has_programme),
        Step(
            "Plan the first cohort",
            (DIRECTOR,),
            place,
            args,
            is_done=facts.cohort is not None,
            is_ready=is_out and has_programme,
        ),
        Step(
            "Invite reviewers and doctors",
            (ADMINISTRATOR,),
            "trusts:invitation_send",
            is_done=set(OTHERS) <= facts.held | facts.invited,
        ),
        Step("Open the cohort to applications", (DIRECTOR,), place, args, is_ready=facts.cohort is not None),
    ]


def _waiting(roles: Iterable[Role]) -> str:
    words = " and ".join(role.in_words for role in roles)
    return f"Invited, not answered yet: {words}" if words else ""
