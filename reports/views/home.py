"""Home: where I am, what is next, by when."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from assessments.selectors import Headway
from charts import headway, path, style
from reports.selectors.home import home
from reports.selectors.setup import setup
from reports.views.duties import line
from trusts.access import TrustView
from trusts.permissions import USE_TRUST, roles_in

SHOWN = 6
GOALS_SHOWN = 3
COLUMN = 600.0
"""Width of a drawing in the main column of a desktop."""


class HomeView(TrustView):
    """Everybody's first page in a Trust."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """One card for what is next, then what follows; the rest stands in the to-do list."""
        person = self.request.person
        roles = roles_in(request.user, self.request.trust.pk)
        mine = home(person, roles)
        benchmark = _benchmark(mine.headway) if mine.headway else None
        context = {
            "title": f"Hello, {person.greeting}",
            "mine": mine,
            "setup": setup(roles),
            "lines": [line(duty, trust) for duty in mine.tasks[:SHOWN]],
            "more": len(mine.tasks) - SHOWN,
            "path_wide": path.draw(mine.path) if mine.path else "",
            "path_narrow": path.draw(replace(mine.path, key=f"{mine.path.key}-n"), style.NARROW) if mine.path else "",
            "goals": mine.goals[:GOALS_SHOWN],
            "benchmark": benchmark
            and {
                "wide": headway.draw(benchmark, COLUMN),
                "narrow": headway.draw(replace(benchmark, key="benchmark-n"), style.NARROW),
                "table": headway.table(benchmark),
            },
        }
        return TemplateResponse(request, "reports/home.jinja", context)


def _benchmark(found: Headway) -> headway.Headway:
    """The strips of one's own benchmark."""
    return headway.Headway(
        key="benchmark",
        title="My benchmark",
        description=f"{found.sentence} A strip per domain: the mean of your levels. The same numbers are in the table.",
        levels=found.outline.levels,
        first=found.first,
        latest=found.latest,
        aimed=f"Asked of a {found.post}" if found.post else "Aimed at",
        rows=tuple(
            headway.Stretch(
                name=domain.name,
                then=domain.then,
                now=domain.now,
                target=domain.target,
                told=f"{domain.higher} of {domain.both} higher" if found.first and domain.both else "",
            )
            for domain in found.domains
        ),
    )
