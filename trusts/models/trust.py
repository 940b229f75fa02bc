"""The organisations: Trusts, which own data, and universities, which are shown some of it."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from trusts.labels import Record, labelled


@labelled(record=Record.TRUST, trust="name slug ods_code accent_colour min_group_size min_raters is_active")
class Trust(models.Model):
    """The NHS organisation that owns the data."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    ods_code = models.CharField("ODS code", max_length=9, blank=True, validators=[RegexValidator(r"^[A-Z0-9]{1,9}$")])
    accent_colour = models.CharField(max_length=7, default="#005eb8", validators=[RegexValidator(r"^#[0-9a-f]{6}$")])
    min_group_size = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(5)])
    min_raters = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(3)])
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    is_provider_only = False  # no column: trust_for() says whether the Trust's identity provider is the only way in

    class Meta:
        constraints = [
            # Floors can only be raised (security.md, decision g).
            models.CheckConstraint(condition=models.Q(min_group_size__gte=5), name="trust_min_group_size_floor"),
            models.CheckConstraint(condition=models.Q(min_raters__gte=3), name="trust_min_raters_floor"),
        ]

    def __str__(self) -> str:
        return self.name


@labelled(record=Record.TRUST, trust="name slug ukprn is_active")
class University(models.Model):
    """The academic partner of some programmes."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True, validators=[RegexValidator(r"^[0-9]{8}$")])
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "universities"

    def __str__(self) -> str:
        return self.name
