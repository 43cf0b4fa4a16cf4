#!/usr/bin/env bash
# Counts the instructions of a fixed small run (benches/speed/fixed.rs) and compares them with the recorded
# count. Unlike times, the count is the same on a busy machine.
#
#   bash benches/instructions.sh            compare; status 1 if it grew too much, 2 if it cannot be counted
#   bash benches/instructions.sh --record   write the count down, in the commit that changes it
#
# The count depends on the compiler, so its version stands beside the record. With that compiler the count
# may grow by 5 %. With another one it is compared all the same, but may differ by 30 %, and the output says
# so: a new compiler neither stops all work nor passes unseen, and a real loss is still found.
set -euo pipefail
cd "$(dirname "$0")/.."

record=benches/instructions.txt
again="to record it anew: bash benches/instructions.sh --record"
compiler=$(rustc --version)

if ! command -v valgrind >/dev/null; then
    echo "instructions: valgrind is not installed; nothing was counted" >&2
    exit 2
fi

program=$(cargo bench --bench speed --no-run --message-format=json-render-diagnostics |
    sed -n 's/.*"name":"speed".*"executable":"\([^"]*\)".*/\1/p' | tail -1)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" fixed >"$log" 2>&1 || {
    cat "$log" >&2
    exit 2
}
count=$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$log")

if [ "${1:-}" = --record ]; then
    printf 'compiler: %s\ninstructions: %s\n' "$compiler" "$count" >"$record"
    echo "instructions: recorded $count with $compiler"
    exit
fi

recorded_with=$(sed -n 's/^compiler: //p' "$record")
recorded=$(sed -n 's/^instructions: //p' "$record")
allowed=5
if [ "$compiler" != "$recorded_with" ]; then
    allowed=30
    echo "instructions: WARNING: recorded with $recorded_with, counted with $compiler;"
    echo "              only a growth of more than $allowed % is noticed; $again"
fi
change=$(awk -v new="$count" -v old="$recorded" 'BEGIN { printf "%+.1f", 100 * (new / old - 1) }')
echo "instructions: $count, recorded $recorded ($change %, at most +$allowed %)"
if ! awk -v change="$change" -v allowed="$allowed" 'BEGIN { exit !(change <= allowed) }'; then
    echo "instructions: the fixed run has become slower. If that is meant, $again and say why in the commit."
    exit 1
fi
if awk -v change="$change" 'BEGIN { exit !(change < -5) }'; then
    echo "instructions: it has become faster; $again, or a later loss stays unseen"
fi
