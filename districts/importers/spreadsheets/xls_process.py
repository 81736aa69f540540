"""The program that reads an XLS, the format of Excel before 2007, from its standard input. Knows no Django.

xlrd reads it, which tells what is hidden; but how much memory and time a file takes cannot be told before. So it has a
process of its own, which the system gives only so much of both. It answers with JSON: `{"fault": …}`, or sheets.
"""

import json
import os
import resource
import sys
from datetime import datetime
from typing import Any

import xlrd

MEMORY_MB = 256  # of addresses; a list of some hundred people takes 40
SECONDS = 10  # of processor time
MOST_CHARACTERS = 4_000_000  # of an answer
_NOTHING_TWIPS = 10  # a height too small to be seen, in twentieths of a point
_NOTHING_WIDTH = 128  # a width too small to be seen, in 256ths of a character


def read_sheets(
    content: bytes, *, sheets: int, rows: int, columns: int, characters: int, merged: int
) -> list[dict[str, Any]]:
    """The sheets of a workbook, with as many of each, and characters of a cell, as are asked for.

    Raises:
        xlrd.XLRDError: it is none, or locked.
        Exception: it is damaged; of any kind, since xlrd trusts what a file says.
        MemoryError: it has too much.
    """
    found: list[dict[str, Any]] = []
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - its warnings would stand in the answer
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=nowhere
        )
        for index in range(min(book.nsheets, sheets + 1)):
            sheet = book.sheet_by_index(index)
            unseen = [c for c, info in sheet.colinfo_map.items() if info.hidden or info.width < _NOTHING_WIDTH]
            found.append(
                {
                    "name": sheet.name,
                    "seen": sheet.visibility == 0,
                    "hidden_columns": [column for column in unseen if column < columns],
                    "merged": [
                        [column, first + 1, end] for first, end, column, _end_column in sheet.merged_cells[:merged]
                    ],
                    "rows": [
                        [line + 1, _is_hidden(sheet, line), _cells(book, sheet, line, columns, characters)]
                        for line in range(min(sheet.nrows, rows))
                        if sheet.row_len(line)
                    ],
                }
            )
            book.unload_sheet(index)
    return found


def _is_hidden(sheet: Any, line: int) -> bool:  # noqa: ANN401 - xlrd has no types
    info = sheet.rowinfo_map.get(line)
    return info is not None and bool(info.hidden or info.height < _NOTHING_TWIPS)


def _cells(book: Any, sheet: Any, line: int, columns: int, characters: int) -> list[object]:  # noqa: ANN401
    pairs = zip(sheet.row_types(line, 0, columns), sheet.row_values(line, 0, columns), strict=True)
    return [_cell(kind, value, book.datemode, characters) for kind, value in pairs]


def _cell(kind: int, value: Any, datemode: int, characters: int) -> object:  # noqa: ANN401
    """A text or a number as it is; a day or a fault as `[what, text]`."""
    if kind == xlrd.XL_CELL_DATE:
        try:
            day: datetime = xlrd.xldate_as_datetime(value, datemode)
        except (ValueError, OverflowError):
            return str(value)
        return ["day", day.date().isoformat()]
    if kind == xlrd.XL_CELL_ERROR:
        return ["fault", xlrd.error_text_from_code.get(value, "#")]
    return value[:characters] if isinstance(value, str) else value


def _answer(content: bytes, limits: dict[str, int]) -> str:
    try:
        answer = json.dumps({"sheets": read_sheets(content, **limits)})
    except MemoryError:
        return '{"fault": "large"}'
    except xlrd.XLRDError as error:
        return '{"fault": "locked"}' if "encrypted" in str(error) else '{"fault": "damaged"}'
    except Exception:
        return '{"fault": "damaged"}'
    return answer if len(answer) <= MOST_CHARACTERS else '{"fault": "large"}'


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * 2**20, MEMORY_MB * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(_answer(sys.stdin.buffer.read(), json.loads(sys.argv[1])))
