"""Files of evidence. What a submitted assessment rests on stays as it is, its files too."""

import django.db.models.deletion
import django.db.models.functions.uuid
from django.db import migrations, models

from trusts.protection import ProtectTables

FILES = """
create function assessments_refuse_evidence_file_change() returns trigger language plpgsql as $$
declare
    held uuid := case when tg_op = 'INSERT' then new.evidence_id else old.evidence_id end;
begin
    if exists (
        select from assessments_ratingevidence l
            join assessments_rating g on g.id = l.rating_id
            join assessments_assessment a on a.id = g.assessment_id
            where l.evidence_id = held and a.state <> 'draft') then
        raise exception 'The files of evidence of a submitted assessment never change' using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger evidence_files_stay before insert or update or delete on assessments_evidencefile
    for each row execute function assessments_refuse_evidence_file_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_snapshots_stay"),
        ("trusts", "0008_stored_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.db.models.functions.uuid.UUID7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="assessments.evidence"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.storedfile"
                    ),
                ),
                (
                    "trust",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.trust"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("trust", "file"), name="evidence_file_once")],
            },
        ),
        ProtectTables(),
        migrations.RunSQL(
            FILES,
            "drop trigger evidence_files_stay on assessments_evidencefile;"
            " drop function assessments_refuse_evidence_file_change();",
        ),
    ]
