"""The kinds of e-mail about cohorts, applications, reviews, offers and places."""

from trusts.audiences import audience
from trusts.kinds import REMINDER, Gap, Kind, Urgency, declare, letter, where
from trusts.states import NoticeGroup, Role

COHORT = Gap("cohort", "The programme and its cohort", "Medical Leadership, Cohort 2027")
RECEIPT = Gap("receipt", "The receipt number", "R000123")
WHEN = Gap("when", "The day and the UK time it happened", "3 March 2027 at 14:32 (UK time)")
DECISIONS = Gap("decisions", "The day decisions are due", "30 April 2027")
START = Gap("start", "The day the programme starts", "7 September 2027")
BEFORE = Gap("before", "The day the programme was to start", "1 September 2027")
SEAT = Gap("seat", "The number of the place, of how many", "4 of 11")
UNTIL = Gap("until", "The day and the UK time an offer ends", "14 May 2027 at 17:00 (UK time)")
DOCTOR = Gap("doctor", "The doctor's name", "Dr Sam Okafor")
REVIEWER = Gap("reviewer", "The reviewer's name", "Dr Alex Mendes")
APPLICATIONS = Gap("applications", "How many applications", "3 applications")
REVIEWS = Gap("reviews", "How many reviews", "3 reviews")

ENDORSEMENT_READERS = audience("endorsement").others
ENDORSER = Gap("endorser", "Who was asked to endorse", "Dr Robin Achterberg")
ENDORSER_ROLE = Gap("role", "As what they were asked", "clinical director")

