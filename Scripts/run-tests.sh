#!/usr/bin/env bash
# Runs the built tests. Tells suites as they end and failures with their reasons, once more at the end; the whole output
# is kept in .build/tests.log. What is given is handed on: Scripts/run-tests.sh --filter MoneyTests
set -uo pipefail
cd "$(dirname "$0")/.."

log=.build/tests.log
failures=.build/tests.failures
: > "$failures"
swift test -c release -Xswiftc -enable-testing --skip-build --disable-xctest "$@" 2>&1 | tee "$log" | awk -v failures="$failures" '
    # A reason follows its failure, on lines that begin with an arrow or carry no mark at all.
    /^(◇|✔|➜|↻|━)/ { telling = 0 }
    /^✘/ || /[Ff]atal error|error: |signal [0-9]|Segmentation/ { telling = 1; told = 0 }
    telling && told++ < 12 { print; print > failures; fflush() ; next }
    /^(✔ Suite|✔ Test run|━ Test run)/ || /^➜ Test .*skipped/ { print; fflush() }
'
code=${PIPESTATUS[0]}
if [ "$code" != 0 ]; then
    echo "== what failed, once more (all of it: $log)"
    head -c 20000 "$failures"
fi
exit "$code"
