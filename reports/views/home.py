"""Home: where I am, what is next, by when."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from charts import path, style
from reports.selectors.home import Task, home
from trusts.access import TrustView
from trusts.permissions import USE_TRUST, roles_in


class HomeView(TrustView):
    """Everybody's first page in a Trust."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """One card for what is next, then the whole list."""
        person = self.request.person
        mine = home(person, roles_in(request.user, self.request.trust.pk))
        context = {
            "title": f"Hello, {person.greeting}",
            "mine": mine,
            "tasks": [(task, self._href(task)) for task in mine.tasks],
            "path_wide": path.draw(mine.path) if mine.path else "",
            "path_narrow": path.draw(replace(mine.path, key=f"{mine.path.key}-n"), style.NARROW) if mine.path else "",
        }
        return TemplateResponse(request, "reports/home.jinja", context)

    def _href(self, task: Task) -> str:
        return reverse(task.name, args=[self.request.trust.slug, *task.args])
