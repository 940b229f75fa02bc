"""Reads the demonstration's content (demo/content/*.toml; its README tells the shapes) into dataclasses."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from demo.shapes.applications import Application
from demo.shapes.assessments import Assessment
from demo.shapes.earlier import Earlier
from demo.shapes.framework import Framework
from demo.shapes.lately import Lately
from demo.shapes.people import Somebody, University
from demo.shapes.programme import Programme
from demo.shapes.projects import Project

CONTENT = Path(__file__).resolve().parent / "content"


@dataclass(frozen=True)
class TrustContent:
    """Everything written about one Trust, read when first asked for."""

    slug: str

    @cached_property
    def people(self) -> tuple[Somebody, ...]:
        """The doctors, those who applied in vain, and the staff, in the order of the file."""
        table = _table(self.slug, "people.toml")
        return _many(Somebody, [*table["doctors"], *table.get("applicants", []), *table["staff"]])

    @cached_property
    def framework(self) -> Framework:
        """The framework's version 1."""
        table = _table(self.slug, "framework.toml")
        return make(Framework, table["framework"] | table)

    @cached_property
    def programme(self) -> Programme:
        """The programme with its cohort."""
        table = _table(self.slug, "programme.toml")
        return make(Programme, table["programme"] | table)

    @cached_property
    def applications(self) -> tuple[Application, ...]:
        """All applications, drafts included."""
        criteria = [criterion.key for criterion in self.programme.criteria]
        table = _table(self.slug, "applications.toml")["applications"]
        for review in (review for application in table for review in application.get("reviews", [])):
            review["scores"] = {key: (review[key]["score"], review[key]["reason"]) for key in criteria}
        return _many(Application, table)

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """Assessments, where the cohort has begun."""
        return _many(Assessment, _table(self.slug, "assessments.toml").get("assessments", []))

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        """Improvement projects, where the cohort has begun."""
        return _many(Project, _table(self.slug, "projects.toml").get("projects", []))

    @cached_property
    def lately(self) -> Lately:
        """What goes on just now."""
        return make(Lately, _table(self.slug, "lately.toml"))

    @cached_property
    def earlier(self) -> Earlier | None:
        """What was before the first cohort, where something was."""
        table = _table(self.slug, "earlier.toml")
        return make(Earlier, table) if table else None

    def with_role(self, role: str) -> tuple[Somebody, ...]:
        """The people who hold a role."""
        return tuple(person for person in self.people if person.role == role)


@cache
def trust_content(slug: str) -> TrustContent:
    """A Trust's content, read once."""
    return TrustContent(slug)


@cache
def universities() -> tuple[University, ...]:
    """The partner universities."""
    return _many(University, _table("universities.toml")["universities"])


def _table(*parts: str) -> dict[str, Any]:
    path = CONTENT.joinpath(*parts)
    return tomllib.loads(path.read_text(), parse_float=Decimal) if path.exists() else {}


def make[T](kind: type[T], table: Mapping[str, Any]) -> T:
    """A dataclass from a table: texts stripped, tables within made too, keys it does not name left out."""
    hints = get_type_hints(kind)
    given = {}
    for one in fields(kind):  # type: ignore[arg-type]
        if one.name in table:
            given[one.name] = _fit(hints[one.name], table[one.name])
        elif one.default is MISSING and one.default_factory is MISSING:
            raise KeyError(f"{kind.__name__}.{one.name}")
    return kind(**given)


def _fit(hint: Any, value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    kinds = [kind for kind in (get_args(hint) or (hint,)) if is_dataclass(kind)]
    if get_origin(hint) is tuple:
        return _many(kinds[0], value) if kinds else tuple(_fit(get_args(hint)[0], item) for item in value)
    if kinds:
        return make(kinds[0], value)  # type: ignore[arg-type]
    return Decimal(value) if Decimal in (get_args(hint) or (hint,)) else value


def _many[T](kind: type[T], tables: list[dict[str, Any]]) -> tuple[T, ...]:
    return tuple(make(kind, table) for table in tables)
