# Two commands do everything: `make review` and `make test`. Both install what they need first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
BROWSER := $(VENV)/.installed-browser
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.PHONY: review update demo-live test test-browser lint clean help

review: $(INSTALLED)  ## run the whole review on what the archives hold (no network)
	@$(BIN)/ketamine-review run

update: $(INSTALLED)  ## fetch new records from PubMed, then run the review
	@$(BIN)/ketamine-review update
	@$(BIN)/ketamine-review run

demo-live: $(INSTALLED)  ## show live mode against a stand-in for PubMed, in a scratch folder
	@$(BIN)/python tests/eutils/demo_live.py

test: $(INSTALLED)  ## run the tests
	@$(BIN)/python -m pytest

test-browser: $(BROWSER)  ## drive the built page in Debian's Chromium
	@$(BIN)/ketamine-review run
	@KETAMINE_REVIEW_BROWSER=1 $(BIN)/python -m pytest -n0 tests/browser

lint: $(INSTALLED)  ## check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/snakefmt --check Snakefile workflow

clean:  ## remove what the pipeline made; archives and ledgers stay
	rm -rf data/processed/* data/cache logs .snakemake .ketamine-review.lock

help:  ## list these commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/'

# Nothing is resolved here: the lock names every package with its hash, build backend included.
$(INSTALLED): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages into $(VENV) (once, about a minute) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation -e .
	@touch $(INSTALLED)

$(BROWSER): $(INSTALLED) requirements-browser.lock
	@$(PIP) --require-hashes -r requirements-browser.lock
	@touch $(BROWSER)
