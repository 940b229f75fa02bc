"""Grants of the global tables, and the guard of the tenant tables of this app."""

from django.db import migrations

from trusts.protection import ProtectTables, ShareWithUniversity

# Tables that belong to no Trust: signing in, sessions, tokens, and which Trusts there are.
GLOBAL_TABLES = (
    "trusts_user, trusts_membership, trusts_universitymembership, account_emailaddress, account_emailconfirmation,"
    " mfa_authenticator, usersessions_usersession, knox_authtoken, django_session"
)

IN_FORCE = """
    university_id = (select nullif(current_setting('app.university_id', true), '')::bigint)
    and withdrawn_at is null
    and (now() at time zone 'Europe/London')::date between starts_on and ends_on
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trusts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("knox", "0009_extend_authtoken_field"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            f"""
            grant select, insert, update, delete on {GLOBAL_TABLES} to web;
            grant select, insert, update on trusts_trust, trusts_university to web;
            grant select on django_content_type, django_migrations to web;
            grant usage on all sequences in schema public to web;
            grant select on trusts_trust, trusts_university, trusts_user, trusts_membership to trust_r;
            grant insert, update on trusts_user, trusts_membership to trust_r;
            grant usage on sequence trusts_user_id_seq, trusts_membership_id_seq to trust_r;
            grant select on trusts_trust, trusts_university to university_r;
            """,
            migrations.RunSQL.noop,
        ),
        ProtectTables(append_only=("Event",)),
        ShareWithUniversity(
            "SharingAgreement",
            ("university_id", "data_classes", "purpose", "starts_on", "ends_on", "withdrawn_at"),
            IN_FORCE,
        ),
    ]
