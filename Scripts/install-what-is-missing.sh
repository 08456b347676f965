#!/usr/bin/env bash
# Installs what Tandem needs from Debian or Ubuntu and is not there yet. Says nothing when all is there.
# What only some work needs is named: `install-what-is-missing.sh wrk` before the benchmarks.
set -euo pipefail

# The libraries are linked; hledger, beancount and python3 judge our books, sums and hashes in the tests.
# PostgreSQL's library is linked; the tests start a server of their own.
# jemalloc gives memory out.
# WeasyPrint prints the papers, openpyxl reads workbooks; poppler reads papers back, Chromium looks at the pages.
packages=(libsqlite3-dev libssl-dev libcurl4-openssl-dev pkg-config zlib1g-dev hledger beancount python3 python3-venv
    weasyprint python3-openpyxl poppler-utils chromium libpq-dev postgresql libjemalloc-dev "$@")
oldest_swift=6.2

say() { echo "tandem: $*" >&2; }

check_swift() {
    if ! command -v swift > /dev/null; then
        say "Swift $oldest_swift or newer is needed and there is none in PATH; see https://www.swift.org/install/linux/"
        exit 1
    fi
    local found
    found=$(swift --version 2> /dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -1)
    if [ "$(printf '%s\n%s\n' "$oldest_swift" "${found:-0}" | sort -V | head -1)" != "$oldest_swift" ]; then
        say "Swift $oldest_swift or newer is needed; this is ${found:-of an unknown version}; see https://www.swift.org/install/linux/"
        exit 1
    fi
}

# A tool that is there by other means than the package counts as there.
is_there() {
    case $1 in
        imagemagick) command -v magick > /dev/null || [ -x /usr/bin/convert ] ;;
        hledger | python3 | weasyprint | chromium | wrk) command -v "$1" > /dev/null ;;
        poppler-utils) command -v pdftotext > /dev/null ;;
        python3-openpyxl) /usr/bin/python3 -c 'import openpyxl' 2> /dev/null ;;
        python3-venv) python3 -c 'import ensurepip' 2> /dev/null ;;
        beancount) command -v bean-check > /dev/null ;;
        pkg-config) command -v pkg-config > /dev/null || command -v pkgconf > /dev/null ;;
        libssl-dev) [ -e /usr/include/openssl/evp.h ] ;;
        libcurl4-openssl-dev) [ -n "$(find /usr/include -path '*curl/curl.h' -print -quit)" ] ;;
        libpq-dev) [ -n "$(find /usr/include -name libpq-fe.h -print -quit)" ] ;;
        libjemalloc-dev) [ -n "$(find /usr/lib -name libjemalloc.so -print -quit)" ] ;;
        postgresql) [ -n "$(find /usr/lib/postgresql -name initdb -print -quit 2> /dev/null)" ] ;;
        libsqlite3-dev) [ -e /usr/include/sqlite3.h ] ;;
        zlib1g-dev) [ -e /usr/include/zlib.h ] ;;
        *) return 1 ;;
    esac
}

check_swift
missing=()
for package in "${packages[@]}"; do
    is_there "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get > /dev/null; then
    say "missing: ${missing[*]}. There is no apt-get here: please install what your system calls these, then try again."
    exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo > /dev/null; then
        say "missing: ${missing[*]}. Please run as root: apt-get install --no-install-recommends ${missing[*]}"
        exit 1
    fi
    as_root=(sudo)
fi
say "installing ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
