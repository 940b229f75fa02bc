"""The Trust's own logo and colour."""

from demo import logos
from demo.clock import at
from demo.papers import found_clean
from demo.site import Site
from trusts.models import Person
from trusts.services.branding import change_branding, upload_logo
from trusts.states import Role

LOOKS = {
    "lancashire": (logos.leaves, "#7a1f5c", "two leaves on a stem"),
    "blackpool": (logos.waves, "#00665c", "three waves"),
}


def is_there(site: Site) -> bool:
    """Whether anybody has chosen one, or there is nobody yet who would."""
    return site.trust.branding_edition > 0 or not Person.objects.exists()


def load(site: Site) -> None:
    """The administrator adds the logo, and chooses a colour that goes with it."""
    drawn, colour, words = LOOKS[site.trust.slug]
    by = site.first_with(Role.TRUST_ADMINISTRATOR)
    with at(site.moment(site.content.programme.began_offset, 4)):
        upload = found_clean(upload_logo(upload=drawn(), by=by))
        change_branding(
            accent_colour=colour,
            logo_text=words,
            upload=upload.pk,
            opened_on=site.trust.branding_edition,
            by=by,
        )
