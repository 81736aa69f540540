"""Says what a commit message lacks; `pre-commit` calls it with the file that holds the message."""

import sys
from pathlib import Path

LONGEST_SUBJECT = 72  # characters; what git and the sites that show repositories print in one line
CUT = "# ------------------------ >8 ------------------------"  # below it, git shows the changes


def find_faults(message: str) -> list[str]:
    """What is wrong with a message, in the order in which it stands there; comments of git are no part of it."""
    written = message.partition(CUT)[0]
    lines = [line.rstrip() for line in written.splitlines() if not line.startswith("#")]
    subject, *rest = lines or [""]
    faults = []
    if not subject:
        faults.append("The first line is empty: say there what the commit does.")
    if len(subject) > LONGEST_SUBJECT:
        faults.append(
            f"The first line has {len(subject)} characters, at most {LONGEST_SUBJECT} fit: the rest goes below."
        )
    if subject.endswith("."):
        faults.append("The first line is a heading: no full stop after it.")
    if subject[:1].islower() and not subject.startswith(("fixup! ", "squash! ", "amend! ")):
        faults.append("The first line begins with a capital letter.")
    if rest and rest[0]:
        faults.append("The second line stays empty; the reasons come below it.")
    return faults


def main(path: Path) -> int:
    """Print the faults of the message in a file; 1 if there is one."""
    faults = find_faults(path.read_text(encoding="utf-8"))
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
