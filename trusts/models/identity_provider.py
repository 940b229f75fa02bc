"""A Trust's own sign-in service, spoken to by OpenID Connect (docs/adr/0014-a-trusts-own-sign-in.md)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models

from trusts.labels import Record, labelled
from trusts.models.trust import Trust
from trusts.states import ProviderKind

PREFIX = "trust-"
DOMAIN = RegexValidator(r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$", "Enter a domain such as example.nhs.uk.")


@labelled(
    record=Record.TRUST, trust="kind issuer client_id domains acr_values amr_values is_only_way", key="sealed_secret"
)
class IdentityProvider(models.Model):
    """How members of one Trust sign in with the Trust's own accounts.

    Read before anybody is signed in, so it is a global row; the database lets a Trust write its own alone, and lets
    nobody inside a Trust read the secret.
    """

    trust = models.OneToOneField(Trust, on_delete=models.PROTECT, related_name="identity_provider")
    kind = models.CharField(max_length=10, choices=ProviderKind)
    issuer = models.URLField(max_length=300)
    client_id = models.CharField(max_length=191)
    sealed_secret = models.TextField()
    domains = ArrayField(models.CharField(max_length=253, validators=[DOMAIN]))
    # What the provider says of a sign-in that proved a second factor; empty: we always ask for our own.
    acr_values = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    amr_values = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    is_only_way = models.BooleanField(default=False)
    # When an administrator last came through it; emptied whenever the connection is changed.
    tried_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_only_way=False) | models.Q(tried_at__isnull=False),
                name="provider_tried_before_only_way",
            )
        ]

    def __str__(self) -> str:
        return f"Sign-in of {self.trust}"

    @property
    def provider_id(self) -> str:
        """What allauth calls it, and what stands in its addresses."""
        return PREFIX + self.trust.slug

    def covers(self, email: str) -> bool:
        """Whether an address lies in the Trust's own domains."""
        return email.rpartition("@")[2].lower() in self.domains

    def proves_second_factor(self, claims: dict[str, Any]) -> bool:
        """Whether a verified id token says, in the Trust's agreed words, that a second factor was used."""
        contexts = {*_words(claims.get("acr")), *_words(claims.get("acrs"))}
        return bool(contexts & set(self.acr_values) or set(_words(claims.get("amr"))) & set(self.amr_values))


def _words(claim: Any) -> list[str]:
    if isinstance(claim, str):
        return [claim]
    return [word for word in claim if isinstance(word, str)] if isinstance(claim, list) else []
