# `make demo` shows Presswatch at work, `make test` runs its tests. Each first sets up what it needs in $(VENV).
# make test PYTHON=python3.13              another interpreter, in a virtual environment of its own
# make test TESTS=tests/test_urls.py       a part of the tests, without the coverage thresholds
# make demo ARGS="--once"                  ARGS goes to the command as it stands

PYTHON ?= python3
VENV ?= $(if $(filter python3,$(PYTHON)),.venv,.venv-$(notdir $(PYTHON)))
TESTS ?=
ARGS ?=

# Absolute, because one check runs in another folder; always quoted, because the checkout's path may hold spaces.
bin := $(if $(filter /%,$(VENV)),$(VENV),$(CURDIR)/$(VENV))/bin
python := "$(bin)/python"
typed := scrapers storage monitor tests tools $(wildcard bench)
generated := docs/cli.md docs/configuration.md docs/schema.md

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types docs-fresh audit format docs pictures requirements wheel clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 24

demo: $(VENV)/.runtime ## watch a small newsroom on this machine, then serve its archive
	@"$(bin)/presswatch" demo $(ARGS)

test: $(VENV)/.dev ## all tests; TESTS=… for some of them
ifeq ($(strip $(TESTS)),)
	@$(python) -m pytest -n auto --dist loadfile --no-loadscope-reorder --cov --cov-report=json:.coverage/report.json $(ARGS)
	@$(python) tools/check_coverage.py .coverage/report.json
else
	@$(python) -m pytest $(TESTS) $(ARGS)
endif

check: lint types docs-fresh audit ## format, lint, types, generated pages, known holes of libraries

lint: $(VENV)/.dev
	$(python) -m ruff format --check .
	$(python) -m ruff check .

types: $(VENV)/.dev
	$(python) -m mypy $(typed)
	cd datasette/plugins && $(python) -m mypy --config-file ../../pyproject.toml --cache-dir ../../.mypy_cache .

docs-fresh: $(VENV)/.dev
	$(python) -m cogapp --check -I . $(generated)

audit: $(VENV)/.dev ## ask OSV for known holes in what we install; says so where it cannot be reached
	@$(python) tools/audit.py

format: $(VENV)/.dev ## put the code in order
	$(python) -m ruff format .
	$(python) -m ruff check --fix .

docs: $(VENV)/.dev ## write the generated pages anew
	$(python) -m cogapp -r -I . $(generated)

pictures: $(VENV)/.dev ## take the pictures of docs anew (needs Chromium)
	@rm -rf build/pictures && "$(bin)/presswatch" demo --once --directory build/pictures
	@$(python) tools/pictures.py build/pictures/archive.db

requirements: ## pin all dependencies anew, with hashes (needs uv); UPGRADE=--upgrade takes newer ones
	sh tools/pin.sh $(UPGRADE)

wheel: $(VENV)/.dev ## build dist/presswatch-*.whl
	$(python) -m hatchling build -t wheel

clean: ## remove virtual environments, caches and what was built; never an archive
	rm -rf .venv .venv-* .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	find scrapers storage monitor datasette tests tools -name __pycache__ -prune -exec rm -rf {} +

# pyproject.toml, because the project's own entry points and metadata are installed from it.
$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	@sh tools/setup.sh "$(PYTHON)" "$(VENV)" requirements/runtime.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	@sh tools/setup.sh "$(PYTHON)" "$(VENV)" requirements/dev.txt
	@touch $(VENV)/.runtime $@
