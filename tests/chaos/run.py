"""The chaos run: reports are asked for while workers die, the broker forgets, the database restarts and nobody takes
letters; then every promise is counted (security.md 4.2). Runs in a house of its own, as the database role `web`."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from config.nudge import nudge
from reports.models import Report
from reports.services.jobs import TASK, request_report
from tests.chaos.house import House
from tests.support.post_office import PostOffice
from tests.support.world import World, make_world
from trusts.models import Message
from trusts.outages import is_outage
from trusts.tenancy import trust_context

SETTLED = ("ready", "failed")
WORKERS = 2
OPEN_AT_ONCE = 10  # reports asked for and not settled: the queue of security.md 6, row 6
MAIL_OUTAGE = 3.0  # seconds
FIRST, LAST = 0.05, 0.85  # the share of settled reports between which faults strike


@dataclass(frozen=True)
class Plan:
    """What is to happen, and how many times."""

    reports: int = 200
    kills: int = 20
    wipes: int = 3
    restarts: int = 1
    outages: int = 1
    duplicates: float = 0.3
    seed: int = 1
    patience: float = 1800.0

    def faults(self) -> list[str]:
        """Every fault once, in an order that the seed decides."""
        names = ["kill"] * self.kills + ["wipe"] * self.wipes + ["restart"] * self.restarts + ["outage"] * self.outages
        random.Random(self.seed).shuffle(names)
        return names


@dataclass(frozen=True)
class Row:
    """Where one report stands."""

    state: str = "queued"
    attempt: int = 0
    lease_until: datetime | None = None


@dataclass
class Fault:
    """One blow: whom it may have hit, by the attempt they were at, and how long until the last was taken up again."""

    kind: str
    victims: dict[object, int]
    struck_at: float = field(default_factory=time.monotonic)
    struck_on: datetime = field(default_factory=timezone.now)
    recovered_after: float = 0.0

    def has_spared(self, row: Row) -> bool:
        """Whether its worker was not the one that was killed: it finished, or its lease was renewed since."""
        if self.kind != "kill" or row.state == "ready":
            return self.kind == "kill"
        lease = timedelta(seconds=settings.REPORT_LEASE_SECONDS)
        return row.lease_until is not None and row.lease_until > self.struck_on + lease


@dataclass
class Run:
    """The reports asked for and the faults struck so far."""

    house: House
    office: PostOffice
    plan: Plan
    world: World = field(default_factory=make_world)
    asked: list[object] = field(default_factory=list)
    rows: dict[object, Row] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    letters_seen: set[object] = field(default_factory=set)
    office_opens_at: float = 0.0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.plan.seed)
        self.to_come = self.plan.faults()

    def go(self) -> None:
        """Ask, strike and watch until everything is settled or patience ends."""
        for number in range(WORKERS):
            self.house.start_worker(number)
        self.house.start_clock()
        end = time.monotonic() + self.plan.patience
        while not self.is_over() and time.monotonic() < end:
            with database_may_be_away():
                self.ask()
            with database_may_be_away():
                self.watch()
            self.strike()
            time.sleep(0.1)

    def is_over(self) -> bool:
        """Whether all was asked, all faults struck, all reports settled, and no letter waits."""
        all_settled = len(self.asked) == self.plan.reports and self.settled() == self.plan.reports
        return all_settled and not self.to_come and not self.office_opens_at and not self.letters_wait()

    def settled(self) -> int:
        """How many reports are ready or failed."""
        return sum(row.state in SETTLED for row in self.rows.values())

    def ask(self) -> None:
        """Keep the queue full; some nudges arrive twice or thrice."""
        while len(self.asked) < self.plan.reports and len(self.asked) - self.settled() < OPEN_AT_ONCE:
            with trust_context(self.world.trust.pk):
                report = request_report(kind="cohort", cohort=self.world.cohort, by=self.world.director)
            self.asked.append(report.pk)
            self.rows[report.pk] = Row()
            self.repeat(TASK, report.pk)

    def repeat(self, task: str, pk: object) -> None:
        """Deliver a message again, by the planned share."""
        if self.dice.random() < self.plan.duplicates:
            for _ in range(self.dice.choice((1, 2))):
                nudge(task, self.world.trust.pk, str(pk))

    def watch(self) -> None:
        """Read where every report stands, and close the faults whose victims were all taken up again."""
        with trust_context(self.world.trust.pk):
            found = Report.objects.values_list("pk", "state", "attempt", "lease_until")
            self.rows.update({pk: Row(*row) for pk, *row in found})
            letters = set(Message.objects.values_list("pk", flat=True))
        for pk in letters - self.letters_seen:
            self.repeat("trusts.tasks.deliver", pk)
        self.letters_seen |= letters
        now = time.monotonic()
        for fault in self.faults:
            past = {pk for pk, attempt in fault.victims.items() if self.is_past(pk, attempt)}
            same = {pk for pk in fault.victims if self.rows[pk].attempt == fault.victims[pk]}
            spared = {pk for pk in same if fault.has_spared(self.rows[pk])}
            if past - spared:
                fault.recovered_after = now - fault.struck_at
            fault.victims = {pk: attempt for pk, attempt in fault.victims.items() if pk not in past | spared}

    def is_past(self, pk: object, attempt: int) -> bool:
        """Whether a report was settled, or taken again, since it stood at this attempt."""
        row = self.rows[pk]
        return row.state in SETTLED or row.attempt > attempt

    def strike(self) -> None:
        """Strike the next fault when its turn has come, and somebody is there to be hit."""
        if self.office_opens_at and time.monotonic() > self.office_opens_at:
            self.office.open()
            self.office_opens_at = 0.0
        total = self.plan.kills + self.plan.wipes + self.plan.restarts + self.plan.outages
        share = FIRST + (LAST - FIRST) * (total - len(self.to_come)) / max(total, 1)
        if not self.to_come or self.settled() < share * self.plan.reports:
            return
        kind = self.to_come[0]
        hit = {"wipe": ("queued",), "kill": ("running",)}.get(kind, ("queued", "running"))
        victims = {pk: row.attempt for pk, row in self.rows.items() if row.state in hit}
        if not victims and self.settled() < len(self.asked):
            return
        self.to_come.pop(0)
        self.faults.append(Fault(kind, victims))
        getattr(self, f"strike_{kind}")()

    def strike_kill(self) -> None:
        """A worker dies; whoever keeps it running starts another."""
        number = self.dice.randrange(WORKERS)
        self.house.kill_worker(number)
        self.house.start_worker(number)

    def strike_wipe(self) -> None:
        """The broker returns empty."""
        self.house.wipe_broker()

    def strike_restart(self) -> None:
        """The database is broken off."""
        self.house.restart_database()

    def strike_outage(self) -> None:
        """Nobody takes letters for a while."""
        self.faults[-1].victims = {}
        self.office.close()
        self.office_opens_at = time.monotonic() + MAIL_OUTAGE

    def letters_wait(self) -> bool:
        """Whether an e-mail is still to be sent."""
        with database_may_be_away():
            with trust_context(self.world.trust.pk):
                return Message.objects.filter(state="queued").exists()
        return True

    def longest_recovery(self, kind: str) -> float:
        """Seconds until the last report hit by such a fault was taken up again."""
        return max((fault.recovered_after for fault in self.faults if fault.kind == kind), default=0.0)

    def struck(self) -> Counter[str]:
        """How many faults of each kind there were."""
        return Counter(fault.kind for fault in self.faults)


@contextmanager
def database_may_be_away() -> Iterator[None]:
    """A question the database did not answer is asked again on a new connection."""
    try:
        yield
    except DatabaseError as error:
        if not is_outage(error):
            raise
        connection.close()


def conduct(house: House, office: PostOffice, plan: Plan) -> Any:
    """The whole run; returns it with every report settled, or as far as patience went."""
    run = Run(house, office, plan)
    run.go()
    return run
