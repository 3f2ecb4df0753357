"""rerender."""

import pytest
from django.core.management import call_command

from practices.models import Revision

pytestmark = pytest.mark.django_db


def test_outdated_revisions_are_rendered_again_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    Revision.objects.filter(practice__number__lte=3).update(renderer=0, html="<p>old</p>")
    call_command("rerender")
    assert "Rendered 3 revisions." in capsys.readouterr().out
    assert not Revision.objects.filter(html="<p>old</p>").exists()


def test_with_nothing_to_do_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rerender")
    assert "All revisions are up to date." in capsys.readouterr().out
