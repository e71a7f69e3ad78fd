# The city super-brain data hub. `make demo` and `make test` set up all they need.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BOOT := requirements/bootstrap.sh
BIN := .venv/bin
PACKAGES := schemas privacy warehouse brain dashboards superbrain demo
SOURCES := $(PACKAGES) bench dags tests
COMPILE := .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --no-emit-index-url --custom-compile-command 'make lock'
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help demo test up down check bench lock clean hub dev superset browser

help: ## Show what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: hub superset ## Run the demo city from its departments to its dashboards, then serve until Ctrl-C
	@$(BIN)/superbrain demo $(DEMO)

test: dev superset browser ## Run every test, browser tests included
	@$(BIN)/python -m pytest -n 2 --no-loadscope-reorder $(TESTS)

up: hub superset ## Start Airflow and Superset on 127.0.0.1
	@$(BIN)/superbrain up

down: ## Stop them
	@$(BIN)/superbrain down

check: dev ## Lint, types, SQL, import layers, contracts
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --quiet --disable-progress-bar warehouse dashboards brain privacy
	$(BIN)/superbrain feed check schemas/feeds

bench: dev ## Print the benchmarks' figures, side by side with their peers
	@$(BIN)/python -m bench

lock: ## Lock the dependency groups with hashes
	@$(BOOT) uv
	$(COMPILE) --group hub -o requirements/hub.txt
	$(COMPILE) --group superset -o requirements/superset.txt
	$(COMPILE) --group hub --group dev -c requirements/hub.txt -o requirements/dev.txt

clean: ## Remove the environments and caches; the city's state in var/ stays
	rm -rf .venv .venv-superset .tools .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results

hub dev superset browser:
	@$(BOOT) $@
