# Tandem.  make demo · make test · make test-long · make bench

SHELL := /bin/bash

# One set of flags for the product and its tests, so that nothing is ever built twice.
FLAGS := -c release -Xswiftc -enable-testing
FIRST_BUILD := about 9 minutes on two cores, 1 GB; later builds take seconds to minutes
TANDEM := .build/release/tandem

.PHONY: help demo test test-long bench build build-tests install clean

help:
	@echo "make demo       build, make a small company, and follow a quote to its payment, then open it at http://127.0.0.1:8080"
	@echo "make test       build, and run every test"
	@echo "make test-long  the same, then the long simulation"
	@echo "make bench      build, and measure"

install:
	@Scripts/install-what-is-missing.sh

# The cost of a first build is said before it is paid.
build: install
	@test -x $(TANDEM) || echo "First build: $(FIRST_BUILD)."
	swift build $(FLAGS) --product tandem

build-tests: install
	@test -x $(TANDEM) || echo "First build: $(FIRST_BUILD)."
	swift build $(FLAGS) --build-tests

# Whatever is set in the environment, such as ONCE=1, reaches the program.
demo: build
	$(TANDEM) demo $(if $(PORT),--port $(PORT))

test: build-tests
	@Scripts/api-judges.sh > /dev/null
	Scripts/run-tests.sh
	Scripts/load-tests.sh
	Scripts/browser-tests.sh

test-long: test
	TANDEM_LONG=1 Scripts/run-tests.sh
	Scripts/load-tests.sh --long
	Scripts/api-fuzzing.sh --requests 20000 --seconds 3600
	$(TANDEM) simulate

# What only the benchmarks need is asked for here.
bench: build
	@Scripts/install-what-is-missing.sh wrk
	$(TANDEM) bench

clean:
	rm -rf .build
