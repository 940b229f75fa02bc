"""Who signs in. A user is global and minimal; what a Trust knows of somebody is a Person row of that Trust."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models

from trusts.labels import SELF, Record, labelled
from trusts.models.base import TrustOwned, TrustQuerySet, owned_manager
from trusts.models.trust import Trust, University
from trusts.name_order import by_last_name
from trusts.states import Role, UniversityRole


class UserManager(BaseUserManager["User"]):
    """Create people who sign in by e-mail."""

    def create_user(self, email: str, password: str | None = None) -> "User":
        """A user who can sign in; without a password, only by invitation or the demonstration."""
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are kept in lower case."""
        return self.get(email=(username or "").lower())


@labelled(record=Record.SIGN_IN, subject=SELF, identifier="email", key="password", system="is_active")
class User(AbstractBaseUser):
    """A login identity: an e-mail address and nothing a Trust knows."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    # Whatever was signed in before this instant, by session or by token, is over (trusts.sessions asks each request).
    signed_out_at = models.DateTimeField(null=True, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.email

    def has_perm(self, name: str, row: Any = None) -> bool:
        """Ask a named permission of a row or of the Trust (see permissions.py in each app)."""
        from rules import has_perm

        return self.is_active and has_perm(name, self, row)

    def has_perms(self, names: Any, row: Any = None) -> bool:
        """Whether every named permission is held."""
        return all(self.has_perm(name, row) for name in names)

    def has_module_perms(self, app_label: str) -> bool:
        """Nobody has whole modules."""
        return False


@labelled(record=Record.PERSON, subject="user", personal="role", system="is_active is_break_glass")
class Membership(models.Model):
    """A role held in a Trust from one day to another; a role given again is a row of its own."""

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    is_active = models.BooleanField(default=True)
    # An administrator who may come in by password where the Trust's own sign-in is otherwise the only way.
    is_break_glass = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "trust", "role"], condition=models.Q(is_active=True), name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.get_role_display()} at {self.trust}"


@labelled(record=Record.PERSON, subject="user", personal="role", identifier="full_name", system="is_active")
class UniversityMembership(models.Model):
    """A role held in a university."""

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="university_memberships")
    role = models.CharField(max_length=30, choices=UniversityRole, default=UniversityRole.TUTOR)
    full_name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "university", "role"], name="university_membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.get_role_display()} at {self.university}"


class PersonQuerySet(TrustQuerySet):
    """People known to a Trust."""

    def by_name(self) -> "PersonQuerySet":
        """In the order a list of names is read: by the last name."""
        return self.order_by(*by_last_name(), "id")


class PersonDetails(models.Model):
    """A name as they write it, their post, their numbers: of a person, and of somebody who is invited."""

    title = models.CharField(max_length=30, blank=True)
    full_name = models.CharField(max_length=200)
    preferred_name = models.CharField(max_length=100, blank=True)
    job_title = models.CharField(max_length=200, blank=True)
    grade = models.CharField(max_length=100, blank=True)
    specialty = models.CharField(max_length=100, blank=True)
    # Text, because a GMC number may begin with 0.
    gmc_number = models.CharField(
        "GMC number", max_length=7, blank=True, validators=[RegexValidator(r"^[0-9]{7}$", "Enter 7 digits.")]
    )
    employee_number = models.CharField(max_length=20, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.full_name) if part)


@labelled(
    record=Record.PERSON,
    subject=SELF,
    identifier="title full_name preferred_name gmc_number employee_number",
    personal="job_title grade specialty",
)
class Person(PersonDetails, TrustOwned):
    """What one Trust knows of somebody."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = owned_manager(PersonQuerySet)

    class Meta(TrustOwned.Meta):
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(fields=["trust", "user"], name="person_once_in_a_trust"),
            models.UniqueConstraint(
                fields=["trust", "gmc_number"], condition=~models.Q(gmc_number=""), name="person_gmc_number_once"
            ),
            models.UniqueConstraint(
                fields=["trust", "employee_number"],
                condition=~models.Q(employee_number=""),
                name="person_employee_number_once",
            ),
        ]
        indexes = [models.Index(fields=["trust", "full_name"], name="person_by_name")]

    @property
    def greeting(self) -> str:
        """What to call them to their face."""
        return self.preferred_name or self.full_name
