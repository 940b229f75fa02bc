"""The Trust's own name, for its administrator."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from trusts.access import TrustView
from trusts.forms.people import TrustNameForm
from trusts.permissions import RENAME_TRUST
from trusts.services.renaming import rename_trust
from trusts.workflow import RefusedError


class TrustRenameView(TrustView):
    """Correct the name."""

    permission = RENAME_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """As it is."""
        name = self.request.trust.name
        return self._page(TrustNameForm(initial={"name": name, "was": name}))

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Save it, or say why not."""
        form = TrustNameForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            renamed = rename_trust(by=self.request.person, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error("name", str(refusal))
            return self._page(form, status=409)
        messages.success(request, f"The Trust is called {renamed} now.")
        return redirect("trusts:person_list", trust)

    def _page(self, form: TrustNameForm, status: int = 200) -> HttpResponse:
        crumbs = [{"text": "People", "href": reverse("trusts:person_list", args=[self.request.trust.slug])}]
        context = {"title": "The Trust's name", "form": form, "breadcrumbs": crumbs, "submit": "Save name"}
        return TemplateResponse(self.request, "trusts/form_page.jinja", context, status=status)
