"""Two Trusts with a row of every kind in them and a word of each Trust's own in every text: what the matrix walks."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from assessments.models import (
    Assessment,
    DevelopmentGoal,
    Evidence,
    EvidenceFile,
    GoalCompetency,
    Rating,
    RatingEvidence,
    Reopening,
    Round,
)
from assessments.services.evidence import attach_file
from cohorts.models import (
    Application,
    ApplicationFile,
    Cohort,
    Criterion,
    Decision,
    Endorsement,
    Offer,
    Place,
    Review,
    Score,
    StagedDecision,
    WorkPlanEntry,
)
from cohorts.selectors.applications import Week
from demo.personas import all_personas
from frameworks.models import (
    Competency,
    CompetencyObjective,
    CompetencyValue,
    Descriptor,
    FrameworkVersion,
    RoleTarget,
    StrategicObjective,
    TrustValue,
)
from programmes.models import Module, Programme, Stage
from projects.models import ImprovementProject, Measure, Measurement, PDSACycle, Recalculation, TeamMember
from projects.models.project import ProjectCompetency
from projects.services.documents import add_document
from reports.models import Report
from reports.services.files import report_key
from tests.support.factories import (
    ApplicationFactory,
    CohortFactory,
    FrameworkFactory,
    FrameworkVersionFactory,
    MembershipFactory,
    PersonFactory,
    ProgrammeFactory,
    TrustFactory,
    UniversityFactory,
    UserFactory,
    version_tree,
)
from tests.support.files import Arrived, pdf, picture
from tests.support.planting import planting, tenant_models
from trusts.invitations import token_digest
from trusts.models import (
    CalendarFeed,
    Erasure,
    Hold,
    IdentityProvider,
    Invitation,
    LogoUpload,
    MailSettings,
    MessageTemplate,
    NoticePreference,
    Person,
    Reminder,
    RetentionPeriod,
    SharingAgreement,
    StoredFile,
    SupportAccess,
    SupportAgent,
    Trust,
    University,
    UniversityMembership,
    User,
)
from trusts.sealing import seal
from trusts.services.audit import record_event
from trusts.services.branding import change_branding, upload_logo
from trusts.services.calendars import make_feed
from trusts.services.messages import queue_message
from trusts.services.uploads import keep_upload
from trusts.states import DataClass, NoticeGroup, NoticeTiming, Role
from trusts.tenancy import trust_context

ROLES = {
    "own": [Role.DOCTOR],
    "peer": [Role.DOCTOR],
    "doctor": [Role.DOCTOR],
    "reviewer": [Role.REVIEWER],
    "conflicted": [Role.REVIEWER],
    "sponsor": [Role.MENTOR],
    "mentor": [Role.MENTOR],
    "manager": [Role.LINE_MANAGER],
    "director": [Role.PROGRAMME_DIRECTOR],
    "medical": [Role.MEDICAL_DIRECTOR],
    "hr": [Role.HR_OFFICER],
    "admin": [Role.TRUST_ADMINISTRATOR],
    "everything": list(Role),
}
# What a form must say to be more than refused: by the rule's name.
SUPPORT = "support@homegrown.example"
BODIES = {
    "reports:report_request": {"kind": "cohort"},
    "reports:report_request@university": {"kind": "university"},
    "reports:report_request@hr": {"kind": "hr_csv"},
    "reports:report_request@individual": {"kind": "individual"},
    "endorse:answer": {"answer": "supports", "time": "yes", "seen": Week((), Decimal(0), Decimal(1)).seen},
    "demo:persona_sign_in": {"email": all_personas()[0].email},
}


@dataclass
class Furnished:
    """One Trust: who is there, and the rows addresses name, as `applications` or `applications@draft`."""

    trust: Trust
    word: str  # stands in every text of the Trust's rows
    people: dict[str, Person]
    rows: dict[str, Any] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()


@dataclass
class House:
    """Both Trusts, the university of the first and of the second, and those who belong to neither Trust."""

    here: Furnished
    there: Furnished
    university: University
    users: dict[str, User]


def furnish_house(files: Path) -> House:
    """Build everything; report files go below `files`."""
    near, far = UniversityFactory(slug="lakeside"), UniversityFactory(slug="seaside")
    here = _furnish("northfield", "qznorth", near, files)
    there = _furnish("southmoor", "qzsouth", far, files)
    leaver = UserFactory(email="leaver@nowhere.example")
    MembershipFactory(trust=here.trust, user=leaver, role=Role.TRUST_ADMINISTRATOR, is_active=False)
    with trust_context(here.trust.pk):
        PersonFactory(user=leaver, full_name="Leaver")
        unarmed = _person(here, "unarmed", list(Role))
    users = {name: person.user for name, person in here.people.items()} | {
        "unarmed": unarmed.user,
        "outsider": there.people["everything"].user,
        "leaver": leaver,
        "support": _support(),
        "tutor": _tutor(near),
        "other_tutor": _tutor(far),
    }
    UserFactory(email=all_personas()[0].email)
    for name, user in users.items():
        if name != "unarmed":
            _second_factor(user)
    key = Authenticator.objects.create(
        user=users["peer"], type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )
    address = EmailAddress.objects.create(user=users["support"], email=SUPPORT)
    here.rows |= {
        "keys": key,
        "number": 1,
        "uidb36": "1",
        "key": EmailConfirmationHMAC(address).key,
        "kind": "application_received",
        "slug": "northfield",
        "role": "doctor",
        "provider_id": "trust-northfield",
        "secret": _calendar(here),
    }
    SupportAgent.objects.filter(user=users["support"]).update(opened_trust=here.trust)
    return House(here, there, near, users)


def _calendar(place: Furnished) -> str:
    with trust_context(place.trust.pk):
        return make_feed(by=place.people["own"])


def _support() -> User:
    """Somebody of our support; only where the owner made them an agent can they open anything."""
    return User.objects.filter(email=SUPPORT).first() or UserFactory(email=SUPPORT)


def _second_factor(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)


def _tutor(university: University) -> User:
    user = UserFactory(email=f"tutor@{university.slug}.example")
    UniversityMembership.objects.create(university=university, user=user, full_name="Tutor")
    return user


def _person(place: Furnished, name: str, roles: list[Role]) -> Person:
    """Somebody whose every detail carries the Trust's word."""
    person = PersonFactory(
        user=UserFactory(email=f"{name}@{place.word}.example"), full_name=f"{name.title()} {place.word}"
    )
    for role in roles:
        MembershipFactory(trust=place.trust, user=person.user, role=role)
    return person


