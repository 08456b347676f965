#!/usr/bin/env bash
# Makes the Python judges of the interface ready: OpenAPI validator, mail server, sign-in house, schemathesis. Prints their Python.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.build/api-judges
if ! cmp -s Tests/Fuzzing/requirements.txt "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r Tests/Fuzzing/requirements.txt >&2
    cp Tests/Fuzzing/requirements.txt "$venv/requirements.txt"
fi
echo "$PWD/$venv/bin/python"
