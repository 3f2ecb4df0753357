"""Accounts, roles and invitations."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password

from practices.models import Role, User

if TYPE_CHECKING:  # Django's form takes a type of row in the stubs only
    ProfileBase = forms.ModelForm[User]
else:
    ProfileBase = forms.ModelForm

ROLES = [(role.value, role.label) for role in Role if role != Role.READER]


class ProfileForm(ProfileBase):
    class Meta:
        model = User
        fields = ("name", "affiliation", "country", "credit", "language", "rhythm")
        labels = {
            "credit": "How to name you beside what you contribute",
            "rhythm": "How often the portal may write to you",
        }
        help_texts = {
            "name": "Shown only if you choose so below.",
            "country": "Optional. Shown to nobody but curators.",
            "credit": "You can choose otherwise for each proposal.",
            "rhythm": "Answers to your proposals come at once, unless you choose never. To curators, this is also how "
            "often a list of what waits is sent.",
        }


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=Role.choices)


class InvitationForm(forms.Form):
    email = forms.EmailField(label="E-mail address")
    role = forms.ChoiceField(label="Role", choices=ROLES, initial=Role.CURATOR)


class AcceptInvitationForm(forms.Form):
    """Makes an account; whoever has one only needs to be signed in."""

    name = forms.CharField(label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class DeleteAccountForm(forms.Form):
    proposals = forms.ChoiceField(
        label="Your open proposals",
        choices=[("keep", "Keep them: curators go on deciding"), ("withdraw", "Withdraw them")],
        help_text="Proposals that are kept say “Former member”, and nobody answers for them.",
    )
    confirm = forms.BooleanField(label="Delete my account. I know that this cannot be undone.")

    def __init__(self, *args: Any, has_open_proposals: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_open_proposals:
            del self.fields["proposals"]
