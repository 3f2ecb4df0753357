"""A round through the outgoing links whose turn it is, or one of them at once."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from time import monotonic, sleep
from urllib.parse import urlsplit

from django.utils import timezone

from practices.exchange.asking import Robots, ask
from practices.models import LinkCheck, LinkState, User
from practices.workflow.links import ask_again, gather, take_down
from practices.workflow.progress import Progress, quiet

PAUSE = 2.0
"""Seconds between two questions to one host."""
AT_MOST = 10.0
"""Seconds that a person waits for an answer."""


def check_links(
    progress: Progress = quiet, *, everything: bool = False, pause: float = PAUSE, wait: Callable[[float], None] = sleep
) -> dict[LinkState, int]:
    """Ask every address that is due, one after the other; no host is asked twice within the pause. Says how many came
    out how."""
    gather()
    checks = LinkCheck.objects.all() if everything else LinkCheck.objects.due(timezone.now())
    urls, counts = list(checks.values_list("url", flat=True)), dict.fromkeys(LinkState, 0)
    robots, asked = Robots(), dict[str, float]()
    for done, url in enumerate(_by_turns(urls), start=1):
        host = urlsplit(url).netloc
        wait(max(0.0, asked.get(host, 0.0) + pause - monotonic()))
        noted = take_down(url, ask(url, robots), timezone.now())
        asked[host] = monotonic()
        if noted:
            counts[LinkState(noted.state)] += 1
        progress("Checking links", done, len(urls))
    return {state: number for state, number in counts.items() if number}


def check_now(check: LinkCheck, *, by: User) -> LinkCheck | None:
    """Ask one link while a curator waits. Should anything stop it, the next round asks the link. Raises Refused."""
    ask_again(check, by=by, now=timezone.now())
    return take_down(check.url, ask(check.url, Robots(), monotonic() + AT_MOST), timezone.now())


def _by_turns(urls: list[str]) -> Iterator[str]:
    """One of each host, then the next of each: most of the pauses pass while others are asked."""
    waiting: dict[str, deque[str]] = defaultdict(deque)
    for url in urls:
        waiting[urlsplit(url).netloc].append(url)
    while waiting:
        for host in list(waiting):
            yield waiting[host].popleft()
            if not waiting[host]:
                del waiting[host]
