"""Two furnished Trusts with a row of every kind, and of each kind that a page lists as many rows as wanted.

The rows come from tests/support/furnished.py, which the access matrix walks; here they are copied within the first
Trust. Which page to ask, and as whom, comes from the matrix's own tables, and is kept in the database with the rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tests.benchmarks.databases import Loader
from tests.benchmarks.scale import fill
from tests.support.access import MEMBERS, Route, Rule, parameters, read_rules, routes
from tests.support.access import fill as fill_in
from tests.support.furnished import SUPPORT, House, furnish_house

SCOPES = ("trust", "university")
USERS = 1_000_000_000  # ids of the users made here begin after this
# Searches that the matrix's plain addresses do not make.
SEARCHES = {"trusts:event_list": "?person=Own&action=person&thing=Person"}


@dataclass(frozen=True)
class Page:
    """One address, and who asks."""

    name: str
    email: str
    path: str


def furnish(loader: Loader, *, rows: int, trusts: int = 0, cohorts: int = 0) -> None:
    """The furnished Trusts; beside so many Trusts at scale, if any."""
    if trusts:
        fill(loader, trusts=trusts, cohorts=cohorts)
    loader.execute(
        "insert into trusts_user (email, password, is_active, date_joined) values (%s, '!', true, now())", [SUPPORT]
    )
    agent = "insert into trusts_supportagent (user_id, is_active, created_at) select id, true, now() from trusts_user"
    loader.execute(f"{agent} where email = %s", [SUPPORT])
    with transaction.atomic():
        house = furnish_house(Path(settings.FILES_ROOT))
    if rows > 1:
        Copier(loader, house, rows).copy()
    loader.execute("update assessments_round set state = 'closed' where state = 'open' and kind <> 'end'")
    loader.execute("create table bench_pages (name text, email text, path text)")
    loader.execute("grant select on bench_pages to web")
    for page in _pages(house):
        loader.execute("insert into bench_pages values (%s, %s, %s)", [page.name, page.email, page.path])


def pages() -> list[Page]:
    """Every page of a Trust and of a university, from the database Django speaks to now."""
    with connection.cursor() as cursor:
        cursor.execute("select name, email, path from bench_pages")
        return [Page(*row) for row in cursor.fetchall()]


class Copier:
    """Copies rows of the first Trust, numbered 2 to `rows`; triggers are off, so keys are given as they should be."""

    def __init__(self, loader: Loader, house: House, rows: int) -> None:
        self.loader = loader
        self.rows = rows
        self.at = {name: str(getattr(row, "pk", row)) for name, row in house.here.rows.items()}
        self.own = house.here.people["own"]

    def copy(self) -> None:
        """Everything that some page lists."""
        self._people()
        self._applications()
        self._assessments()
        self._projects()
        self._standards()
        self._told()

    def clone(self, table: str, where: str, **changes: str) -> None:
        """Insert each row that is `where`, once for every number g, with some columns changed."""
        query = "select column_name from information_schema.columns where table_name = %s and column_name <> 'id'"
        columns = [name for (name,) in self.loader.execute(query, [table])]
        columns += ["id"] if "id" in changes else []
        values = ", ".join(changes.get(name, f"t.{name}") for name in columns)
        source = f"from {table} t, generate_series(2, {self.rows}) g where {where}"
        self.loader.execute(f"insert into {table} ({', '.join(columns)}) select {values} {source}")

    def is_row(self, name: str, column: str = "id") -> str:
        """The condition for the furnished row of this name, or for what belongs to it."""
        return f"t.{column} = '{self.at[name]}'"

    def _people(self) -> None:
        user = f"t.user_id = {self.own.user_id}"
        email = "'extra' || g || '@nowhere.example'"
        self.clone("trusts_user", f"t.id = {self.own.user_id}", id=f"{USERS} + g", email=email)
        person = {"id": _id("pe"), "user_id": f"{USERS} + g", "full_name": "'Extra ' || g"}
        self.clone("trusts_person", f"t.id = '{self.own.pk}'", **person)
        self.clone("trusts_membership", user, user_id=f"{USERS} + g")

    def _applications(self) -> None:
        submitted, own = self.is_row("applications"), f"t.applicant_id = '{self.own.pk}'"
        self.clone("cohorts_cohort", self.is_row("cohorts"), id=_id("ch"), name="'Cohort ' || g")
        applicant = {"applicant_id": _id("pe"), "receipt": "'X' || g"}
        self.clone("cohorts_application", submitted, id=_id("ap"), **applicant)
        self.clone("cohorts_application", submitted, cohort_id=_id("ch"), receipt="'Y' || g")
        self.clone("cohorts_workplanentry", self.is_row("applications", "application_id"), application_id=_id("ap"))
        self.clone("cohorts_review", self.is_row("reviews"), id=_id("rv"), application_id=_id("ap"))
        self.clone("cohorts_score", self.is_row("reviews", "review_id"), review_id=_id("rv"))
        running = f"{own} and {self.is_row('cohorts@running', 'cohort_id')}"
        self.clone("cohorts_application", running, id=_id("ar"), applicant_id=_id("pe"), receipt="'Z' || g")
        place = f"t.person_id = '{self.own.pk}' and {self.is_row('cohorts@running', 'cohort_id')}"
        self.clone("cohorts_place", place, person_id=_id("pe"), application_id=_id("ar"), number="g + 10")
        self.loader.execute(f"update cohorts_cohort set places = {self.rows + 10}")

    def _assessments(self) -> None:
        whose = {"subject_id": _id("pe"), "rater_id": _id("pe")}
        for name, kind in (("released", "a1"), ("submitted", "a2")):
            self.clone("assessments_assessment", self.is_row(f"assessments@{name}"), id=_id(kind), **whose)
        self.clone("assessments_assessment", self.is_row("assessments"), **whose)
        asked = self.is_row("assessments@submitted", "assessment_id")
        self.clone("assessments_reopening", asked, assessment_id=_id("a2"))
        self.clone("assessments_evidence", self.is_row("evidence"))
        self.clone("assessments_developmentgoal", self.is_row("goals"), id=_id("go"))
        self.clone("assessments_goalcompetency", self.is_row("goals", "goal_id"), goal_id=_id("go"))

    def _projects(self) -> None:
        project, of_project = self.is_row("projects"), self.is_row("projects", "project_id")
        of_measure = self.is_row("measures", "measure_id")
        self.clone("projects_improvementproject", project, id=_id("pj"), lead_id=_id("pe"))
        self.clone("projects_projectcompetency", of_project, project_id=_id("pj"))
        self.clone("projects_measure", of_project, id=_id("me"), project_id=_id("pj"))
        self.clone("projects_measurement", of_measure, measure_id=_id("me"))
        self.clone("projects_measurement", self.is_row("measurements"), measured_on="t.measured_on + (7 * g + 30)::int")
        self.clone("projects_pdsacycle", of_project, number="g")
        self.clone("projects_teammember", of_project)

    def _standards(self) -> None:
        self.clone("frameworks_trustvalue", self.is_row("values"), name="'Value ' || g", position="g")
        self.clone("frameworks_strategicobjective", self.is_row("objectives"), code="'E' || g", position="g + 1")
        self.clone("frameworks_framework", self.is_row("frameworks"), id=_id("fr"), name="'Standard ' || g")
        version = self.is_row("versions@published")
        self.clone("frameworks_frameworkversion", version, framework_id=_id("fr"))
        self.clone("programmes_programme", self.is_row("programmes"), name="'Programme ' || g")
        self.clone("programmes_stage", self.is_row("stages"), position="g")
        self.clone("programmes_module", self.is_row("modules"), code="'LM' || g", position="g")

    def _told(self) -> None:
        for name in ("reports", "reports@hr", "reports@university", "data-copies"):
            self.clone("reports_report", self.is_row(name), idem_key=f"'{name}' || g")
        self.clone("trusts_invitation", self.is_row("invitations"), email="'asked' || g || '@nowhere.example'")
        self.clone("trusts_sharingagreement", self.is_row("agreements"))
        self.clone("trusts_message", self.is_row("messages"))
        trust = f"t.trust_id = {self.own.trust_id}"
        self.clone("trusts_event", f"{trust} and t.action = 'person.seen'")
        self.clone("trusts_securityevent", f"t.id in (select id from trusts_securityevent t where {trust} limit 1)")


def _id(kind: str) -> str:
    """The id of the copy numbered g of some kind, in SQL."""
    return f"('f{kind.encode().hex()}000-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid"


# --- what is asked ---


def _pages(house: House) -> Iterator[Page]:
    found = routes()
    for rule in read_rules():
        route = found.get(rule.route)  # production has no demonstration
        if route and "GET" in rule.methods and route.scope in SCOPES:
            for actor in _actors(rule):
                path = _path(house, route, rule)
                name = f"{rule.name}, {actor}"
                yield Page(name, house.users[actor].email, path)
                if search := SEARCHES.get(rule.name):
                    yield Page(f"{name}, a search", house.users[actor].email, path + search)


def _actors(rule: Rule) -> list[str]:
    """One who may; of a page for everyone, a doctor and the programme director."""
    may = [name for name in (*MEMBERS, "tutor") if name in rule.who]
    return ["own", "director"] if set(MEMBERS) <= rule.who else may[:1]


def _path(house: House, route: Route, rule: Rule) -> str:
    values: dict[str, Any] = {"trust": house.here.trust.slug, "university": house.university.slug}
    for name, names in parameters(route.pattern):
        if name not in values:
            row = house.here.rows.get(f"{names}@{rule.variant}", house.here.rows.get(names))
            values[name] = str(getattr(row, "pk", row))
    return fill_in(route.pattern, values)