def _furnish(slug: str, word: str, university: University, files: Path) -> Furnished:
    trust = TrustFactory(name=f"{slug.title()} NHS Trust", slug=slug)
    place = Furnished(trust, word, {})
    with trust_context(trust.pk), planting(word):
        place.people = {name: _person(place, name, roles) for name, roles in ROLES.items()}
        _sharing(place, university)
        _invitations(place)
        _frameworks(place)
        _programme(place, university)
        _applications(place)
        _assessments(place)
        _projects(place)
        _reports(place, university, files)
        _talk(place)
        _branding(place)
        _rights(place)
        place.ids = frozenset(str(pk) for model in tenant_models() for pk in model.objects.values_list("pk", flat=True))
    return place


# --- the rows, app by app ---


def _keep(place: Furnished, **rows: Any) -> None:
    place.rows |= {name.replace("__", "@").replace("_", "-"): row for name, row in rows.items()}


def _sharing(place: Furnished, university: University) -> None:
    today, signer = timezone.localdate(), place.people["admin"]
    agreement = SharingAgreement.objects.create(
        university=university,
        data_classes=list(DataClass),
        purpose="To run the award.",
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=365),
        signed_by=signer,
        signed_at=timezone.now(),
    )
    IdentityProvider.objects.create(
        trust=place.trust,
        kind="other",
        issuer="http://127.0.0.1:9",  # nothing answers there
        client_id="homegrown",
        sealed_secret=seal("qs-client-secret"),
        domains=[f"{place.word}.example"],
    )
    _keep(place, agreements=agreement, people=place.people["own"])


