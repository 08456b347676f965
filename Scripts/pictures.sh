#!/usr/bin/env bash
# Makes docs/pictures of what the browser tests saw: four pictures of at most 60 KB each. Installs ImageMagick when it
# is not there; lets the browser tests look first when there is nothing to take pictures of.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/install-what-is-missing.sh imagemagick
magick=$(command -v magick || echo /usr/bin/convert)
seen="${SCREENSHOTS:-.build/screenshots}"
names=(customer-360 quote-builder sync-monitor recipe-editor)
for name in "${names[@]}"; do
    [ -e "$seen/$name.png" ] || { Scripts/browser-tests.sh; break; }
done

mkdir -p docs/pictures
for name in "${names[@]}"; do
    picture="docs/pictures/$name.png"
    "$magick" "$seen/$name.png" -resize 960x -strip -dither None -colors 48 "PNG8:$picture"
    bytes=$(wc -c < "$picture")
    if [ "$bytes" -gt 61440 ]; then
        echo "$picture has $bytes bytes, at most 61440" >&2
        exit 1
    fi
done
