"""Addresses of this app, under /t/<trust>/."""

from django.urls import include, path

from frameworks.views import frameworks, tree, values, versions

app_name = "frameworks"

of_a_version = [
    path("", versions.VersionDetailView.as_view(), name="version_detail"),
    path("changes/", versions.VersionChangesView.as_view(), name="version_changes"),
    path("edit/", versions.VersionEditView.as_view(), name="version_edit"),
    path("levels/edit/", versions.LevelsEditView.as_view(), name="levels_edit"),
    path("ask/", versions.VersionAskView.as_view(), name="version_ask"),
    path("approve/", versions.VersionApproveView.as_view(), name="version_approve"),
    path("return/", versions.VersionReturnView.as_view(), name="version_return"),
    path("publish/", versions.VersionPublishView.as_view(), name="version_publish"),
    path("copy/", versions.VersionCopyView.as_view(), name="version_copy"),
    path("domains/add/", tree.DomainAddView.as_view(), name="domain_add"),
    path("targets/", tree.TargetListView.as_view(), name="target_list"),
    path("targets/edit/", tree.TargetsEditView.as_view(), name="targets_edit"),
]
of_a_domain = [
    path("edit/", tree.DomainEditView.as_view(), name="domain_edit"),
    path("move/", tree.DomainMoveView.as_view(), name="domain_move"),
    path("remove/", tree.DomainRemoveView.as_view(), name="domain_remove"),
    path("competencies/add/", tree.CompetencyAddView.as_view(), name="competency_add"),
]
of_a_competency = [
    path("edit/", tree.CompetencyEditView.as_view(), name="competency_edit"),
    path("move/", tree.CompetencyMoveView.as_view(), name="competency_move"),
    path("remove/", tree.CompetencyRemoveView.as_view(), name="competency_remove"),
]
urlpatterns = [
    path("frameworks/", frameworks.FrameworkListView.as_view(), name="framework_list"),
    path("frameworks/create/", frameworks.FrameworkCreateView.as_view(), name="framework_create"),
    path("frameworks/<uuid:pk>/", frameworks.FrameworkDetailView.as_view(), name="framework_detail"),
    path("frameworks/<uuid:pk>/edit/", frameworks.FrameworkEditView.as_view(), name="framework_edit"),
    path("frameworks/<uuid:pk>/draft/", frameworks.VersionDraftView.as_view(), name="version_draft"),
    path("frameworks/versions/<uuid:pk>/", include(of_a_version)),
    path("frameworks/domains/<uuid:pk>/", include(of_a_domain)),
    path("frameworks/competencies/<uuid:pk>/", include(of_a_competency)),
    path("frameworks/values/", values.ValueListView.as_view(), name="value_list"),
    path("frameworks/values/add/", values.ValueAddView.as_view(), name="value_add"),
    path("frameworks/values/<uuid:pk>/edit/", values.ValueEditView.as_view(), name="value_edit"),
    path("frameworks/values/<uuid:pk>/retire/", values.ValueRetireView.as_view(), name="value_retire"),
    path("frameworks/objectives/add/", values.ObjectiveAddView.as_view(), name="objective_add"),
    path("frameworks/objectives/<uuid:pk>/edit/", values.ObjectiveEditView.as_view(), name="objective_edit"),
    path("frameworks/objectives/<uuid:pk>/retire/", values.ObjectiveRetireView.as_view(), name="objective_retire"),
]
