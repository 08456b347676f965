#!/usr/bin/env bash
# Serves a sample company, gives it five times what it takes on, stops it in the midst of work, and looks for secrets in
# what it wrote. Scripts/load-tests.sh [--long] [--only overload|stop|secrets]
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -m Tests.Load "$@"
