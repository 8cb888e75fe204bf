# Two commands: `make run` and `make test`. WHEELS=folder installs without a network (fill it with `make wheels`).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WHEELS ?=
FROM := $(if $(WHEELS),--no-index --find-links $(WHEELS))
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes $(FROM)

.PHONY: run test soak mutants bench wheels advisories lock lint pictures clean

run: $(VENV)/run
	@$(BIN)/flask --app wsgi start

test: $(VENV)/dev
	@tests/run

soak: $(VENV)/dev
	@$(BIN)/python -m tests.model --processes 2 --actions $(or $(ACTIONS),1000000) --pages $(or $(PAGES),20000) \
		$(if $(SEED),--seed $(SEED)) $(if $(FIRST),--first $(FIRST))
	@PAIRS=$(or $(PAIRS),10000) $(BIN)/python -m pytest -q tests/model/test_two_at_once.py
	@RIGHTS_STEPS=$(or $(STEPS),1000) RIGHTS_SEED=$(or $(SEED),7) $(BIN)/python -m pytest -q \
		tests/conventions/test_rights_end.py
	@CYCLES=$(or $(CYCLES),1000) $(BIN)/python -m pytest -q -s tests/crash/test_crash.py -k nothing_told
	@DATABASE_CYCLES=100 $(BIN)/python -m pytest -q -s tests/crash/test_database.py -k killed
	@WRITERS=40 EVENTS=500 $(BIN)/python -m pytest -q tests/audit/test_chain.py -k many_writers
	@HOSTILE_SEED=$(or $(SEED),$$(date +%F)) HOSTILE_REQUESTS=$(or $(REQUESTS),100000) $(BIN)/python -m pytest -q tests/hostile
	@$(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile roaming
	@BOT_POSTS=1000 $(BIN)/python -m pytest -q tests/casework/test_public_asking.py -k posts_of_a_script

mutants: $(VENV)/dev
	@$(BIN)/python -m tests.mutants $(ONLY)

bench: $(VENV)/dev
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.assigning

pictures: $(VENV)/dev
	@$(BIN)/python -m tests.pictures

lint: $(VENV)/dev
	@$(BIN)/ruff check .

$(VENV)/run: requirements.txt
	@$(PYTHON) -m venv $(VENV)
	@echo "安装依赖（第一次要一两分钟）……"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/run
	@$(PIP) -r requirements-dev.txt
	@touch $@

wheels:
	@$(PYTHON) -m pip download --quiet --require-hashes -r requirements.txt --dest wheels
	@echo "已下载到 wheels/。在不联网的机器上运行：make run WHEELS=wheels"

advisories: $(VENV)/dev
	@$(BIN)/python -m tests.known_bad

lock:
	@$(PYTHON) -m venv $(VENV) && $(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --group pyproject.toml:run -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --group pyproject.toml:sso -c requirements.txt -o requirements-sso.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --group pyproject.toml:dev -c requirements.txt -o requirements-dev.txt

clean:
	@rm -rf $(VENV) wheels .pytest_cache .ruff_cache .hypothesis
