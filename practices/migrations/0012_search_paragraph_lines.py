import json

from django.db import migrations, models

# A line of results shows one paragraph: lines are taken apart faster than JSON. And PostgreSQL keeps them and the terms
# of the text uncompressed, since unpacking them is most of what reading an entry costs.
KEPT_PLAIN = ("paragraphs", "terms_body")


def lines(stored):
    return "\n".join("\t".join(" ".join(str(part).split()) for part in paragraph) for paragraph in json.loads(stored))


def to_lines(apps, schema_editor):
    entry = apps.get_model("practices", "SearchEntry")
    if schema_editor.connection.vendor == "postgresql":
        for column in KEPT_PLAIN:
            schema_editor.execute(f"ALTER TABLE {entry._meta.db_table} ALTER COLUMN {column} SET STORAGE EXTERNAL")
    for pk, stored, terms in entry.objects.values_list("pk", "paragraphs", "terms_body").iterator(1000):
        entry.objects.filter(pk=pk).update(paragraphs=lines(stored), terms_body=terms)


def to_json(apps, schema_editor):
    entry = apps.get_model("practices", "SearchEntry")
    for pk, stored in entry.objects.values_list("pk", "paragraphs").iterator(1000):
        rows = [line.split("\t") for line in stored.split("\n") if line]
        paragraphs = [[int(number), *words] for number, *words in rows]
        entry.objects.filter(pk=pk).update(paragraphs=json.dumps(paragraphs))


class Migration(migrations.Migration):
    dependencies = [("practices", "0011_search_parts")]

    operations = [
        migrations.AlterField("searchentry", "paragraphs", models.TextField(default="")),
        migrations.RunPython(to_lines, to_json),
    ]
