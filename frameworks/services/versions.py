"""Start, approve, return and publish versions of a framework. Published is immutable: the database says so too."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from frameworks import notifications
from frameworks.models import Framework, FrameworkVersion, Level
from frameworks.selectors import Booklet, booklet, missing_in
from frameworks.services.drafts import lock_draft
from frameworks.services.targets import set_post_targets, set_role_target
from frameworks.services.tree import add_competency, add_domain
from frameworks.states import VERSION, ScaleKind, VersionState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.locks import hold_names
from trusts.services.moves import move
from trusts.workflow import RefusedError

__all__ = [
    "add_competency",
    "add_domain",
    "approve_version",
    "ask_approval",
    "create_framework",
    "draft_version",
    "edit_framework",
    "edit_levels",
    "edit_version",
    "publish_version",
    "return_version",
    "set_post_targets",
    "set_role_target",
]


@transaction.atomic
def create_framework(*, name: str, purpose: str = "", by: Person) -> Framework:
    """Name a standard of leadership; its words come with its first version."""
    hold_names("frameworks", by=by)
    if Framework.objects.filter(name=name).exists():
        raise RefusedError(f"There is already a framework called {name}.")
    framework = Framework.objects.create(name=name, purpose=purpose)
    record_event(action="framework.create", subject=framework, by=by)
    return framework


@transaction.atomic
def edit_framework(*, framework: Framework, name: str, purpose: str, by: Person) -> Framework:
    """Reword the name and purpose while no version is out."""
    if FrameworkVersion.objects.seen_by_all().filter(framework=framework).exists():
        raise RefusedError("A published version shows this name and purpose, so they stay as they are.")
    hold_names("frameworks", by=by)
    if Framework.objects.filter(name=name).exclude(pk=framework.pk).exists():
        raise RefusedError(f"There is already a framework called {name}.")
    framework.name, framework.purpose = name, purpose
    framework.save(update_fields=["name", "purpose", "updated_at"])
    record_event(action="framework.edit", subject=framework, by=by)
    return framework


@transaction.atomic
def draft_version(
    *,
    framework: Framework,
    scale_kind: str = ScaleKind.PROFICIENCY,
    levels: Sequence[tuple[str, str]],
    licence: str = "",
    change_note: str = "",
    by: Person,
) -> FrameworkVersion:
    """Start the next version, with a scale of at least two levels as (name, definition), the first level first."""
    if len(levels) < 2:
        raise RefusedError("Give the scale at least two levels.")
    framework = Framework.objects.select_for_update(of=("self",)).get(pk=framework.pk)
    begun = FrameworkVersion.objects.in_draft().filter(framework=framework).first()
    if begun:
        raise RefusedError(f"Version {begun.number} is not published yet. Finish it before you start another.")
    last = max(framework.versions.values_list("number", flat=True), default=0)
    version = FrameworkVersion.objects.create(
        framework=framework, number=last + 1, scale_kind=scale_kind, licence=licence, change_note=change_note
    )
    Level.objects.bulk_create(
        Level(trust_id=version.trust_id, version=version, position=position, name=name, definition=definition)
        for position, (name, definition) in enumerate(levels, start=1)
    )
    record_event(action="frameworkversion.draft", subject=version, by=by)
    return version


@transaction.atomic
def edit_version(
    *, version: FrameworkVersion, licence: str, change_note: str, scale_kind: str, by: Person
) -> FrameworkVersion:
    """Say what changed, on whose terms the text is kept, and what the scale measures."""
    version = lock_draft(version.pk)
    version.licence, version.change_note, version.scale_kind = licence, change_note, scale_kind
    version.save(update_fields=["licence", "change_note", "scale_kind", "updated_at"])
    record_event(action="frameworkversion.edit", subject=version, by=by)
    return version


@transaction.atomic
def edit_levels(*, version: FrameworkVersion, levels: Sequence[tuple[str, str]], by: Person) -> None:
    """Reword the levels of a draft, first level first; their number stays."""
    version = lock_draft(version.pk)
    kept = list(version.levels.all())
    if len(levels) != len(kept):
        raise RefusedError(f"This version has {len(kept)} levels.")
    for level, (name, definition) in zip(kept, levels, strict=True):
        level.name, level.definition = name, definition
    Level.objects.bulk_update(kept, ["name", "definition"])
    record_event(action="frameworkversion.edit_levels", subject=version, by=by)


@transaction.atomic
def ask_approval(*, version: FrameworkVersion, by: Person) -> FrameworkVersion:
    """Tell the Medical Director that a complete draft waits."""
    version = lock_draft(version.pk)
    if version.approval_asked_at:
        raise RefusedError("The Medical Director was already asked to approve this version.")
    _refuse_incomplete(version, "sent for approval")
    version.approval_asked_by, version.approval_asked_at = by, timezone.now()
    version.save(update_fields=["approval_asked_by", "approval_asked_at", "updated_at"])
    record_event(action="frameworkversion.ask_approval", subject=version, by=by)
    notifications.approval_asked(version, by)
    return version


@transaction.atomic
def approve_version(*, version: FrameworkVersion, by: Person, edition: str | None = None) -> FrameworkVersion:
    """The Medical Director's word that this is what good looks like here. From now on the draft is closed.

    Args:
        edition: of the booklet that was read. Refused when a word of it has changed since.
    """
    book = _refuse_incomplete(version, "approved")
    if book and book.version.state == VersionState.DRAFT and edition not in (None, book.edition):
        raise RefusedError("This draft has changed since you opened it. Read it as it stands now, then approve it.")
    version = move(version, VERSION, "approve", by=by, approved_by=by, approved_at=timezone.now())
    notifications.version_approved(version, by)
    return version


@transaction.atomic
def return_version(*, version: FrameworkVersion, reason: str, by: Person) -> FrameworkVersion:
    """Open an approved version again, saying why; it needs approval anew."""
    if not reason.strip():
        raise RefusedError("Say why it goes back to draft.")
    version = move(
        version,
        VERSION,
        "return",
        by=by,
        return_reason=reason.strip(),
        approved_by=None,
        approved_at=None,
        approval_asked_by=None,
        approval_asked_at=None,
    )
    notifications.version_returned(version, by)
    return version


@transaction.atomic
def publish_version(*, version: FrameworkVersion, by: Person, effective_on: date | None = None) -> FrameworkVersion:
    """Make an approved version the Trust's standard, for good. It supersedes the one published before it; cohorts
    stay on the version they pinned. `effective_on` is today in UK time unless said otherwise."""
    Framework.objects.select_for_update(of=("self",)).get(pk=version.framework_id)
    _refuse_incomplete(version, "published")
    for earlier in (
        FrameworkVersion.objects.published().filter(framework_id=version.framework_id).exclude(pk=version.pk)
    ):
        move(earlier, VERSION, "supersede", by=by)
    return move(
        version,
        VERSION,
        "publish",
        by=by,
        published_by=by,
        published_at=timezone.now(),
        effective_on=effective_on or timezone.localdate(),
    )


def _refuse_incomplete(version: FrameworkVersion, done: str) -> Booklet | None:
    """The booklet of the version, which is held; None of a published one."""
    version = FrameworkVersion.objects.select_for_update(of=("self",)).select_related("framework").get(pk=version.pk)
    if version.state in (VersionState.PUBLISHED, VersionState.SUPERSEDED):
        return None  # the move itself refuses, with the better reason
    book = booklet(version)
    if missing := missing_in(book):
        raise RefusedError(f"This version cannot be {done} yet. {' '.join(missing)}")
    return book
