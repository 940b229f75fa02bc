"""Roles, classes of shared data, how e-mails are grouped, chosen and sent, and where an upload stands."""

from django.db import models

from trusts.workflow import Move, Workflow


class Role(models.TextChoices):
    """What a person is there to do in a Trust."""

    DOCTOR = "doctor", "Doctor"
    REVIEWER = "reviewer", "Reviewer"
    PROGRAMME_DIRECTOR = "programme_director", "Programme director"
    MEDICAL_DIRECTOR = "medical_director", "Medical Director"
    HR_OFFICER = "hr_officer", "HR officer"
    MENTOR = "mentor", "Mentor"
    LINE_MANAGER = "line_manager", "Line manager"
    TRUST_ADMINISTRATOR = "trust_administrator", "Trust administrator"

    @property
    def in_words(self) -> str:
        """As it stands in a sentence: 'programme director', but 'Medical Director' and 'HR officer'."""
        first, rest = str(self.label)[0], str(self.label)[1:]
        return str(self.label) if rest != rest.lower() else first.lower() + rest


class UniversityRole(models.TextChoices):
    """What a person is there to do in a university."""

    TUTOR = "university_tutor", "University tutor"


class DataClass(models.TextChoices):
    """What a sharing agreement may name. Nothing else is ever shown to a university."""

    PARTICIPANTS = "participants", "Names of participants and whether their place is active"
    PROGRESS = "progress", "Who has completed each round"
    BENCHMARKS = "benchmarks", "Cohort benchmarks, small groups hidden"
    PROJECTS = "projects", "Titles, aims and measured results of improvement projects"
    REPORTS = "reports", "Cohort reports prepared for the university"


class CorrectionReason(models.TextChoices):
    """Why somebody's details are changed."""

    ASKED = "asked", "You asked for it"
    CHANGED = "changed", "Your name, post or number has changed"
    REGISTER = "register", "A register or the Trust's records say otherwise"
    SLIP = "slip", "It was mistyped"


class SecurityEventKind(models.TextChoices):
    """What is recorded beside the deeds: who came in, who was refused, what was read or taken away."""

    SIGN_IN = "sign_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
    SIGN_OUT = "sign_out", "Signed out"
    SESSION_ENDED = "session_ended", "Sessions ended by an administrator"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    PASSWORD_RESET = "password_reset", "Password reset by e-mail"
    EMAIL_CHANGED = "email_changed", "E-mail address changed"
    SECOND_FACTOR_SET = "second_factor_set", "Second factor added"
    SECOND_FACTOR_REMOVED = "second_factor_removed", "Second factor removed"
    SECOND_FACTOR_FAILED = "second_factor_failed", "Second factor failed"
    RECOVERY_CODES_MADE = "recovery_codes_made", "Recovery codes made anew"
    TOKEN_MADE = "token_made", "API token made"
    TOKEN_ENDED = "token_ended", "API token ended"
    SSO_CHANGED = "sso_changed", "Single sign-on changed"
    REFUSED = "refused", "Refused"
    DOWNLOADED = "downloaded", "Downloaded"
    RELEASED_READ = "released_read", "Released assessment read"
    RELEASED_EXPORTED = "released_exported", "Released assessment exported"
    SUPPORT_OPENED = "support_opened", "Support access opened"
    SUPPORT_READ = "support_read", "Page read by support"
    SUPPORT_ENDED = "support_ended", "Support access ended"


# Deeds with one's own account belong to no Trust; each Trust one belongs to learns of them, without the address.
ACCOUNT_KINDS = frozenset(
    {
        SecurityEventKind.SIGN_IN,
        SecurityEventKind.SIGN_IN_FAILED,
        SecurityEventKind.SIGN_OUT,
        SecurityEventKind.PASSWORD_CHANGED,
        SecurityEventKind.PASSWORD_RESET,
        SecurityEventKind.EMAIL_CHANGED,
        SecurityEventKind.SECOND_FACTOR_SET,
        SecurityEventKind.SECOND_FACTOR_REMOVED,
        SecurityEventKind.SECOND_FACTOR_FAILED,
        SecurityEventKind.RECOVERY_CODES_MADE,
        SecurityEventKind.TOKEN_MADE,
        SecurityEventKind.TOKEN_ENDED,
    }
)


