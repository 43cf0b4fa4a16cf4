#!/usr/bin/env bash
# Makes assets/live/flowcast_web.wasm, and beside it what it was made of; `build.sh --compare` makes it and says whether the
# bytes are those that are committed, `build.sh --sources` says which sources are here. The same sources, lock file and compiler give the same bytes anywhere.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd -P)"
kept="$root/assets/live/flowcast_web"
cd "$root"

# Symbols are ordered by the place of the sources, so the build sees them at one place on every machine.
place=/tmp/flowcast-web-sources
mkdir -p "$place"
exec 9>"$place/.lock"
flock 9
rm -rf "$place/src" "$place/web"
cp -r src Cargo.toml LICENSE-* "$place"
cp -r web "$place"
mkdir -p "$place/benches" && : > "$place/benches/speed.rs" # the manifest names it

# The same list as in build.rs: one that differs shows itself as stale.
sources="$(cd "$place" && find src web/src web/Cargo.toml web/Cargo.lock -type f \( -name '*.rs' -o -name '*.toml' -o -name '*.lock' \) \
    -not -path 'src/cli/*' -not -path 'src/fit/*' -not -path 'src/log/*' -not -path 'src/report/*' \
    -not -path src/lib.rs -not -path src/main.rs -not -path '*/tests/*' -not -name tests.rs | LC_ALL=C sort | xargs sha256sum | sha256sum)"

if [ "${1:-}" = --sources ]; then
    echo "${sources%% *}"
    exit
fi

# What is called from many places is not copied to each of them: the engine is as fast, and smaller.
export RUSTFLAGS="-Cllvm-args=-inline-threshold=20 --remap-path-prefix=$place=/flowcast --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
export CARGO_TARGET_DIR="${FLOWCAST_WEB_TARGET:-$root/target/web}"
(cd "$place/web" && cargo build --release --locked --quiet --target wasm32-unknown-unknown)
made="$CARGO_TARGET_DIR/wasm32-unknown-unknown/release/flowcast_web.wasm"

if [ "${1:-}" = --compare ]; then
    cmp "$made" "$kept.wasm" && echo "assets/live/flowcast_web.wasm is what its sources give"
    exit
fi
cp "$made" "$kept.wasm"
cat > "$kept.txt" <<EOF
sources = ${sources%% *}
wasm = $(sha256sum < "$made" | cut -d' ' -f1)
compiler = $(rustc --version)
date = $(date -u +%Y-%m-%d)
EOF
cat "$kept.txt"
ls -l "$kept.wasm"