def _invitations(place: Furnished) -> None:
    """One for the pages of the Trust, and one whose link anybody may hold: it carries no word of the Trust's rows."""
    given = {"roles": [Role.DOCTOR], "expires_at": timezone.now() + timedelta(days=7)}
    sent = Invitation.objects.create(
        email="asked@nowhere.example", full_name="Ann", invited_by=place.people["admin"], **given
    )
    held, token = (
        Invitation.objects.create(email="holder@nowhere.example", full_name="Bo", **given),
        f"{place.trust.slug}.x",
    )
    plain = {"full_name": "Bo", "title": "", "email": "holder@nowhere.example", "token_hash": token_digest(token)}
    Invitation.objects.filter(pk=held.pk).update(**plain)
    _keep(place, invitations=sent)
    place.rows["token"] = token


def _frameworks(place: Furnished) -> None:
    value = TrustValue.objects.create(name="Care", statement="We care.", position=0)
    objective = StrategicObjective.objects.create(code="O1", name="Flow", statement="No waiting.", position=0)
    old = FrameworkFactory(name="The old standard")
    published = _version(place, value, objective)
    FrameworkVersion.objects.filter(pk=published.pk).update(state="published")
    draft = _version(place, value, objective)
    domain = draft.domains.first()
    spare = StrategicObjective.objects.create(code="O2", name="Safety", statement="No harm.", position=1)
    FrameworkVersionFactory(framework=old, number=1)
    _keep(
        place,
        frameworks=draft.framework,
        versions=draft,
        framework_versions=draft,
        versions__published=FrameworkVersion.objects.get(pk=published.pk),
        framework_versions__published=published,
        domains=domain,
        competencies=domain.competencies.first(),
        values=TrustValue.objects.create(name="Candour", statement="We tell.", position=1),
        objectives=spare,
    )


def _version(place: Furnished, value: TrustValue, objective: StrategicObjective) -> FrameworkVersion:
    version = version_tree()
    for row in Descriptor.objects.filter(version=version):  # written in bulk, so planted by hand
        Descriptor.objects.filter(pk=row.pk).update(text=f"{row.text} {place.word}.text")
    for competency in Competency.objects.filter(version=version):
        CompetencyValue.objects.create(version=version, competency=competency, value=value)
        CompetencyObjective.objects.create(version=version, competency=competency, objective=objective)
        RoleTarget.objects.create(version=version, competency=competency, post="Consultant", low=2, high=3)
    return version


def _programme(place: Furnished, university: University) -> None:
    programme = ProgrammeFactory(name="Leading here", university=university)
    version = place.rows["versions@published"]
    cohorts = {
        name: CohortFactory(name=f"{name} 2027", programme=programme, framework_version=version, state=state)
        for name, state in (("open", "open"), ("second", "open"), ("third", "open"), ("running", "running"))
    }
    for cohort in cohorts.values():
        Criterion.objects.create(
            cohort=cohort, name="Insight", guidance="Look.", anchors=["Little", "Some", "Much"], position=0
        )
    _keep(
        place,
        programmes=programme,
        stages=Stage.objects.create(programme=programme, name="Begin", position=0),
        modules=Module.objects.create(programme=programme, code="LM1", title="Leading", credits=20, position=0),
        cohorts=cohorts["open"],
        cohorts__second=cohorts["second"],
        cohorts__third=cohorts["third"],
        cohorts__running=cohorts["running"],
        benchmarks=cohorts["open"],
        benchmarks__running=cohorts["running"],
        successions=cohorts["open"],
        successions__running=cohorts["running"],
    )