class ProviderKind(models.TextChoices):
    """What an identity provider is; it decides which claim names a person."""

    ENTRA = "entra", "Microsoft Entra ID"
    CIS2 = "cis2", "NHS CIS2"
    OTHER = "other", "Another OpenID Connect service"


class MessageState(models.TextChoices):
    """Where an e-mail stands in the outbox."""

    WAITING = "waiting", "Waiting for the daily e-mail"
    GATHERED = "gathered", "Part of a daily e-mail"
    QUEUED = "queued", "Queued"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    HELD = "held", "Held back: test mode"


class NoticeGroup(models.TextChoices):
    """Kinds of e-mail a person chooses about together."""

    ACCOUNT = "account", "Your account and security"
    APPLYING = "applying", "Applications, offers and places"
    REVIEWING = "reviewing", "Reviews"
    ASSESSING = "assessing", "Self-assessments and goals"
    IMPROVING = "improving", "Improvement projects"
    FRAMEWORK = "framework", "The framework"
    REPORTING = "reporting", "Reports"
    GOVERNING = "governing", "Agreements and administration"


class NoticeTiming(models.TextChoices):
    """When a person wants the e-mails of a group."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "Once a day, together, at 07:00"
    NEVER = "never", "Only what needs me, once a day"


class MailMode(models.TextChoices):
    """Who gets a Trust's e-mails."""

    SEND = "send", "The people they are written to"
    ADMINISTRATORS = "administrators", "Test mode: the Trust's administrators only"
    NOBODY = "nobody", "Test mode: nobody"


class ErasureKind(models.TextChoices):
    """Why something is erased."""

    REQUEST = "request", "Asked for"
    RETENTION = "retention", "Its time was over"
    REPLAY = "replay", "Done again after a restore"


class ErasureState(models.TextChoices):
    """Where an erasure stands."""

    ASKED = "asked", "Waiting to be confirmed"
    APPROVED = "approved", "Confirmed"
    RUNNING = "running", "Being carried out"
    DONE = "done", "Done"
    WITHDRAWN = "withdrawn", "Taken back"

    @classmethod
    def open(cls) -> tuple["ErasureState", ...]:
        """Those that are still to be carried out."""
        return (cls.ASKED, cls.APPROVED)


ERASURE = Workflow(
    {
        "approve": Move({ErasureState.ASKED}, ErasureState.APPROVED),
        "withdraw": Move({ErasureState.ASKED, ErasureState.APPROVED}, ErasureState.WITHDRAWN),
        "begin": Move({ErasureState.APPROVED}, ErasureState.RUNNING),
        "finish": Move({ErasureState.RUNNING}, ErasureState.DONE),
    }
)
MESSAGE = Workflow(
    {
        "gather": Move({MessageState.WAITING}, MessageState.GATHERED),
        "send": Move({MessageState.QUEUED}, MessageState.SENT),
        "fail": Move({MessageState.QUEUED}, MessageState.FAILED),
        "hold": Move({MessageState.QUEUED}, MessageState.HELD),
        "retry": Move({MessageState.FAILED, MessageState.HELD}, MessageState.QUEUED),
    }
)


class FileState(models.TextChoices):
    """An uploaded file is closed to everybody until it was found free of viruses."""

    CHECKING = "checking", "Being checked for viruses"
    AVAILABLE = "available", "Available"
    REFUSED = "refused", "Refused"


FILE = Workflow(
    {
        "pass": Move({FileState.CHECKING}, FileState.AVAILABLE),
        "refuse": Move({FileState.CHECKING}, FileState.REFUSED),
    }
)


class InvitationState(models.TextChoices):
    """Where an invitation stands."""

    SENT = "sent", "Open"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"


INVITATION = Workflow(
    {
        "resend": Move({InvitationState.SENT, InvitationState.EXPIRED}, InvitationState.SENT),
        "accept": Move({InvitationState.SENT}, InvitationState.ACCEPTED),
        "withdraw": Move({InvitationState.SENT, InvitationState.EXPIRED}, InvitationState.WITHDRAWN),
        "expire": Move({InvitationState.SENT}, InvitationState.EXPIRED),
    }
)
