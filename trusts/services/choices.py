"""When a person wants their e-mails."""

from collections.abc import Mapping

from django.db import transaction

from trusts.models import NoticePreference, Person
from trusts.services.audit import record_event
from trusts.states import NoticeGroup, NoticeTiming


@transaction.atomic
def choose_timings(*, timings: Mapping[NoticeGroup, NoticeTiming], by: Person) -> None:
    """Keep one's own choice for each group; at once is what everybody has without choosing."""
    for group, timing in timings.items():
        NoticePreference.objects.update_or_create(person=by, group=group, defaults={"timing": timing})
    record_event(action="person.choose_mail", subject=by, by=by, **{str(g): str(t) for g, t in timings.items()})
