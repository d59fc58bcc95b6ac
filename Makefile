# A fresh machine needs Python 3.11+, make and the package registries; everything lands in .venv/, .fonts/ and .data/.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := install -q --no-deps --require-hashes -r
LOCK := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock"
ARGS ?=
.DEFAULT_GOAL := help
.PHONY: help run test check format bench mutate chaos screenshots messages lock setup fonts browser clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: .venv/.run fonts ## Run it: the demo bureau on http://127.0.0.1:8000, or, once there is a .env, the real thing
	@if [ -f .env ]; then exec $(BIN)/python -m bot run; fi; \
	export DEMO=1 DATABASE_URL=$${DATABASE_URL:-sqlite:///.data/demo.db} EVIDENCE_URL=$${EVIDENCE_URL:-file:.data/demo-evidence}; \
	exec $(BIN)/python -m bot run

test: .venv/.dev fonts browser ## Run the tests (ARGS="-k word" for some of them)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: .venv/.dev ## Check style, types and the arrows between the rooms
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo

format: .venv/.dev ## Put the code in its form, mend what can be mended by itself
	@$(BIN)/ruff check --fix-only . ; $(BIN)/ruff format .

bench: .venv-bench/.done fonts ## Measure against the peers, interleaved in one run
	@.venv-bench/bin/python -m bench $(ARGS)

mutate: .venv/.dev fonts ## Break the program in 400 small ways, and list those that no test notices
	@$(BIN)/python -m tests.mutation $(ARGS)

chaos: .venv/.dev fonts ## The long kill test: 200 kills on SQLite, 50 on PostgreSQL
	@KILLS=200 KILLS_POSTGRESQL=50 $(BIN)/python -m pytest -n 0 --timeout 0 -s -m kill $(ARGS)

screenshots: .venv/.dev fonts browser ## Take the pictures under docs/pictures again
	@SCREENSHOTS=docs/pictures $(BIN)/python -m pytest -n 0 -m browser $(ARGS)

messages: .venv/.dev ## Bring the Chinese catalogue up to date; it lists what is to be translated
	@$(BIN)/python -m locales.extract

lock: .venv/.dev ## Pin what pyproject.toml asks for; UPGRADE=1 takes the newest of everything
	@set -e; up=$${UPGRADE:+--upgrade}; \
	$(LOCK) $$up pyproject.toml -o requirements.lock; \
	$(LOCK) $$up pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock; \
	$(LOCK) $$up pyproject.toml --group bench -o requirements-bench.lock; \
	$(LOCK) $$up --no-deps --group fonts -o requirements-fonts.lock

setup: .venv/.dev fonts browser ## Prepare everything without running anything

fonts: .venv/.run # a font that draws Chinese: the system's, else a wheel's, else Debian's; without one stamps fall back
	@$(BIN)/python -m bot.media.fonts >/dev/null 2>&1 || { \
	  echo "No font for Chinese on this machine: fetching one (85 MB, once)."; mkdir -p .fonts; \
	  $(PIP) download -q --no-deps --require-hashes -r requirements-fonts.lock -d .fonts \
	  && $(BIN)/python -c "import zipfile, glob; [zipfile.ZipFile(f).extract('mplfonts/fonts/NotoSansCJKsc-Regular.otf', '.fonts') for f in glob.glob('.fonts/*.whl')]"; \
	  rm -f .fonts/*.whl; \
	  $(BIN)/python -m bot.media.fonts >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -qq -y fonts-noto-cjk; } || true; \
	  $(BIN)/python -m bot.media.fonts >/dev/null || echo "WARNING: no Chinese font; stamps on photos will lack their Chinese words."; }

browser: # for the browser tests: Debian's chromium, with a font so that Chinese pages are not drawn as boxes
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk; } \
	|| echo "WARNING: no chromium on this machine: the browser tests will be skipped."

clean: ## Remove caches and the demo's data; the real data and .venv stay
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .data/demo*
	@find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

.venv/bin/python .venv-bench/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Mingcha needs Python 3.11 or newer; name it with: make PYTHON=python3.12 ...')"
	@$(PYTHON) -m venv $(@:/bin/python=)

.venv/.run: requirements.lock | .venv/bin/python
	@echo "Installing what Mingcha needs (once)..." && $(PIP) $(INSTALL) $< && touch $@

.venv/.dev: requirements-dev.lock | .venv/bin/python
	@echo "Installing what the tests need (once)..." && $(PIP) $(INSTALL) $< && touch $@

.venv-bench/.done: requirements-bench.lock | .venv-bench/bin/python  # apart: aiogram holds pydantic back
	@echo "Installing the peers (once)..." && .venv-bench/bin/python -m pip --disable-pip-version-check $(INSTALL) $< && touch $@
