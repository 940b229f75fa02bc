"""What framework versions ask of people."""

from collections.abc import Iterator

from frameworks.models import FrameworkVersion
from frameworks.states import VersionState
from trusts.duties import Duty, Held, with_role
from trusts.states import Role


def duties(held: Held) -> Iterator[Duty]:
    """Versions that wait for a Medical Director's approval, and approved ones that a programme director publishes."""
    approving = with_role(held, Role.MEDICAL_DIRECTOR)
    publishing = with_role(held, Role.PROGRAMME_DIRECTOR)
    if not approving and not publishing:
        return
    for version in FrameworkVersion.objects.in_draft().select_related("framework"):
        if version.state == VersionState.APPROVED:
            for person in publishing:
                words, title = f"Publish {version}, which is approved", "An approved framework version to publish"
                yield Duty(person, f"publish:{version.pk}", words, title, "frameworks:version_detail", (version.pk,))
        elif version.approval_asked_at:
            for person in approving:
                words, title = f"Read and approve {version}", "A framework version to approve"
                yield Duty(person, f"version:{version.pk}", words, title, "frameworks:version_detail", (version.pk,))
