#!/usr/bin/env bash
# Counts the instructions of two fixed small runs (benches/speed/fixed.rs) and compares them with the recorded
# counts. Unlike times, the counts are the same on a busy machine.
#
#   bash benches/instructions.sh            compare; status 1 if one grew too much, 2 if they cannot be counted
#   bash benches/instructions.sh --record   write the counts down, in the commit that changes them
#
# The counts depend on the compiler, so its version stands beside the record. With that compiler a count
# may grow by 5 %. With another one it is compared all the same, but may differ by 30 %, and the output says
# so: a new compiler neither stops all work nor passes unseen, and a real loss is still found.
set -euo pipefail
cd "$(dirname "$0")/.."

record=benches/instructions.txt
runs="fixed p6"
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

count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" >"$log" 2>&1 || {
        cat "$log" >&2
        exit 2
    }
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$log"
}

if [ "${1:-}" = --record ]; then
    echo "compiler: $compiler" >"$record"
    for run in $runs; do
        echo "$run: $(count "$run")" >>"$record"
    done
    cat "$record"
    exit
fi

recorded_with=$(sed -n 's/^compiler: //p' "$record")
allowed=5
if [ "$compiler" != "$recorded_with" ]; then
    allowed=30
    echo "instructions: WARNING: recorded with $recorded_with, counted with $compiler;"
    echo "              only a growth of more than $allowed % is noticed; $again"
fi
status=0
for run in $runs; do
    recorded=$(sed -n "s/^$run: //p" "$record")
    count=$(count "$run")
    change=$(awk -v new="$count" -v old="$recorded" 'BEGIN { printf "%+.1f", 100 * (new / old - 1) }')
    echo "instructions of $run: $count, recorded $recorded ($change %, at most +$allowed %)"
    if ! awk -v change="$change" -v allowed="$allowed" 'BEGIN { exit !(change <= allowed) }'; then
        echo "instructions: $run has become slower. If that is meant, $again and say why in the commit."
        status=1
    elif awk -v change="$change" 'BEGIN { exit !(change < -5) }'; then
        echo "instructions: $run has become faster; $again, or a later loss stays unseen"
    fi
done
exit $status
