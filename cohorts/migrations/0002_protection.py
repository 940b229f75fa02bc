"""The guard of this app's tenant tables, seats within the cohort's places, and what a university sees."""

from django.db import migrations

from trusts.protection import ProtectTables, ShareWithUniversity

# Never more places than the cohort has: seats are numbered from 1 (unique among those not withdrawn), and no number
# exceeds the cohort's places. Nor may places shrink below a seat that is taken.
SEATS = """
create function cohorts_refuse_seat_beyond_places() returns trigger language plpgsql as $$
begin
    if new.number > (select places from cohorts_cohort where id = new.cohort_id) then
        raise exception 'The cohort has no such place' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger seat_within_places before insert or update of number, cohort_id on cohorts_place
    for each row execute function cohorts_refuse_seat_beyond_places();

create function cohorts_refuse_fewer_places() returns trigger language plpgsql as $$
begin
    if exists (
        select from cohorts_place where cohort_id = new.id and state <> 'withdrawn' and number > new.places
    ) then
        raise exception 'Seats beyond that number are taken' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger places_cover_seats before update of places on cohorts_cohort
    for each row execute function cohorts_refuse_fewer_places();
"""

PARTICIPANTS = """
    cohort_id in (select id from cohorts_cohort)
    and trust_id in (select trust_id from trusts_sharingagreement where 'participants' = any(data_classes))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0001_initial"),
        ("frameworks", "0002_protection"),
        ("programmes", "0002_protection"),
        ("trusts", "0002_protection"),
    ]

    operations = [
        ProtectTables(),
        migrations.RunSQL(SEATS, migrations.RunSQL.noop),
        ShareWithUniversity(
            "Cohort",
            ("programme_id", "name", "state", "places", "starts_on", "ends_on"),
            "programme_id in (select id from programmes_programme)",
        ),
        ShareWithUniversity("Place", ("cohort_id", "person_id", "number", "state"), PARTICIPANTS),
    ]
