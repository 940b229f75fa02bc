"""Who is who."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Conflict:
    """Why somebody may not review somebody."""

    applicant: str
    reason: str


@dataclass(frozen=True)
class Somebody:
    """A person of a Trust; doctors and applicants have the role doctor."""

    key: str
    title: str
    full_name: str
    email: str
    job_title: str
    role: str = "doctor"
    preferred_name: str = ""
    grade: str = ""
    specialty: str = ""
    gmc_number: str = ""
    employee_number: str = ""
    target_post: str = ""
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Tutor:
    """A person of a university."""

    key: str
    title: str
    full_name: str
    email: str
    job_title: str


@dataclass(frozen=True)
class University:
    """A partner of the Trusts."""

    key: str
    name: str
    trusts: tuple[str, ...]
    tutors: tuple[Tutor, ...]
