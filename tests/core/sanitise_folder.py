"""Cleans all files of a folder in a process of its own, so that its memory can be measured.

Run by `test_metadata_stripping.py`. Usage: `python -m tests.core.sanitise_folder FOLDER CLEAN_FOLDER THREADS`. Clean
pictures go to the second folder under the same name; what became of each, and the peaks of memory, are written as JSON
to the standard output.
"""

import json
import os
import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django


def main(source: Path, target: Path, threads: int) -> None:
    """Clean everything and report."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bezpecna_plzen.settings")
    django.setup()
    from django.core.exceptions import ValidationError
    from django.core.files.base import File

    from core.images import decoding, metadata_stripping

    def clean(path: Path) -> str:
        with path.open("rb") as file:
            try:
                photo = metadata_stripping.strip_to_jpeg(File(file))
            except ValidationError as error:
                return f"refused: {' '.join(error.messages)}"
            except Exception as error:
                return f"failed: {error!r}"
        (target / path.name).write_bytes(photo.content)
        return f"clean: {photo.width}x{photo.height}"

    with ThreadPoolExecutor(threads) as pool:
        paths = sorted(source.iterdir())
        outcomes = dict(zip([path.name for path in paths], pool.map(clean, paths), strict=True))
    # Not `ru_maxrss` for this process: that begins with what the process that started it had.
    status = Path("/proc", str(os.getpid()), "status").read_text(encoding="ascii")
    peak_kb = int(status.split("VmHWM:")[1].split()[0])
    decoding.quick_decoder.stop()  # what is still running does not count
    children_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stdout.write(
        json.dumps({"outcomes": outcomes, "peak_mb": peak_kb // 1024, "child_peak_mb": children_kb // 1024})
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
