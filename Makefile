# Everything happens inside this folder: .venv holds the packages, var the data of the embedded servers.
PYTHON_HERE := .venv/bin/python
EMBEDDED := $(PYTHON_HERE) -m callcenter.embedded
MANAGE := $(PYTHON_HERE) manage.py

.PHONY: help run test check fuzz chaos shape lint bench migrate messages clean environment tools

help:
	@echo "make run       start Aftercall with demonstration data and print its address"
	@echo "make test      the tests (ARGS='-k word' for some)"
	@echo "make check     the tests and the nets"
	@echo "make fuzz      the API and the properties for longer (FUZZ=500 examples each)"
	@echo "make chaos     the processes killed for longer (CHAOS=100 kills)"
	@echo "make shape     what docker-compose.yml starts, started without containers"
	@echo "make lint      style, types, imports, missing migrations"
	@echo "make bench     the measurements (ROWS=name,name for some, SCALE=0.01 for less)"
	@echo "make migrate   bring the database of make run up to date"
	@echo "make messages  collect and compile translations"
	@echo "make clean     remove all that was made here, but for the data of make run"

environment:
	@sh bin/bootstrap.sh

tools:
	@sh bin/bootstrap.sh dev

run: environment
	@$(EMBEDDED) run $(ARGS)

test: tools
	@$(EMBEDDED) test -- -m "not nets" $(ARGS)

check: tools
	@$(EMBEDDED) test -- $(ARGS)

fuzz: export FUZZ ?= 500
fuzz: tools
	@$(EMBEDDED) test -- -m nets tests/fuzz tests/properties $(ARGS)

chaos: export CHAOS ?= 100
chaos: tools
	@$(EMBEDDED) test -- -n 0 -s tests/chaos $(ARGS)

shape: tools
	@$(EMBEDDED) test -- -n 0 tests/shape $(ARGS)

lint: tools
	$(PYTHON_HERE) -m ruff check .
	$(PYTHON_HERE) -m ruff format --check .
	$(PYTHON_HERE) -c "from importlinter.cli import lint_imports_command as check; check()"
	@$(EMBEDDED) exec --home test -- $(PYTHON_HERE) -m mypy
	@$(EMBEDDED) exec --home test -- $(MANAGE) makemigrations --check --dry-run

bench: tools
	@$(EMBEDDED) exec --home bench -- $(PYTHON_HERE) -m benchmarks $(ARGS)

migrate: environment
	@$(EMBEDDED) exec --home run -- $(MANAGE) migrate --database owner

messages: tools
	@command -v msgfmt >/dev/null || { echo "Translations need gettext: apt install gettext."; exit 1; }
	@$(EMBEDDED) exec --home test -- $(MANAGE) makemessages --all --no-obsolete --ignore var --ignore .venv
	@$(EMBEDDED) exec --home test -- $(MANAGE) makemessages --all --no-obsolete --domain djangojs --ignore var --ignore .venv --ignore "static/vendor/*" --ignore staticfiles
	@$(EMBEDDED) exec --home test -- $(MANAGE) compilemessages --ignore var --ignore .venv

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis staticfiles artifacts
	rm -rf var/test var/dev var/bench var/playwright
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
