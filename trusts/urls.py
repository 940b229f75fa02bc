"""Addresses of the house itself."""

from django.urls import path

from trusts.views import rights
from trusts.views.account import AccountView, TokenEndView, TokenMakeView
from trusts.views.agreements import (
    AgreementListView,
    AgreementNameWithdrawView,
    AgreementSignView,
    AgreementWithdrawView,
)
from trusts.views.branding import (
    BrandingPreviewView,
    BrandingView,
    LogoAddView,
    LogoRemoveView,
    LogoUploadRemoveView,
    LogoView,
)
from trusts.views.csp_reports import CspReportView
from trusts.views.events import EventExportView, EventListView
from trusts.views.help import HelpView, RoleHelpView
from trusts.views.invitations import (
    InvitationAcceptView,
    InvitationListView,
    InvitationResendView,
    InvitationSendView,
    InvitationSignUpView,
    InvitationView,
    InvitationWithdrawView,
)
from trusts.views.leaving import LeaveView, PersonEndView, PersonSignOutView, PersonUnlockView
from trusts.views.mail import (
    MailSettingsView,
    TemplateEditView,
    TemplateListView,
    TemplatePreviewView,
    TemplateRestoreView,
    TemplateTryView,
)
from trusts.views.messages import MessageListView, MessageRetryView
from trusts.views.notices import CalendarEndView, CalendarMakeView, MyNoticesView
from trusts.views.pages import HomeView, PrivacyPage, PublicPage
from trusts.views.people import PersonCorrectView, PersonDetailView, PersonListView, PersonRolesView
from trusts.views.privacy import PrivacyNoticeView
from trusts.views.provider import (
    ProviderChangeView,
    ProviderRelaxView,
    ProviderRequireView,
    ProviderView,
    WayInEndView,
    WayInKeepView,
)
from trusts.views.recorded import OwnLinesView, RecordedView
from trusts.views.renaming import TrustRenameView
from trusts.views.resuming import BackView, ResumeView, SessionView
from trusts.views.sign_in import SignInView, TrustSignInView
from trusts.views.support import SupportEndView, SupportHomeView, SupportOpenView

