"""Django's administration pages, for repairing data. Everything is saved through workflow/, so nothing goes unnoted."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest

from practices import models
from practices.rendering.guard import tidy
from practices.workflow import repair
from practices.workflow.publication import publish

if TYPE_CHECKING:  # Django's classes take a type of row in the stubs only
    Admin = admin.ModelAdmin[Any]
    Stacked = admin.StackedInline[Any, Any]
    Tabular = admin.TabularInline[Any, Any]
    People = DjangoUserAdmin[models.User]
    TextForm = forms.ModelForm[models.PracticeText]
    CreationForm = AdminUserCreationForm[models.User]
else:
    Admin, Stacked, Tabular = admin.ModelAdmin, admin.StackedInline, admin.TabularInline
    People, TextForm, CreationForm = DjangoUserAdmin, forms.ModelForm, AdminUserCreationForm


def signed_in(request: HttpRequest) -> models.User:
    return cast(models.User, request.user)


class RepairAdmin(Admin):
    """Saves, deletes and notes through workflow/repair.py."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        form.before_repair = repair.stored(obj) if change else None
        repair.save(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        repair.note(form.instance, form.before_repair, by=signed_in(request))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        repair.delete(obj, by=signed_in(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            repair.delete(obj, by=signed_in(request))


class LookOnlyAdmin(Admin):
    """What is written by the program itself can be looked at, not touched."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Theme)
class ThemeAdmin(RepairAdmin):
    list_display = ("name", "parent", "order", "slug")
    search_fields = ("name", "slug")


@admin.register(models.Actor)
class ActorAdmin(RepairAdmin):
    list_display = ("name", "order", "slug")


class PassageInline(Stacked):
    model = models.SourcePassage
    extra = 0


@admin.register(models.Source)
class SourceAdmin(RepairAdmin):
    list_display = ("short_title", "kind", "date_text", "slug")
    list_filter = ("kind", "is_event")
    search_fields = ("title", "short_title", "slug")
    filter_horizontal = ("related",)
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    inlines = (PassageInline,)


class LabelInline(Tabular):
    model = models.TermLabel
    extra = 0


@admin.register(models.Term)
class TermAdmin(RepairAdmin):
    list_display = ("name", "slug")
    search_fields = ("name", "labels__text")
    filter_horizontal = ("broader", "related")
    inlines = (LabelInline,)


@admin.register(models.Concept)
class ConceptAdmin(RepairAdmin):
    list_display = ("name", "slug", "term")
    search_fields = ("name", "slug", "labels")


class QuestionInline(Tabular):
    model = models.PracticeQuestion
    extra = 0


@admin.register(models.Practice)
class PracticeAdmin(RepairAdmin):
    """Where a practice is filed. A change makes a new revision, since a revision holds themes and actors too."""

    list_display = ("code", "slug", "primary_theme", "phase", "status", "review_by")
    list_filter = ("status", "phase", "basis", "primary_theme")
    search_fields = ("number", "slug", "texts__title")
    readonly_fields = ("number", "slug", "status", "withdrawn_on", "withdrawn_reason", "successor")
    filter_horizontal = ("themes", "actors")
    inlines = (QuestionInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        repair.republish(form.instance, by=signed_in(request), reason="")


TEXT_FIELDS = ("title", "key_message", "body", "related")


class PracticeTextForm(TextForm):
    note = forms.CharField(label="What changed and why", widget=forms.Textarea(attrs={"rows": 2}))
    is_minor = forms.BooleanField(label="Wording only", required=False)

    class Meta:
        model = models.PracticeText
        fields = TEXT_FIELDS

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        if not self.errors:
            # A browser sends other line ends than those that are stored.
            data["key_message"], data["body"] = tidy(data["key_message"]).strip(), tidy(data["body"]).strip() + "\n"
            text = models.PracticeText(**{name: data[name] for name in TEXT_FIELDS})
            text.practice, text.language, text.pk = self.instance.practice, self.instance.language, self.instance.pk
            found = repair.problems(text)
            if found:
                raise ValidationError(found)
            if all(data[name] == getattr(self.instance, name) for name in TEXT_FIELDS):
                raise ValidationError("Nothing has changed, so there is nothing to publish.")
        return data


@admin.register(models.PracticeText)
class PracticeTextAdmin(Admin):
    """Saving publishes a new revision, with its note and its line in the log."""

    form = PracticeTextForm
    list_display = ("title", "practice", "language")
    list_filter = ("language",)
    search_fields = ("title", "practice__slug")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: models.PracticeText, form: Any, change: bool) -> None:
        publish(obj, by=signed_in(request), note=form.cleaned_data["note"], minor=form.cleaned_data["is_minor"])


class NewUserForm(CreationForm):
    class Meta:
        model = models.User
        fields = ("email",)


@admin.register(models.User)
class UserAdmin(RepairAdmin, People):
    ordering = ("email",)
    list_display = ("email", "name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "date_joined")
    add_form = NewUserForm
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "affiliation")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )


for looked_at in (
    *(models.Revision, models.Citation, models.PracticeLink, models.TermUse),
    *(models.Edition, models.EditionItem, models.FormerSlug, models.LogEntry, models.FailedSearch),
):
    admin.site.register(looked_at, LookOnlyAdmin)
