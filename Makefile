# One virtual environment holds everything: Python packages, Node (from PyPI) and the CDK command line.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)
export JSII_NODE := $(CURDIR)/$(BIN)/node

.PHONY: setup deploy-local smoke test test-browser lint clean
setup: .venv/.ready

.venv/.ready: requirements.txt requirements-dev.txt pyproject.toml package-lock.json
	@echo "Installing into .venv and node_modules, once; this takes a minute or two."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	npm ci --loglevel=error --no-audit --no-fund
	touch $@

deploy-local: setup     ## deploy the app to an embedded AWS, call it, and stay until Ctrl-C
	wellwired local

smoke: setup            ## the same, then stop
	wellwired local --once

test: setup             ## everything that needs neither root nor a browser
	pytest -n 2 --dist loadgroup --no-loadscope-reorder

test-browser: setup     ## pages in a real Chromium
	pytest -m browser tests/browser

lint: setup
	ruff check . && ruff format --check . && mypy

clean:
	rm -rf .venv node_modules cdk.out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
