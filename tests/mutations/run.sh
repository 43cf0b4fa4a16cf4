#!/usr/bin/env bash
# Shows that the tests can fail: seeds each bug of mutants.tsv into a copy of the source, one at a time,
# and runs the suite on it until something goes red. Nothing is changed here but docs/MUTATIONS.md.
#
#   tests/mutations/run.sh             all bugs (about a minute and a half each on two cores)
#   tests/mutations/run.sh NAME...     some of them, to the terminal only
#
# mutants.tsv: name, file, text that is there exactly once, text in its place; separated by tabs.
# FLOWCAST_MUTANTS names the folder of the copy, its build and the table (default: a temporary one); a
# run that was stopped goes on from there.
# Exit code 1 if a bug is not caught, or its text is not there exactly once any more.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
work=${FLOWCAST_MUTANTS:-$(mktemp -d)}
mkdir -p "$work/copy"
export CARGO_TARGET_DIR="$work/target" CARGO_PROFILE_TEST_DEBUG=0 CARGO_PROFILE_DEV_DEBUG=0
export CARGO_INCREMENTAL=1
wanted=" $* "

# The suites of a file, from the fastest to the slowest; the first that fails catches the bug.
suites_of() {
  [[ $1 != src/stats/* ]] || echo "--lib stats:: findings::"
  echo "--test it semantics:: handoffs:: laws:: critical_path:: statistics::"
  echo "--test it properties:: published:: directions::"
}

seed() { # name file from to
  cp "$root/$2" "$work/copy/$2"
  FROM=$3 TO=$4 perl -0pi -e '
    my ($from, $to) = ($ENV{FROM}, $ENV{TO});
    my $found = () = /\Q$from\E/g;
    die "$ARGV: found $found times: $from\n" if $found != 1;
    s/\Q$from\E/$to/;
  ' "$work/copy/$2"
}

# The first test that fails under a suite, "does not build", or nothing.
red() {
  local log=$work/log
  # shellcheck disable=SC2086 # the suites are words
  set -- $1
  local target=("$1"); shift
  if [ "${target[0]}" = --test ]; then target+=("$1"); shift; fi
  if ! timeout 900 cargo test --offline -q --no-run "${target[@]}" </dev/null >"$log" 2>&1; then
    echo "does not build"; return
  fi
  timeout 900 cargo test --offline -q "${target[@]}" -- "$@" </dev/null >"$log" 2>&1 && return
  # A suite that hangs or dies has no name of a test to give.
  sed -n 's/^    \([a-z_:0-9]*\)$/\1/p' "$log" | grep . | head -1 || echo "ran out of time"
}

rm -rf "$work/copy"
mkdir "$work/copy"
tar -C "$root" --exclude=./target --exclude=./.git --exclude=./output -cf - . | tar -C "$work/copy" -xf -
cd "$work/copy"
# The command line is not what is tested here.
echo 'fn main() {}' >src/main.rs
table=$work/table.md
: >>"$table"
alive=0
while IFS=$'\t' read -r name file from to; do
  [ "$wanted" = "  " ] || [[ $wanted == *" $name "* ]] || continue
  ! grep -q "^| $name |" "$table" || continue
  seed "$name" "$file" "$from" "$to"
  caught=""
  while read -r suite <&3; do
    caught=$(red "$suite")
    [ -z "$caught" ] || break
  done 3< <(suites_of "$file")
  cp -p "$root/$file" "$work/copy/$file"
  touch "$work/copy/$file"
  case $caught in "" | "does not build" | "ran out of time") alive=1 ;; esac
  echo "| $name | \`$file\` | ${caught:-**not caught**} |" | tee -a "$table"
done <"$root/tests/mutations/mutants.tsv"

if [ "$wanted" = "  " ]; then
  {
    echo "# Seeded bugs"
    echo
    echo "Made by \`tests/mutations/run.sh\`: each bug was put into a copy of the source by itself, and the"
    echo "suite was run on it. The last column is the first test that went red."
    echo
    echo "| bug | where | caught by |"
    echo "|---|---|---|"
    cat "$table"
  } >"$root/docs/MUTATIONS.md"
fi
exit $alive
