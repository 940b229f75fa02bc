"""Who may read and set up programmes."""

import rules

from trusts.permissions import is_member, is_programme_director

VIEW_PROGRAMMES = "programmes.view_programmes"  # plural: asked of the Trust
VIEW_PROGRAMME = "programmes.view_programme"  # singular: asked of the row
ADD_PROGRAMMES = "programmes.add_programmes"
EDIT_PROGRAMME = "programmes.edit_programme"  # asked of the programme, or of a stage or module of it

rules.add_perm(VIEW_PROGRAMMES, is_member)
rules.add_perm(VIEW_PROGRAMME, is_member)
rules.add_perm(ADD_PROGRAMMES, is_programme_director)
rules.add_perm(EDIT_PROGRAMME, is_programme_director)
