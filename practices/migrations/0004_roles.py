"""The roles as groups, with what each may do."""

from django.db import migrations

NAMES = {
    "propose": "Can propose changes",
    "review": "Can decide on proposals",
    "publish": "Can publish and withdraw practices",
    "administer": "Can manage people, roles and settings",
    "change_practice": "Can change practice",
}
ROLES = {
    "expert": ["propose"],
    "curator": ["propose", "review", "publish", "change_practice"],
    "administrator": ["propose", "review", "publish", "change_practice", "administer"],
}
REPAIRED = ["theme", "actor", "source", "sourcepassage", "term", "termlabel", "practice", "practicetext", "concept",
            "practicequestion", "user"]
LOOKED_AT = ["revision", "citation", "practicelink", "termuse", "edition", "editionitem", "formerslug", "logentry",
             "failedsearch"]


def create_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")

    def permission(model, codename, name):
        kind, _ = ContentType.objects.get_or_create(app_label="practices", model=model)
        return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": name})[0]

    for role, wanted in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.add(*(permission("practice", codename, NAMES[codename]) for codename in wanted))
    administrators = Group.objects.get(name="administrator")
    for model in REPAIRED:
        for act in ("add", "change", "delete", "view"):
            administrators.permissions.add(permission(model, f"{act}_{model}", f"Can {act} {model}"))
    for model in LOOKED_AT:
        administrators.permissions.add(permission(model, f"view_{model}", f"Can view {model}"))


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0003_accounts"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(create_roles, remove_roles)]
