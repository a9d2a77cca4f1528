# Simpul. `make` alone prints this help.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# The interpreter that makes the environment; any Python 3.11 or later.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cksum requirements.lock 2>/dev/null | cut -d' ' -f1)

COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --python-version 3.11

.PHONY: help run test check bench openapi migrate revision lock format clean environment

help: ## print this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

environment: $(READY) ## build .venv from requirements.lock

# uv installs in seconds; where it cannot be had or does not get through, pip does the same with the same
# hashes. The system's certificates are used, for a network whose proxy has its own.
$(READY): requirements.lock
	@test ! -L $(VENV) || { echo "$(VENV) is a link to another environment; it is not rebuilt from here." >&2; exit 1; }
	@test -n "$(PYTHON)" || { echo "Simpul needs Python 3.11 or later: no python3 was found." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Simpul needs Python 3.11 or later; $(PYTHON) is older (set PYTHON=...)." >&2; exit 1; }
	@echo "Preparing the Python environment in $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { echo "Python cannot make a virtual environment (on Debian: the package python3-venv is missing)." >&2; exit 1; }
	@{ $(BIN)/python -m pip install --quiet --disable-pip-version-check uv 2>/dev/null && \
	   UV_SYSTEM_CERTS=1 $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock 2>/dev/null; } || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $(READY)

run: $(READY) ## serve the node with the real forums on http://127.0.0.1:8000
	@exec $(BIN)/python -m deploy.local

test: $(READY) ## run the tests (each worker starts a PostgreSQL of its own)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -q

check: $(READY) ## lint, types, import contracts, OpenAPI, migrations, dependencies
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m services.kit.openapi --check
	@$(BIN)/python -m gateway.openapi --check
	@$(BIN)/python -m deploy.local.migrations check
	@$(BIN)/deptry .
	@echo "check: all is well"

bench: $(READY) ## measure, and write tests/bench/RESULTS.md
	@$(BIN)/python -m tests.bench
	@{ echo "## The feed"; echo; $(BIN)/python -m tests.bench.feed --rounds 5000; } | tee -a tests/bench/RESULTS.md
	@{ echo; echo "## A large forum"; echo; $(BIN)/python -m tests.bench.aggregate; } | tee -a tests/bench/RESULTS.md
	@{ echo; echo "## Search"; echo; $(BIN)/python -m tests.bench.search; } | tee -a tests/bench/RESULTS.md
	@{ echo; echo "## What search finds"; echo; $(BIN)/python -m tests.bench.gold; } | tee -a tests/bench/RESULTS.md
	@{ echo; echo "## The directory"; echo; $(BIN)/python -m tests.bench.directory; } | tee -a tests/bench/RESULTS.md
	@{ echo; echo "## The queue"; echo; $(BIN)/python -m tests.bench.queue; } | tee -a tests/bench/RESULTS.md
	@{ echo; echo "## A mirror while the node is killed"; echo; $(BIN)/python -m tests.bench.chaos | tail -1; } | tee -a tests/bench/RESULTS.md

openapi: $(READY) ## write the committed OpenAPI files, and the diagram of the desk, anew
	@$(BIN)/python -m services.kit.openapi
	@$(BIN)/python -m gateway.openapi
	@$(BIN)/python -m services.mediation.cases.states > services/mediation/states.mmd

migrate: $(READY) ## migrate SERVICE=registry|knowledge|mediation|identity on the databases of its owner URLs
	@$(BIN)/python -m services.kit.migrate $(SERVICE)

revision: $(READY) ## write a migration: SERVICE=... MESSAGE="what it does"
	@$(BIN)/python -m deploy.local.migrations revision $(SERVICE) "$(MESSAGE)"
	@$(BIN)/ruff format --quiet services gateway

lock: $(READY) ## pin the newest versions that pyproject.toml allows, by hash (the image: without dev)
	@$(COMPILE) --upgrade --group pyproject.toml:dev pyproject.toml -o requirements.lock
	@$(COMPILE) --constraint requirements.lock pyproject.toml -o requirements-run.lock

format: $(READY) ## format the code
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

clean: ## remove the environment and caches (not the node's data in .simpul/)
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
