# The commands a person needs; `make` alone lists them.
# `run` and `test` need nothing but Python 3.11 or newer, make and the package index.

ENV := .venv
PY := $(ENV)/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check
# The first of these that is 3.11 or newer makes the virtual environment; PYTHON=… overrides.
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
TOOLS := .ci/tools/node_modules
LINTERS := lint-style lint-format lint-types lint-templates lint-migrations lint-deploy lint-lock lint-scripts

.PHONY: help run dev test check-all lint bench tools lighthouse read screenshots drawings lock hooks $(LINTERS)

help:
	@echo "make run         serve the portal on http://127.0.0.1:8000 (another port: make run PORT=9000)"
	@echo "make dev         the same for whoever edits: each change is in the next page"
	@echo "make test        the test suite (a part of it: make test ARGS='tests/districts -k finder')"
	@echo "make check-all   everything there is, before a release: all checks, on SQLite and PostgreSQL, the rare and heavy included"
	@echo "make lint        style, types, templates, migrations, deployment settings, locked packages, scripts; needs npm"
	@echo "make lock        the files in requirements/ from pyproject.toml (newer versions: make lock ARGS=--upgrade)"
	@echo "make hooks       the quick part of lint before each commit"
	@echo "make bench       speed, as ratios measured in one run (against the build of a commit: make bench BASE=COMMIT; a part: ARGS=pages)"
	@echo "make tools       what lint-scripts and the checks of access and markup in the test suite use, and Lighthouse; needs npm"
	@echo "make lighthouse  Lighthouse on the main pages, on a phone; needs npm and Chromium"
	@echo "make read        what a screen reader would say of each kind of page (of one: make read ARGS=/okrsky/7/); needs Chromium"
	@echo "make screenshots the pictures of the README, taken anew; needs Chromium"
	@echo "make drawings    the pictures of docs/architecture.md, drawn from the code"

run: $(ENV)/.installed
	@$(PY) manage.py serve --prepare --demo

# Python restarts it; templates, styles, scripts and compiled texts are read anew. WhiteNoise serves the files themselves.
dev: $(ENV)/.installed-dev
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py createcachetable --verbosity 0
	@$(PY) manage.py load_demo --if-empty
	@DEBUG=true $(PY) manage.py runserver --nostatic $${PORT:-8000}

# On all cores, and one process more (tests/scheduling.py). Each keeps the order of the tests: those that empty the database come last.
test: $(ENV)/.installed-dev
	@$(PY) -m pytest --numprocesses auto $(ARGS)

# What CI does, with all that is rare and heavy: many random examples, each language in the browser, Lighthouse on all kinds of pages.
check-all:
	@THOROUGH=1 .ci/run

bench: $(ENV)/.installed-dev
	@$(PY) -m bench $(if $(BASE),--base $(BASE)) $(ARGS)

# Versions and checksums are in the lock file. Java and Chromium are the system's.
tools: $(TOOLS)/.installed

lighthouse: $(ENV)/.installed-dev $(TOOLS)/.installed
	@$(PY) -m tests.lighthouse

read: $(ENV)/.installed-dev
	@$(PY) -m tests.browser read $(ARGS)

screenshots: $(ENV)/.installed-dev
	@$(PY) -m tests.browser screenshots

drawings: $(ENV)/.installed-dev
	@$(PY) -m tests.drawings

# All of them, even when one fails, but for those named by EXCEPT. `.ci/prove_lint.py` shows that each can.
lint: $(ENV)/.installed-dev $(TOOLS)/.installed
	@$(MAKE) --no-print-directory --keep-going $(filter-out $(EXCEPT),$(LINTERS))

lint-style:
	@$(PY) -m ruff check .

lint-format:
	@$(PY) -m ruff format --check .

# Anew each time: with what it remembers, django-stubs misses relations between files that changed. Of one file: TYPED=…
lint-types:
	@$(PY) -m mypy --no-incremental $(TYPED)

lint-templates:
	@find . '(' -path './.venv' -o -name node_modules ')' -prune -o -path '*/templates/*.html' -print0 | xargs -0 $(ENV)/bin/djade --target-version 5.2 --check

lint-migrations:
	@$(PY) manage.py makemigrations --check --dry-run

# With settings as in production (deploy/portal.env.example), not a single warning.
lint-deploy:
	@set -a && . deploy/portal.env.example && set +a && $(PY) manage.py check --deploy --fail-level WARNING

lint-scripts:
	@$(TOOLS)/.bin/biome check --error-on-warnings .

# pyproject.toml and the files that are installed from it name the same packages.
lint-lock:
	@$(PY) .ci/check_lock.py

# The smaller file begins as a copy of the larger one, whose versions it keeps.
lock: $(ENV)/.installed-dev
	@$(ENV)/bin/uv pip compile --quiet --all-extras pyproject.toml --output-file requirements/dev.txt $(ARGS)
	@cp requirements/dev.txt requirements/base.txt
	@$(ENV)/bin/uv pip compile --quiet pyproject.toml --output-file requirements/base.txt

# For whoever likes; `git commit --no-verify` passes them by.
hooks: $(ENV)/.installed-dev
	@$(ENV)/bin/pre-commit install

# --- the virtual environment ------------------------------------------------------------------------------------------

$(PY):
	@for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$$python cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }; \
	  echo "Making $(ENV) with $$("$$python" --version)"; \
	  exec "$$python" -m venv --clear "$(ENV)"; \
	done; \
	echo "Python 3.11 or newer was not found (looked for: $(PYTHONS))."; \
	echo "Install it from python.org or your system, or say where it is: make run PYTHON=/path/to/python3"; \
	exit 1

$(ENV)/.installed: $(PY) requirements/base.txt
	@$(PY) -m pip --version >/dev/null 2>&1 || { rm -rf "$(ENV)"; $(MAKE) --no-print-directory $(PY); } # half made, or its Python is gone
	@echo "Installing what the portal needs (a minute or two, once)"
	@$(PIP) install --require-hashes --requirement requirements/base.txt
	@touch $@

$(ENV)/.installed-dev: $(ENV)/.installed requirements/dev.txt
	@echo "Installing what developing needs (once)"
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@

# --- the tools that come from npm -------------------------------------------------------------------------------------

$(TOOLS)/.installed: .ci/tools/package.json .ci/tools/package-lock.json
	@command -v npm >/dev/null || { echo "npm was not found. On Debian and Ubuntu: sudo apt install nodejs npm"; exit 1; }
	@echo "Installing the tools of the checks (a minute, once)"
	@cd .ci/tools && npm ci --silent
	@touch $@
