# Two commands do all the work: `make report` and `make test`. Bare `make` lists the rest.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
FUZZ_SECONDS ?= 60
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(if $(shell $(p) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null | grep True),$(p))))

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/.ready: requirements.lock pyproject.toml
	@test ! -L $(VENV) || { echo "$(VENV) is a link: run make setup where the environment is, so that none other's is emptied"; exit 1; }
	@test -n "$(PYTHON)" || { echo "détente needs Python 3.11 or newer, and none was found. Install one, or name it: make PYTHON=/path/to/python3 report"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { echo "Python's venv module is incomplete. On Debian and Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.peers: $(VENV)/.ready benchmarks/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r benchmarks/requirements.lock
	@touch $@

setup: $(VENV)/.ready  ## make the environment in .venv, from the lock file

report: $(VENV)/.ready  ## run the notebooks on the embedded corpus: reports/index.html
	$(BIN)/detente report

check test: export PYTHONDONTWRITEBYTECODE =  # they start many processes; each would compile anew
check: $(VENV)/.ready  ## look at the code and run the quick tests, for every edit
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not slow and not browser"

test: $(VENV)/.ready  ## run every check and every test, the browser tests included
	@sh .ci/browser
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lab: $(VENV)/.ready  ## open the notebooks in JupyterLab
	$(BIN)/python -m ipykernel install --sys-prefix --name detente --display-name "Python (détente)"
	$(BIN)/jupyter lab --notebook-dir=. notebooks

bench: $(VENV)/.peers  ## measure speed and quality, beside the peers
	@for b in benchmarks/bench_*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

freeze: $(VENV)/.ready  ## write what the evidence is now to tests/data/frozen.json
	$(BIN)/python benchmarks/freeze.py

fuzz: $(VENV)/.peers  ## try the readers on damaged files, FUZZ_SECONDS (60) for each format
	@$(BIN)/python benchmarks/fuzz_readers.py $(FUZZ_SECONDS)

clean:  ## remove what the commands made; data/raw and reports of yours stay
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache reports/index.html reports/sample

.PHONY: help setup report check test lab bench freeze fuzz clean
