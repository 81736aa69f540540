"""The tools of the checks that come from npm: axe-core, the Nu checker, Lighthouse (`make tools` puts them there)."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / ".ci" / "tools" / "node_modules"
AXE = FOLDER / "axe-core" / "axe.min.js"
NU_CHECKER = FOLDER / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = FOLDER / "lighthouse" / "cli" / "index.js"
MISSING = "needs the tools of the checks: make tools (that needs npm: sudo apt install nodejs npm)"
