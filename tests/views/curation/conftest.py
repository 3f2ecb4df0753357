"""A curator, and an expert's proposal for a practice of two changes."""

import pytest
from django.test import Client

from practices.models import Practice, Proposal, User
from tests import cast, factories, offers
from tests.views.curation.reading import client_of


@pytest.fixture
def practice() -> Practice:
    return factories.published()


@pytest.fixture
def carl() -> User:
    return cast.carl()


@pytest.fixture
def curator(carl: User) -> Client:
    return client_of(carl)


@pytest.fixture
def proposal(practice: Practice) -> Proposal:
    content = offers.changed(practice, title="A better title")
    found: Proposal = offers.submitted(cast.esra(), practice, content, summary="More care")
    return found
