# Two commands do everything on a fresh machine with python3 and make: `make up` and `make test`.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
HOST ?= 127.0.0.1
PORT ?= 8000
STORE ?= store
CODE := api etl sql tests benchmarks

##@ Start

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: up
up: .venv/runtime.stamp ## Install, ingest seeds/, publish, serve API and page on HOST:PORT
	$(BIN)/humstats --store $(STORE) up --host $(HOST) --port $(PORT)

.PHONY: test
test: .venv/test.stamp browser lint type contract ## Install what tests need and run every check and test
	HUMSTATS_NATIVE=0 $(BIN)/python -m pytest tests

##@ Checks

.PHONY: lint
lint: .venv/test.stamp ## Style and formatting
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

.PHONY: type
type: .venv/test.stamp ## Types, strictly
	$(BIN)/mypy

.PHONY: contract
contract: .venv/test.stamp ## Imports go one way: api and etl stand on sql, never on each other
	$(BIN)/lint-imports

.PHONY: fmt
fmt: .venv/test.stamp ## Format the code
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

.PHONY: openapi
openapi: .venv/test.stamp ## Regenerate openapi/openapi.json from the types
	$(BIN)/python -m api.openapi openapi/openapi.json

.PHONY: eval
eval: .venv/test.stamp ## Score the extractor on the annotated corpus against the committed floors
	HUMSTATS_NATIVE=0 $(BIN)/python -m tests.corpus.score

.PHONY: screenshots
screenshots: .venv/test.stamp browser ## Pictures of every view in artefacts/
	$(BIN)/python tests/api/web/screenshots.py

.PHONY: gazetteer
gazetteer: .venv/data.stamp ## Build the gazetteer again from GeoNames data
	$(BIN)/python -m etl.places.build

##@ Benchmarks

.PHONY: bench-api
bench-api: .venv/test.stamp ## Measure the API beside Datasette, ROAPI, FastAPI and constant bytes (needs wrk)
	$(BIN)/python -m benchmarks.api --facts 200000 --rivals .venv/rivals

.PHONY: bench
bench: .venv/test.stamp ## Seeds: seconds until ready, aggregates, memory of a worker, articles a second (compiled and not)
	$(BIN)/python -m benchmarks.seeds

.PHONY: bench-relate
bench-relate: .venv/runtime.stamp ## Relate 100,000 figures of 20,000 documents
	$(BIN)/python -m benchmarks.relate

.PHONY: bench-publish
bench-publish: .venv/runtime.stamp ## Publish 100,000 figures, then one more document, then ask for totals
	$(BIN)/python -m benchmarks.publish

.PHONY: bench-ingest
bench-ingest: .venv/runtime.stamp ## Ingest a folder of 5,000 mixed files beside the bare extractor
	$(BIN)/python -m benchmarks.ingest --files 5000

.PHONY: bench-extract
bench-extract: .venv/test.stamp .venv-bench/stamp ## Measure the extractor, compiled and not, beside quantulum3 and a plain regular expression
	$(BIN)/python -m benchmarks.extract --quantulum .venv-bench/bin/python

##@ Set-up

.PHONY: native
native: .venv/test.stamp ## Optional: compile the extractor (needs a C compiler); used only while the sources stay as they are
	$(BIN)/python -m etl.native

# Chromium drives the page's tests; where it cannot be installed they skip and say so.
.PHONY: browser
browser:
	@command -v chromium >/dev/null || { (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core) >/dev/null 2>&1 || echo "chromium could not be installed; browser tests will be skipped"; }

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/runtime.stamp: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
# What the commands import is compiled once, also where Python is told not to write it down later.
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c "import granian.server, api.application, etl.pipeline"
	@touch $@

.venv/test.stamp: requirements-test.lock .venv/runtime.stamp
	$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

.venv-bench/stamp: pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip --disable-pip-version-check --quiet install "quantulum3>=0.10"
	@touch $@

.venv/data.stamp: requirements-data.lock .venv/runtime.stamp
	$(PIP) install --require-hashes -r requirements-data.lock
	@touch $@

.PHONY: lock
lock: ## Pin dependencies again, with hashes
	$(PIP) install uv
	$(BIN)/uv pip compile -q pyproject.toml --group build --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group build --group test --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.lock -o requirements-test.lock
	$(BIN)/uv pip compile -q pyproject.toml --group data --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.lock -o requirements-data.lock

.PHONY: clean
clean: ## Remove what builds and tests left behind (not the store)
	rm -rf build dist artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
