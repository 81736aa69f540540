#!/usr/bin/env bash
# A full-text index of SQLite (FTS5) keeps the words of a deleted row, in plain bytes, although everything that usually
# makes deleted text go away has been done: secure_delete, a checkpoint that empties the log, even VACUUM.
#
# Good guess: PRAGMA secure_delete overwrites what is deleted, wal_checkpoint(TRUNCATE) empties the log, and VACUUM writes
#   the whole file anew from the rows that there are. After all three the word is in no file.
# Behaviour: deleting a row only ADDS a mark to the index, that the word no longer counts for that row; the word itself stays
#   in the segment that was written first. To VACUUM these segments are rows like any other, so it copies them with care.
#   Only merging does it: INSERT INTO index(index) VALUES('optimize'), then the checkpoint. (Since 3.42 there is
#   an option 'secure-delete' of the index, off by default; Debian 12 has 3.40.)
# Whom it hurts: whoever promises that a message is erased, and looks for it by full text meanwhile.
# Source: the files themselves, read as bytes. APSW 3.46.1.0 from PyPI, which brings its own SQLite 3.46.1.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check apsw==3.46.1.0
"$folder/env/bin/python" - "$folder" <<'PYTHON'
import sys
from pathlib import Path

import apsw

folder = Path(sys.argv[1], "data")
folder.mkdir()
db = apsw.Connection(str(folder / "inbox.sqlite3"))
run = lambda sql: db.execute(sql).fetchall()
run("PRAGMA journal_mode=wal")
run("PRAGMA secure_delete=on")
run("CREATE VIRTUAL TABLE words USING fts5(text)")
for number in range(50):
    run(f"INSERT INTO words(rowid, text) VALUES ({number}, '{'lostkeys kocourov' if number == 20 else 'ordinary text'}')")


def kept(step: str) -> bool:
    run("PRAGMA wal_checkpoint(TRUNCATE)")
    found = any(b"kocourov" in file.read_bytes() for file in folder.iterdir())
    print(f"{step:45} the word is {'STILL THERE' if found else 'gone'}")
    return found


print("SQLite", apsw.sqlite_lib_version())
run("DELETE FROM words WHERE rowid = 20")
assert run("SELECT count(*) FROM words WHERE words MATCH 'kocourov'") == [(0,)], "the index still finds it"
seen = [kept("DELETE with secure_delete, log emptied:")]
run("VACUUM")
seen.append(kept("VACUUM, log emptied:"))
run("INSERT INTO words(words) VALUES ('optimize')")
seen.append(kept("index optimized, log emptied:"))
if seen != [True, True, False]:
    sys.exit("the behaviour has changed")
PYTHON
