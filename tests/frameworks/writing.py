"""A small framework written through the services, as people write one."""

from frameworks.models import FrameworkVersion
from frameworks.services.values import add_objective, add_value
from frameworks.services.versions import (
    add_competency,
    add_domain,
    approve_version,
    create_framework,
    draft_version,
    publish_version,
    set_role_target,
)
from tests.support.world import World

LEVELS = [("Beginning", "Sees it."), ("Practising", "Does it."), ("Leading", "Helps others do it.")]


def written(
    world: World, *, domains: int = 2, competencies: int = 2, name: str = "Leading in Northfield"
) -> FrameworkVersion:
    """A complete draft: each competency lives out the first value and serves the first objective; the second of
    each has nothing."""
    by = world.director
    first = add_value(name=f"Kind in {name}", statement="We notice how people are.", by=by)
    add_value(name=f"Curious in {name}", statement="We ask.", by=by)
    quality = add_objective(code=f"Q{name[-3:]}", name="Quality", statement="Safe care.", by=by)
    add_objective(code=f"P{name[-3:]}", name="People", statement="People stay.", by=by)
    framework = create_framework(name=name, purpose="What good looks like here.", by=by)
    version = draft_version(framework=framework, scale_kind="proficiency", levels=LEVELS, licence="Ours.", by=by)
    for d in range(1, domains + 1):
        domain = add_domain(version=version, code=f"D{d}", name=f"Domain {d}", summary="A group.", by=by)
        for c in range(1, competencies + 1):
            competency = add_competency(
                domain=domain,
                code=f"{d}.{c}",
                title=f"Doing {d}.{c}",
                statement=f"Does {d}.{c} well.",
                is_not="Being nice.",
                examples="Asks at handover.\nCalls back.",
                question="Who did you ask this week?",
                descriptors=[f"{d}.{c} seen", f"{d}.{c} done", f"{d}.{c} led"],
                values=[first],
                objectives={quality: "Because letters arrive late here."},
                by=by,
            )
            set_role_target(competency=competency, post="Consultant", low=2, high=3, by=by)
    return version


def published(world: World, **sizes: int) -> FrameworkVersion:
    """The same, approved by the Medical Director and published."""
    version = approve_version(version=written(world, **sizes), by=world.medical_director)
    return publish_version(version=version, by=world.director)
