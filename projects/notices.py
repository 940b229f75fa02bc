"""The kinds of e-mail about improvement projects."""

from trusts.kinds import REMINDER, Gap, Kind, Urgency, declare, letter, where
from trusts.states import NoticeGroup, Role

PROJECT = Gap("project", "The project's title", "Discharge letters within a day")
LEAD = Gap("lead", "The doctor who leads it", "Dr Sam Okafor")
APPROVER = Gap("approver", "Who approved it", "Jo Whitfield")
OUTCOME = Gap("outcome", "How it ended", "complete")
LINK = where("northfield/projects/")

NAMED_SPONSOR = declare(
    Kind(
        name="named_sponsor",
        title="Named as sponsor",
        purpose="When a doctor names the sponsor of an improvement project.",
        to="The sponsor",
        group=NoticeGroup.IMPROVING,
        urgency=Urgency.MAY_WAIT,
        subject="You are named as sponsor of an improvement project: {project}",
        body=letter(
            "{lead} has named you as the sponsor of an improvement project. A sponsor clears the way for it and"
            " approves its charter. You will hear from us when it is ready.",
            "{link}",
        ),
        own_gaps=(PROJECT, LEAD, LINK),
    )
)
APPROVAL_ASKED = declare(
    Kind(
        name="project_approval_asked",
        title="A project waits for approval",
        purpose="When a doctor asks for a project's charter to be approved.",
        to="The sponsor",
        group=NoticeGroup.IMPROVING,
        urgency=Urgency.MAY_WAIT,
        subject="Please approve: {project}",
        body=letter("{lead} asks you to approve the charter of this improvement project.", "{link}"),
        own_gaps=(PROJECT, LEAD, LINK),
    )
)
PROJECT_RETURNED = declare(
    Kind(
        name="project_returned",
        title="A project's charter is returned",
        purpose="When a charter is returned. What should change stays on the page.",
        to="The doctor who leads the project",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.IMPROVING,
        urgency=Urgency.AT_ONCE,
        subject="Your project's charter was returned: {project}",
        body=letter("What should change before it is approved stands on the project's page.", "{link}"),
        own_gaps=(PROJECT, LINK),
    )
)
PROJECT_APPROVED = declare(
    Kind(
        name="project_approved",
        title="A project is approved",
        purpose="When a project's charter is approved.",
        to="The doctor who leads the project",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.IMPROVING,
        urgency=Urgency.AT_ONCE,
        subject="Your improvement project is approved: {project}",
        body=letter("{approver} approved your project. You can start it now.", "{link}"),
        own_gaps=(PROJECT, APPROVER, LINK),
    )
)
PROJECT_ENDED = declare(
    Kind(
        name="project_ended",
        title="A project has ended",
        purpose="When a project is stopped or completed.",
        to="The sponsor",
        group=NoticeGroup.IMPROVING,
        urgency=Urgency.OPTIONAL,
        subject="{project}: {outcome}",
        body=letter("{lead} marked this project as {outcome}.", "{link}"),
        own_gaps=(PROJECT, LEAD, OUTCOME, LINK),
    )
)

# Reminders

MEASUREMENT_DUE = declare(
    Kind(
        name="measurement_due",
        title="Reminder: a value to add",
        purpose="When a running project has not been measured for a month.",
        to="The doctor who leads the project",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.IMPROVING,
        urgency=Urgency.OPTIONAL,
        subject="Time to measure: {project}",
        body=letter(
            "{project} was last measured a month before {until} ({left}). Add the latest value, or say why there is"
            " none: {link}",
        ),
        own_gaps=(PROJECT, *REMINDER, LINK),
    )
)
