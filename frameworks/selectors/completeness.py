"""What a version still lacks before it can be approved."""

from frameworks.models import Competency, Descriptor, FrameworkVersion

MOST_NAMED = 5


def missing_parts(version: FrameworkVersion) -> list[str]:
    """Sentences, the gravest first; empty when every competency has a descriptor at each level. Four queries."""
    domains = list(version.domains.all())
    competencies = list(Competency.objects.filter(version=version))
    levels = list(version.levels.all())
    if not competencies:
        return ["Add a domain and its first competency."]
    empty = [d.name for d in domains if d.pk not in {c.domain_id for c in competencies}]
    written = set(Descriptor.objects.filter(version=version).values_list("competency_id", "level_id"))
    sentences = [f"Add a competency to {name}, or remove that domain." for name in empty]
    lacking = [
        (c.code, [str(level.position) for level in levels if (c.pk, level.pk) not in written]) for c in competencies
    ]
    gaps = [f"{code} at level {_list(missing)}" for code, missing in lacking if missing]
    if gaps:
        more = f"; and {len(gaps) - MOST_NAMED} more" if len(gaps) > MOST_NAMED else ""
        sentences.append(f"Descriptors are missing: {'; '.join(gaps[:MOST_NAMED])}{more}.")
    return sentences


def _list(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
