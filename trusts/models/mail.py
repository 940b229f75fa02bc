"""How a Trust words its e-mails and whom they reach, and when each person wants theirs."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from trusts.labels import Record, labelled
from trusts.models.base import TrustOwned
from trusts.models.user import Person
from trusts.states import MailMode, NoticeGroup, NoticeTiming


@labelled(record=Record.TRUST, trust="subject body", system="kind number is_default")
class MessageTemplate(TrustOwned):
    """One edition of a Trust's words for a kind of e-mail. The highest number counts; earlier ones are the history.

    An edition that restores the default has no words of its own: from then on the product's are used.
    """

    kind = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    is_default = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta(TrustOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "kind", "number"], name="template_edition_once"),
            models.CheckConstraint(
                condition=models.Q(is_default=True, subject="", body="")
                | (models.Q(is_default=False) & ~models.Q(subject="") & ~models.Q(body="")),
                name="template_has_words_or_is_default",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, edition {self.number}"


@labelled(record=Record.TRUST, trust="mode signature early_days late_days")
class MailSettings(TrustOwned):
    """Whom a Trust's e-mails reach, how they are signed, and how many days before a deadline people are reminded."""

    mode = models.CharField(max_length=20, choices=MailMode, default=MailMode.SEND)
    signature = models.CharField(max_length=500, blank=True)
    early_days = models.PositiveSmallIntegerField(default=7, validators=[MinValueValidator(2), MaxValueValidator(60)])
    late_days = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(14)])

    class Meta(TrustOwned.Meta):
        verbose_name_plural = "mail settings"
        constraints = [
            models.UniqueConstraint(fields=["trust"], name="mail_settings_once"),
            models.CheckConstraint(
                condition=models.Q(early_days__gt=models.F("late_days"), late_days__gte=1),
                name="mail_settings_early_before_late",
            ),
        ]

    def __str__(self) -> str:
        return f"E-mail settings of {self.trust}"

    @property
    def is_test(self) -> bool:
        """Whether people get no e-mail."""
        return self.mode != MailMode.SEND


@labelled(record=Record.MESSAGE, subject="person", personal="timing", system="group")
class NoticePreference(TrustOwned):
    """When one person wants the e-mails of one group; without a row, at once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=20, choices=NoticeGroup)
    timing = models.CharField(max_length=10, choices=NoticeTiming)

    class Meta(TrustOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "person", "group"], name="preference_once_a_group")]

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.get_timing_display()}"


@labelled(record=Record.MESSAGE, subject="person", system="kind key due_on days")
class Reminder(TrustOwned):
    """That somebody was reminded of a duty, so that nobody is reminded twice of the same deadline on the same day
    before it (or, below nought, after it)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    due_on = models.DateField()
    days = models.SmallIntegerField()

    class Meta(TrustOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "person", "kind", "key", "due_on", "days"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.due_on}"


@labelled(record=Record.MESSAGE, subject="person", key="token_hash")
class CalendarFeed(TrustOwned):
    """The private address of one person's calendar; only the fingerprint of its secret is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64)

    class Meta(TrustOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "person"], name="calendar_feed_once"),
            models.UniqueConstraint(fields=["trust", "token_hash"], name="calendar_feed_token_once"),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
