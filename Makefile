# On a fresh machine: `make demo`, `make run`, `make test`. Each does all of its own set-up, inside .venv.
PYTHON ?= python3
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: demo run test check format lock clean

demo: .venv/run.done ## set up and show the whole trip in an invented newsroom
	@$(BIN)/watcher demo

run: .venv/run.done ## set up and start the watcher on rules/ and state/
	$(BIN)/watcher run

test: check ## everything that CI runs
	$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal

check: .venv/dev.done ## lint, format, types, and the import law
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev.done ## put the code into its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/dev.done ## pin what pyproject.toml asks for, with hashes
	$(BIN)/pip install --quiet uv
	$(COMPILE) pyproject.toml --group build -o requirements.lock
	$(COMPILE) -c requirements.lock --group dev -o requirements-dev.lock

clean: ## remove what set-up made; state/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "The watcher needs Python 3.11 or newer; this is $$($(PYTHON) -V). Try: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "No venv could be made. On Debian: apt install python3-venv"; exit 1; }
	@touch $@

.venv/run.done: requirements.lock pyproject.toml .venv/made
	@echo "Setting up in .venv; it takes a minute, once."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.done: requirements-dev.lock .venv/run.done
	@echo "Adding what the tests need."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
