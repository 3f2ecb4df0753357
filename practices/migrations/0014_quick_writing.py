from django.db import migrations

# PostgreSQL, for writing much. An index of words takes many new rows at once several times as fast as one by one: they
# wait in a list, which search_settle() works off at the end of each write, so that no search reads it. The function
# acts for the owner of the indexes, whoever writes. The list holds what a batch of a rebuild needs. And long texts are
# kept uncompressed, since packing them is most of what storing them costs.
INDEXES = ("search_practice_vector_gin", "search_practice_title_gin", "search_practice_head_gin", "search_other_vector_gin")
HELD = 16 * 1024  # kB
KEPT_PLAIN = {
    "search_practice_vector": ("vector",),
    "practices_practicetext": ("body",),
    "practices_revision": ("content", "html", "outline"),
}
SETTLE = f"""
CREATE FUNCTION search_settle() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  {" ".join(f"SELECT gin_clean_pending_list('{name}');" for name in INDEXES)}
$$
"""


def wait(schema_editor, change):
    for name in INDEXES:
        schema_editor.execute(f"ALTER INDEX {name} {change}")


def keep(schema_editor, storage):
    for table, columns in KEPT_PLAIN.items():
        for column in columns:
            schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE {storage}")


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(SETTLE)
        wait(schema_editor, f"SET (fastupdate = on, gin_pending_list_limit = {HELD})")
        keep(schema_editor, "EXTERNAL")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        keep(schema_editor, "EXTENDED")
        schema_editor.execute("SELECT search_settle()")
        wait(schema_editor, "RESET (gin_pending_list_limit)")
        wait(schema_editor, "SET (fastupdate = off)")
        schema_editor.execute("DROP FUNCTION search_settle()")


class Migration(migrations.Migration):
    dependencies = [("practices", "0013_pervasive_concepts")]

    operations = [migrations.RunPython(forwards, backwards)]
