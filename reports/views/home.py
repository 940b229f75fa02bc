"""Home: where I am, what is next, by when."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from charts import path, style
from reports.selectors.home import home
from reports.selectors.setup import setup
from reports.views.duties import line
from trusts.access import TrustView
from trusts.permissions import USE_TRUST, roles_in

SHOWN = 6


class HomeView(TrustView):
    """Everybody's first page in a Trust."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """One card for what is next, then what follows; the rest stands in the to-do list."""
        person = self.request.person
        roles = roles_in(request.user, self.request.trust.pk)
        mine = home(person, roles)
        context = {
            "title": f"Hello, {person.greeting}",
            "mine": mine,
            "setup": setup(roles),
            "lines": [line(duty, trust) for duty in mine.tasks[:SHOWN]],
            "more": len(mine.tasks) - SHOWN,
            "path_wide": path.draw(mine.path) if mine.path else "",
            "path_narrow": path.draw(replace(mine.path, key=f"{mine.path.key}-n"), style.NARROW) if mine.path else "",
        }
        return TemplateResponse(request, "reports/home.jinja", context)
