"""Rows for a spreadsheet."""

from practices.views.spreadsheet import csv_response


def test_rows_are_sent_one_by_one_and_no_cell_is_a_formula() -> None:
    response = csv_response(
        "a.csv", ["one", "two"], iter([["=1+1", 2], ["@x", 'with "quotes", and\nmore'], [None, "–"]])
    )
    assert response["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert response.getvalue().decode() == 'one,two\r\n\'=1+1,2\r\n\'@x,"with ""quotes"", and\nmore"\r\n,–\r\n'
