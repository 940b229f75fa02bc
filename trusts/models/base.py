"""What every tenant row is: owned by a Trust, named by a UUID, reached only in context."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions import UUID7

from trusts import tenancy


class TrustQuerySet(models.QuerySet[Any]):
    """Chainable reads of one Trust's rows."""

    def for_trust(self, trust: Any) -> Self:
        """Only this Trust's rows; redundant in context, and said aloud where it helps the reader."""
        return self.filter(trust=trust)


class TrustManager(models.Manager[Any]):
    """Filter by the Trust in context, and raise without one: nothing is ever read unscoped."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Rows of the Trust in context; a university's sight is drawn by the database alone."""
        context = tenancy.current()
        rows = super().get_queryset()
        return rows.filter(trust_id=context.trust_id) if context.trust_id else rows


class TrustOwned(models.Model):
    """A row that belongs to one Trust."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    trust = models.ForeignKey("trusts.Trust", on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = TrustManager.from_queryset(TrustQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # forward keys and refresh_from_db() stay inside the Trust too

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Belong to the Trust in context unless another is named, which the database then refuses."""
        if self.trust_id is None:
            self.trust_id = tenancy.current().trust_id
        super().save(*args, **kwargs)


class Stateful(TrustOwned):
    """A row whose state changes only through services.moves.move()."""

    state: Any

    class Meta(TrustOwned.Meta):
        abstract = True


def owned_manager(queryset: type[TrustQuerySet]) -> Any:
    """The manager of a tenant model with querysets of its own."""
    return TrustManager.from_queryset(queryset)()
