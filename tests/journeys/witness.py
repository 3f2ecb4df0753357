"""Watches a page for what a reader must never get: an error in the console, or a request to somebody else."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

EXPECTED = ("status of 400", "status of 403", "status of 404", "status of 409", "status of 410")
"""Chromium notes the status of a page that answers otherwise than 200 itself as an error."""


class Witness:
    def __init__(self, page: Page, address: str) -> None:
        self.host, self.complaints = urlsplit(address).netloc, list[str]()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in EXPECTED):
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.complaints.append(f"asked another host: {request.url}")
