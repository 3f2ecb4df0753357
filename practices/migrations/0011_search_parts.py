from django.db import migrations

# What search asks for by itself on PostgreSQL: titles, and all but the text. See practices/search/backends/postgres.py.
PARTS = {"title": "{a}", "head": "{a,b,c}"}


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, letters in PARTS.items():
            schema_editor.execute(
                f"CREATE INDEX search_practice_{name}_gin ON search_practice_vector "
                f"USING gin (ts_filter(vector, '{letters}')) WITH (fastupdate = off)"
            )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in PARTS:
            schema_editor.execute(f"DROP INDEX search_practice_{name}_gin")


class Migration(migrations.Migration):
    dependencies = [("practices", "0010_guest_affiliation")]

    operations = [migrations.RunPython(create, drop)]
