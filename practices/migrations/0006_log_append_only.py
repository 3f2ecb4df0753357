"""The database itself refuses to change or remove a line of the log.

Two changes pass: words replaced by "[redacted]", and a person who has left (their key emptied, their name replaced).
SQLite forgets triggers when Django rebuilds a table: a later migration of this table has to run this one's SQL again,
and tests/models/test_log.py fails until it does.
"""

from django.db import migrations

REFUSED = "the log is append-only"
SQLITE = [
    f"""
    CREATE TRIGGER practices_log_no_delete BEFORE DELETE ON practices_logentry
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER practices_log_no_update BEFORE UPDATE ON practices_logentry
    WHEN NOT (
        NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.action IS OLD.action
        AND NEW.object_kind IS OLD.object_kind AND NEW.object_key IS OLD.object_key
        AND (NEW.actor_id IS OLD.actor_id OR NEW.actor_id IS NULL)
        AND (NEW.actor_name IS OLD.actor_name OR NEW.actor_name IS 'Former member')
        AND (NEW.note IS OLD.note OR NEW.note IS '[redacted]')
        AND (NEW."before" IS OLD."before" OR NEW."before" IS '"[redacted]"')
        AND (NEW."after" IS OLD."after" OR NEW."after" IS '"[redacted]"')
    )
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
]
SQLITE_BACK = ["DROP TRIGGER IF EXISTS practices_log_no_delete", "DROP TRIGGER IF EXISTS practices_log_no_update"]
POSTGRESQL = [
    f"""
    CREATE FUNCTION practices_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.action = OLD.action
                AND NEW.object_kind = OLD.object_kind AND NEW.object_key = OLD.object_key
                AND (NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id OR NEW.actor_id IS NULL)
                AND (NEW.actor_name = OLD.actor_name OR NEW.actor_name = 'Former member')
                AND (NEW.note = OLD.note OR NEW.note = '[redacted]')
                AND (NEW.before IS NOT DISTINCT FROM OLD.before OR NEW.before = '"[redacted]"'::jsonb)
                AND (NEW.after IS NOT DISTINCT FROM OLD.after OR NEW.after = '"[redacted]"'::jsonb)
            THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER practices_log_no_change BEFORE UPDATE OR DELETE ON practices_logentry
    FOR EACH ROW EXECUTE FUNCTION practices_log_append_only()
    """,
    """
    CREATE TRIGGER practices_log_no_truncate BEFORE TRUNCATE ON practices_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION practices_log_append_only()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER IF EXISTS practices_log_no_change ON practices_logentry",
    "DROP TRIGGER IF EXISTS practices_log_no_truncate ON practices_logentry",
    "DROP FUNCTION IF EXISTS practices_log_append_only()",
]


def _run(editor, sqlite, postgresql):
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[editor.connection.vendor]:
        editor.execute(statement, params=None)


def protect(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def open_up(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("practices", "0005_proposals")]
    operations = [migrations.RunPython(protect, open_up)]
