# Thin lines over the scripts, cargo and npm. `make up` runs the shop, `make test` proves it.

# Outside the clone, so that every clone and CI share what is built.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/portico
export CARGO_TARGET_DIR ?= $(CACHE)/target

.PHONY: help up test check fmt schema playground bench clean-data

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

up: ## install what is missing, build, start and seed the shop
	@scripts/up $(ARGS)

test: ## everything: lints, unit, service, broker, fault and browser tests
	@scripts/test

check: ## the fast part of `make test`: formatting, lints, schema files
	@scripts/check

fmt: ## format Rust and the storefront
	@cargo fmt --all && npm --prefix web run --silent format

schema: ## export the subgraphs' SDL, compose it, regenerate the storefront's types
	@scripts/schema

playground: ## build GraphiQL, which the gateway embeds
	@bash -c ". scripts/lib.sh && playground"

bench: ## the gateway's benchmark
	@scripts/bench $(ARGS)

clean-data: ## forget the demo shop's data (asks first)
	@scripts/clean-data
