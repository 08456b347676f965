#!/usr/bin/env bash
# Makes docs/pictures of what the browser tests saw: small pictures, together at most 150 KB. Run
# Scripts/browser-tests.sh before; needs ImageMagick.
set -euo pipefail
cd "$(dirname "$0")/.."

seen="${SCREENSHOTS:-.build/screenshots}"
mkdir -p docs/pictures
for name in customer-360 quote-builder sync-monitor recipe-editor; do
    convert "$seen/$name.png" -resize 760x -strip -dither None -colors 40 "PNG8:docs/pictures/$name.png"
done
total=$(cat docs/pictures/*.png | wc -c)
if [ "$total" -gt 153600 ]; then
    echo "docs/pictures has $total bytes, at most 153600" >&2
    exit 1
fi
