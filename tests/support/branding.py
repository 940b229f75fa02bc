"""A Trust with a logo of its own."""

from tests.support.files import Arrived, picture
from tests.support.world import World
from trusts.models import Trust
from trusts.services.branding import change_branding, upload_logo
from trusts.tasks import sweep_uploads
from trusts.tenancy import trust_context

PLUM = "#7a1f5c"


def with_logo(world: World, data: bytes = b"", **words: str) -> Trust:
    """The first Trust once its administrator has added a logo, which was checked, and chosen it."""
    by = world.administrator
    with trust_context(world.trust.pk):
        upload = upload_logo(upload=Arrived("logo.png", data or picture()), by=by)
    sweep_uploads()
    with trust_context(world.trust.pk):
        edition = Trust.objects.get(pk=world.trust.pk).branding_edition
        return change_branding(accent_colour=PLUM, upload=upload.pk, opened_on=edition, by=by, **words)
