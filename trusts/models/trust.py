"""The organisations: Trusts, which own data, and universities, which are shown some of it."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from trusts.labels import Record, labelled

OUR_BLUE = "#005eb8"


@labelled(
    record=Record.TRUST,
    trust="name slug ods_code accent_colour logo_text min_group_size min_raters is_active",
    key="logo_key logo_sha256",
    system="logo_width logo_height branding_edition",
)
class Trust(models.Model):
    """The NHS organisation that owns the data."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    ods_code = models.CharField("ODS code", max_length=9, blank=True, validators=[RegexValidator(r"^[A-Z0-9]{1,9}$")])
    accent_colour = models.CharField(max_length=7, default=OUR_BLUE, validators=[RegexValidator(r"^#[0-9a-f]{6}$")])
    # Its branding, as services.branding alone writes it. Without a key there is no logo.
    logo_key = models.CharField(max_length=200, blank=True)
    logo_sha256 = models.CharField(max_length=64, blank=True)
    logo_text = models.CharField("the logo in words", max_length=200, blank=True)
    logo_width = models.PositiveSmallIntegerField(default=0)
    logo_height = models.PositiveSmallIntegerField(default=0)
    branding_edition = models.PositiveIntegerField(default=0)
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
            models.CheckConstraint(
                condition=models.Q(logo_key="", logo_sha256="", logo_width=0, logo_height=0)
                | (~models.Q(logo_key="") & ~models.Q(logo_sha256="") & models.Q(logo_width__gt=0, logo_height__gt=0)),
                name="trust_logo_whole_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_logo(self) -> bool:
        """Whether it shows a logo."""
        return bool(self.logo_key)

    @property
    def logo_words(self) -> str:
        """What stands for the logo where it is not seen."""
        return self.logo_text or self.name

    @property
    def has_accent(self) -> bool:
        """Whether its colour is another than the header's own."""
        return self.accent_colour != OUR_BLUE


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
