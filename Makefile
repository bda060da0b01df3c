# Everything the project is worked on with. Needs python3 >= 3.11 with venv, and make; each target makes the
# environments it needs, from requirements/, where every version is pinned and every file checked by its hash.

PYTHON ?= python3

BIN := .venv/bin
# Two cores are enough, and more would only make timings differ between machines.
export OMP_NUM_THREADS := 2
export OPENBLAS_NUM_THREADS := 2
export POLARS_MAX_THREADS := 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test test-tree test-wheel test-browser test-oldest test-vendored lint format venv dist bench docs record mutation lock clean
.DELETE_ON_ERROR:
.NOTPARALLEL:

help:
	@echo "make demo         evaluate the example county"
	@echo "make test         lint, types, tests with coverage, then the tests against the built wheel"
	@echo "make lint         ruff and mypy"
	@echo "make format       let ruff format the code and mend what it can"
	@echo "make venv         .venv for work on the code: the project editable, with all its tools"
	@echo "make docs         write the generated pages and schemas again"
	@echo "make record       at a release: record what the packs say, so that later changes are held to their versions"
	@echo "make bench        time the evaluator against other packages and write docs/benchmarks.md; BENCH=--quick for a look"
	@echo "make test-browser the tests that open a report in headless Chromium (chromium, fonts-noto-cjk)"
	@echo "make test-oldest  the tests with the oldest dependencies that are allowed"
	@echo "make test-vendored the tests on a copy made by youzhi vendor, under another name"
	@echo "make mutation     change the code in small ways and see whether a test notices"
	@echo "make dist         build the sdist and the wheel"
	@echo "make lock         pin the requirements again; UPGRADE=1 takes the newest versions"
	@echo "make clean        remove what these targets made"
	@echo "PYTHON=python3.13 chooses another Python, for new environments."

# --- environments -----------------------------------------------------------------------------------------------

# $(call environment,FOLDER,LOCKS): a new environment with what the lock files name, and nothing else. Wheels only: an
# sdist would be built with whatever versions its build asks for.
define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 ...")'
	@echo "==> $(1): installing $(2)"
	@rm -rf $(1)
	@$(PYTHON) -m venv $(1)
	@$(1)/bin/python -m pip install -qq --require-hashes --only-binary=:all: $(addprefix -r ,$(2))
	@touch $@
endef

# $(call editable,FOLDER,EXTRAS): the project itself, so that a change of the code needs no second install. Without an
# index, a dependency that the lock forgot is an error and not a download.
define editable
	@$(1)/bin/python -m pip install -qq --no-index --no-build-isolation --editable '.[$(2)]'
	@$(1)/bin/python -m pip check
	@touch $@
endef

venv: .venv/.ready

.venv/.locked: requirements/test.txt requirements/lint.txt requirements/build.txt
	$(call environment,.venv,$^)

.venv/.ready: .venv/.locked pyproject.toml
	$(call editable,.venv,all)

.venv-demo/.locked: requirements/demo.txt requirements/build.txt
	$(call environment,.venv-demo,$^)

.venv-demo/.ready: .venv-demo/.locked pyproject.toml
	$(call editable,.venv-demo,excel$(comma)cli)

.venv-oldest/.locked: requirements/oldest.txt requirements/build.txt
	$(call environment,.venv-oldest,$^)

.venv-oldest/.ready: .venv-oldest/.locked pyproject.toml
	$(call editable,.venv-oldest,all)

.venv-mutation/.locked: requirements/test.txt requirements/build.txt requirements/mutation.txt
	$(call environment,.venv-mutation,$^)

.venv-mutation/.ready: .venv-mutation/.locked pyproject.toml
	$(call editable,.venv-mutation,all)

.venv-bench/.locked: requirements/bench.txt requirements/build.txt
	$(call environment,.venv-bench,$^)

.venv-bench/.ready: .venv-bench/.locked pyproject.toml
	$(call editable,.venv-bench,report)

.venv-wheel/.locked: requirements/test.txt
	$(call environment,.venv-wheel,$^)

.venv-lock/.locked: requirements/lock.txt
	$(call environment,.venv-lock,$^)

comma := ,

# --- use --------------------------------------------------------------------------------------------------------

demo: .venv-demo/.ready
	@echo "==> youzhi evaluate examples/qingshan-county.xlsx"
	@.venv-demo/bin/youzhi evaluate examples/qingshan-county.xlsx

# --- checks -----------------------------------------------------------------------------------------------------

test: lint test-tree test-wheel
	@echo "==> left out: the tests marked browser, which need Chromium on this machine (make test-browser)"

# Chromium and a Chinese font are the system's: chromium and fonts-noto-cjk on Debian.
test-browser: .venv/.ready
	@echo "==> pytest: pages in headless Chromium"
	@PYTHONPATH= YOUZHI_UNDER_TEST=tree $(BIN)/pytest -m browser tests

