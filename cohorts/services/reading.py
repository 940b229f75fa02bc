"""Who read whose application: one audit line a day."""

from django.utils import timezone

from cohorts.models import Application
from trusts.models import Event, Person
from trusts.services.audit import record_event


def record_view(*, application: Application, by: Person) -> bool:
    """Leave a line that somebody read an application, at most once per person, application and UK day.

    Returns whether a line was added.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    seen = Event.objects.filter(
        action="application.view",
        subject_type=application._meta.label_lower,
        subject_id=str(application.pk),
        actor=by,
        created_at__gte=midnight,
    )
    if seen.exists():
        return False
    record_event(action="application.view", subject=application, by=by)
    return True
