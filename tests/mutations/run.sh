#!/usr/bin/env bash
# Shows that the tests can fail: seeds each bug of mutants.tsv into a copy of the source, one at a time,
# and runs the suites on it until a test goes red. Nothing is changed here but docs/MUTATIONS.md.
#
#   tests/mutations/run.sh             all bugs (one incremental build each, and seconds of tests)
#   tests/mutations/run.sh NAME...     some of them, to the terminal only
#   tests/mutations/run.sh --check     only whether each bug still has its place; builds nothing
#
# mutants.tsv: name, file, text that is there exactly once, text in its place; separated by tabs.
# FLOWCAST_MUTANTS names the folder of the copy, its build and the table (default: a temporary one that is
# removed); a run that was stopped goes on from there. FLOWCAST_MUTANTS_TSV names another list of bugs.
# Exit code 1 if a bug is not caught by a test, or its text is not there exactly once any more.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
list=$(realpath "${FLOWCAST_MUTANTS_TSV:-tests/mutations/mutants.tsv}")

# Puts a bug into a file; with TO unset, only sees whether it could be.
seed() { # name file from
  FROM=$3 NAME=$1 perl -0 -e '
    my ($from, $to, $file) = ($ENV{FROM}, $ENV{TO}, $ARGV[0]);
    open(my $in, "<", $file) or die "$ENV{NAME}: $file: $!\n";
    my $text = <$in>;
    my $found = () = $text =~ /\Q$from\E/g;
    die "$ENV{NAME}: found $found times in $file: $from\n" if $found != 1;
    exit 0 if !defined $to;
    $text =~ s/\Q$from\E/$to/;
    open(my $out, ">", $file) or die "$file: $!\n";
    print $out $text;
  ' "$2"
}

# Names every bug that has lost its place, is written twice, or changes nothing by mistake.
check() {
  local wrong=0 name file from to more
  while IFS=$'\t' read -r name file from to more; do
    if [ -z "$to" ] || [ -n "$more" ]; then
      echo "$name: expected name, file, text and other text, separated by tabs" >&2
      wrong=1
    elif ! seed "$name" "$file" "$from"; then
      wrong=1
    fi
  done <"$list"
  if cut -f1 "$list" | sort | uniq -d | grep . >&2; then
    echo "^ more than one bug of this name" >&2
    wrong=1
  fi
  return $wrong
}

check
if [ "${1:-}" = --check ]; then
  echo "$(wc -l <"$list") bugs have their place"
  exit 0
fi

if [ -n "${FLOWCAST_MUTANTS:-}" ]; then
  work=$FLOWCAST_MUTANTS
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
mkdir -p "$work"
work=$(realpath "$work")
log=$work/log
# Builds that take little time: incremental, without debug information, our own code not optimised (most
# bugs are caught within a second by the first suite). A property that fails is not made smaller.
export CARGO_TARGET_DIR=$work/target CARGO_INCREMENTAL=1 PROPTEST_MAX_SHRINK_ITERS=0
export CARGO_PROFILE_TEST_OPT_LEVEL=${CARGO_PROFILE_TEST_OPT_LEVEL:-0}
export CARGO_PROFILE_TEST_DEBUG=${CARGO_PROFILE_TEST_DEBUG:-0}
export CARGO_PROFILE_DEV_DEBUG=$CARGO_PROFILE_TEST_DEBUG

