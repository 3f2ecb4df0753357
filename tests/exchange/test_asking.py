"""Asking an address whether it answers, of a real server; and never one that lies inside a network."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from practices.exchange import asking
from practices.exchange.asking import Barred, Robots, ask, public_addresses
from practices.models import LinkState
from tests.exchange.web import Web, serving

FINE, MOVED, UNCLEAR, FAILING = LinkState.FINE, LinkState.MOVED, LinkState.UNCLEAR, LinkState.FAILING


@pytest.fixture
def web(settings: Any) -> Iterator[Web]:
    settings.LINK_CHECK_ASKS_LOOPBACK = True
    with serving() as found:
        yield found


@pytest.mark.parametrize(
    ("path", "state", "status"),
    [
        ("200", FINE, 200),
        ("204", FINE, 204),
        ("404", FAILING, 404),
        ("410", FAILING, 410),
        ("500", FAILING, 500),
        ("403", UNCLEAR, 403),
        ("429", UNCLEAR, 429),
        ("no-head", FINE, 200),
        ("to-302-200", FINE, 200),
        ("to-301-404", FAILING, 404),
    ],
)
def test_each_answer_is_judged(web: Web, path: str, state: LinkState, status: int) -> None:
    answer = ask(f"{web.address}/{path}")
    assert (answer.state, answer.status) == (state, status)
    assert bool(answer.said) == (state in {FAILING, UNCLEAR})


def test_a_lasting_redirect_is_noted_with_where_it_leads(web: Web) -> None:
    answer = ask(f"{web.address}/to-301-there")
    assert (answer.state, answer.moved_to) == (MOVED, f"{web.address}/there")
    assert ask(f"{web.address}/to-302-there").moved_to == ""
    assert "circle" in ask(f"{web.address}/to-301-to-301-to-301-to-301-to-301-to-301-to-301-there").said


def test_it_asks_head_first_and_says_who_asks(web: Web) -> None:
    ask(f"{web.address}/200?a=1")
    ask(f"{web.address}/no-head")
    assert [(method, path) for method, path, _ in web.asked] == [
        ("HEAD", "/200?a=1"),
        ("HEAD", "/no-head"),
        ("GET", "/no-head"),
    ]
    assert all(agent.startswith("GoodPracticesPortal-LinkCheck/") and "/about/" in agent for *_, agent in web.asked)


def test_silence_and_dripping_come_to_an_end(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "TIMEOUT", 0.3)
    assert ask(f"{web.address}/silent").said == "No answer in time."
    monkeypatch.setattr(asking, "DEADLINE", 0.5)
    began = time.monotonic()
    assert ask(f"{web.address}/drip").state == FAILING
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("path", ["silent", "drip", "to-302-silent"])
def test_who_waits_is_not_kept_longer_than_they_said(path: str, web: Web) -> None:
    began = time.monotonic()
    answer = ask(f"{web.address}/{path}", Robots(), until=began + 0.5)
    assert (answer.state, answer.said) == (FAILING, "No answer in time.")
    assert time.monotonic() - began < 1.4


def test_nobody_there_is_a_failure() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert ask(f"http://no-such-host.invalid:{port}/").state == FAILING


def test_what_robots_txt_forbids_is_left_alone(web: Web) -> None:
    web.robots = "User-agent: *\nDisallow: /200\n"
    robots = Robots()
    assert ask(f"{web.address}/200", robots).state == UNCLEAR
    assert ask(f"{web.address}/ok", robots).state == FINE
    assert [path for _, path, _ in web.asked] == ["/robots.txt", "/ok"]


@pytest.mark.parametrize("path", ["inside", "script"])
def test_a_redirect_never_leads_inside(web: Web, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask(f"{web.address}/{path}")
    assert answer.state == UNCLEAR
    assert len(web.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.1.2.3/", "http://192.168.0.1/"),
        *("http://169.254.169.254/latest/", "http://[fe80::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/"),
        *("http://[2002:7f00:1::]/", "http://100.64.0.1/", "http://224.0.0.1/", "http://2130706433/"),
        *("ftp://example.org/", "file:///etc/passwd", "https://user:word@example.org/", "http:///path", "no address"),
        *("http://example.org/a b", "http://example.org/\r\nX: y"),
    ],
)
def test_what_is_not_on_the_public_web_is_never_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connected(*args: Any) -> None:
        raise AssertionError("it called")

    monkeypatch.setattr(asking.socket, "create_connection", connected)
    assert ask(url).state == UNCLEAR


def test_a_name_that_leads_inside_by_one_of_its_addresses_is_barred(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolved(*args: Any, **kwargs: Any) -> list[Any]:
        return [(0, 0, 0, "", ("93.184.215.14", 80)), (0, 0, 0, "", ("10.0.0.1", 80))]

    monkeypatch.setattr(asking.socket, "getaddrinfo", resolved)
    with pytest.raises(Barred):
        public_addresses("example.org", 80)
