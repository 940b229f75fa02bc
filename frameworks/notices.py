"""The kinds of e-mail about a framework's versions."""

from trusts.kinds import Gap, Kind, Urgency, declare, letter, where
from trusts.states import NoticeGroup, Role

VERSION = Gap("version", "The framework and its version", "Leading in Northfield, version 2")
WHO = Gap("who", "Who did it", "Dr Robin Ashe")
LINK = where("northfield/frameworks/")

APPROVAL_ASKED = declare(
    Kind(
        name="version_approval_asked",
        title="A framework version waits for approval",
        purpose="When somebody asks for a draft version to be approved.",
        to="Medical Directors",
        roles=(Role.MEDICAL_DIRECTOR,),
        group=NoticeGroup.FRAMEWORK,
        urgency=Urgency.MAY_WAIT,
        subject="For your approval: {version}",
        body=letter(
            "{who} asks you to approve {version}.",
            "Read it and approve it, or return it with what should change: {link}",
        ),
        own_gaps=(VERSION, WHO, LINK),
    )
)
VERSION_APPROVED = declare(
    Kind(
        name="version_approved",
        title="A framework version is approved",
        purpose="When a Medical Director approves a version.",
        to="Programme directors and Trust administrators",
        roles=(
            Role.PROGRAMME_DIRECTOR,
            Role.TRUST_ADMINISTRATOR,
        ),
        group=NoticeGroup.FRAMEWORK,
        urgency=Urgency.OPTIONAL,
        subject="Approved: {version}",
        body=letter("{who} has approved {version}.", "It can now be published: {link}"),
        own_gaps=(VERSION, WHO, LINK),
    )
)
VERSION_RETURNED = declare(
    Kind(
        name="version_returned",
        title="A framework version is returned",
        purpose="When a Medical Director returns a version to draft. The reason stays on the page.",
        to="Programme directors, Trust administrators and Medical Directors",
        roles=(
            Role.PROGRAMME_DIRECTOR,
            Role.TRUST_ADMINISTRATOR,
            Role.MEDICAL_DIRECTOR,
        ),
        group=NoticeGroup.FRAMEWORK,
        urgency=Urgency.MAY_WAIT,
        subject="Returned to draft: {version}",
        body=letter("{who} has returned {version} to draft.", "What should change stands on its page: {link}"),
        own_gaps=(VERSION, WHO, LINK),
    )
)