def _application(place: Furnished, cohort: str, applicant: str, **fields: Any) -> Application:
    now = timezone.now()
    given: dict[str, Any] = {"state": "submitted", "submitted_at": now, "receipt": f"R{Application.objects.count():06}"}
    application = Application.objects.create(
        cohort=place.rows[cohort],
        applicant=place.people[applicant],
        commitment=f"qs-application of {applicant}",
        insight=f"qs-application of {applicant}",
        work_plan=f"qs-application of {applicant}",
        adjustments=f"qs-adjustments of {applicant}",
        **given | fields,
    )
    WorkPlanEntry.objects.create(
        application=application, day=1, session="am", activity="Clinic", programmed_activities="1.00", cover="A peer"
    )
    return application


def _applications(place: Furnished) -> None:
    submitted = _application(place, "cohorts", "own")
    draft = _application(place, "cohorts@second", "own", state="draft", submitted_at=None, receipt="")
    words = dict.fromkeys(("commitment", "insight", "work_plan", "adjustments"), "qs-draft")
    Application.objects.filter(pk=draft.pk).update(**{k: f"{v} {place.word}" for k, v in words.items()})
    offered = _application(place, "cohorts@third", "own", state="offered")
    accepted = _application(place, "cohorts@running", "own", state="accepted")
    of_peer = _application(place, "cohorts@running", "peer", state="accepted")
    for number, application in enumerate((accepted, of_peer), 1):
        Place.objects.create(
            cohort=application.cohort, person=application.applicant, application=application, number=number
        )
    Decision.objects.create(
        application=offered,
        outcome="offer",
        reason="qs-decision",
        decided_by=place.people["director"],
        decided_at=timezone.now(),
    )
    StagedDecision.objects.create(
        application=submitted,
        outcome="decline",
        reason="qs-staged",
        staged_by=place.people["director"],
        staged_at=timezone.now(),
    )
    _keep(
        place,
        applications=submitted,
        applications__draft=Application.objects.get(pk=draft.pk),
        application_files=_file(place, _attach, application=submitted),
        application_files__draft=_file(place, _attach, application=draft),
        places=Place.objects.get(person=place.people["peer"]),
        offers=Offer.objects.create(application=offered, expires_at=timezone.now() + timedelta(days=7)),
        **_reviews(place, submitted, offered),
    )
    _endorsements(place, submitted)


def _endorsements(place: Furnished, submitted: Application) -> None:
    """One that was answered, and one whose link anybody may hold: it carries no word of the Trust's rows."""
    now = timezone.now()
    asked = {"role": "line_manager", "asked_at": now, "answer_by": now + timedelta(days=7)}
    given = {"state": "given", "answered_at": now, "supports": False, "is_time_agreed": True, "time_found": 1}
    Endorsement.objects.create(
        application=submitted, name="Ann", email="ann@nowhere.example", words="qs-endorsement", **asked, **given
    )
    cohort = CohortFactory(framework_version=place.rows["versions@published"])
    application = ApplicationFactory(cohort=cohort, applicant=PersonFactory())
    Cohort.objects.filter(pk=cohort.pk).update(name="Plain")
    Programme.objects.filter(pk=cohort.programme_id).update(name="Plain")
    Person.objects.filter(pk=application.applicant_id).update(title="", full_name="Plain")
    link = f"{place.trust.slug}.endorse"
    held = Endorsement.objects.create(application=application, name="Bo", email="bo@nowhere.example", **asked)
    Endorsement.objects.filter(pk=held.pk).update(name="Bo", token_hashes=[token_digest(link)])
    _keep(place, endorsements=held)
    place.rows["link"] = link


def _reviews(place: Furnished, submitted: Application, offered: Application) -> dict[str, Review]:
    now, criterion = timezone.now(), submitted.cohort.criteria.get()
    given = Review.objects.create(
        application=submitted, reviewer=place.people["reviewer"], state="draft", no_conflict_at=now, comment="qs-review"
    )
    closed = Review.objects.create(
        application=submitted, reviewer=place.people["conflicted"], state="conflicted", conflict_reason="qs-conflict"
    )
    asked = Review.objects.create(application=offered, reviewer=place.people["reviewer"])
    Score.objects.create(review=given, criterion=criterion, value=4, reason="qs-review")
    return {"reviews": given, "reviews__conflicted": closed, "reviews__unanswered": asked}


