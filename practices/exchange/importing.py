"""A collection comes in: first a plan, then all of it or nothing."""

from contextlib import closing

from django.db import transaction

from practices.exchange.planning import Plan, state
from practices.search.helpers import seldom_collecting
from practices.workflow.errors import Refused
from practices.workflow.loading import bring_in, lock
from practices.workflow.progress import Progress, quiet

NOTE = "Imported."


@seldom_collecting()
def carry_out(plan: Plan, *, note: str = NOTE, progress: Progress = quiet) -> None:
    """Raises Refused, and changes nothing, when the portal is no longer what the plan was made for, or when a text
    cannot be published that make_plan() did not wait for.
    """
    with closing(plan.rendering), transaction.atomic():
        lock()
        if plan.state != state():
            raise Refused("The portal was changed after the plan was made. Run the import again.")
        if plan.steps:
            bring_in(plan.changes(), plan.rendering, note=note, progress=progress)
