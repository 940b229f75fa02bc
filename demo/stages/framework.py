"""Values, objectives, and the framework: written by the programme director, approved by the Medical Director."""

from demo.clock import at
from demo.shapes.framework import Competency as Written
from demo.site import Site
from frameworks.models import Domain, Framework, FrameworkVersion, StrategicObjective, TrustValue
from frameworks.services import values, versions
from trusts.models import Person
from trusts.states import Role


def is_there(site: Site) -> bool:
    """Whether the Trust has begun a framework."""
    return Framework.objects.exists()


def load(site: Site) -> None:
    """A month after the Trust began: written, sent for approval, approved, published."""
    month = site.content.programme.began_offset + 1
    director, medical_director = site.first_with(Role.PROGRAMME_DIRECTOR), site.first_with(Role.MEDICAL_DIRECTOR)
    with at(site.moment(month, 3)):
        version = _write(site, by=director)
    with at(site.moment(month, 16)):
        versions.ask_approval(version=version, by=director)
    with at(site.moment(month, 20)):
        versions.approve_version(version=version, by=medical_director)
    with at(site.moment(month, 24)):
        versions.publish_version(version=version, by=director)


def _write(site: Site, *, by: Person) -> FrameworkVersion:
    written = site.content.framework
    known_values = {
        value.name: values.add_value(name=value.name, statement=value.statement, by=by) for value in written.values
    }
    known_objectives = {
        one.code: values.add_objective(code=one.code, name=one.name, statement=one.statement, by=by)
        for one in written.objectives
    }
    version = versions.draft_version(
        framework=versions.create_framework(name=written.name, purpose=written.purpose, by=by),
        scale_kind=written.scale_kind,
        levels=[(level.name, level.definition) for level in written.levels],
        licence=written.licence,
        by=by,
    )
    for group in written.domains:
        domain = versions.add_domain(version=version, code=group.code, name=group.name, summary=group.summary, by=by)
        for competency in group.competencies:
            _add(competency, domain, known_values, known_objectives, by)
    _set_targets(site, version, by)
    return version


def _add(
    written: Written,
    domain: Domain,
    known_values: dict[str, TrustValue],
    known_objectives: dict[str, StrategicObjective],
    by: Person,
) -> None:
    versions.add_competency(
        domain=domain,
        code=written.code,
        title=written.title,
        statement=written.statement,
        is_not=written.is_not,
        examples="\n".join(written.examples),
        question=written.question,
        descriptors=written.descriptors,
        values=[known_values[name] for name in written.values],
        objectives={known_objectives[reason.code]: reason.why_here for reason in written.objectives},
        by=by,
    )


def _set_targets(site: Site, version: FrameworkVersion, by: Person) -> None:
    by_code = {competency.code: competency for competency in version.competencies.all()}
    for target in site.content.framework.role_targets:
        ranges = {by_code[code]: (low, high) for code, (low, high) in target.ranges.items()}
        versions.set_post_targets(version=version, post=target.post, ranges=ranges, by=by)
