"""What every change of a draft begins with."""

from frameworks.models import FrameworkVersion
from frameworks.states import VersionState
from trusts.workflow import RefusedError


def lock_draft(version_id: object) -> FrameworkVersion:
    """The version, locked for this transaction; raises RefusedError unless it is a draft."""
    version = FrameworkVersion.objects.select_for_update(of=("self",)).select_related("framework").get(pk=version_id)
    if version.state == VersionState.APPROVED:
        raise RefusedError(f"Version {version.number} is approved. Return it to draft before you change it.")
    if version.state != VersionState.DRAFT:
        raise RefusedError(f"Version {version.number} is published and never changes. Start a new version instead.")
    return version
