"""The Trust's standard of leadership."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A value, objective or stage: its name and the sentence that explains it."""

    name: str
    code: str = ""
    statement: str = ""
    summary: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a competency matters to an objective here."""

    code: str
    why_here: str


@dataclass(frozen=True)
class Competency:
    """One thing a leader does; `descriptors` from the lowest level up."""

    code: str
    title: str
    statement: str
    is_not: str
    examples: tuple[str, ...]
    question: str
    values: tuple[str, ...]
    objectives: tuple[Reason, ...]
    descriptors: tuple[str, ...]


@dataclass(frozen=True)
class Domain:
    """A group of competencies."""

    code: str
    name: str
    summary: str
    competencies: tuple[Competency, ...]


@dataclass(frozen=True)
class Target:
    """What a post asks for: code -> lowest and highest level."""

    post: str
    ranges: dict[str, list[int]]


@dataclass(frozen=True)
class Framework:
    """The standard of a Trust, its values and its objectives."""

    name: str
    purpose: str
    scale_kind: str
    licence: str
    values: tuple[Named, ...]
    objectives: tuple[Named, ...]
    levels: tuple[Named, ...]
    domains: tuple[Domain, ...]
    role_targets: tuple[Target, ...]