def _assessments(place: Furnished) -> None:
    today, running = timezone.localdate(), place.rows["cohorts@running"]
    rounds = {
        kind: Round.objects.create(
            cohort=running,
            kind=kind,
            state="open",
            opens_on=today - timedelta(days=9),
            closes_on=today + timedelta(days=9),
        )
        for kind in ("baseline", "midpoint", "end")
    }
    made = {kind: _assessment(place, round_) for kind, round_ in rounds.items()}
    levels, now = [2, 2, 2, 2], timezone.now()
    Assessment.objects.filter(pk=made["midpoint"].pk).update(state="submitted", levels=levels, submitted_at=now)
    Assessment.objects.filter(pk=made["baseline"].pk).update(state="submitted", levels=levels, submitted_at=now)
    Assessment.objects.filter(pk=made["baseline"].pk).update(state="released", released_at=now)
    Reopening.objects.create(assessment=made["midpoint"], asked_why="qs-reopening")
    goal = DevelopmentGoal.objects.create(person=place.people["own"], text="qs-goal", due_on=today + timedelta(days=60))
    first = running.framework_version.competencies.first()
    GoalCompetency.objects.create(goal=goal, competency=first)
    _keep(
        place,
        rounds=rounds["end"],
        assessments=made["end"],
        assessments__submitted=made["midpoint"],
        assessments__released=made["baseline"],
        evidence=Evidence.objects.filter(owner=place.people["own"]).last(),
        evidence_files=EvidenceFile.objects.last(),
        competency=first,
        goals=goal,
    )


def _assessment(place: Furnished, round_: Round) -> Assessment:
    """A draft of the doctor's with a reason and a piece of evidence at every competency."""
    person, version = place.people["own"], round_.cohort.framework_version
    assessment = Assessment.objects.create(round=round_, version=version, subject=person, rater=person)
    evidence = Evidence.objects.create(
        owner=person,
        title="qs-evidence",
        description="qs-evidence",
        link=f"https://example.org/qs-evidence/{place.word}",
    )
    _keep(place, stored_files=_file(place, attach_file, evidence=evidence).file)
    for competency in version.competencies.all():
        rating = Rating.objects.create(assessment=assessment, competency=competency, level=2, reason="qs-rating")
        RatingEvidence.objects.create(rating=rating, evidence=evidence)
    return assessment


def _file(place: Furnished, attach: Any, **row: Any) -> Any:
    """A file hanging on a row, found free of viruses."""
    upload = Arrived(f"qs-{attach.__module__} {place.word}.pdf", pdf())
    link = attach(upload=upload, by=place.people["own"], **row)
    StoredFile.objects.filter(pk=link.file_id).update(state="available")
    link.file.refresh_from_db()
    return link


def _attach(*, application: Application, upload: Any, by: Person) -> ApplicationFile:
    return ApplicationFile.objects.create(application=application, kind="cv", file=keep_upload(upload=upload, by=by))


def _projects(place: Furnished) -> None:
    project = ImprovementProject.objects.create(
        cohort=place.rows["cohorts@running"],
        lead=place.people["own"],
        sponsor=place.people["sponsor"],
        objective=place.rows["objectives"],
        title="Letters on time",
    )
    ProjectCompetency.objects.create(project=project, competency=place.rows["competency"])
    measure = Measure.objects.create(project=project, name="Letters sent", direction="increase", unit="a week")
    values = [
        Measurement.objects.create(measure=measure, measured_on=date(2026, 1, 5) + timedelta(weeks=n), value=10 + n)
        for n in range(3)
    ]
    _keep(
        place,
        projects=project,
        project_documents=_file(place, add_document, project=project, kind="poster"),
        team_members=TeamMember.objects.create(project=project, name="Ann", profession="Nurse"),
        measures=measure,
        measurements=values[0],
        recalculations=Recalculation.objects.create(
            measure=measure, starts_on=values[1].measured_on, reason="New process", by=place.people["own"]
        ),
        cycles=PDSACycle.objects.create(project=project, number=1, question="Does it help?", prediction="It helps."),
    )


