"""Who may read, write, approve and publish what good looks like here. Published versions belong to everybody in the
Trust; drafts to those who answer for them."""

from typing import Any

import rules

from frameworks.models import FrameworkVersion
from frameworks.states import VersionState
from trusts.permissions import is_medical_director, is_member, is_programme_director, is_trust_administrator


@rules.predicate
def is_out(user: Any, version: FrameworkVersion) -> bool:
    """Published, now or once."""
    return version.state in (VersionState.PUBLISHED, VersionState.SUPERSEDED)


writes_frameworks = is_programme_director | is_trust_administrator
answers_for_frameworks = writes_frameworks | is_medical_director

VIEW_FRAMEWORKS = "frameworks.view_frameworks"  # plural: asked of the Trust
VIEW_FRAMEWORK = "frameworks.view_framework"  # singular: asked of the row
VIEW_VERSION = "frameworks.view_version"
VIEW_DRAFTS = "frameworks.view_drafts"
ADD_FRAMEWORKS = "frameworks.add_frameworks"
EDIT_FRAMEWORK = "frameworks.edit_framework"
EDIT_VERSION = "frameworks.edit_version"  # asked of the version, or of any part of it
APPROVE_VERSION = "frameworks.approve_version"
RETURN_VERSION = "frameworks.return_version"
PUBLISH_VERSION = "frameworks.publish_version"
MANAGE_VALUES = "frameworks.manage_values"
EDIT_VALUE = "frameworks.edit_value"  # asked of a value or an objective

rules.add_perm(VIEW_FRAMEWORKS, is_member)
rules.add_perm(VIEW_FRAMEWORK, is_member)
rules.add_perm(VIEW_VERSION, answers_for_frameworks | (is_member & is_out))
rules.add_perm(VIEW_DRAFTS, answers_for_frameworks)
rules.add_perm(ADD_FRAMEWORKS, writes_frameworks)
rules.add_perm(EDIT_FRAMEWORK, writes_frameworks)
rules.add_perm(EDIT_VERSION, writes_frameworks)
rules.add_perm(APPROVE_VERSION, is_medical_director)
rules.add_perm(RETURN_VERSION, answers_for_frameworks)
rules.add_perm(PUBLISH_VERSION, writes_frameworks)
rules.add_perm(MANAGE_VALUES, writes_frameworks)
rules.add_perm(EDIT_VALUE, writes_frameworks)
