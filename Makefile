# Two commands for a fresh machine with Python 3.11+, git and make: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO_DATE := 2026-01-30

.PHONY: demo test lint types imports unit wheel bench schemas clean

demo: $(VENV)/installed
	$(BIN)/creditctl run --workspace examples/quickstart --as-of $(DEMO_DATE) --first-run

test: lint types imports unit wheel

lint: $(VENV)/dev
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks

types: $(VENV)/dev
	$(BIN)/mypy

imports: $(VENV)/dev
	$(BIN)/lint-imports --no-logo

unit: $(VENV)/dev
	$(BIN)/python -m pytest -n auto

# The wheel, installed somewhere else and run there, proves that nothing needs the checkout.
wheel: $(VENV)/dev
	BIN="$(abspath $(BIN))" PYTHON="$(PYTHON)" sh tests/wheel.sh

bench: $(VENV)/bench
	$(BIN)/python benchmarks/bench.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/dev: $(VENV)/installed pyproject.toml
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

$(VENV)/bench: $(VENV)/installed pyproject.toml
	$(BIN)/python -m pip install --quiet --group bench
	touch $@

# The committed JSON Schemas of policy, tests and workspace, after a change of their models.
schemas: $(VENV)/installed
	$(BIN)/creditctl policy schema policy --output policies/policy.schema.json
	$(BIN)/creditctl policy schema tests --output policies/policy-tests.schema.json
	$(BIN)/creditctl policy schema workspace --output policies/workspace.schema.json

clean:
	rm -rf $(VENV) build dist examples/quickstart/state examples/quickstart/outbox
