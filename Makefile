# Every target is one call of a program a person could call; `make` alone lists them.
PYTHON ?= $(firstword $(foreach python,python3.11 python3.12 python3,$(shell $(python) -c 'import sys; (3,11) <= sys.version_info[:2] <= (3,12) and print("$(python)")' 2>/dev/null)) python3)
RUN = .venv/bin/python -m
WITH_OPENMP = LD_LIBRARY_PATH=.concord/runtime/lib

.DEFAULT_GOAL := help
.PHONY: help setup demo history test up down status simulate stream archive batch rebuild api web check train bench score theft drills lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

setup: ## install everything that is missing
	@$(PYTHON) -m infra setup

demo: setup ## start everything, make a country, settle its days, check the answers
	@$(RUN) infra demo

history: ## beside what is up: 13 months of 200 homes, settled as one range; ARGS="--homes 20"
	@$(RUN) infra history $(ARGS)

test: setup ## start what the tests need, run them all, stop it again
	@$(RUN) infra test

up: setup ## start the servers and our own processes
	@$(RUN) infra up

down: ## stop them
	@$(PYTHON) -m infra down

status: ## show every part: process, port, health
	@$(PYTHON) -m infra status

simulate: ## produce live readings; ARGS="--users 1000"
	@$(RUN) simulator run $(ARGS)

stream: ## run the stream job in the foreground
	@.venv-stream/bin/python -m stream_job

archive: ## run the archive in the foreground
	@$(RUN) batch_job archive

batch: ## settle a local day; DAY=2026-01-31
	@$(WITH_OPENMP) $(RUN) batch_job settle --day $(DAY)

rebuild: setup ## drop what was computed, make it again from the archive and the topics, compare
	@$(WITH_OPENMP) $(RUN) batch_job rebuild $(ARGS)

api: ## run the API in the foreground
	@$(RUN) api

web: ## serve the pages with live reload
	@PATH="$(CURDIR)/.concord/runtime/node:$$PATH" npm --prefix web run dev

check: setup ## format, lint, strict types, import rules
	@$(RUN) infra check

train: setup ## train a model on the archive; MODEL=quantiles FROM=2026-01-01 TO=2026-01-31
	@$(WITH_OPENMP) $(RUN) anomalies train --model $(MODEL) --from $(FROM) --to $(TO)

bench: setup ## measure, and write tests/bench/RESULTS.md; ONLY=stream-1m ARGS="--seconds 30"
	@$(RUN) tests.bench $(ONLY) $(ARGS)

score: setup ## how well anomalies are found, and the coming day foretold; ARGS=--forecasts for that alone
	@$(WITH_OPENMP) $(RUN) tests.score $(ARGS)

theft: setup ## how well thieves of six kinds are found, on labelled theft; writes tests/score/theft/THEFT.md
	@$(RUN) tests.score.theft $(ARGS)

drills: setup ## kill, freeze and mislead a stack of its own, and count; ARGS="tests/drills/drill_kills.py"
	@$(RUN) infra drills $(ARGS)

lock: setup ## resolve both environments anew and write infra/locks
	@$(RUN) infra lock

clean: ## stop everything and delete what is not in git
	@$(PYTHON) -m infra clean
