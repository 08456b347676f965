#!/usr/bin/env bash
# Makes the sample company, serves it on a free port, and lets Chromium look at it as every role.
# Says nothing but what is wrong. SCREENSHOTS=folder keeps pictures (default: .build/screenshots).
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.build/browser-tests
if ! cmp -s Tests/Browser/requirements.txt "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r Tests/Browser/requirements.txt
    cp Tests/Browser/requirements.txt "$venv/requirements.txt"
fi
exec "$venv/bin/python" -m Tests.Browser "$@"