def _reports(place: Furnished, university: University, files: Path) -> None:
    kinds = {"reports": "cohort", "reports@hr": "hr_csv", "reports@university": "university"}
    for name, kind in (kinds | {"data-copies": "data_copy", "reports@individual": "individual"}).items():
        is_own = kind in ("data_copy", "individual")
        by = place.people["own" if is_own else {"hr_csv": "hr"}.get(kind, "director")]
        of = {"about": by, "expires_at": timezone.now() + timedelta(days=1)} if is_own else {}
        cohort = None if kind == "data_copy" else place.rows["cohorts@running"]
        report = Report.objects.create(kind=kind, cohort=cohort, requested_by=by, idem_key=kind, **of)
        content = f"A report of {place.word}".encode()
        key = report_key(report.pk, "token", {"hr_csv": "csv", "data_copy": "zip"}.get(kind, "pdf"))
        (files / key).parent.mkdir(parents=True)
        (files / key).write_bytes(content)
        made: dict[str, Any] = {"state": "ready", "file_key": key, "sha256": hashlib.sha256(content).hexdigest()}
        if kind == "university":
            made |= {"university": university, "data_classes": [DataClass.REPORTS]}
        Report.objects.filter(pk=report.pk).update(finished_at=timezone.now(), data_as_at=timezone.now(), **made)
        place.rows[name] = Report.objects.get(pk=report.pk)


def _rights(place: Furnished) -> None:
    """About somebody who has no other part in the matrix."""
    about, admin = place.people["doctor"], place.people["admin"]
    place.rows["holds"] = Hold.objects.create(person=place.people["peer"], reason="qs-hold", put_by=admin)
    RetentionPeriod.objects.create(record="message", months=6)
    place.rows["erasures"] = Erasure.objects.create(person=about, reason="qs-erasure", asked_by=admin)


def _branding(place: Furnished) -> None:
    """A logo, and another that may take its place."""
    by = place.people["admin"]
    upload = _logo(by)
    change_branding(accent_colour="#7a1f5c", logo_text=f"Logo {place.word}", upload=upload.pk, opened_on=0, by=by)
    place.rows |= {"uploads": _logo(by), "edition": 1}


def _logo(by: Person) -> LogoUpload:
    upload = upload_logo(upload=Arrived("logo.png", picture()), by=by)
    StoredFile.objects.filter(pk=upload.file_id).update(state="available")
    return upload


def _talk(place: Furnished) -> None:
    agent, ends_at = _support(), timezone.now() + timedelta(minutes=60)
    SupportAccess.objects.create(agent=agent, reason="Slow", reference="HG-1", ends_at=ends_at)
    admin, own = place.people["admin"], place.people["own"]
    words = {"subject": "About {cohort}", "body": "Dear {name}"}
    MessageTemplate.objects.create(kind="application_received", number=1, written_by=admin, **words)
    MailSettings.objects.create(signature="With kind regards")
    Reminder.objects.create(person=own, kind="round_closing", key="x", due_on=timezone.localdate(), days=7)
    CalendarFeed.objects.create(person=own, token_hash=hashlib.sha256(place.word.encode()).hexdigest())
    NoticePreference.objects.create(person=own, group=NoticeGroup.values[0], timing=NoticeTiming.values[0])
    place.rows["messages"] = queue_message(to=place.people["own"], subject="qs-message", body="qs-message")
    record_event(action="person.seen", subject=place.people["own"], by=place.people["admin"])