# A test's name and docstring say what it does; its signature is its fixtures'.
MYPY_TESTS := --allow-untyped-defs --allow-incomplete-defs --allow-untyped-calls --allow-untyped-decorators
lint: .venv/.ready
	@echo "==> ruff check"
	@$(BIN)/ruff check --quiet --output-format concise
	@echo "==> ruff format --check"
	@$(BIN)/ruff format --check --quiet || { echo "not formatted: make format"; exit 1; }
	@echo "==> mypy"
	@$(BIN)/mypy
	@$(BIN)/mypy $(MYPY_TESTS) tests

format: .venv/.ready
	@$(BIN)/ruff check --quiet --fix --exit-zero --output-format concise
	@$(BIN)/ruff format

# Two processes for two cores; what one has left the other takes. The long reckonings are not traced, since
# tracing slows them most; the share that must be covered is asked of the other tests alone.
PYTEST := pytest -n 2 --dist worksteal
test-tree: .venv/.ready
	@echo "==> pytest: the tree"
	@rm -f .coverage .coverage.*
	@PYTHONPATH= YOUZHI_UNDER_TEST=tree $(BIN)/coverage run -m $(PYTEST) -m "not long and not browser"
	@PYTHONPATH= YOUZHI_UNDER_TEST=tree $(BIN)/python -m $(PYTEST) -m "long and not browser"
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

dist: .venv/.ready
	@echo "==> build"
	@rm -rf dist; mkdir -p build
	@$(BIN)/python -m build --no-isolation --outdir dist . > build/build.log 2>&1 || { cat build/build.log; exit 1; }
	@$(BIN)/python tools/check_dist.py dist

# The tests come out of the sdist, without the package and its packs: what they import can only be the installed wheel.
WHEEL_TEST := build/wheel-test
test-wheel: dist .venv-wheel/.locked
	@echo "==> pytest: the wheel"
	@.venv-wheel/bin/python -m pip uninstall -qq --yes youzhi-rules
	@.venv-wheel/bin/python -m pip install -qq --no-index "$$(echo dist/*.whl)[all]"
	@.venv-wheel/bin/python -m pip check
	@rm -rf $(WHEEL_TEST) && mkdir -p $(WHEEL_TEST)
	@tar -xzf dist/*.tar.gz -C $(WHEEL_TEST) --strip-components=1
	@rm -r $(WHEEL_TEST)/youzhi_rules $(WHEEL_TEST)/rulepacks
	@cd $(WHEEL_TEST) && PYTHONPATH= YOUZHI_UNDER_TEST=wheel \
		"$(CURDIR)/.venv-wheel/bin/python" -m $(PYTEST) -m "not tree and not long and not browser" tests \
		--pyargs youzhi_rules

test-oldest: .venv-oldest/.ready
	@echo "==> pytest: the oldest dependencies"
	@PYTHONPATH= YOUZHI_UNDER_TEST=tree .venv-oldest/bin/pytest -m "not browser"

test-vendored: .venv/.ready
	@echo "==> pytest: a copy under another name, with the project out of reach"
	@PYTHONPATH= $(BIN)/python tools/vendored_suite.py

mutation: .venv-mutation/.ready
	@.venv-mutation/bin/mutmut run --max-children 2
	@.venv-mutation/bin/mutmut results

# The medians of taking turns in one process; the report and its pictures are written into docs/.
bench: .venv-bench/.ready
	@PYTHONPATH= .venv-bench/bin/python benchmarks/run.py $(BENCH)

docs: .venv/.ready
	@$(BIN)/python tools/generate.py

record: .venv/.ready
	@$(BIN)/python tools/released.py

# --- requirements -----------------------------------------------------------------------------------------------

# One version for every Python and platform; `oldest` pins the lower bounds of pyproject.toml, for the oldest Python.
# What fits stays as it is pinned, unless UPGRADE is set.
PIN := .venv-lock/bin/uv pip compile --quiet --no-config --no-python-downloads --python-version 3.11 \
	--generate-hashes --no-strip-extras \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
PIN_ALL := $(PIN) --universal --fork-strategy fewest
EXTRAS := pyproject.toml --extra excel --extra cli --extra report
LOCKS := requirements

lock: .venv-lock/.locked
	@echo "==> $(LOCKS)/"
	@$(PIN_ALL) -o $(LOCKS)/test.txt $(EXTRAS) --group test
	@$(PIN_ALL) -o $(LOCKS)/demo.txt pyproject.toml --extra excel --extra cli -c $(LOCKS)/test.txt
	@$(PIN_ALL) -o $(LOCKS)/lint.txt --group lint -c $(LOCKS)/test.txt
	@$(PIN_ALL) -o $(LOCKS)/build.txt --group build -c $(LOCKS)/test.txt -c $(LOCKS)/lint.txt
	@$(PIN_ALL) -o $(LOCKS)/mutation.txt --group mutation -c $(LOCKS)/test.txt -c $(LOCKS)/build.txt
	@$(PIN_ALL) -o $(LOCKS)/bench.txt pyproject.toml --extra report --group bench -c $(LOCKS)/build.txt
	@$(PIN_ALL) -o $(LOCKS)/lock.txt --group lock
	@$(PIN) -o $(LOCKS)/oldest.txt $(EXTRAS) --group test -c $(LOCKS)/build.txt --resolution lowest-direct

clean:
	rm -rf .venv .venv-* build dist mutants .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
