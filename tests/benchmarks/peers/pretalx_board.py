"""pretalx, the nearest peer for reviewing: its review list of 250 of 500 proposals with three reviews each.

Run by the peers' own Python. Makes its data when there is none, then answers each line of its input with a page.
"""

import json
import os
import random
import sys
from datetime import timedelta

import django

PROPOSALS, REVIEWS, CATEGORIES, REVIEWERS = 500, 3, 4, 12


def make() -> None:
    """One event with everybody in it, made by pretalx's own services where it has them."""
    from django.utils.timezone import now
    from django_scopes import scope, scopes_disabled
    from pretalx.event.domain.event import create_event
    from pretalx.event.domain.organiser import create_organiser_with_team
    from pretalx.person.domain.user import create_user
    from pretalx.submission.models import ReviewScore, ReviewScoreCategory

    chance = random.Random(1)
    chair = create_user(email="chair@example.test", name="Chair")
    organiser, team = create_organiser_with_team(name="Board", slug="board", users=[chair])
    with scopes_disabled():
        start = now() + timedelta(days=60)
        event = create_event(
            organiser=organiser,
            locales=["en"],
            name="Board",
            slug="board",
            is_public=True,
            date_from=start.date(),
            date_to=start.date(),
            timezone="Europe/London",
            email="board@example.test",
            primary_color=None,
            locale="en",
        )
    with scope(event=event):
        team.limit_events.add(event)
        team.can_change_event_settings = team.can_change_submissions = True
        team.save()
        event.score_categories.all().delete()
        scores = []
        for number in range(CATEGORIES):
            category = ReviewScoreCategory.objects.create(
                event=event, name=f"Criterion {number}", weight=1 + number % 2
            )
            scores.append([ReviewScore.objects.create(category=category, value=v, label=str(v)) for v in range(1, 6)])
        _fill(event, scores, chance)


def _fill(event, scores, chance) -> None:
    """As many rows at once as there are: what is measured is reading them."""
    from pretalx.person.models import SpeakerProfile, User
    from pretalx.submission.models import Review, Submission

    names = [f"Reviewer {n}" for n in range(REVIEWERS)] + [f"Applicant {n:04}" for n in range(PROPOSALS)]
    codes = User.generate_unique_codes(len(names))
    people = User.objects.bulk_create(
        User(email=f"{name.replace(' ', '')}@example.test", name=name, password="!", code=code)
        for name, code in zip(names, codes, strict=True)
    )
    reviewers, applicants = people[:REVIEWERS], people[REVIEWERS:]
    speakers = SpeakerProfile.objects.bulk_create(
        SpeakerProfile(user=user, event=event, code=code, biography="Consultant, acute medicine")
        for user, code in zip(applicants, SpeakerProfile.generate_unique_codes(PROPOSALS, event=event), strict=True)
    )
    words = {
        "state": "submitted",
        "abstract": "I have led a ward round redesign. " * 30,
        "description": "Letters arrive late. " * 30,
    }
    kind = event.submission_types.first()
    proposals = Submission.objects.bulk_create(
        Submission(event=event, title=f"Application {n:04}", code=code, submission_type=kind, **words)
        for n, code in enumerate(Submission.generate_unique_codes(PROPOSALS))
    )
    link = Submission.speakers.through
    link.objects.bulk_create(
        link(submission=proposal, speaker=speaker) for proposal, speaker in zip(proposals, speakers, strict=True)
    )
    chosen = [
        (Review(submission=proposal, user=reviewer, text="Because."), [chance.choice(values) for values in scores])
        for proposal in proposals
        for reviewer in chance.sample(reviewers, REVIEWS)
    ]
    for review, given in chosen:
        review.score = sum(score.value * score.category.weight for score in given)
    Review.objects.bulk_create(review for review, _ in chosen)
    Review.scores.through.objects.bulk_create(
        Review.scores.through(review=review, reviewscore=score) for review, given in chosen for score in given
    )


def main() -> None:
    """Say hello with the processes to watch, then a page a line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretalx.settings")
    os.environ.setdefault("PRETALX_NO_INITIAL_LOG", "1")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from pretalx.event.models import Event
    from pretalx.person.models import User

    # Plain names for style sheets and scripts, as ours have in bin/bench.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0, interactive=False)
    if not Event.objects.filter(slug="board").exists():
        with transaction.atomic():
            make()
    client = Client(headers={"host": "localhost"})
    client.force_login(
        User.objects.get(email="chair@example.test"), backend="django.contrib.auth.backends.ModelBackend"
    )
    path = "/orga/event/board/reviews/"
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path)
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        server = cursor.fetchone()[0]
    _say(
        pids=[os.getpid(), server],
        status=page.status_code,
        rows=page.content.decode().count("Application 0"),
        statements=len(queries),
    )
    for _ in sys.stdin:
        _say(status=client.get(path).status_code)


def _say(**words: object) -> None:
    sys.__stdout__.write(json.dumps(words) + "\n")
    sys.__stdout__.flush()


if __name__ == "__main__":
    main()
