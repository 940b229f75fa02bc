"""People and their roles, for the Trust's administrator."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from trusts.access import TrustView
from trusts.forms.people import CorrectionForm, RolesForm
from trusts.models import DETAILS, Person
from trusts.paging import CARDS, page_of
from trusts.permissions import MANAGE_PEOPLE
from trusts.selectors import find_people, with_roles
from trusts.selectors.belonging import roles_over_time
from trusts.services.corrections import CorrectedSinceError, correct_person, words_for
from trusts.services.numbers import TakenError
from trusts.services.people import change_roles, held_roles
from trusts.states import Role
from trusts.workflow import RefusedError


class PersonListView(TrustView):
    """Everybody the Trust knows."""

    permission = MANAGE_PEOPLE

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """By name, 25 a page; those who have the words when asked."""
        words = request.GET.get("words", "")[:100]
        page = page_of(find_people(words), request, CARDS)
        people = with_roles(self.request.trust, page)
        context = {"title": "People", "people": people, "page": page, "words": words}
        return TemplateResponse(request, "trusts/person_list.jinja", context)


class PersonDetailView(TrustView):
    """One person: post, roles from when to when, and what to do when they leave or are locked out."""

    permission = MANAGE_PEOPLE
    model = Person

    def get(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """What the Trust knows, and the buttons."""
        person = self.get_object()
        memberships = roles_over_time(person)
        context = {
            "title": str(person),
            "someone": person,
            "memberships": memberships,
            "is_member": any(membership.is_active for membership in memberships),
            "is_self": person.pk == self.request.person.pk,
            "breadcrumbs": _crumbs(trust),
        }
        return TemplateResponse(request, "trusts/person_detail.jinja", context)


class PersonCorrectView(TrustView):
    """Change a name, a post or a number."""

    permission = MANAGE_PEOPLE
    model = Person

    def get(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """The details as they are."""
        person = self.get_object()
        return self._page(CorrectionForm(initial=model_to_dict(person, DETAILS) | {"edition": _edition(person)}))

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """Save; or say why not, with what was typed and, when somebody else saved, what they wrote."""
        form = CorrectionForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            person = correct_person(person=self.get_object(), by=self.request.person, **form.cleaned_data)
        except TakenError as refusal:
            form.add_error(refusal.field, str(refusal))
        except CorrectedSinceError as refusal:
            now = Person.objects.get(pk=pk)
            form.add_error(None, [str(refusal), *_as_they_are_now(form, now)])
            form.data = {**request.POST.dict(), "edition": _edition(now)}  # saved again, it is meant
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The details of {person} were saved.")
            return redirect("trusts:person_detail", trust, pk)
        return self._page(form, status=409)

    def _page(self, form: CorrectionForm, status: int = 200) -> HttpResponse:
        context = {
            "title": "Correct details",
            "caption": str(self.get_object()),
            "form": form,
            "breadcrumbs": _person_crumbs(self.request.trust.slug, self.get_object()),
            "submit": "Save details",
        }
        return TemplateResponse(self.request, "trusts/form_page.jinja", context, status=status)


def _edition(person: Person) -> str:
    return person.updated_at.isoformat()


def _as_they_are_now(form: CorrectionForm, now: Person) -> list[str]:
    other = [name for name in DETAILS if getattr(now, name) != form.cleaned_data[name]]
    said = "; ".join(f"{words_for([name])}: {getattr(now, name) or 'empty'}" for name in other)
    return [f"Theirs: {said}. Compare with yours, then save again."] if said else []


class PersonRolesView(TrustView):
    """Give and end roles."""

    permission = MANAGE_PEOPLE
    model = Person

    def get(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """The roles they hold."""
        return self._page(RolesForm(initial={"roles": list(held_roles(self.get_object()))}))

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """Give what was ticked and end what was not."""
        form = RolesForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        person = self.get_object()
        try:
            change_roles(person=person, roles=set(map(Role, form.cleaned_data["roles"])), by=self.request.person)
        except RefusedError as refusal:
            form.add_error("roles", str(refusal))
            return self._page(form)
        messages.success(request, f"The roles of {person} were saved.")
        return redirect("trusts:person_detail", trust, pk)

    def _page(self, form: RolesForm) -> HttpResponse:
        person = self.get_object()
        context = {
            "title": "Roles",
            "caption": str(person),
            "form": form,
            "breadcrumbs": _person_crumbs(self.request.trust.slug, person),
            "submit": "Save roles",
        }
        return TemplateResponse(self.request, "trusts/form_page.jinja", context)


def _crumbs(trust: str) -> list[dict[str, str]]:
    return [{"text": "People", "href": reverse("trusts:person_list", args=[trust])}]


def _person_crumbs(trust: str, person: Person) -> list[dict[str, str]]:
    return [*_crumbs(trust), {"text": str(person), "href": reverse("trusts:person_detail", args=[trust, person.pk])}]
