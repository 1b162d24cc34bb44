# make run    serve the culture pass at http://127.0.0.1:8080, with demo data
# make test   run the tests
# make check  ruff, mypy strict, and the tests of the import law
# make demo   play the main job against the running server
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check demo lock clean

run: $(VENV)/ready
	@exec $(BIN)/python -m local

test: $(VENV)/ready
	$(BIN)/python -m pytest

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/architecture

demo: $(VENV)/ready
	@$(BIN)/python -m local.demo

$(VENV)/ready: requirements.txt requirements-local.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else "Python 3.11 to 3.13 is needed; name one with PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-local.txt
	@touch $@

# Pins anew what requirements.in and requirements-local.in name.
lock: $(VENV)/ready
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --strip-extras --no-header --upgrade -o requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --strip-extras --no-header --upgrade -o requirements-local.txt requirements-local.in

clean:
	rm -rf $(VENV) .local
