"""P7: a thousand rows of the API with a join, against DRF's nested ModelSerializer and the driver with orjson."""

import json
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from typing import Any
from unittest.mock import patch

from rest_framework import serializers

from tests.benchmarks import one_trust
from tests.benchmarks.harness import Bench
from tests.benchmarks.peers import Peer, our_database, peer
from tests.benchmarks.visitor import Statements, Visitor
from trusts.api.people import EventSerializer, EventViewSet, PersonSerializer
from trusts.models import Event, User

TITLE = "API: a list of 1,000 lines of the audit with who did it"
OURS, SERIALIZER, RAW = "our list, signed in", "the same with a nested ModelSerializer", "driver and orjson alone"
PATH = f"/api/t/{one_trust.slug(one_trust.TRUST)}/events/?page_size=1000"
STATEMENT = """
select e.id::text as id, e.created_at, trim(p.title || ' ' || p.full_name) as actor, e.action, e.subject_type,
    e.subject_id, e.data
from trusts_event e left join trusts_person p on p.id = e.actor_id order by e.created_at desc, e.id limit 1000"""


class NestedSerializer(serializers.ModelSerializer[Any]):
    """What one writes first."""

    actor = PersonSerializer(allow_null=True)

    class Meta(EventSerializer.Meta):
        model = Event


def nested_list(view: EventViewSet, request: Any, *args: Any, **kwargs: Any) -> Any:
    """As ListModelMixin does: an object and two serializers a row."""
    page = view.paginate_queryset(view.get_queryset().select_related("actor"))
    return view.get_paginated_response(NestedSerializer(page, many=True).data)


def measure(bench: Bench) -> None:
    """Ours and the nested serializer by the same road: session, permission, Trust, pages; the driver alone."""
    size = one_trust.SIZE[bench.is_quick]
    bench.database("one_trust", one_trust.fill, **size)
    visitor = Visitor(User.objects.get(email=one_trust.DIRECTOR))
    shown = ours(visitor)
    assert len(shown) == size["events"] == len({line["id"] for line in shown})
    assert shown[0]["actor"].startswith("Dr Doctor Number")
    work: dict[str, Any] = {OURS: partial(ours, visitor), SERIALIZER: partial(nested, visitor)}
    assert [line["id"] for line in work[SERIALIZER]()] == [line["id"] for line in shown]
    with Statements() as said:
        ours(visitor)
    bench.figure("statements of our list", len(said.words))
    with ExitStack() as peers:
        raw = (
            None if bench.is_quick else peers.enter_context(peer(bench.place, "raw_rows", **our_database(bench.place)))
        )
        if raw:
            found = raw.ask(STATEMENT)
            assert (found["rows"], found["first"]["id"]) == (len(shown), shown[0]["id"])
            work[RAW] = partial(raw.ask, STATEMENT)
        timings = bench.compare(work, watched=raw.pids if raw else tuple)
    bench.at_least(f"{SERIALIZER} / {OURS}", timings.ratio(SERIALIZER, OURS), 3, "x")
    if raw:
        bench.at_most(f"{OURS} / {RAW}", timings.ratio(OURS, RAW), 2, "x")


def ours(visitor: Visitor) -> list[Any]:
    """The page of the API."""
    answer = visitor.get(PATH)
    assert answer.status == 200, answer.text[:200]
    return list(json.loads(answer.body)["results"])


def nested(visitor: Visitor) -> list[Any]:
    """The same with what one writes first."""
    with patch.object(EventViewSet, "list", nested_list):
        return ours(visitor)


def _raw(bench: Bench) -> AbstractContextManager[Peer]:
    return peer(bench.place, "raw_rows", **our_database(bench.place))
