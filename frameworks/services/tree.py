"""Write the tree of a draft: domains, competencies, descriptors, links. A competency's code stays with it wherever it
moves, and `position` always runs 0, 1, 2... through the whole version, domain by domain."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from frameworks.models import (
    Competency,
    CompetencyObjective,
    CompetencyValue,
    Descriptor,
    Domain,
    FrameworkVersion,
    StrategicObjective,
    TrustValue,
)
from frameworks.services.drafts import lock_draft
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.workflow import RefusedError


@transaction.atomic
def add_domain(*, version: FrameworkVersion, code: str, name: str, summary: str = "", by: Person) -> Domain:
    """Put a domain at the end of a draft."""
    version = lock_draft(version.pk)
    if version.domains.filter(code=code).exists():
        raise RefusedError(f"There is already a domain with the code {code}.")
    last = max(version.domains.values_list("position", flat=True), default=-1)
    domain = Domain.objects.create(version=version, code=code, name=name, summary=summary, position=last + 1)
    record_event(action="domain.add", subject=domain, by=by)
    return domain


@transaction.atomic
def edit_domain(*, domain: Domain, name: str, summary: str, by: Person) -> Domain:
    """Reword a domain; its code stays."""
    lock_draft(domain.version_id)
    domain.name, domain.summary = name, summary
    domain.save(update_fields=["name", "summary", "updated_at"])
    record_event(action="domain.edit", subject=domain, by=by)
    return domain


@transaction.atomic
def move_domain(*, domain: Domain, step: int, by: Person) -> None:
    """Move a domain one place up (-1) or down (1), with its competencies. At the end already, it stays."""
    version = lock_draft(domain.version_id)
    domains = _stepped(list(version.domains.all()), domain.pk, step)
    for position, each in enumerate(domains):
        each.position = position
    Domain.objects.bulk_update(domains, ["position"])
    renumber(version)
    record_event(action="domain.move", subject=domain, by=by, step=step)


@transaction.atomic
def remove_domain(*, domain: Domain, by: Person) -> None:
    """Take an empty domain out of a draft."""
    version = lock_draft(domain.version_id)
    if domain.competencies.exists():
        raise RefusedError(f"Move or remove the competencies of {domain.name} first.")
    record_event(action="domain.remove", subject=domain, by=by, code=domain.code)
    domain.delete()
    renumber(version)


@transaction.atomic
def add_competency(
    *,
    domain: Domain,
    code: str,
    title: str,
    statement: str,
    is_not: str = "",
    examples: str = "",
    question: str = "",
    descriptors: Sequence[str] = (),
    values: Sequence[TrustValue] = (),
    objectives: Mapping[StrategicObjective, str] | None = None,
    by: Person,
) -> Competency:
    """Put a competency at the end of a domain.

    `descriptors` holds one text a level, the first level first; an empty one is still to be written. `objectives` says
    of each objective why the competency matters here.
    """
    version = lock_draft(domain.version_id)
    _refuse_code_in_use(version, code, title)
    competency = Competency.objects.create(
        version=version,
        domain=domain,
        code=code,
        title=title,
        statement=statement,
        is_not=is_not,
        examples=examples,
        question=question,
        position=max(version.competencies.values_list("position", flat=True), default=-1) + 1,
    )
    _write_parts(competency, descriptors, values, objectives or {})
    renumber(version)
    record_event(action="competency.add", subject=competency, by=by, code=code)
    competency.refresh_from_db()
    return competency


@transaction.atomic
def edit_competency(
    *,
    competency: Competency,
    descriptors: Sequence[str],
    values: Sequence[TrustValue],
    objectives: Mapping[StrategicObjective, str],
    by: Person,
    **words: str,
) -> Competency:
    """Rewrite a competency of a draft; its code stays. `words` are title, statement, is_not, examples, question."""
    lock_draft(competency.version_id)
    for field, text in words.items():
        setattr(competency, field, text)
    competency.save(update_fields=[*words, "updated_at"])
    for model in (Descriptor, CompetencyValue, CompetencyObjective):
        model.objects.filter(competency=competency).delete()
    _write_parts(competency, descriptors, values, objectives)
    record_event(action="competency.edit", subject=competency, by=by)
    return competency


@transaction.atomic
def move_competency(*, competency: Competency, by: Person, step: int = 0, domain: Domain | None = None) -> None:
    """Move a competency one place up (-1) or down (1) in its domain, or to the end of another domain."""
    version = lock_draft(competency.version_id)
    if domain is not None and domain.pk != competency.domain_id:
        if domain.version_id != version.pk:
            raise RefusedError("Choose a domain of the same version.")
        competency.domain = domain
        competency.save(update_fields=["domain", "updated_at"])
        renumber(version, last=competency.pk)
    else:
        siblings = list(Competency.objects.filter(domain_id=competency.domain_id))
        renumber(version, order=[c.pk for c in _stepped(siblings, competency.pk, step)])
    record_event(action="competency.move", subject=competency, by=by, step=step)


@transaction.atomic
def remove_competency(*, competency: Competency, by: Person) -> None:
    """Take a competency out of a draft; earlier versions keep it, and its code is not used again for another."""
    version = lock_draft(competency.version_id)
    record_event(action="competency.remove", subject=competency, by=by, code=competency.code)
    competency.delete()
    renumber(version)


def renumber(version: FrameworkVersion, order: Sequence[UUID] = (), last: UUID | None = None) -> None:
    """Let positions run from 0 through the version, domain by domain. `order` rearranges the competencies of one
    domain; `last` puts one at the end of its domain."""
    wanted = {pk: place for place, pk in enumerate(order)}
    competencies = sorted(
        version.competencies.select_related("domain"),
        key=lambda c: (c.domain.position, wanted.get(c.pk, 0), c.pk == last, c.position),
    )
    changed = []
    for position, competency in enumerate(competencies):
        if competency.position != position:
            competency.position = position
            changed.append(competency)
    Competency.objects.bulk_update(changed, ["position"])


def _stepped[Row: (Domain, Competency)](rows: list[Row], pk: UUID, step: int) -> list[Row]:
    here = next(n for n, row in enumerate(rows) if row.pk == pk)
    there = min(max(here + step, 0), len(rows) - 1)
    rows.insert(there, rows.pop(here))
    return rows


def _refuse_code_in_use(version: FrameworkVersion, code: str, title: str) -> None:
    same: Any = Competency.objects.filter(version__framework_id=version.framework_id, code=code)
    if same.filter(version=version).exists():
        raise RefusedError(f"There is already a competency with the code {code}.")
    earlier = same.exclude(title=title).select_related("version").order_by("-version__number").first()
    if earlier and not same.filter(title=title).exists():
        raise RefusedError(
            f"Version {earlier.version.number} used the code {code} for “{earlier.title}”. "
            "Give a different competency a code of its own, so that versions can be compared."
        )


def _write_parts(
    competency: Competency,
    descriptors: Sequence[str],
    values: Sequence[TrustValue],
    objectives: Mapping[StrategicObjective, str],
) -> None:
    levels = list(competency.version.levels.all())
    if len(descriptors) > len(levels):
        raise RefusedError(f"{competency.code} has {len(descriptors)} descriptors for {len(levels)} levels.")
    common = {"trust_id": competency.trust_id, "version_id": competency.version_id, "competency": competency}
    Descriptor.objects.bulk_create(
        Descriptor(**common, level=level, text=text.strip())
        for level, text in zip(levels, descriptors, strict=False)
        if text.strip()
    )
    CompetencyValue.objects.bulk_create(CompetencyValue(**common, value=value) for value in values)
    CompetencyObjective.objects.bulk_create(
        CompetencyObjective(**common, objective=objective, why_here=why) for objective, why in objectives.items()
    )