app_name = "trusts"
urlpatterns = [
    path("", HomeView.as_view(), name="place_list"),
    path("account/", AccountView.as_view(), name="account"),
    path("account/session/", SessionView.as_view(), name="session"),
    path("account/back/", BackView.as_view(), name="back"),
    path("account/resume/", ResumeView.as_view(), name="resume"),
    path("account/tokens/make/", TokenMakeView.as_view(), name="token_make"),
    path("account/tokens/end/", TokenEndView.as_view(), name="token_end"),
    path("csp-reports/", CspReportView.as_view(), name="csp_report"),
    path("accounts/trust/", SignInView.as_view(), name="sign_in"),
    path("accounts/trust/<slug:slug>/", TrustSignInView.as_view(), name="trust_sign_in"),
    path("t/<slug:trust>/sign-in/", ProviderView.as_view(), name="provider_detail"),
    path("t/<slug:trust>/sign-in/change/", ProviderChangeView.as_view(), name="provider_change"),
    path("t/<slug:trust>/sign-in/require/", ProviderRequireView.as_view(), name="provider_require"),
    path("t/<slug:trust>/sign-in/relax/", ProviderRelaxView.as_view(), name="provider_relax"),
    path("t/<slug:trust>/people/<uuid:pk>/way-in/keep/", WayInKeepView.as_view(), name="way_in_keep"),
    path("t/<slug:trust>/people/<uuid:pk>/way-in/end/", WayInEndView.as_view(), name="way_in_end"),
    path("support/", SupportHomeView.as_view(), name="support_home"),
    path("support/open/", SupportOpenView.as_view(), name="support_open"),
    path("support/end/", SupportEndView.as_view(), name="support_end"),
    path("t/<slug:trust>/name/", TrustRenameView.as_view(), name="trust_rename"),
    path("t/<slug:trust>/branding/", BrandingView.as_view(), name="branding"),
    path("t/<slug:trust>/branding/preview/", BrandingPreviewView.as_view(), name="branding_preview"),
    path("t/<slug:trust>/branding/logo/add/", LogoAddView.as_view(), name="logo_add"),
    path("t/<slug:trust>/branding/logo/remove/", LogoRemoveView.as_view(), name="logo_remove"),
    path(
        "t/<slug:trust>/branding/uploads/<uuid:pk>/remove/", LogoUploadRemoveView.as_view(), name="logo_upload_remove"
    ),
    path("t/<slug:trust>/logo/<int:edition>/", LogoView.as_view(), name="logo"),
    path("t/<slug:trust>/people/", PersonListView.as_view(), name="person_list"),
    path("t/<slug:trust>/people/<uuid:pk>/", PersonDetailView.as_view(), name="person_detail"),
    path("t/<slug:trust>/people/<uuid:pk>/correct/", PersonCorrectView.as_view(), name="person_correct"),
    path("t/<slug:trust>/people/<uuid:pk>/roles/", PersonRolesView.as_view(), name="person_roles"),
    path("t/<slug:trust>/people/<uuid:pk>/end/", PersonEndView.as_view(), name="person_end"),
    path("t/<slug:trust>/people/<uuid:pk>/sign-out/", PersonSignOutView.as_view(), name="person_sign_out"),
    path("t/<slug:trust>/people/<uuid:pk>/unlock/", PersonUnlockView.as_view(), name="person_unlock"),
    path("t/<slug:trust>/leave/", LeaveView.as_view(), name="leave"),
    path("t/<slug:trust>/invitations/", InvitationListView.as_view(), name="invitation_list"),
    path("t/<slug:trust>/invitations/send/", InvitationSendView.as_view(), name="invitation_send"),
    path("t/<slug:trust>/invitations/<uuid:pk>/resend/", InvitationResendView.as_view(), name="invitation_resend"),
    path(
        "t/<slug:trust>/invitations/<uuid:pk>/withdraw/", InvitationWithdrawView.as_view(), name="invitation_withdraw"
    ),
    path("invitations/<str:token>/", InvitationView.as_view(), name="invitation"),
    path("invitations/<str:token>/sign-up/", InvitationSignUpView.as_view(), name="invitation_sign_up"),
    path("invitations/<str:token>/accept/", InvitationAcceptView.as_view(), name="invitation_accept"),
    path("t/<slug:trust>/agreements/", AgreementListView.as_view(), name="agreement_list"),
    path("t/<slug:trust>/agreements/sign/", AgreementSignView.as_view(), name="agreement_sign"),
    path("t/<slug:trust>/agreements/<uuid:pk>/withdraw/", AgreementWithdrawView.as_view(), name="agreement_withdraw"),
    path(
        "t/<slug:trust>/agreements/<uuid:pk>/names/withdraw/",
        AgreementNameWithdrawView.as_view(),
        name="agreement_name_withdraw",
    ),
    path("t/<slug:trust>/people/<uuid:pk>/hold/", rights.HoldPutView.as_view(), name="hold_put"),
    path("t/<slug:trust>/holds/<uuid:pk>/lift/", rights.HoldLiftView.as_view(), name="hold_lift"),
    path("t/<slug:trust>/people/<uuid:pk>/erase/", rights.ErasureAskView.as_view(), name="erasure_ask"),
    path("t/<slug:trust>/retention/", rights.RetentionView.as_view(), name="retention"),
    path("t/<slug:trust>/erasures/", rights.ErasureListView.as_view(), name="erasure_list"),
    path("t/<slug:trust>/erasures/<uuid:pk>/", rights.ErasureDetailView.as_view(), name="erasure_detail"),
    path("t/<slug:trust>/erasures/<uuid:pk>/approve/", rights.ErasureApproveView.as_view(), name="erasure_approve"),
    path("t/<slug:trust>/erasures/<uuid:pk>/withdraw/", rights.ErasureWithdrawView.as_view(), name="erasure_withdraw"),
    path("t/<slug:trust>/events/", EventListView.as_view(), name="event_list"),
    path("t/<slug:trust>/events/export/", EventExportView.as_view(), name="event_export"),
    path("t/<slug:trust>/recorded/", RecordedView.as_view(), name="recorded"),
    path("account/recorded/", OwnLinesView.as_view(), name="own_lines"),
    path("privacy/", PrivacyPage.as_view(), name="privacy"),
    path("t/<slug:trust>/privacy/", PrivacyNoticeView.as_view(), name="privacy_notice"),
    path("t/<slug:trust>/messages/", MessageListView.as_view(), name="message_list"),
    path("t/<slug:trust>/messages/<uuid:pk>/retry/", MessageRetryView.as_view(), name="message_retry"),
    path("t/<slug:trust>/messages/settings/edit/", MailSettingsView.as_view(), name="mail_settings_edit"),
    path("t/<slug:trust>/messages/texts/", TemplateListView.as_view(), name="template_list"),
    path("t/<slug:trust>/messages/texts/<slug:kind>/edit/", TemplateEditView.as_view(), name="template_edit"),
    path("t/<slug:trust>/messages/texts/<slug:kind>/preview/", TemplatePreviewView.as_view(), name="template_preview"),
    path("t/<slug:trust>/messages/texts/<slug:kind>/try/", TemplateTryView.as_view(), name="template_try"),
    path("t/<slug:trust>/messages/texts/<slug:kind>/restore/", TemplateRestoreView.as_view(), name="template_restore"),
    path("t/<slug:trust>/my-notices/", MyNoticesView.as_view(), name="my_notices"),
    path("t/<slug:trust>/my-calendar/make/", CalendarMakeView.as_view(), name="calendar_make"),
    path("t/<slug:trust>/my-calendar/end/", CalendarEndView.as_view(), name="calendar_end"),
    path(
        "accessibility/",
        PublicPage.as_view(template_name="trusts/accessibility.jinja", title="Accessibility statement"),
        name="accessibility",
    ),
    path("help/", HelpView.as_view(), name="help"),
    path("help/<slug:role>/", RoleHelpView.as_view(), name="role_help"),
]
