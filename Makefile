# The commands of this repository. `make run` and `make test` need nothing but Python 3.11 to 3.14.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/dev.txt
WORKERS ?= 4

.DEFAULT_GOAL := help
.PHONY: help install run test lint types contracts api production browser chaos pictures bench lock clean

help: ## Show these commands
	@sed -n 's/^\([a-z]*\):.* ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

install: ## Create .venv and install what the lock file names (nothing to do while it is unchanged)
	@cmp -s $(LOCK) $(VENV)/installed.txt || PYTHON="$(PYTHON)" sh .ci/install $(VENV) $(LOCK)

run: install ## Start the console on this machine: web, worker and beat; Ctrl-C stops all of it
	@exec $(BIN)/python manage.py start

test: install ## Run every test that needs no server and no browser
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -m "not production and not browser and not chaos" \
	    -n $(WORKERS) --dist loadfile --no-loadscope-reorder -q

lint: install ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install ## Check types
	$(BIN)/mypy .

contracts: install ## Check who may import whom
	$(BIN)/lint-imports

api: install ## Send thousands of requests that are made up from the API's document
	API_CASES=60 $(BIN)/python -m pytest -n 2 -q tests/tasks_admin/api/test_conformance.py

production: install ## Run the tests that need MariaDB and Redis (DATABASE_URL, CELERY_BROKER_URL)
	$(BIN)/python -m pytest -m production -q

browser: install ## Drive a real Chromium through the console
	$(BIN)/python -m pytest -m browser -q

chaos: install ## Kill workers and servers in the middle of runs; CHAOS=long for the long form
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/mysql.txt
	$(BIN)/python -m pytest -m chaos -n 2 --dist loadgroup -q

pictures: install ## Make the pictures of the documents anew, of a demo console
	DJANGO_SETTINGS_MODULE=project.settings $(BIN)/python -m tests.browser.pictures

bench: install ## Measure: each benchmark prints its figures and a ratio
	$(BIN)/python -m pip install --quiet --only-binary :all: --require-hashes -r requirements/bench.txt
	for file in $$(grep -l __main__ bench/*.py); do \
	    $(BIN)/python -m "bench.$$(basename "$$file" .py)" || exit 1; \
	done

lock: install ## Renew the lock files from pyproject.toml
	sh .ci/lock

clean: ## Remove the virtual environment, caches and all local state (var/)
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
