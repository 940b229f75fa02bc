"""Saving one rating in one statement (performance.md, P3). Together with the user, the membership and the context it is
the fourth and last of an autosave: whose assessment it is, that it is a draft, that its round is open and that the
competency and the levels belong to its version are all asked by the statement itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

UPSERT = """
insert into assessments_rating as kept (
    trust_id, created_at, updated_at, assessment_id, competency_id,
    level, then_level, no_opportunity, importance, reason, edition)
select a.trust_id, now(), now(), a.id, c.id,
    given.level, given.then_level, given.no_opportunity, given.importance, given.reason, 1
from (values (%(level)s::smallint, %(then_level)s::smallint, %(no_opportunity)s, %(importance)s::smallint, %(reason)s))
    as given (level, then_level, no_opportunity, importance, reason)
join assessments_assessment a on a.id = %(assessment)s
join assessments_round r on r.id = a.round_id
join trusts_person p on p.id = a.rater_id
join frameworks_competency c on c.version_id = a.version_id and c.id = %(competency)s
where a.state = 'draft' and r.state = 'open' and p.user_id = %(user)s
    and (given.level is null or exists (
        select from frameworks_level where version_id = a.version_id and position = given.level))
    and (given.then_level is null or (r.kind <> 'baseline' and exists (
        select from frameworks_level where version_id = a.version_id and position = given.then_level)))
on conflict (trust_id, assessment_id, competency_id) do update set
    updated_at = now(), edition = kept.edition + 1,
    level = excluded.level, then_level = excluded.then_level, no_opportunity = excluded.no_opportunity,
    importance = excluded.importance, reason = excluded.reason
where %(seen)s::integer is null or kept.edition = %(seen)s or
    (kept.level, kept.then_level, kept.no_opportunity, kept.importance, kept.reason) is not distinct from
    (excluded.level, excluded.then_level, excluded.no_opportunity, excluded.importance, excluded.reason)
returning edition, updated_at
"""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was kept: the edition to name next time, and when."""

    edition: int
    at: datetime


def save_rating(
    *,
    assessment_id: UUID,
    competency_id: UUID,
    user_id: int,
    level: int | None,
    then_level: int | None,
    no_opportunity: bool,
    importance: int | None,
    reason: str,
    seen: int | None,
) -> Saved | None:
    """Write one rating of the user's own open draft, replacing the one there.

    `seen` is the edition the user was looking at: 0 for none, None to overwrite whatever is there. Returns None when
    nothing was saved: not their draft, not of its version, or somebody (another tab) saved something else since.
    """
    given: dict[str, Any] = {
        "assessment": assessment_id,
        "competency": competency_id,
        "user": user_id,
        "level": level,
        "then_level": then_level,
        "no_opportunity": no_opportunity,
        "importance": importance,
        "reason": reason,
        "seen": seen,
    }
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, given)
        row = cursor.fetchone()
    return Saved(*row) if row else None
