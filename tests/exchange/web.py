"""A small web of our own on the loopback address: each path answers in its own way, and every request is kept."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Web:
    address: str = ""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    robots: str = ""
    times: list[float] = field(default_factory=list)
    down: set[str] = field(default_factory=set)


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            web.asked.append((self.command, self.path, self.headers["User-Agent"]))
            web.times.append(time.monotonic())
            name = self.path.strip("/").split("?")[0]
            if name == "robots.txt":
                return self._say(200 if web.robots else 404, body=web.robots.encode())
            if name in web.down:
                return self._say(404)
            if name == "no-head":
                return self._say(405 if self.command == "HEAD" else 200)
            if name == "drip":
                return self._drip()
            if name == "silent":
                time.sleep(1.5)
                return None
            if name.startswith("to-"):
                status, _, target = name.removeprefix("to-").partition("-")
                return self._say(int(status), location=target if "://" in target else f"/{target}")
            if name == "inside":
                return self._say(302, location="http://10.0.0.1/")
            if name == "script":
                return self._say(302, location="file:///etc/passwd")
            return self._say(int(name) if name.isdecimal() else 200, body=b"Hello.")

        def _say(self, status: int, location: str = "", body: bytes = b"") -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def _drip(self) -> None:
            """A header that never ends."""
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
                for _ in range(200):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            """Nothing to standard error."""

    return Handler


@contextmanager
def serving() -> Iterator[Web]:
    web = Web()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(web))
    server.daemon_threads = True
    web.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
