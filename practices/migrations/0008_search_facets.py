from collections import defaultdict

import django.db.models.deletion
from django.db import migrations, models


def pack(apps, schema_editor):
    """One row for each entry, from the many there were."""
    lines = defaultdict(list)
    for entry, *parts in apps.get_model("practices", "SearchFacet").objects.values_list(
        "entry_id", "facet", "value", "label"
    ):
        lines[entry].append("\n" + "\t".join(parts))
    facets = apps.get_model("practices", "SearchFacets")
    facets.objects.bulk_create(
        (facets(entry_id=entry, lines="".join(some)) for entry, some in lines.items()), batch_size=1_000
    )


class Migration(migrations.Migration):
    dependencies = [("practices", "0007_reviewing")]

    operations = [
        migrations.CreateModel(
            name="SearchFacets",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="facets",
                        serialize=False,
                        to="practices.searchentry",
                    ),
                ),
                ("lines", models.TextField()),
            ],
            options={"verbose_name_plural": "search facets"},
        ),
        migrations.RunPython(pack, migrations.RunPython.noop),
        migrations.DeleteModel(name="SearchFacet"),
    ]
