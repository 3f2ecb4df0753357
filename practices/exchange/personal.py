"""All that the portal holds about one person, as JSON, for that person alone."""

import json
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.serializers.json import DjangoJSONEncoder

from practices.models import Invitation, LogEntry, Revision, User


def personal_data(user: User) -> str:
    """Secrets (password, keys, codes) are named, not given."""
    fields = ("email", "name", "affiliation", "country", "credit", "language", "rhythm", "date_joined", "last_login")
    data: dict[str, Any] = {
        "profile": {name: getattr(user, name) for name in fields} | {"role": user.role.value},
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "single_sign_on": list(
            SocialAccount.objects.filter(user=user).values("provider", "uid", "date_joined", "last_login")
        ),
        "second_factors": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
        "sessions": list(UserSession.objects.filter(user=user).values("created_at", "last_seen_at", "user_agent")),
        "invitations": list(
            Invitation.objects.filter(email__iexact=user.email).values("email", "role", "created_at", "accepted_at")
        ),
        "revisions": [
            {"practice": revision.practice.number, "number": revision.number, "credit": revision.credit}
            for revision in Revision.objects.filter(author=user).select_related("practice")
        ],
        "proposals": list(
            user.proposals.values(
                "pk",
                "practice__number",
                "state",
                "summary",
                "reason",
                "interest",
                "credit",
                "credit_line",
                "created_at",
                "submitted_at",
                "draft",
            )
        ),
        "comments": list(user.proposalcomment_set.values("proposal", "text", "created_at")),
        "decisions": list(user.decisions.values("proposal", "outcome", "message", "created_at")),
        "acts": list(LogEntry.objects.filter(actor=user).values("at", "action", "object_kind", "object_key", "note")),
    }
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
