#!/bin/sh
# Builds and runs each program of test/run with tuco, in several configurations, and compares with its expected
# output (file.out; empty if absent) and exit status (a comment "// exit: N" in the program; 0 if absent).
#   test/run.sh [-h] [-v] [-1] [-j N] [program.go ...]     $TUCO: the command, $TUCO_BUILD_FLAGS: more flags of its build
# Configurations: GOMAXPROCS 1, 2 and 8, and the stress modes, unless the program says "// exempt: NAME reason"; -1: GOMAXPROCS
# 2 alone. -j: so many programs at a time, one for each processor by default.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tuco=${TUCO:-$here/../bin/tuco}
verbose=0 single=0 jobs=$(nproc)
: "${TUCO_BUILD_FLAGS:=}"
while [ $# -gt 0 ]; do
  case $1 in
    -h) sed -n '2,6p' "$0"; exit 0 ;;
    -v) verbose=1 ;;
    -1) single=1 ;;
    -j) jobs=$2; shift ;;
    -j[0-9]*) jobs=${1#-j} ;;
    *) break ;;
  esac
  shift
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
passed=0 failed=0 exempt=0
[ $# -gt 0 ] || set -- "$here"/run/*.go "$here"/run/*/

# Several at a time: each job is this script with every so many-th program, and writes its counts to a file.
run_jobs() {
  for program; do printf '%s\n' "$program"; done | awk -v jobs="$jobs" -v list="$work/list" '{ print > (list NR % jobs) }'
  flags=-j1
  [ $single = 0 ] || flags="$flags -1"
  [ $verbose = 0 ] || flags="$flags -v"
  for list in "$work"/list*; do
    # shellcheck disable=SC2086
    tr '\n' '\0' <"$list" | RUN_COUNTS="$list.counts" xargs -0 "$here/run.sh" $flags &
  done
  wait
  for list in "$work"/list?*; do
    case $list in *.counts) ;; *) [ -s "$list.counts" ] || { echo "FAIL a job ended early"; echo 0 1 0 >"$list.counts"; } ;; esac
  done
  cat "$work"/list*.counts | awk '{ p += $1; f += $2; e += $3 }
    END { printf "run: %d passed, %d failed, %d exempt\n", p, f, e; exit f > 0 }'
}

# run_one NAME EXPECTED STATUS VAR=VALUE...
run_one() {
  name=$1 expected=$2 status=$3; shift 3
  (cd "$folder" && exec env "$@" timeout "${TEST_TIMEOUT:-60}" "$work/program" <"$input" >"$work/stdout" 2>"$work/stderr")
  got=$?
  if [ "$got" = "$status" ] && cmp -s "$expected" "$work/stdout" && check_stderr; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL $name ($*): exit status $got, want $status"
    diff "$expected" "$work/stdout" | head -n 10
    [ "$verbose" = 0 ] || head -n 20 "$work/stderr"
  fi
}
# Lines of file.err must occur in standard error in that order.
check_stderr() {
  [ -f "${program%.go}.err" ] || return 0
  awk 'NR == FNR {want[++n] = $0; next} n && i < n && index($0, want[i + 1]) {i++} END {exit i < n}' \
    "${program%.go}.err" "$work/stderr"
}

if [ "$jobs" -gt 1 ] && [ $# -gt 1 ]; then
  run_jobs "$@"
  exit
fi
for program; do
  program=${program%/}
  if [ ! -e "$program" ]; then
    failed=$((failed + 1))
    echo "FAIL $program: there is none"
    continue
  fi
  case $program in /*) ;; *) program=$PWD/$program ;; esac
  name=$(basename "$program" .go)
  folder=$(dirname "$program") main=$program
  if [ -d "$program" ]; then folder=$program main=$program/main.go; fi
  expected=${program%.go}.out
  [ -f "$expected" ] || expected=/dev/null
  input=${program%.go}.in
  [ -f "$input" ] || input=/dev/null
  status=$(sed -n 's,^// exit: ,,p' "$main" | head -n 1)
  if ! (cd "$folder" && timeout 120 "$tuco" build $TUCO_BUILD_FLAGS -o "$work/program" $( [ -d "$program" ] && echo . || echo "$program") ) >"$work/build" 2>&1; then
    failed=$((failed + 1))
    echo "FAIL $name (build)"
    head -n 10 "$work/build"
    continue
  fi
  for configuration in GOMAXPROCS=1 GOMAXPROCS=2 GOMAXPROCS=8 TUCO_DEBUG=gcstress=7 TUCO_DEBUG=stackstress=1 TUCO_DEBUG=schedseed=1; do
    [ $single = 0 ] || [ "$configuration" = GOMAXPROCS=2 ] || continue
    short=${configuration#TUCO_DEBUG=}; short=${short%%=*}
    if grep -q "^// exempt: $short" "$main"; then exempt=$((exempt + 1)); continue; fi
    run_one "$name" "$expected" "${status:-0}" "$configuration"
  done
done
if [ -n "${RUN_COUNTS:-}" ]; then echo "$passed $failed $exempt" >>"$RUN_COUNTS"
else echo "run: $passed passed, $failed failed, $exempt exempt"; fi
[ "$failed" = 0 ]
