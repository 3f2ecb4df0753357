"""Asking an address on the web whether it still answers: politely, and never an address inside this network.

Names are resolved here, each address they lead to is looked at, and the connection goes to just that address, so that a
name cannot lead elsewhere between the look and the call. Redirects are followed by hand, each with the same look.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import inf
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings

from practices.models import LinkState
from practices.workflow.links import Answer

TIMEOUT, DEADLINE = 10.0, 30.0
"""Seconds: of silence, and for one answer altogether, however slowly it drips."""
MOST_REDIRECTS = 5
ROBOTS_SIZE = 500_000
NAME = "GoodPracticesPortal-LinkCheck"
PERMANENT = (301, 308)
CLOSED = (401, 402, 403, 407, 429, 451, 999)
"""Answers that say nothing about whether a person would find the page."""


class Barred(Exception):
    """The address is none that the portal may ask."""


def user_agent() -> str:
    return f"{NAME}/1.0 (+{settings.SITE_URL}/about/)"


def ask(url: str, robots: "Robots | None" = None, until: float = inf) -> Answer:
    """HEAD, then GET where HEAD is refused; never raises for what the other side does.

    ``until`` is the moment, by the monotonic clock, at which no answer counts as none.
    """
    try:
        return _follow(url, robots, until)
    except Barred as barred:
        return Answer(LinkState.UNCLEAR, said=str(barred))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(LinkState.FAILING, said=_words(error))


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "No answer in time."
    if isinstance(error, socket.gaierror):
        return "The host has no address."
    if isinstance(error, ssl.SSLError):
        return f"No secure connection: {getattr(error, 'verify_message', '') or error.reason or 'unknown reason'}"
    return f"No answer: {error}" if str(error) else "No answer."


def _follow(url: str, robots: "Robots | None", until: float) -> Answer:
    here, lasting = url, True
    for _ in range(MOST_REDIRECTS + 1):
        if robots and not robots.allow(here, until):
            return Answer(LinkState.UNCLEAR, said="The site asks programs to keep away (robots.txt).")
        status, location = _call("HEAD", here, until)
        if status >= 400 and status not in CLOSED:
            status, location = _call("GET", here, until)
        if status not in {301, 302, 303, 307, 308} or not location:
            return _judged(status, here if here != url and lasting else "")
        lasting = lasting and status in PERMANENT
        here = urljoin(here, location)
    return Answer(LinkState.FAILING, said="It redirects in a circle.")


def _judged(status: int, moved_to: str) -> Answer:
    if status in CLOSED:
        return Answer(LinkState.UNCLEAR, status, "The site does not answer programs.")
    if status >= 400 or status < 200:
        return Answer(LinkState.FAILING, status, http.client.responses.get(status, "An unknown answer"))
    return Answer(LinkState.MOVED if moved_to else LinkState.FINE, status, moved_to=moved_to)


def _call(method: str, url: str, until: float) -> tuple[int, str]:
    status, location, _ = _read(method, url, until)
    return status, location


def _read(method: str, url: str, until: float, size: int = 0) -> tuple[int, str, bytes]:
    parts, left = _readable(url), min(DEADLINE, until - monotonic())
    if left <= 0:
        raise TimeoutError
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _connection(parts, left) as connection:
        headers = {"User-Agent": user_agent(), "Accept": "*/*", "Connection": "close"}
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        body = response.read(size) if size else b""
        return response.status, response.headers.get("Location", ""), body


def _readable(url: str) -> SplitResult:
    """Only http and https, to a host, without a name and password."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise Barred("Only addresses that begin with http or https are asked.")
    if not url.isascii() or any(ord(sign) <= 32 for sign in url):
        raise Barred("The address holds signs that an address cannot hold as they are.")
    return parts


def public_addresses(host: str, port: int) -> list[str]:
    """Where the name leads. Raises Barred when any of it is inside a network rather than on the web."""
    found = list(dict.fromkeys(str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    for text in found:
        if not _is_public(ipaddress.ip_address(text.split("%")[0])):
            raise Barred("The address is not on the public web.")
    return found


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = None
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if address.is_loopback and settings.LINK_CHECK_ASKS_LOOPBACK:
        return True
    return address.is_global and not address.is_multicast and (inner is None or _is_public(inner))


@contextmanager
def _connection(parts: SplitResult, left: float) -> Iterator[http.client.HTTPConnection]:
    """To one of the addresses that were looked at. It ends when no second is left, whatever the other side does."""
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    silence = min(TIMEOUT, left)
    connection = http.client.HTTPConnection(host, port, timeout=silence)
    connection.sock = socket.create_connection((public_addresses(host, port)[0], port), silence)
    late = threading.Event()
    timer = threading.Timer(left, _hang_up, [connection, late])
    timer.daemon = True
    timer.start()
    try:
        if parts.scheme == "https":
            _make_secure(connection, host)
        yield connection
        if late.is_set():  # what was read is only the part that came in time
            raise TimeoutError
    except (OSError, http.client.HTTPException) as error:
        raise (TimeoutError() if late.is_set() else error) from error
    finally:
        timer.cancel()
        connection.close()


def _make_secure(connection: http.client.HTTPConnection, host: str) -> None:
    context = ssl.create_default_context()
    secure = context.wrap_socket(connection.sock, server_hostname=host, do_handshake_on_connect=False)
    connection.sock = secure
    secure.do_handshake()


def _hang_up(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        connection.sock.shutdown(socket.SHUT_RDWR)


class Robots:
    """What sites ask of programs, read once a site."""

    def __init__(self) -> None:
        self._sites: dict[str, RobotFileParser] = {}

    def allow(self, url: str, until: float = inf) -> bool:
        parts = _readable(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._sites:
            self._sites[site] = self._fetched(site, until)
        return self._sites[site].can_fetch(NAME, url)

    def _fetched(self, site: str, until: float) -> RobotFileParser:
        """A site that does not say anything readable forbids nothing."""
        rules = RobotFileParser()
        try:
            status, _, body = _read("GET", f"{site}/robots.txt", until, ROBOTS_SIZE)
        except (OSError, http.client.HTTPException):
            status, body = 0, b""
        rules.parse(body.decode("utf-8", "replace").splitlines() if status == 200 else [])
        return rules
