"""Progress: one line on a terminal, a few elsewhere."""

from io import StringIO

from practices.management.commands._progress import ProgressLine


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_only_the_beginning_and_the_end_are_written() -> None:
    out = StringIO()
    line = ProgressLine(out, every=0)
    for done in range(1, 1_001):
        line("Loading", done, 1_000)
    assert out.getvalue() == "Loading: 1 of 1,000\nLoading: 1,000 of 1,000\n"


def test_on_a_terminal_the_line_is_written_over_itself_and_ended() -> None:
    out = Terminal()
    line = ProgressLine(out, every=0)
    for done in (1, 2):
        line("Loading", done, 2)
    assert out.getvalue() == "\rLoading: 1 of 2\033[K\rLoading: 2 of 2\033[K\n"


def test_it_is_not_written_more_often_than_it_can_be_read() -> None:
    out = Terminal()
    line = ProgressLine(out, every=60)
    for done in range(1, 100):
        line("Loading", done, 100)
    assert out.getvalue().count("\r") == 1
