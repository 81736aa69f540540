"""Proves that every linter can fail: plants one fault for each in a copy of the checkout and expects it to be found."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# linter: the file, what is added to it, and what the linter then says. Only this linter knows such faults.
FAULTS = {
    "lint-style": ("districts/lookup/locator.py", "\n\ndef untyped(number):\n    return number\n", "ANN001"),
    "lint-format": ("districts/lookup/locator.py", "\n\nSPACED  =  1\n", "locator.py"),
    "lint-types": ("districts/lookup/locator.py", '\n\nWRONG: int = "text"\n', "Incompatible types in assignment"),
    "lint-templates": ("templates/base.html", "{%load i18n%}\n", "base.html"),
    "lint-migrations": (
        "districts/models/import_runs.py",
        "\n\nclass Forgotten(models.Model):\n    def __str__(self) -> str:\n        return ''\n",
        "Forgotten",
    ),
    "lint-lock": ("requirements/base.txt", "tzdata==2020.1\n", "a package stands there twice"),
    "lint-scripts": ("static/js/forms.js", "\nvar forgotten = 1;\n", "noVar"),
    "lint-deploy": ("bezpecna_plzen/settings.py", "\nSESSION_COOKIE_SECURE = False\n", "security.W010"),
}


def main() -> int:
    """Say for each linter whether it found its fault; 1 if one did not."""
    blind = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        made = (".git", ".venv", "node_modules", "var", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*made))
        here = (f"ENV={ROOT / '.venv'}", f"TOOLS={ROOT / '.ci/tools/node_modules'}")
        for linter, (name, fault, words) in FAULTS.items():
            file = copy / name
            sound = file.read_text(encoding="utf-8")
            file.write_text(sound + fault, encoding="utf-8")
            result = subprocess.run(  # noqa: S603
                ["make", "--silent", linter, *here, f"TYPED={name}"],  # noqa: S607
                cwd=copy,
                capture_output=True,
                text=True,
                check=False,
            )
            file.write_text(sound, encoding="utf-8")
            found = result.returncode != 0 and words in result.stdout + result.stderr
            blind += not found
            sys.stdout.write(f"{linter}: {'finds' if found else 'MISSES'} its fault\n")
            if not found:
                sys.stdout.write(result.stdout + result.stderr)
    return 1 if blind else 0


if __name__ == "__main__":
    sys.exit(main())
