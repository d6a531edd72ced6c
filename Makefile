# One entry for each habit. `make` lists them from the comments after ##. Works with GNU make 3.81 and newer.

VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.setup-done
BENCH := $(VENV)/.bench-done
SPARK := $(VENV)/.spark-done
TRAIN := $(VENV)/.train-done
EXTRAS := $(VENV)/.extras-done
WEIGHTS := build/listening/weights
SITE := tests/api tests/cases tests/customers tests/ledger tests/promises tests/rulebook tests/store tests/web
# These open no database of the tests, or both by themselves, or ask in German what others ask in English, or ask nothing that
# depends on the database: once is enough.
ONCE := --ignore tests/promises/channels --ignore tests/promises/test_previous_commit.py \
	--ignore tests/web/test_german.py --ignore tests/web/test_german_journey.py --ignore tests/promises/test_flat.py --ignore tests/promises/test_any_deeds.py \
	--ignore tests/web/test_listening.py --ignore tests/web/test_suggestions.py \
	--deselect tests/web/test_who_may_enter.py::test_each_role_gets_into_just_the_rooms_of_its_duties \
	--deselect tests/customers/test_worth.py::test_cdnow_comes_in_whole_and_a_value_is_known_of_each_of_its_customers
# Neighbours share a browser and a server, and whoever is done early takes tests over, so that no long one runs alone.
TOGETHER = -n $(WORKERS) --dist worksteal
# Many tests wait, for a browser or a server: half as many workers again as there are processors.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) \* 3 / 2)
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"
UV ?= uv

# Compiled modules and rewritten asserts are kept, whatever the shell says: a test run starts hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

.PHONY: help setup demo test laws fast lint format types contracts check bench bench-short chaos chaos-short train listen-report test-extras test-spark lock clean

help:  ## list the habits
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(SETUP)  ## make .venv with everything the lock names, and .venv/bin/goodgrace
	@echo "Ready: $(BIN)/goodgrace"

demo: $(SETUP)  ## show a simulated company at work, on a free port
	@$(BIN)/goodgrace demo

test: $(SETUP)  ## run the whole suite, with a real PostgreSQL server and a real browser
	@sh tests/ensure_postgres.sh
	@sh tests/ensure_chromium.sh
	@sh tests/ensure_axe.sh
	@$(BIN)/python -m pytest -q $(TOGETHER)
	@GOODGRACE_TEST_ON=postgres $(BIN)/python -m pytest -q $(TOGETHER) $(SITE) $(ONCE)

laws: $(SETUP)  ## ask every law that holds for drawn policies, playbooks and cases with twenty times as many (hours)
	@sh tests/ensure_postgres.sh
	@LAWS=thorough $(BIN)/python -m pytest -q $(TOGETHER) -m "hypothesis and not spark"

fast: $(SETUP)  ## run the tests that need no server and no patience
	@$(BIN)/python -m pytest -q -n auto -m "not slow and not postgres and not spark"

lint: $(SETUP)  ## ruff: rules and format
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "make format mends this."; exit 1; }
	@echo "lint: fine"

format: $(SETUP)  ## ruff: mend the format and what can be mended safely
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

types: $(SETUP)  ## mypy, strict
	@$(BIN)/mypy

contracts: $(SETUP)  ## import-linter: imports only go down
	@$(BIN)/lint-imports --no-logo

check: lint types contracts  ## lint, types and contracts

bench: $(BENCH)  ## measure speed, side by side with others
	@$(BIN)/python -m bench

bench-short: $(BENCH)  ## the same with small numbers, in under a minute
	@$(BIN)/python -m bench --short

train: $(TRAIN)  ## make the listener's model anew from pinned inputs (an hour on two cores beside other work)
	@sh training/listening/fetch_weights.sh $(WEIGHTS)
	@$(BIN)/python -m training.listening.train --weights $(WEIGHTS)

listen-report: $(TRAIN)  ## measure the listener: every figure of our documents, beside TF-IDF and VADER
	@$(BIN)/python -m training.listening.report

chaos: $(BENCH)  ## keep 10,000 promises while workers are killed and billing misbehaves; a report in build/chaos/
	@sh tests/ensure_postgres.sh
	@$(BIN)/python -m chaos

chaos-short: $(BENCH)  ## the same with few promises, in about a minute
	@sh tests/ensure_postgres.sh
	@$(BIN)/python -m chaos --short

test-extras: $(EXTRAS)  ## run the tests of the extras with names by Presidio and speech by Whisper, in .venv
	@$(BIN)/python -m pytest -q -m "not spark" tests/listening/test_names.py tests/listening/test_speech.py tests/web/test_suggestions.py

test-spark: $(SPARK)  ## run the agreement tests on Spark (installs pyspark and Java when missing)
	@home=$$(sh tests/ensure_java.sh) && \
		JAVA_HOME="$$home" SPARK_LOCAL_IP=127.0.0.1 $(BIN)/python -m pytest -q -m spark

lock:  ## write requirements/*.txt anew from pyproject.toml (needs uv; UV=/path/to/uv)
	@$(COMPILE) $(UPGRADE) pyproject.toml --extra test --extra dev -o requirements/lock.txt
	@$(COMPILE) $(UPGRADE) pyproject.toml --extra bench -c requirements/lock.txt -o requirements/bench.txt
	@$(COMPILE) $(UPGRADE) pyproject.toml --extra spark -c requirements/lock.txt -o requirements/spark.txt
	@$(COMPILE) $(UPGRADE) pyproject.toml --extra train -c requirements/lock.txt -o requirements/train.txt
	@$(COMPILE) $(UPGRADE) pyproject.toml --extra llm --extra pii --extra asr --extra test -c requirements/lock.txt -o requirements/extras.txt
	@echo "Locked: requirements/lock.txt, bench.txt, spark.txt, train.txt, extras.txt"

clean:  ## remove .venv, caches and build leftovers
	@rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(SETUP): pyproject.toml requirements/lock.txt requirements/install.sh
	@sh requirements/install.sh lock
	@touch $@

$(BENCH): $(SETUP) requirements/bench.txt
	@sh requirements/install.sh bench
	@touch $@

$(TRAIN): $(SETUP) requirements/train.txt
	@sh requirements/install.sh train
	@touch $@

$(EXTRAS): $(SETUP) requirements/extras.txt
	@sh requirements/install.sh extras
	@touch $@

$(SPARK): $(SETUP) requirements/spark.txt
	@sh requirements/install.sh spark
	@touch $@
