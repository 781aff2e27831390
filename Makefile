.PHONY: setup setup-dev demo run test check bench bench-nlp crash train lock
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
# Ce que torch demande pour une carte graphique, et dont l'apprentissage se passe.
CARTE := cuda-bindings cuda-pathfinder cuda-toolkit triton $(addprefix nvidia-,cublas cuda-cupti cuda-nvrtc cuda-runtime \
	cudnn-cu13 cufft cufile curand cusolver cusparse cusparselt-cu13 nccl-cu13 nvjitlink nvshmem-cu13 nvtx)
# La construction de torch pour processeur seul, que son auteur publie à part.
TORCH_CPU := sha256:6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b
TORCH_LINUX := sys_platform == 'linux' and platform_machine == 'x86_64'
TORCH_AILLEURS := sys_platform != 'linux' or platform_machine != 'x86_64'

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

# Sous Linux, pip doit trouver la construction de torch pour processeur (l'index de PyTorch, par PIP_EXTRA_INDEX_URL).
.venv-train/train.ok: requirements/run.txt requirements/train.txt
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/train.txt
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

train: .venv-train/train.ok ## réapprend le modèle de lecture (nlp/appris/modele), environ une heure
	.venv-train/bin/python -m pytest tests/apprentissage -m apprentissage
	.venv-train/bin/python -m apprentissage $(ARGS)

lock: ## recalcule requirements/ (il faut uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra build -c requirements/dev.txt pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes -c requirements/run.txt requirements/bench-nlp.in -o requirements/bench-nlp.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra train -c requirements/run.txt $(addprefix --no-emit-package=,$(CARTE)) pyproject.toml -o requirements/train.txt
	sed -i "s/^torch==\([0-9.]*\) .*/torch==\1+cpu ; $(TORCH_LINUX) \\\\\n    --hash=$(TORCH_CPU)\ntorch==\1 ; $(TORCH_AILLEURS) \\\\/" requirements/train.txt
