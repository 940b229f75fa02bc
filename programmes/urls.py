"""Addresses of this app, under /t/<trust>/."""

from django.urls import path

from programmes.views import programmes

app_name = "programmes"
urlpatterns = [
    path("programmes/", programmes.ProgrammeListView.as_view(), name="programme_list"),
    path("programmes/create/", programmes.ProgrammeCreateView.as_view(), name="programme_create"),
    path("programmes/<uuid:pk>/", programmes.ProgrammeDetailView.as_view(), name="programme_detail"),
    path("programmes/<uuid:pk>/edit/", programmes.ProgrammeEditView.as_view(), name="programme_edit"),
    path("programmes/<uuid:pk>/stages/add/", programmes.StageAddView.as_view(), name="stage_add"),
    path("programmes/<uuid:pk>/modules/add/", programmes.ModuleAddView.as_view(), name="module_add"),
    path("stages/<uuid:pk>/edit/", programmes.StageEditView.as_view(), name="stage_edit"),
    path("stages/<uuid:pk>/remove/", programmes.StageRemoveView.as_view(), name="stage_remove"),
    path("modules/<uuid:pk>/edit/", programmes.ModuleEditView.as_view(), name="module_edit"),
    path("modules/<uuid:pk>/remove/", programmes.ModuleRemoveView.as_view(), name="module_remove"),
]
