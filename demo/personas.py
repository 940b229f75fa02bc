"""Whom one may sign in as: the people of the content, and nobody else."""

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from demo.loading import TRUSTS
from demo.reader import CONTENT, trust_content, universities
from trusts.models import User
from trusts.states import Role, UniversityRole

ROLES_IN_ORDER = (
    Role.DOCTOR,
    Role.REVIEWER,
    Role.PROGRAMME_DIRECTOR,
    Role.MEDICAL_DIRECTOR,
    Role.HR_OFFICER,
    Role.TRUST_ADMINISTRATOR,
    Role.LINE_MANAGER,
    Role.MENTOR,
)


@dataclass(frozen=True)
class Persona:
    """Somebody to sign in as. `note` is where this person in particular should look first, if anywhere."""

    key: str
    email: str
    name: str
    job_title: str
    role: str
    place: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """The people of one place who hold one role, what the role may see, and where to look first."""

    name: str
    may_see: str
    first: str
    people: tuple[Persona, ...]


@dataclass(frozen=True)
class Place:
    """A Trust or a university with its people by role."""

    name: str
    groups: tuple[Group, ...]


@cache
def _written() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((CONTENT / "personas.toml").read_text())


@cache
def all_personas() -> tuple[Persona, ...]:
    """Everybody in the content: Trust by Trust, role by role, then the university's tutors."""
    notes = {key: words["first"] for key, words in _written()["people"].items()}
    found = []
    for slug, fields in TRUSTS.items():
        for written in sorted(trust_content(slug).people, key=lambda one: ROLES_IN_ORDER.index(Role(one.role))):
            name = f"{written.title} {written.full_name}"
            note = notes.get(written.key, "")
            found.append(
                Persona(written.key, written.email, name, written.job_title, written.role, fields["name"], note)
            )
    for university in universities():
        for tutor in university.tutors:
            name = f"{tutor.title} {tutor.full_name}"
            note = notes.get(tutor.key, "")
            found.append(
                Persona(tutor.key, tutor.email, name, tutor.job_title, UniversityRole.TUTOR, university.name, note)
            )
    return tuple(found)


def persona_of(key: str) -> Persona:
    """Somebody by the key of the content."""
    return next(persona for persona in all_personas() if persona.key == key)


def loaded_personas() -> tuple[Persona, ...]:
    """Those of the content who are in the database."""
    known = set(User.objects.filter(is_active=True).values_list("email", flat=True))
    return tuple(persona for persona in all_personas() if persona.email in known)


def first_look(persona: Persona) -> str:
    """Where a person should look first: their own story, or what their role has."""
    return persona.note or _written()["roles"][persona.role]["first"]


def by_place(loaded: tuple[Persona, ...]) -> tuple[Place, ...]:
    """People as the persona page shows them."""
    places = []
    for place, people in groupby(loaded, key=lambda persona: persona.place):
        groups = [
            Group(**_written()["roles"][role], people=tuple(holders))
            for role, holders in groupby(people, key=lambda persona: persona.role)
        ]
        places.append(Place(place, tuple(groups)))
    return tuple(places)