# The suites that may catch a bug of a file, the likeliest and fastest first: where they are, and what of
# them is run. What is in one place is built once.
suites_of() {
  local room=${1#src/}
  room=${room%%/*}
  case $room in
    stats) echo "--lib stats:: analysis::" ;;
    engine | plan) ;;
    cli) echo "--bin=flowcast cli::" && echo "--test=it cli:: answers:: experiments:: signals:: foreign::" && return ;;
    *) echo "--lib ${room%.rs}::" ;;
  esac
  echo "--test=it semantics::every_scenario"
  echo "--test=it handoffs:: laws:: critical_path:: statistics::"
  echo "--test=it properties:: published:: directions::"
}

# Builds the tests that are in a place, and says which program they are.
build() {
  timeout 1800 cargo test --offline --no-run "$1" </dev/null >"$log" 2>&1 &&
    sed -n 's/^ *Executable .*(\(.*\))$/\1/p' "$log"
}

# Runs tests until the first fails, and says which; nothing if none does.
red() {
  local program=$1 name="" status=0
  shift
  timeout 900 "$program" "$@" </dev/null >"$log" 2>&1 &
  local run=$!
  while [ -z "$name" ] && kill -0 $run 2>/dev/null; do
    sleep 0.1
    name=$(sed -n 's/^test \([a-z_:0-9]*\).* \.\.\. FAILED$/\1/p;T;q' "$log")
  done
  [ -z "$name" ] || kill $run 2>/dev/null || true
  wait $run || status=$?
  # The last test may have failed after the last look.
  [ -n "$name" ] || name=$(sed -n 's/^test \([a-z_:0-9]*\).* \.\.\. FAILED$/\1/p;T;q' "$log")
  if [ -n "$name" ]; then
    echo "$name"
  elif [ $status = 124 ]; then
    echo "**ran out of time**"
  elif [ $status != 0 ]; then
    echo "**the tests died, exit $status**"
  fi
}

# The test that catches the bug that is in the copy; what went wrong in bold, if anything did.
catch() { # file
  local place tests found built="" program=""
  while read -r place tests <&3; do
    if [ "$place" != "$built" ]; then
      program=$(cd "$work/copy" && build "$place") || { echo "**does not build**"; return; }
      built=$place
    fi
    # shellcheck disable=SC2086 # the tests are words
    found=$(cd "$work/copy" && red "$program" $tests)
    [ -z "$found" ] || { echo "$found"; return; }
  done 3< <(suites_of "$1")
  echo "**not caught**"
}

rm -rf "$work/copy"
mkdir "$work/copy"
tar -C "$root" --exclude=./target --exclude=./.git --exclude=./output -cf - . | tar -C "$work/copy" -xf -
# The command line, and what is tested through it or without the engine, are built for their own bugs only.
unused=$(cd tests/it && grep -lE 'crate::command|CARGO_BIN_EXE' ./*.rs | sed -E 's|^./(.*).rs$|\1|' | paste -sd'|')
unused="$unused|architecture|command|lessons|mutations|theory"
trim() { # file of the bug
  cp "$root/src/main.rs" "$work/copy/src/main.rs"
  cp "$root/tests/it/main.rs" "$work/copy/tests/it/main.rs"
  [[ $1 != src/cli/* ]] || return 0
  echo 'fn main() {}' >"$work/copy/src/main.rs"
  sed -i -E "/^mod ($unused);$/d" "$work/copy/tests/it/main.rs"
}

table=$work/table.md
[ $# = 0 ] || table=$work/some.md
[ $# = 0 ] || : >"$table"
touch "$table"
while IFS=$'\t' read -r name file from to <&4; do
  [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
  ! grep -q "^| $name |" "$table" || continue
  trim "$file"
  TO=$to; export TO
  (cd "$work/copy" && seed "$name" "$file" "$from")
  unset TO
  caught=$(catch "$file")
  [[ $caught == \*\** ]] || caught="\`$caught\`"
  # The time of the file has to change, or cargo keeps what it built of the bug.
  cp "$root/$file" "$work/copy/$file"
  echo "| $name | \`$file\` | $caught |" | tee -a "$table"
done 4<"$list"

if [ $# = 0 ]; then
  {
    echo "# Seeded bugs"
    echo
    echo "Made by \`tests/mutations/run.sh\`: each bug was put into a copy of the source by itself, and the"
    echo "suites were run on it. The last column is the first test that went red."
    echo
    echo "| bug | where | caught by |"
    echo "|---|---|---|"
    cat "$table"
  } >"$root/docs/MUTATIONS.md"
fi
! grep -q '| \*\*' "$table"
