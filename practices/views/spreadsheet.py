"""Rows for a spreadsheet, as CSV."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

FORMULA = tuple("=+-@\t\r\n")


class _Echo:
    """Hands each line on instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_response(filename: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Sent row by row, so that a long list needs no memory. A cell never begins with a sign that a spreadsheet would
    run as a formula."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield writer.writerow(header)
        for row in rows:
            yield writer.writerow([_harmless(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if str(cell).startswith(FORMULA) else cell
