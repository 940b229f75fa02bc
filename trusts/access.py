"""How a request becomes a Trust: the base classes every page and endpoint extends.

Each opens the Trust named in the address, if the user belongs to it (else 404), asks one named permission of the row
or of the Trust (else 403), and works inside the Trust's context and transaction. An exception rolls all of it back.
"""

from contextlib import ExitStack
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import View
from rest_framework import exceptions, status
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import exception_handler
from rest_framework.viewsets import GenericViewSet

from trusts.models import Membership, Person, SupportAgent, Trust, UniversityMembership
from trusts.permissions import roles_known
from trusts.services.security import record_security_event
from trusts.services.support import open_access_of
from trusts.states import SecurityEventKind
from trusts.tenancy import platform_context, trust_context, university_context
from trusts.ways_in import may_enter
from trusts.workflow import RefusedError


def trust_for(user: Any, slug: str) -> Trust:
    """The Trust named in the address, if this user belongs to it now; otherwise a 404, as if it did not exist."""
    held = list(
        Membership.objects.filter(user_id=user.pk, trust__is_active=True, is_active=True)
        .select_related("trust")
        .annotate(only=F("trust__identity_provider__is_only_way"))
    )
    found = [membership for membership in held if membership.trust.slug == slug]
    if not found or not user.is_active:
        raise Http404("No such Trust.")
    trust = found[0].trust
    trust.is_provider_only = bool(found[0].only)
    roles_known(user)[trust.pk] = frozenset(m.role for m in found)
    user.__dict__["_has_other_trusts"] = len({membership.trust_id for membership in held}) > 1
    return trust


class TrustView(View):
    """A page inside one Trust.

    `permission` names what is asked: of the row when the address names one (`pk`, found by get_object()), else of the
    Trust. A refusal by the rules raises RefusedError: views show it with refused().
    """

    permission: str
    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open the Trust, ask, answer, and render before the transaction ends."""
        request.trust = trust_for(request.user, kwargs["trust"])  # type: ignore[attr-defined]
        if not may_enter(request, request.trust):  # type: ignore[attr-defined]
            return _to_its_own_sign_in(request, kwargs["trust"])
        with trust_context(request.trust.pk, request.user.pk):  # type: ignore[attr-defined]
            request.person = self.load_person()  # type: ignore[attr-defined]
            self.check_permission()
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            return response

    def load_person(self) -> Any:
        """Who the user is in this Trust."""
        return get_object_or_404(Person, user_id=self.request.user.pk)

    def check_permission(self) -> None:
        """Ask the one named permission; 403 when it is not held."""
        if not self.request.user.has_perm(self.permission, self.get_permission_object()):
            raise PermissionDenied

    def get_permission_object(self) -> Any:
        """The row the address names, or the Trust."""
        return self.get_object() if "pk" in self.kwargs else self.request.trust

    def get_object(self, queryset: Any = None) -> Any:
        """The row the address names, loaded once."""
        if not hasattr(self, "_object"):
            rows = self.get_queryset() if queryset is None else queryset
            self._object = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self._object

    def get_queryset(self) -> Any:
        """Rows of the view's model; the manager keeps to the Trust."""
        return self.model.objects.all()  # type: ignore[attr-defined]


def _to_its_own_sign_in(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The page that says how this Trust is opened, and leads back here."""
    back = urlencode({"next": request.path}) if request.method == "GET" else ""
    return redirect(f"{reverse('trusts:trust_sign_in', args=[slug])}?{back}")


class UniversityView(View):
    """A page inside one university: read-only, and only what agreements in force name."""

    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open the university if the user belongs to it, otherwise 404."""
        member = member_of(request.user, kwargs["university"])
        request.university, request.known_as = member.university, member.full_name  # type: ignore[attr-defined]
        with university_context(request.university.pk, request.user.pk):  # type: ignore[attr-defined]
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            return response


class SupportView(View):
    """A page of our own support: to everybody else it does not exist."""

    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 unless the user is an agent of support now."""
        agents = SupportAgent.objects.select_related("opened_trust").filter(
            user_id=request.user.pk or 0, is_active=True
        )
        request.agent = get_object_or_404(agents)  # type: ignore[attr-defined]
        return self.enter(request, *args, **kwargs)

    def enter(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Outside any Trust, unless a subclass opens one."""
        return super().dispatch(request, *args, **kwargs)


class SupportTrustView(SupportView):
    """A page of one Trust as support may read it: while access is open, each page recorded before it is shown."""

    http_method_names = ["get", "head", "options"]

    def enter(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 unless the agent has this Trust open; then read as `support_r`, which may write nothing."""
        trust = request.agent.opened_trust
        access = open_access_of(request.user, trust) if trust and trust.slug == kwargs["trust"] else None
        if access is None:
            raise Http404("No support access to this Trust.")
        request.support = {"trust": trust, "access": access}
        page = request.resolver_match.view_name if request.resolver_match else ""
        read = SecurityEventKind.SUPPORT_READ
        record_security_event(read, request=request, user=request.user, trust=trust, subject=access, page=page)
        with platform_context(trust.pk, request.user.pk):
            response = super().enter(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            return response


def member_of(user: Any, slug: str) -> UniversityMembership:
    """Whoever this user is in the university named in the address, if they belong to it now; otherwise a 404."""
    member = UniversityMembership.objects.filter(
        user_id=user.pk, university__slug=slug, university__is_active=True, is_active=True
    ).select_related("university")
    found = member.first()
    if found is None or not user.is_active:
        raise Http404("No such university.")
    return found


class RowPermission(BasePermission):
    """Ask the permission the view set names for its action; an action without a name is refused."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Plural: of the Trust; for one row the question waits for the row."""
        name = view.permissions.get(view.action)
        return bool(name) and (view.detail or request.user.has_perm(name, request.trust))

    def has_object_permission(self, request: Any, view: Any, obj: Any) -> bool:
        """Singular: of the row."""
        return request.user.has_perm(view.permissions[view.action], obj)


class TrustViewSet(GenericViewSet[Any]):
    """An API resource inside one Trust; an action with no named permission does not exist."""

    permissions: ClassVar[dict[str, str]] = {}
    permission_classes = [IsAuthenticated, RowPermission]
    model: Any
    trust: Trust
    person: Person
    _is_open = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leave the Trust's context, and its transaction, only after the answer is rendered."""
        with ExitStack() as self._stack:
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            return response

    def perform_authentication(self, request: Any) -> None:
        """Know the user, then open the Trust."""
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        self.trust = request.trust = trust_for(request.user, self.kwargs["trust"])
        if not may_enter(request, self.trust):
            raise exceptions.PermissionDenied("This session or token does not open this Trust: sign in through it.")
        self._stack.enter_context(trust_context(self.trust.pk, request.user.pk))
        self._is_open = True
        self.person = request.person = get_object_or_404(Person, user_id=request.user.pk)

    def handle_exception(self, exc: Exception) -> Response:
        """Whatever went wrong inside the Trust, nothing of the request is kept."""
        if self._is_open:
            transaction.set_rollback(True)
        return super().handle_exception(exc)

    def get_queryset(self) -> Any:
        """Rows of the view set's model; the manager keeps to the Trust."""
        if getattr(self, "swagger_fake_view", False):  # the schema is drawn outside any Trust
            return QuerySet(self.model).none()
        return self.model.objects.all()


def api_exceptions(error: Exception, context: dict[str, Any]) -> Response | None:
    """A refusal by the rules is a 409 with the reason; the rest is DRF's business."""
    if isinstance(error, RefusedError):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    return exception_handler(error, context)