APPLICATION_RECEIVED = declare(
    Kind(
        name="application_received",
        title="Application received",
        purpose="When an application is submitted: the receipt.",
        to="The doctor who applied",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="Application received: {receipt}",
        body=letter(
            "We have received your application to {cohort}.",
            "Receipt number: {receipt}\nReceived: {when}",
            "Reviewers read it next. You will hear by {decisions}.\n"
            "You can read what you sent, or withdraw it, at {link}",
        ),
        own_gaps=(COHORT, RECEIPT, WHEN, DECISIONS, where("northfield/applications/")),
    )
)
APPLICATION_WITHDRAWN = declare(
    Kind(
        name="application_withdrawn",
        title="Application withdrawn",
        purpose="When an application is withdrawn, so that nobody else can do it unseen.",
        to="The doctor who applied",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="Your application has been withdrawn",
        body=letter(
            "Your application to {cohort} has been withdrawn, as you asked.\n"
            "If you did not ask for this, tell your programme director.",
        ),
        own_gaps=(COHORT,),
    )
)
ENDORSEMENT_ASKED = declare(
    Kind(
        name="endorsement_asked",
        title="Endorsement asked for",
        purpose="When a doctor asks somebody to endorse their application, and when it is sent again.",
        to="The line manager or clinical director who is asked, who needs no account",
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        has_account=False,
        subject="{doctor} asks for your endorsement",
        body=letter(
            "{doctor} is applying to {cohort} at {trust}, and asks you, as their {role}, whether you support it and"
            " whether the time it needs is agreed. It takes about five minutes and needs no account.",
            "Answer by {until}:\n{link}",
            f"Your answer is read by {ENDORSEMENT_READERS}. {{doctor}} does not read it. The link is yours alone:"
            " please do not pass it on.",
            "If you do not know {doctor}, choose on that page that you cannot answer.",
        ),
        own_gaps=(COHORT, DOCTOR, ENDORSER_ROLE, UNTIL, where("endorse/")),
    )
)
ENDORSEMENT_REMINDER = declare(
    Kind(
        name="endorsement_reminder",
        title="Reminder: an endorsement is awaited",
        purpose="Once, three days before the day an endorsement was asked for by, while it is not answered.",
        to="The line manager or clinical director who is asked, who needs no account",
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        has_account=False,
        subject="Reminder: {doctor} asks for your endorsement",
        body=letter(
            "{doctor} is applying to {cohort} at {trust}. You were asked, as their {role}, whether you support it and"
            " whether the time it needs is agreed.",
            "You can still answer, by {until}:\n{link}",
            f"Your answer is read by {ENDORSEMENT_READERS}. {{doctor}} does not read it.",
        ),
        own_gaps=(COHORT, DOCTOR, ENDORSER_ROLE, UNTIL, where("endorse/")),
    )
)
ENDORSEMENT_CALLED_OFF = declare(
    Kind(
        name="endorsement_called_off",
        title="Endorsement no longer needed",
        purpose="When a doctor withdraws a request that could still be answered, or their application with it.",
        to="The line manager or clinical director who was asked, who needs no account",
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        has_account=False,
        subject="No longer needed: your endorsement of {doctor}",
        body=letter(
            "{doctor} asked you, as their {role}, to endorse an application to {cohort} at {trust}, and has withdrawn"
            " that request.",
            "You need not do anything more. The link you were sent no longer works.",
        ),
        own_gaps=(COHORT, DOCTOR, ENDORSER_ROLE),
    )
)
ENDORSEMENT_ANSWERED = declare(
    Kind(
        name="endorsement_answered",
        title="Endorsement answered",
        purpose="When somebody answers a request for an endorsement. What they answered is not in it.",
        to="The doctor who asked",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.MAY_WAIT,
        subject="{endorser} has answered your request",
        body=letter(
            "{endorser} has answered your request to endorse your application to {cohort}. What they answered is read"
            f" by {ENDORSEMENT_READERS}.",
            "How it stands: {link}",
        ),
        own_gaps=(COHORT, ENDORSER, where("northfield/applications/")),
    )
)
ENDORSEMENT_DECLINED = declare(
    Kind(
        name="endorsement_declined",
        title="Endorsement: somebody else is to be asked",
        purpose="When whoever was asked for an endorsement says that they cannot answer.",
        to="The doctor who asked",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="{endorser} cannot answer your request",
        body=letter(
            "{endorser} has told us that they cannot answer your request to endorse your application to {cohort}.",
            "You can ask somebody else while applications are open: {link}",
        ),
        own_gaps=(COHORT, ENDORSER, where("northfield/applications/")),
    )
)
PLACE_WITHDRAWN = declare(
    Kind(
        name="place_withdrawn",
        title="A place has ended",
        purpose="When the programme director withdraws a doctor's place. The reason stays on the page.",
        to="The doctor who held the place",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="Your place has ended",
        body=letter(
            "Your place in {cohort} has ended today, and is free for somebody else.\n"
            "What you wrote, rated and measured is kept, and you can still read it.",
            "If you did not expect this, talk to your programme director.",
        ),
        own_gaps=(COHORT,),
    )
)
PLACE_CONFIRMED = declare(
    Kind(
        name="place_confirmed",
        title="Place confirmed",
        purpose="When a doctor accepts the offer of a place.",
        to="The doctor",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="Your place is confirmed",
        body=letter("You have accepted place {seat} in {cohort}.\nThe programme starts on {start}."),
        own_gaps=(COHORT, SEAT, START),
    )
)
START_MOVED = declare(
    Kind(
        name="start_moved",
        title="The programme starts on another day",
        purpose="When the start of a cohort is moved while it takes applications.",
        to="Doctors who hold a place or are offered one",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="The start of {cohort} has moved to {start}",
        body=letter(
            "{cohort} starts on {start}. It was to start on {before}.\n"
            "If you cannot take part from then, talk to your programme director.",
            "Where your application stands, and until when an offer can be answered: {link}",
        ),
        own_gaps=(COHORT, START, BEFORE, where("northfield/applications/")),
    )
)
PLACE_ACCEPTED = declare(
    Kind(
        name="place_accepted",
        title="A doctor has accepted a place",
        purpose="When a doctor accepts the offer of a place.",
        to="Programme directors",
        roles=(Role.PROGRAMME_DIRECTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.OPTIONAL,
        subject="{doctor} has accepted a place",
        body=letter("{doctor} has accepted place {seat} in {cohort}.", "The cohort: {link}"),
        own_gaps=(COHORT, DOCTOR, SEAT, where("northfield/cohorts/")),
    )
)
PLACE_TURNED_DOWN = declare(
    Kind(
        name="place_turned_down",
        title="A doctor has turned down a place",
        purpose="When a doctor turns down the offer of a place: it is free again.",
        to="Programme directors",
        roles=(Role.PROGRAMME_DIRECTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.MAY_WAIT,
        subject="{doctor} has turned down a place",
        body=letter("{doctor} has turned down the place in {cohort}.", "The cohort: {link}"),
        own_gaps=(COHORT, DOCTOR, where("northfield/cohorts/")),
    )
)
OFFER_EXPIRED = declare(
    Kind(
        name="offer_expired",
        title="Offer expired",
        purpose="When an offer of a place was not answered in time.",
        to="The doctor",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="Your offer of a place has expired",
        body=letter(
            "Your offer of a place in {cohort} was not answered in time and has expired. Your application is on the"
            " reserve list.\n"
            "If you still want a place, ask your programme director: one may be offered to you again while it is"
            " free.",
        ),
        own_gaps=(COHORT,),
    )
)
OFFER_UNANSWERED = declare(
    Kind(
        name="offer_unanswered",
        title="An offer was not answered",
        purpose="When an offer of a place was not answered in time: the place is free again.",
        to="Programme directors",
        roles=(Role.PROGRAMME_DIRECTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.MAY_WAIT,
        subject="The offer to {doctor} has expired",
        body=letter(
            "{doctor} did not answer the offer of a place in {cohort}, and is on the reserve list. The place can be"
            " offered to them again, or to somebody else.",
            "The cohort: {link}",
        ),
        own_gaps=(COHORT, DOCTOR, where("northfield/cohorts/")),
    )
)
PLACE_OFFERED = declare(
    Kind(
        name="place_offered",
        title="Offer of a place",
        purpose="When the board decides to offer a place.",
        to="The doctor who applied",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="You have been offered a place",
        body=letter(
            "We are glad to offer you a place in {cohort}.\n"
            "The place is held for you until {until}. After that it may go to somebody else.",
            "Accept or turn down the place: {link}",
        ),
        own_gaps=(COHORT, UNTIL, where("northfield/offers/")),
    )
)
RESERVE_LIST = declare(
    Kind(
        name="reserve_list",
        title="On the reserve list",
        purpose="When the board decides to keep an application on the reserve list.",
        to="The doctor who applied",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="Your application is on the reserve list",
        body=letter(
            "Your application to {cohort} is on the reserve list.\n"
            "If a place becomes free we may offer it to you by e-mail. You need do nothing now.",
            "Your application: {link}",
        ),
        own_gaps=(COHORT, where("northfield/applications/")),
    )
)
APPLICATION_DECLINED = declare(
    Kind(
        name="application_declined",
        title="No place offered",
        purpose="When the board decides not to offer a place.",
        to="The doctor who applied",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="The outcome of your application",
        body=letter(
            "We are sorry that we cannot offer you a place in {cohort}.\n"
            "Your programme director can talk with you about the decision, and you may apply to a later cohort.",
            "Your application: {link}",
        ),
        own_gaps=(COHORT, where("northfield/applications/")),
    )
)
REVIEWS_ASSIGNED = declare(
    Kind(
        name="reviews_assigned",
        title="Applications to review",
        purpose="When applications are given to a reviewer. No applicant is named: a conflict is possible.",
        to="The reviewer",
        roles=(Role.REVIEWER,),
        group=NoticeGroup.REVIEWING,
        urgency=Urgency.MAY_WAIT,
        subject="Please review {applications}",
        body=letter(
            "You have been asked to review {applications} to {cohort}.\n"
            "Decisions are due on {decisions}, so please submit your reviews by the end of that day.",
            "You will be asked first whether you have a conflict of interest.\nYour reviews: {link}",
        ),
        own_gaps=(COHORT, APPLICATIONS, DECISIONS, where("northfield/reviews/")),
    )
)
REVIEWS_WANTED = declare(
    Kind(
        name="reviews_wanted",
        title="Reviews still to submit",
        purpose="When a programme director asks for reviews that are not in yet. No applicant is named.",
        to="The reviewer",
        roles=(Role.REVIEWER,),
        group=NoticeGroup.REVIEWING,
        urgency=Urgency.MAY_WAIT,
        subject="Reminder: {reviews} to submit",
        body=letter(
            "You still have {reviews} to submit for {cohort}.\n"
            "Decisions are due on {decisions}. If you cannot do it in time, tell your programme director.",
            "Your reviews: {link}",
        ),
        own_gaps=(COHORT, REVIEWS, DECISIONS, where("northfield/reviews/")),
    )
)
CONFLICT_DECLARED = declare(
    Kind(
        name="conflict_declared",
        title="A conflict of interest was declared",
        purpose="When a reviewer declares a conflict of interest. The reason stays on the page.",
        to="Programme directors without a conflict of their own",
        roles=(Role.PROGRAMME_DIRECTOR,),
        group=NoticeGroup.REVIEWING,
        urgency=Urgency.MAY_WAIT,
        subject="A reviewer has declared a conflict of interest",
        body=letter(
            "{reviewer} has declared a conflict of interest with the application of {doctor} to {cohort}. It is closed"
            " to them.",
            "You can ask somebody else to review it: {link}",
        ),
        own_gaps=(COHORT, REVIEWER, DOCTOR, where("northfield/applications/")),
    )
)

# Reminders

APPLICATION_CLOSING = declare(
    Kind(
        name="application_closing",
        title="Reminder: applications close",
        purpose="Before applications close, when a draft is not submitted.",
        to="The doctor who began it",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.OPTIONAL,
        subject="Applications close {left}",
        body=letter(
            "Your application to {cohort} is still a draft. Applications close {left}, at {until} (UK time).",
            "Finish and submit it: {link}",
        ),
        own_gaps=(COHORT, *REMINDER, where("northfield/applications/mine/")),
    )
)
OFFER_ENDING = declare(
    Kind(
        name="offer_ending",
        title="Reminder: an offer ends",
        purpose="Before the offer of a place expires unanswered.",
        to="The doctor who was offered a place",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.APPLYING,
        urgency=Urgency.AT_ONCE,
        subject="Your offer of a place ends {left}",
        body=letter(
            "The place offered to you in {cohort} is held until {until} (UK time): {left}.\n"
            "After that it may go to somebody else.",
            "Accept or turn down the place: {link}",
        ),
        own_gaps=(COHORT, *REMINDER, where("northfield/offers/")),
    )
)
REVIEWS_DUE = declare(
    Kind(
        name="reviews_due",
        title="Reminder: reviews are due",
        purpose="Before decisions are due, while reviews are not submitted. No applicant is named.",
        to="The reviewer",
        roles=(Role.REVIEWER,),
        group=NoticeGroup.REVIEWING,
        urgency=Urgency.OPTIONAL,
        subject="Please submit your reviews {left}",
        body=letter(
            "You still have {applications} to review for {cohort}. Decisions are due by {until}: {left}.",
            "If you cannot do it in time, tell your programme director.\nYour reviews: {link}",
        ),
        own_gaps=(COHORT, APPLICATIONS, *REMINDER, where("northfield/reviews/")),
    )
)
REVIEWS_LATE = declare(
    Kind(
        name="reviews_late",
        title="Reviews are late",
        purpose="One day and one week after decisions were due, while reviews are not submitted.",
        to="The reviewer",
        roles=(Role.REVIEWER,),
        group=NoticeGroup.REVIEWING,
        urgency=Urgency.MAY_WAIT,
        subject="Your reviews are late",
        body=letter(
            "You still have {applications} to review for {cohort}. They were due by {until} ({left}), and doctors are"
            " waiting.",
            "Please submit them, or tell your programme director that you cannot.\nYour reviews: {link}",
        ),
        own_gaps=(COHORT, APPLICATIONS, *REMINDER, where("northfield/reviews/")),
    )
)
