"""Help: what everybody asks, and a page for each role."""

from typing import Any

from django.http import Http404

from trusts.shell import HELP_FOR, role_slug
from trusts.views.pages import PublicPage


class HelpView(PublicPage):
    """The questions people ask most, and the way to each role's page."""

    template_name = "trusts/help/index.jinja"
    title = "Help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With every role's page."""
        pages = [(role_slug(role), words) for role, words in HELP_FOR.items()]
        return super().get_context_data(pages=pages, **kwargs)


class RoleHelpView(PublicPage):
    """One role in four minutes."""

    def get_template_names(self) -> list[str]:
        """The role's own page."""
        return [f"trusts/help/{self.kwargs['role']}.jinja"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its heading; a role there is not is a page there is not."""
        words = {role_slug(role): words for role, words in HELP_FOR.items()}.get(self.kwargs["role"])
        if words is None:
            raise Http404
        return {**super().get_context_data(**kwargs), "title": f"Help for {words}"}
