"""The kinds of e-mail of the house itself. Neither the name nor the content of a file is in one."""

from trusts.kinds import REMINDER, Gap, Kind, Urgency, declare, letter, where
from trusts.states import NoticeGroup, Role

UNIVERSITY = Gap("university", "The university", "Lakeside University")

AGREEMENT_ENDING = declare(
    Kind(
        name="agreement_ending",
        title="Reminder: a sharing agreement ends",
        purpose="Before a sharing agreement with a university ends.",
        to="Trust administrators",
        roles=(Role.TRUST_ADMINISTRATOR,),
        group=NoticeGroup.GOVERNING,
        urgency=Urgency.OPTIONAL,
        subject="The sharing agreement with {university} ends {left}",
        body=letter(
            "After {until} ({left}) {university} sees nothing of {trust} any more, unless a new agreement is signed.",
            "The agreements: {link}",
        ),
        own_gaps=(UNIVERSITY, *REMINDER, where("northfield/agreements/")),
    )
)
FILE_REFUSED = declare(
    Kind(
        name="file_refused",
        title="An uploaded file was refused",
        purpose="When the virus scanner finds a virus in a file somebody uploaded, or cannot read it.",
        to="Who uploaded it",
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        subject="A file you uploaded was refused",
        body=letter("{why}", "It is the {format} file you uploaded on {uploaded}."),
        own_gaps=(
            Gap("why", "Why it was refused", "A virus was found in this file, so it was deleted."),
            Gap("format", "What kind of file it was", "PDF"),
            Gap("uploaded", "When it was uploaded", "3 March 2027 at 14:32"),
        ),
    )
)
INVITER = Gap("inviter", "Who invites", "Dr Sam Okafor")
ROLES = Gap("roles", "What they are invited to be", "Doctor, Reviewer")
UNTIL = Gap("until", "The day and the UK time the link ends", "14 May 2027 at 17:00 (UK time)")

INVITED = declare(
    Kind(
        name="invited",
        title="Invitation",
        purpose="When somebody is invited to the Trust, and when the invitation is sent again.",
        to="Whoever is invited, who has no account yet",
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        has_account=False,
        subject="Your invitation to {trust}",
        body=letter(
            "{inviter} invites you to {trust} on Homegrown, as: {roles}.",
            "Follow this link to accept:\n{link}",
            "It works once, for this e-mail address alone, until {until}. You will be asked for a password and for a "
            "second factor: an authenticator app or a passkey.",
            "If you did not expect this, do nothing: no account is made.",
        ),
        own_gaps=(INVITER, ROLES, UNTIL, where("invitations/")),
    )
)
MEMBERSHIP_ENDED = declare(
    Kind(
        name="membership_ended",
        title="Membership ended",
        purpose="When somebody leaves the Trust, or an administrator ends their membership.",
        to="Whoever left",
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        subject="You have left {trust}",
        body=letter(
            "Your membership of {trust} on Homegrown has ended, and you have been signed out everywhere.",
            "Your account itself is still yours: if another Trust invites you at this address, you sign in as before.",
            "If you think this is a mistake, or need a copy of your own portfolio, write to {trust}.",
        ),
    )
)
CORRECTOR = Gap("corrector", "Who corrected it", "Mr Callum Rigby")
DETAILS = Gap("details", "What was corrected", "full name, GMC number")
BECAUSE = Gap("why", "Why", "You asked for it")

PERSON_CORRECTED = declare(
    Kind(
        name="person_corrected",
        title="Your details were corrected",
        purpose="When an administrator corrects somebody's name, post or numbers.",
        to="Whose details they are",
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        subject="What {trust} knows of you was corrected",
        body=letter(
            "{corrector} corrected this: {details}.",
            "Why: {why}.",
            "What is recorded about you: {link}\nIf something is wrong now, tell them.",
        ),
        own_gaps=(CORRECTOR, DETAILS, BECAUSE, where("northfield/recorded/")),
    )
)
ADMINISTRATOR = Gap("administrator", "Who signed in", "Dr Sam Okafor")

GLASS_BROKEN = declare(
    Kind(
        name="glass_broken",
        title="Signed in past the Trust's own sign-in",
        purpose="When an administrator uses the way in kept for emergencies.",
        to="Every administrator of the Trust",
        roles=(Role.TRUST_ADMINISTRATOR,),
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        subject="Somebody signed in to {trust} without its own sign-in",
        body=letter(
            "{administrator} signed in with a password and a second factor, the way kept for emergencies.",
            "If your Trust's sign-in works and nobody asked for this, tell your IT department at once.",
        ),
        own_gaps=(ADMINISTRATOR,),
    )
)
AGENT = Gap("agent", "Who of our support", "support@homegrown.example")
WHY = Gap("why", "Why, as they wrote it", "A report has been queued since this morning.")
REFERENCE = Gap("reference", "The number of the case", "HG-1042")
ENDS = Gap("until", "The UK time it ends", "14:32")
PAGES = Gap("pages", "How many pages were read", "6 pages")

SUPPORT_OPENED = declare(
    Kind(
        name="support_opened",
        title="Support access opened",
        purpose="When somebody of our support begins to read pages of the Trust.",
        to="The Trust's administrators",
        roles=(Role.TRUST_ADMINISTRATOR,),
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        subject="Our support is reading your Trust's pages: {reference}",
        body=letter(
            "{agent} opened support access to {trust}, to read and not to change, until {until} (UK time).",
            "Reason: {why}\nReference: {reference}",
            "Every page they open is in your audit: {link}\nIf you did not expect this, answer us with the reference.",
        ),
        own_gaps=(AGENT, WHY, REFERENCE, ENDS, where("northfield/events/")),
    )
)
SUPPORT_ENDED = declare(
    Kind(
        name="support_ended",
        title="Support access ended",
        purpose="When support access was ended, or its hour was over.",
        to="The Trust's administrators",
        roles=(Role.TRUST_ADMINISTRATOR,),
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        subject="Support access has ended: {reference}",
        body=letter(
            "Support access to {trust} by {agent} has ended. They read {pages}.",
            "Which ones is in your audit: {link}",
        ),
        own_gaps=(AGENT, REFERENCE, PAGES, where("northfield/events/")),
    )
)
