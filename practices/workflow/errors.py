from collections.abc import Iterable


class Refused(Exception):
    """The act was not done, and nothing was changed. ``reasons`` are sentences for the person who tried."""

    def __init__(self, reasons: str | Iterable[str]) -> None:
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__("\n".join(self.reasons))


class Stale(Refused):
    """Somebody else was quicker: what the form was about is no longer as the form showed it."""
