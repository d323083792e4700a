# Every target makes what it needs; nothing has to be installed by hand.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := uv pip compile pyproject.toml --quiet --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock"

.PHONY: setup demo test lint browser bench screenshots lock clean

setup: .venv/run.stamp

demo: .venv/run.stamp
	@$(BIN)/escalation-bot demo

test: lint browser
	$(BIN)/pytest -n 3 --dist worksteal

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Debian's chromium, for the tests of the page. Where it may not be installed these are left out and say so; never in CI.
browser:
	@command -v chromium > /dev/null || { test "$$(id -u)" = 0 && apt-get -qq update && \
		DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
		chromium fonts-inter fonts-liberation fonts-noto-color-emoji > /dev/null; } || \
		echo "No chromium, and it may not be installed: the tests of the sandbox's page are left out."

bench: .venv/dev.stamp browser
	$(BIN)/python -m bench

screenshots: .venv/dev.stamp browser
	$(BIN)/python -m tests.browser.screenshots

# The only target that needs uv. Newest versions: make lock LOCK_FLAGS=--upgrade
lock:
	$(LOCK) $(LOCK_FLAGS) --extra build --output-file requirements/run.txt
	$(LOCK) $(LOCK_FLAGS) --extra build --extra dev --output-file requirements/dev.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
