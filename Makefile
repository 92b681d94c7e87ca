# Hearth. The two commands that matter: `make demo` serves the demo, `make test` runs all tests.
# Neither needs TinyGo: the built module, wasm/engine.wasm, is committed. `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

npm := npm --prefix jsdemo
scratch := .cache
std := $(scratch)/std.wasm

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- the two commands -----------------------------------------------------------------------------------------------

.PHONY: demo
demo: deps-js ## build the film-shelf demo, serve it and print its URL
	$(npm) run build
	go run ./host/cmd/hearth serve --dir jsdemo/shop/dist

.PHONY: test
test: test-go test-js test-browser ## run all tests: Go, Node and Chromium

# --- tests ----------------------------------------------------------------------------------------------------------

.PHONY: test-go
test-go: ## Go tests; the conformance traces run natively, under wazero and in the std-Go build
	go test ./...

.PHONY: test-race
test-race: ## Go tests of the concurrent packages under the race detector
	go test -race -timeout 20m ./host ./host/store/... ./host/train ./bench/eval

.PHONY: test-promises
test-promises: ## the promises of consent, each over HISTORIES (100,000) random histories
	go test -timeout 30m ./engine -histories $${HISTORIES:-100000} -v -run '^Test(Withdraw|Masked|NoEvent|Undecided|Dial|Counterfactual|Retention|ClockJump|Purge|Sensitive)' | grep -E '^(---|ok|FAIL|panic)|histories'

.PHONY: test-js
test-js: deps-js $(std) ## Node tests of the SDK, the demo and the conformance traces in Node
	$(npm) test
	$(npm) run conformance -- --host node
	$(npm) run conformance -- --host node --module $(CURDIR)/$(std)

.PHONY: test-browser
test-browser: deps-js chromium $(std) ## browser tests of the demo and the conformance traces in Chromium
	$(npm) run e2e
	$(npm) run conformance -- --host chromium
	$(npm) run conformance -- --host chromium --module $(CURDIR)/$(std)

.PHONY: test-package
test-package: deps-js chromium ## the SDK's tarball in fresh projects: Node, Deno, Bun, workerd, bundlers, Next, a plain page
	$(npm) run test:package

.PHONY: test-package-all
test-package-all: deps-js chromium ## the same, with the slow variants
	$(npm) run test:package -- --all

.PHONY: test-firefox
test-firefox: deps-js ## the SDK in Debian's Firefox ESR
	@.ci/firefox.sh
	$(npm) run firefox -w e2e

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (default 10m) each
	.ci/fuzz.sh $${FUZZTIME:-10m}

# --- checks ---------------------------------------------------------------------------------------------------------

.PHONY: check
check: check-go check-js check-sizes ## formatting, linters, types, tidiness, generated files, import rules, size budgets

.PHONY: check-go
check-go:
	@out=$$(gofmt -l $$(git ls-files '*.go')); [[ -z $$out ]] || { echo "gofmt these files:"; echo "$$out"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go mod tidy -diff
	go test -run 'TestModuleImports|TestImportDirection|TestAllowed' ./engine

.PHONY: check-js
check-js: deps-js
	$(npm) run lint
	$(npm) run build -w sdk
	$(npm) run typecheck
	$(npm) run reference:check -w sdk

.PHONY: check-sizes
check-sizes: deps-js
	go test -run 'TestModule' ./wasm/conformance
	$(npm) run size -w sdk

# --- the module -----------------------------------------------------------------------------------------------------

.PHONY: module
module: ## rebuild wasm/engine.wasm with the pinned TinyGo, which this installs first
	wasm/toolchain/install.sh --pinned
	wasm/toolchain/build.sh wasm/engine.wasm

.PHONY: check-module
check-module: ## rebuild the module and compare it with the committed one
	wasm/toolchain/install.sh --pinned
	wasm/toolchain/selftest.sh
	@mkdir -p $(scratch)
	wasm/toolchain/build.sh $(scratch)/engine.wasm
	@sha256sum $(scratch)/engine.wasm wasm/engine.wasm
	@cmp $(scratch)/engine.wasm wasm/engine.wasm || { echo "wasm/engine.wasm is stale: run 'make module' and commit it"; exit 1; }
	@echo "the committed module is what the pinned toolchain builds"

# The std-Go build of the same source, for the traces only. It is always built anew: go itself knows what has changed.
.PHONY: $(std)
$(std):
	@mkdir -p $(scratch)
	wasm/toolchain/build-std.sh $(std)

# --- all of it ------------------------------------------------------------------------------------------------------

.PHONY: ci
ci: test test-firefox test-package test-promises check test-race check-module ## what CI runs

# --- set-up ---------------------------------------------------------------------------------------------------------

.PHONY: deps-js
deps-js: jsdemo/node_modules/.package-lock.json

jsdemo/node_modules/.package-lock.json: jsdemo/package-lock.json
	$(npm) ci --no-audit --no-fund
	@touch $@

.PHONY: chromium
chromium:
	@.ci/chromium.sh

.PHONY: screenshots
screenshots: deps-js chromium ## pictures of the demo, phone and desktop, light and dark
	$(npm) run screenshots

.PHONY: reference
reference: deps-js ## the SDK's reference as pages, in jsdemo/sdk/reference
	$(npm) run reference -w sdk

.PHONY: bench
bench: ## Go benchmarks
	go test -run '^$$' -bench . -benchmem ./host ./bench/...

.PHONY: clean
clean: ## remove what the targets made
	rm -rf $(scratch) jsdemo/node_modules jsdemo/*/dist jsdemo/sdk/reference jsdemo/shop/data jsdemo/shop/public/*.pack
