"""People and their roles, for the Trust's administrator."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from trusts.access import TrustView
from trusts.forms.people import PersonForm, RolesForm
from trusts.models import Membership, Person
from trusts.permissions import MANAGE_PEOPLE
from trusts.selectors import people_with_roles
from trusts.services.people import add_person, end_role, give_role
from trusts.states import Role


class PersonListView(TrustView):
    """Everybody the Trust knows."""

    permission = MANAGE_PEOPLE

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """By name."""
        people = people_with_roles(self.request.trust.pk)
        return TemplateResponse(request, "trusts/person_list.jinja", {"title": "People", "people": people})


class PersonAddView(TrustView):
    """Bring somebody in."""

    permission = MANAGE_PEOPLE

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """An empty form."""
        return self._page(PersonForm())

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Add them, or show what needs attention."""
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        details = dict(form.cleaned_data)
        roles = [Role(role) for role in details.pop("roles")]
        person = add_person(roles=roles, by=self.request.person, **details)
        messages.success(request, f"{person} was added. They set a password from the sign-in page.")
        return redirect("trusts:person_list", trust)

    def _page(self, form: PersonForm) -> HttpResponse:
        crumbs = _crumbs(self.request.trust.slug)
        context = {"title": "Add a person", "form": form, "breadcrumbs": crumbs, "submit": "Add person"}
        return TemplateResponse(self.request, "trusts/form_page.jinja", context)


class PersonRolesView(TrustView):
    """Give and end roles."""

    permission = MANAGE_PEOPLE
    model = Person

    def get_permission_object(self) -> Any:
        """Asked of the Trust: the row is the person, who has no say in who administers."""
        return self.request.trust

    def get(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """The roles they hold."""
        return self._page(RolesForm(initial={"roles": self._held()}))

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """Give what was ticked and end what was not."""
        form = RolesForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        person, by, held = self.get_object(), self.request.person, set(self._held())
        wanted = set(form.cleaned_data["roles"])
        if person.pk == by.pk and Role.TRUST_ADMINISTRATOR not in wanted:
            form.add_error("roles", "You cannot end your own role of administrator. Ask another administrator.")
            return self._page(form)
        for role in sorted(wanted - held):
            give_role(person=person, role=Role(role), by=by)
        for role in sorted(held - wanted):
            end_role(person=person, role=Role(role), by=by)
        messages.success(request, f"The roles of {person} were saved.")
        return redirect("trusts:person_list", trust)

    def _held(self) -> list[str]:
        person = self.get_object()
        held = Membership.objects.filter(trust_id=person.trust_id, user_id=person.user_id, is_active=True)
        return list(held.values_list("role", flat=True))

    def _page(self, form: RolesForm) -> HttpResponse:
        crumbs = _crumbs(self.request.trust.slug)
        context = {"title": str(self.get_object()), "form": form, "breadcrumbs": crumbs, "submit": "Save roles"}
        return TemplateResponse(self.request, "trusts/form_page.jinja", context)


def _crumbs(trust: str) -> list[dict[str, str]]:
    return [{"text": "People", "href": reverse("trusts:person_list", args=[trust])}]
