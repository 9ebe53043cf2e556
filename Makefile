# thirdplace: one command proves a change: make check

GO        ?= go
TESTFLAGS ?=
FUZZTIME  ?= 60s
KILLS     ?= 20
ATTACK    ?= 5s
LOAD      ?= 3

# The race detector needs a C compiler; nothing else here does. SQLite itself is C that
# was translated by a machine, with memory and locks the detector knows nothing of: it
# is left out, which makes tests on it fifteen times as fast. Our code and the
# driver are watched as everywhere.
HAVE_CC := $(shell command -v $$($(GO) env CC) >/dev/null 2>&1 && echo yes)
RACE    := $(if $(HAVE_CC),-race -gcflags=modernc.org/sqlite/lib=-race=false -gcflags=modernc.org/libc=-race=false,)

.PHONY: check generated format vet arch staticcheck vulnerabilities quality tests test taxonomy test-faults attack bench fuzz build demo neo4j generate

## check: everything a change must pass; CI runs the same
check: generated format vet arch staticcheck vulnerabilities quality tests
	@echo "make check: ok"

# Generated code is written again and must come out as it is.
generated:
	@before=$$(mktemp -d) && trap 'rm -rf "$$before"' EXIT && \
	cp -R graph/generated graph/model "$$before" && \
	$(GO) tool gqlgen && \
	if ! diff -r "$$before/generated" graph/generated || ! diff -r "$$before/model" graph/model; then \
		echo "generated: graph/generated or graph/model was not fresh; it is now"; exit 1; fi
	@echo "generated: fresh"

format:
	@unformatted=$$(gofmt -l cmd graph internal); \
	if [ -n "$$unformatted" ]; then echo "format: run gofmt -w on:"; echo "$$unformatted"; exit 1; fi
	@echo "format: ok"

vet:
	$(GO) vet ./...

arch:
	$(GO) test ./internal/archtest

staticcheck:
	$(GO) tool staticcheck ./...

# Known vulnerabilities fail the check (status 3); a missing tool or an
# unreachable database does not.
vulnerabilities:
	@if ! command -v govulncheck >/dev/null 2>&1; then \
		echo "vulnerabilities: not checked: govulncheck is not installed"; \
	else \
		status=0; govulncheck ./... || status=$$?; \
		if [ $$status -eq 3 ]; then exit 3; fi; \
		if [ $$status -ne 0 ]; then echo "vulnerabilities: not checked: govulncheck could not run"; fi; \
	fi

## quality: how good and how fair matches are, as the files with the figures say; UPDATE=1 writes them again
# Tests that the race detector would only slow down: those of judged sets and over
# public records, where they lie beside the repository, of how much memory an import
# takes, and that both engines give the same answers.
quality:
	$(GO) test $(TESTFLAGS) -run '^TestQuality$$' ./internal/quality $(if $(UPDATE),-args -update)
	$(if $(UPDATE),$(GO) test $(TESTFLAGS) -run Fairness ./internal/fairness -args -update)
	$(GO) test $(TESTFLAGS) -run 'Judged|Background|Memory|Published|EnginesAgreeOnTheRegion|Fairness' ./internal/match ./internal/ingest ./internal/fairness ./cmd/thirdplace

tests:
	@if [ -z "$(RACE)" ]; then echo "tests: without the race detector: no C compiler found"; fi
	$(GO) test $(RACE) -shuffle=on -timeout 30m $(TESTFLAGS) ./...

## test: all tests, quickly: no race detector, results kept
test:
	$(GO) test $(TESTFLAGS) ./...

## test-faults: the long form of the tests that kill, cut and stop: KILLS kills, loads LOAD times as long
test-faults:
	CI=true $(GO) test $(RACE) -count=1 -p 1 -timeout 120m -v $(TESTFLAGS) -run '^TestFault' \
		./internal/store/sqlitestore ./internal/store/neo4jstore ./cmd/thirdplace -args -kills $(KILLS) -load $(LOAD)

## attack: hostile clients against the real program for ATTACK each, as a table; docs/security.md says what it means
attack:
	@$(GO) test $(TESTFLAGS) -count=1 -timeout 60m -v -run '^TestAttack$$' ./cmd/thirdplace -args -attack $(ATTACK) | grep -E '^ *(\||---|FAIL|ok|panic|attack_)'

## taxonomy: checks the tables of internal/app/taxonomy; docs/taxonomy.md says how to edit them
taxonomy:
	@$(GO) test $(TESTFLAGS) -count=1 -run '^(TestShippedTopics|TestFundsOfKnowledge)$$' ./internal/app

## bench: all benchmarks as one table; docs/performance.md says what they mean
bench:
	@out=$$(mktemp) && trap 'rm -f "$$out"' EXIT && status=0; \
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 60m $(TESTFLAGS) ./cmd/... >> "$$out" 2>&1 || status=1; \
	$(GO) test -run '^$$' -bench . -p 1 $(TESTFLAGS) ./graph/... ./internal/... >> "$$out" 2>&1 || status=1; \
	awk '/^pkg:/ { n = split($$2, part, "/"); package = part[n] } \
		/^Benchmark/ { sub(/^Benchmark/, "", $$1); sub(/-[0-9]+$$/, "", $$1); printf "%-48s", package " " $$1; \
			for (i = 3; i < NF; i += 2) printf " %10s %-9s", $$i, $$(i + 1); print "" }' "$$out"; \
	if [ $$status -ne 0 ]; then cat "$$out"; exit 1; fi

# By itself go test takes up to a minute to shorten each input that is new, and tries
# nothing else meanwhile.
## fuzz: each fuzz target for FUZZTIME
fuzz:
	@grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n 1 dirname | sort -u | while read -r folder; do \
		for target in $$(grep -ho --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' "$$folder"/*_test.go | cut -d' ' -f2); do \
			echo "fuzz: $$folder $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x "$$folder" || exit 1; \
		done || exit 1; \
	done

## generate: writes graph/generated and graph/model from schema.graphqls
generate:
	$(GO) tool gqlgen

## build: one static binary in bin/
build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o bin/thirdplace ./cmd/thirdplace

## demo: a fictional cluster on this machine
demo:
	$(GO) run ./cmd/thirdplace --demo

## neo4j: a real Neo4j on this machine to develop against, until Ctrl-C;
## DATA=folder keeps its data, BOLT= and HTTP= choose ports, LINE=calendar the line
neo4j:
	@$(GO) build -o bin/neo4jserve ./internal/store/neo4jstore/neo4jtest/neo4jserve
	@LINE="$(LINE)" exec bin/neo4jserve $(if $(DATA),-data "$(DATA)") $(if $(BOLT),-bolt "$(BOLT)") $(if $(HTTP),-http "$(HTTP)")
