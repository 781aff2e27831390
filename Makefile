.PHONY: setup setup-dev demo run test check bench bench-nlp crash lock
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

help: ## montre cette aide
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.ok: requirements/run.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.ok: requirements/dev.txt .venv/run.ok
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.venv-bench/bench.ok: requirements/run.txt requirements/bench-nlp.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench-nlp.txt
	@touch $@

setup: .venv/run.ok ## installe Vigie dans .venv
setup-dev: .venv/dev.ok ## installe aussi de quoi tester

demo: setup ## montre Vigie sur quatre téléphones simulés (ARGS=--script : le parcours, sans navigateur)
	@$(BIN)/vigie demo $(ARGS)

run: setup ## lance le robot (VIGIE_TELEGRAM_TOKEN requis)
	@$(BIN)/vigie run

test: setup-dev ## toute la suite de tests
	$(BIN)/python -m pytest $(ARGS)

check: setup-dev ## format, style, types, règles d'import et de dépendances
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

bench: setup-dev ## mesures de vitesse et de taille (benchmarks/README.md)
	$(BIN)/python -m benchmarks $(ARGS)

bench-nlp: .venv-bench/bench.ok ## la lecture des messages, à côté d'autres méthodes (benchmarks/README.md)
	.venv-bench/bin/python -m benchmarks.nlp $(ARGS)

crash: setup-dev ## le long essai d'arrêts brutaux
	$(BIN)/python -m pytest tests/crash -m crash $(ARGS)

lock: ## recalcule requirements/ (il faut uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra build -c requirements/dev.txt pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes -c requirements/run.txt requirements/bench-nlp.in -o requirements/bench-nlp.txt
