#!/usr/bin/env bash
# Makes docs/pictures: four pages of the sample company as the built program shows them, at most 60 KB each. Installs
# ImageMagick when it is not there.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/install-what-is-missing.sh imagemagick
magick=$(command -v magick || command -v convert)
seen="${SCREENSHOTS:-.build/screenshots}"
SCREENSHOTS="$seen" Scripts/browser-tests.sh --pictures

mkdir -p docs/pictures
for name in customer-360 quote-builder order-tracking sync-monitor; do
    picture="docs/pictures/$name.png"
    "$magick" "$seen/$name.png" -resize 960x -strip -dither None -colors 48 "PNG8:$picture"
    bytes=$(wc -c < "$picture")
    if [ "$bytes" -gt 61440 ]; then
        echo "$picture has $bytes bytes, at most 61440" >&2
        exit 1
    fi
done
