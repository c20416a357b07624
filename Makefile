# `make run` and `make test` are all a newcomer needs; `make help` names the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test lint types style format lock mutants bench clean

# One more than processors: a test that drives a browser or a server waits for it half of its time.
SIDE_BY_SIDE := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTHON_FILES := referrals projections web tests bin bench

help: ## what can be made here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: ## start Lotse on this machine, with fictional data on the first start
	@bin/environment run
	@.venv/bin/python bin/start.py --demo

test: ## all tests; what this machine lacks is skipped and named at the end
	@bin/environment test
	BRANCH_COVERAGE=80 .venv/bin/python -m pytest --numprocesses=$(SIDE_BY_SIDE) --dist=worksteal $(PYTEST)

lint: ## style, types, import directions, templates
	@bin/environment test
	@$(MAKE) --no-print-directory --jobs=2 --output-sync types style

types:
	.venv/bin/mypy $(wildcard $(PYTHON_FILES))

style:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports --no-cache
	@if [ -d web/templates ]; then set -x; .venv/bin/djlint web/templates --lint --quiet; fi

format: ## put the code into the house's form
	@bin/environment test
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .

lock: ## resolve the packages anew and write the hashed requirements
	@bin/environment test
	.venv/bin/uv lock
	.venv/bin/uv export --quiet --frozen --no-emit-project --no-dev --no-header --output-file requirements.txt
	.venv/bin/uv export --quiet --frozen --no-emit-project --no-header --output-file requirements-dev.txt
	.venv/bin/uv export --quiet --frozen --no-emit-project --group bench --no-header --output-file requirements-bench.txt

mutants: ## change ledger, note and verifier in one place at a time: does a test notice? (slow)
	@bin/environment test
	.venv/bin/python bin/mutants.py $(MUTANTS)

bench: ## how fast, against what (docs/performance.md): 20 minutes; QUICK=1 three, ROWS="1 4" only these
	@bin/environment bench
	@.venv/bin/python -m bench $(if $(QUICK),--quick) $(ROWS)

clean: ## remove the environment and caches; var/ with its data stays
	rm -rf bench/towns
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(PYTHON_FILES) -name __pycache__ -prune -exec rm -rf {} +
