# `make demo` and `make test` do everything on a fresh machine with Python 3.11 or newer.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO_HOME := .demo
DEMO_IDEA := Will LLM inference hardware be commodified, and does NVIDIA keep its margins?

MODEL_URL ?= http://127.0.0.1:8089/v1
MODEL ?= local

.PHONY: setup demo test test-model check bench clean

setup: .venv/dev.stamp

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "error: Triptych needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(PIP) install --constraint constraints.txt pip

.venv/run.stamp: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp
	$(PIP) install --constraint constraints.txt --group dev
	@touch $@

demo: .venv/run.stamp
	@mkdir -p $(DEMO_HOME)
	TRIPTYCH_ARCHIVE= TRIPTYCH_HOME=$(DEMO_HOME) $(BIN)/triptych run --embedded --search library "$(DEMO_IDEA)" --output $(DEMO_HOME)/memo.md
	TRIPTYCH_ARCHIVE= TRIPTYCH_HOME=$(DEMO_HOME) $(BIN)/triptych memos verify --all
	@cat $(DEMO_HOME)/memo.md

test: setup
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

# Needs a model server at MODEL_URL; takes minutes on a small machine.
test-model: setup
	TRIPTYCH_TEST_MODEL_URL="$(MODEL_URL)" TRIPTYCH_TEST_MODEL="$(MODEL)" $(BIN)/python -m pytest -m model -s

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.memo
	$(BIN)/python -m benchmarks.archive
	$(BIN)/python -m benchmarks.soundness
	$(BIN)/triptych evaluate --embedded

clean:
	rm -rf .venv $(DEMO_HOME) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
