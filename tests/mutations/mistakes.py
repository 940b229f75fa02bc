"""Mistakes somebody could make, each with the tests that must notice it. `bin/mutations` plants one after another."""

from dataclasses import dataclass

ACCESS = "tests/architecture/test_access.py"
BEHIND = "tests/architecture/test_behind_pages.py"
GRANTS = "tests/architecture/test_grants.py"
TENANCY = "tests/architecture/test_tenancy.py"


@dataclass(frozen=True)
class Mistake:
    """One mistake: `right` in a file becomes `wrong`, or SQL runs after the migrations; and who must notice."""

    name: str
    noticed_by: tuple[str, ...]
    file: str = ""
    right: str = ""
    wrong: str = ""
    sql: str = ""


MISTAKES = (
    # The database's lock.
    Mistake(
        "policy forgotten on one table",
        (f"{TENANCY}::test_the_database_guards_every_tenant_table[Application]",),
        sql="drop policy trust_rw on cohorts_application; alter table cohorts_application no force row level security",
    ),
    Mistake(
        "policy that lets every Trust in",
        (f"{TENANCY}::test_in_context_raw_sql_sees_its_own_rows_only",),
        sql="alter policy trust_rw on cohorts_cohort using (true)",
    ),
    Mistake(
        "plain foreign key between two tables of a Trust",
        (
            f"{TENANCY}::test_every_key_between_tenant_tables_has_its_composite_form[Application]",
            f"{TENANCY}::test_a_row_cannot_point_into_another_trust",
        ),
        sql="alter table cohorts_application drop constraint cohorts_application_cohort_id_same_trust",
    ),
    Mistake(
        "the owner's connection used for pages",
        (f"{TENANCY}::test_the_suite_runs_as_web_which_owns_nothing",),
        "config/settings/base.py",
        '"USER": "web",\n        "PASSWORD": env.text("WEB_PASSWORD", ""),',
        '"USER": "migrator",\n        "PASSWORD": env.text("MIGRATOR_PASSWORD", ""),',
    ),
    Mistake(
        "grant to universities widened by a column",
        (f"{GRANTS}::test_a_university_reads_the_columns_written_here_and_no_other",),
        sql="grant select (gmc_number) on trusts_person to university_r",
    ),
    Mistake(
        "audit trigger dropped",
        (f"{GRANTS}::test_rows_that_are_only_added_are_kept_by_a_trigger_even_from_their_owner",),
        sql="drop trigger append_only on trusts_event",
    ),
    Mistake(
        "agreement's last day ignored",
        ("tests/reports/test_portal.py::test_the_door_is_open_from_the_first_day_to_the_last",),
        sql="alter policy university_ro on trusts_sharingagreement using (withdrawn_at is null and university_id ="
        " (select nullif(current_setting('app.university_id', true), '')::bigint))",
    ),
    Mistake(
        "tutors named by an agreement ignored",
        ("tests/trusts/test_agreements.py::test_whom_an_agreement_does_not_name_sees_nothing",),
        sql="alter policy university_ro on trusts_sharingagreement using (withdrawn_at is null and university_id ="
        " (select nullif(current_setting('app.university_id', true), '')::bigint)"
        " and (now() at time zone 'Europe/London')::date between starts_on and ends_on)",
    ),
    Mistake(
        "tutors of every university shown to every Trust",
        ("tests/trusts/test_agreements.py::test_a_trust_knows_the_tutors_of_universities_it_agreed_with_alone",),
        sql="alter policy trust_reads on trusts_universitymembership using (true)",
    ),
    Mistake(
        "a Trust that may rename another",
        ("tests/trusts/test_corrections.py::test_no_trust_renames_another_or_changes_more_than_its_name",),
        sql="alter policy trust_renames on trusts_trust using (true) with check (true)",
    ),
    # The manager's lock.
    Mistake(
        "manager's filter forgotten",
        (f"{TENANCY}::test_every_manager_filters_by_trust_itself",),
        "trusts/models/base.py",
        "return rows.filter(trust_id=context.trust_id) if context.trust_id else rows",
        "return rows",
    ),
    Mistake(
        "base manager left unscoped",
        (f"{TENANCY}::test_without_a_context_the_manager_raises",),
        "trusts/models/base.py",
        'base_manager_name = "objects"',
        "",
    ),
    # The door of a page.
    Mistake(
        "address that says nothing of who may",
        (f"{ACCESS}::test_every_address_says_who_may",),
        "trusts/urls.py",
        '    path("help/", ',
        '    path("helping/", PublicPage.as_view(), name="helping"),\n    path("help/", ',
    ),
    Mistake(
        "membership not asked for",
        (f"{ACCESS}::test_who_may[cohorts:cohort_list GET]",),
        "trusts/access.py",
        "Membership.objects.filter(user_id=user.pk, ",
        "Membership.objects.filter(",
    ),
    Mistake(
        "permission of a page not asked for",
        (f"{ACCESS}::test_who_may[cohorts:cohort_edit GET,POST]",),
        "trusts/access.py",
        "if not self.request.user.has_perm(self.permission, self.get_permission_object()):",
        "if not self.get_permission_object():",
    ),
    Mistake(
        "permission of an endpoint's row not asked for",
        (f"{ACCESS}::test_who_may[api:cohorts-application-detail GET]",),
        "trusts/access.py",
        "return request.user.has_perm(view.permissions[view.action], obj)",
        "return True",
    ),
    Mistake(
        "permission given to everybody of the Trust",
        (f"{ACCESS}::test_who_may[cohorts:cohort_edit GET,POST]",),
        "cohorts/permissions.py",
        "rules.add_perm(CHANGE_COHORT, is_programme_director)",
        "rules.add_perm(CHANGE_COHORT, is_member)",
    ),
    Mistake(
        "draft application shown to its readers",
        (f"{ACCESS}::test_who_may[cohorts:application_detail@draft GET]",),
        "cohorts/permissions.py",
        "may_read = is_handed_in & (may_direct_reading",
        "may_read = (may_direct_reading",
    ),
    Mistake(
        "declared conflict ignored",
        (f"{ACCESS}::test_who_may[cohorts:review_detail@conflicted GET]",),
        "cohorts/permissions.py",
        "may_review = is_reviewer & is_own_review & is_under_review & is_free_of_conflict",
        "may_review = is_reviewer & is_own_review & is_under_review",
    ),
    Mistake(
        "rival left to review",
        ("tests/cohorts/test_review_pages.py::test_whoever_applies_no_longer_reviews_a_rival",),
        "cohorts/permissions.py",
        "is_under_review & is_free_of_conflict & ~is_rival",
        "is_under_review & is_free_of_conflict",
    ),
    Mistake(
        "endorsement told to the doctor it is about",
        (f"{ACCESS}::test_who_may[api:cohorts-endorsement-answer GET]",),
        "cohorts/permissions.py",
        "rules.add_perm(VIEW_ENDORSEMENT, reads_its_endorsement)",
        "rules.add_perm(VIEW_ENDORSEMENT, is_applicant | reads_its_endorsement)",
    ),
    Mistake(
        "link of an endorsement open after its day",
        ("tests/cohorts/test_endorsements.py::test_a_closed_link_and_a_wrong_one_get_the_same_page[out of time]",),
        "cohorts/models/endorsement.py",
        "answer_by__gte=now, ",
        "",
    ),
    Mistake(
        "list that shows everybody's applications",
        (f"{ACCESS}::test_who_may[api:cohorts-application-list GET,POST]",),
        "cohorts/api/applications.py",
        'if self.action == "list" else rows',
        'if self.action == "lists" else rows',
    ),
    Mistake(
        "second factor's guard removed",
        (f"{ACCESS}::test_who_may[cohorts:cohort_list GET]",),
        "config/settings/base.py",
        '    "trusts.sessions.SecondFactorMiddleware",\n',
        "",
    ),
    Mistake(
        "forms taken without their token",
        (f"{ACCESS}::test_nothing_is_done_without_the_token_of_its_page[cohorts:cohort_open POST]",),
        "config/settings/base.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
    ),
    # Behind the pages.
    Mistake(
        "file's key without its Trust",
        (f"{BEHIND}::test_every_key_of_a_file_begins_with_its_trust",),
        "trusts/tenancy.py",
        'return "/".join([f"trust-{current().trust_id}", *(str(part) for part in parts)])',
        'return "/".join(str(part) for part in parts)',
    ),
    Mistake(
        "task that need not be told its Trust",
        (f"{BEHIND}::test_a_task_takes_the_trust_first_and_keys_only[trusts.tasks.scan_file]",),
        "trusts/tasks.py",
        "def scan_file(trust_id: int, file_id: str)",
        "def scan_file(file_id: str, trust_id: int = 1)",
    ),
    Mistake(
        "cache key shared by all Trusts",
        (f"{BEHIND}::test_one_name_in_the_cache_is_another_key_in_every_context",),
        "trusts/tenancy.py",
        "{context.role}:{context.trust_id or '-'}:{context.university_id or '-'}:{key}",
        "{key}",
    ),
    Mistake(
        "an individual report opens to everybody of the Trust",
        ("tests/reports/test_individual.py::test_nobody_else_sees_it_opens_it_or_tries_again[director]",),
        "reports/permissions.py",
        'is_own = is_individual & is_person("about")',
        "is_own = is_individual",
    ),
    Mistake(
        "what is staged shown to a director with a conflict",
        (
            "tests/architecture/test_anonymity.py::test_a_director_reads_what_is_staged_and_one_with_a_conflict_does_not",
        ),
        "cohorts/services/releasing.py",
        "undecided = handed_in.exclude(closed).filter(",
        "undecided = handed_in.filter(",
    ),
    Mistake(
        "released although it changed since it was shown",
        ("tests/cohorts/test_staging_services.py::test_what_changed_since_it_was_shown_is_not_released[reason]",),
        "cohorts/services/releasing.py",
        "if release.seen != seen:",
        "if False:",
    ),
    Mistake(
        "a Trust's logo kept by caches between it and its members",
        ("tests/trusts/test_branding.py::test_a_logo_is_looked_at_chosen_and_seen_by_members_alone",),
        "trusts/views/branding.py",
        'f"private, max-age',
        'f"public, max-age',
    ),
    Mistake(
        "who took an assessment back forgotten in the group's numbers",
        ("tests/assessments/test_selectors.py::test_who_took_theirs_back_is_remembered_by_those_who_read_it",),
        "assessments/selectors/groups.py",
        "elif beside_named and released:",
        "elif False:",
    ),
    Mistake(
        "a competency that counts only the named not taken for hidden",
        (
            "tests/assessments/test_statistics.py"
            "::test_a_competency_that_counts_only_the_named_is_hidden_to_who_subtracts_them",
        ),
        "assessments/statistics.py",
        "left_out = {at: given[at] - counted[at] for at in domain}",
        "left_out = {at: frozenset[P]() if counted[at] else given[at] for at in domain}",
    ),
    Mistake(
        "an old report given out beside names it did not reckon with",
        ("tests/reports/test_jobs.py::test_a_report_that_would_now_give_somebody_away_is_not_given_out[named kept]",),
        "reports/services/downloads.py",
        "if report.kind in (ReportKind.COHORT, ReportKind.UNIVERSITY):",
        "if False:",
    ),
    Mistake(
        "an assessment submitted while its round closes",
        ("tests/assessments/test_races.py::test_nothing_is_submitted_or_reopened_while_the_round_closes",),
        "assessments/services/assessments.py",
        "round = Round.objects.select_for_update(no_key=True).get(pk=assessment.round_id)",
        "round = Round.objects.get(pk=assessment.round_id)",
    ),
    Mistake(
        "what people wrote of their values told to the university",
        ("tests/reports/test_pdf.py::test_a_project_names_nobody_unless_participants_are_named",),
        "reports/documents/parts.py",
        "value_table(project.title, chart, noted=full)",
        "value_table(project.title, chart)",
    ),
    Mistake(
        "readings of one person that another's lines hide",
        ("tests/reports/test_readings.py::test_another_reading_is_another_line[reader]",),
        "assessments/services/readings.py",
        "        user_id=by.user_id,\n",
        "",
    ),
    Mistake(
        "readings of an assessment that its doctor's other ones hide",
        ("tests/reports/test_readings.py::test_another_assessment_of_the_same_doctor_is_another_line",),
        "assessments/services/readings.py",
        "if str(pk) not in told or",
        "if not told or",
    ),
)
