"""What framework versions ask of people."""

from collections.abc import Iterator

from frameworks.models import FrameworkVersion
from trusts.duties import Duty, Held, with_role
from trusts.states import Role


def duties(held: Held) -> Iterator[Duty]:
    """Versions that wait for a medical director."""
    directors = with_role(held, Role.MEDICAL_DIRECTOR)
    if not directors:
        return
    for version in FrameworkVersion.objects.all().awaiting_approval().select_related("framework"):
        for director in directors:
            yield Duty(
                person_id=director,
                key=f"version:{version.pk}",
                words=f"Read and approve {version}",
                title="A framework version to approve",
                name="frameworks:version_detail",
                args=(version.pk,),
            )
