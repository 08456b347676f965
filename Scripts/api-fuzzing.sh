#!/usr/bin/env bash
# Serves a sample company and lets schemathesis ask its interface as every role: no 5xx, nothing undeclared.
# Scripts/api-fuzzing.sh [--requests N] [--seconds S] [--role ROLE]
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(Scripts/api-judges.sh)
exec "$python" -m Tests.Fuzzing "$@"
