#!/bin/sh
# How tuco ends when it can't go on: out of memory at the n-th allocation, an internal error in a parallel build.
#   test/exhaustion.sh [-h] [COUNT]     COUNT (40): how many allocations are tried
# Each time: one message, status 2, no output file and nothing half-written beside it. Takes the debug build, where
# allocations can fail.
set -u
case ${1:-} in -h|--help) sed -n '2,4p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.." || exit 1
count=${1:-40} passed=0 failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
# ends_well NAME STATUS MESSAGE COMMAND...
ends_well() {
  name=$1 want=$2 message=$3; shift 3
  "$@" >"$work/log" 2>&1
  got=$?
  if [ "$got" = "$want" ] && [ "$(grep -c "$message" "$work/log")" = 1 ] && [ -z "$(ls "$work/out")" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1)); echo "FAIL $name: status $got, want $want"; head -n 5 "$work/log"; ls "$work/out"; rm -f "$work/out"/*
  fi
}
mkdir "$work/out"
n=1 step=1
while [ "$step" -le "$count" ]; do
  if TUCO_FAIL_ALLOCATION=$n build/debug/tuco build -o "$work/program" test/run/hello.go >/dev/null 2>&1; then break; fi
  rm -f "$work/program"
  ends_well "allocation $n" 2 '^tuco: out of memory$' \
    env TUCO_FAIL_ALLOCATION=$n build/debug/tuco build -o "$work/out/program" test/run/hello.go
  n=$((n + n / 6 + 1)) step=$((step + 1))
done
[ "$step" -gt 20 ] || { failed=$((failed + 1)); echo "FAIL only $step allocations failed"; }
rm -f "$work/program"
for pass in mem2reg inline escape gvn dead; do
  ends_well "internal error in $pass" 2 '^tuco: internal compiler error in pass' \
    bin/tuco build "-d=fail:$pass:*" -o "$work/out/program" test/run/hello.go
done
echo "exhaustion: $passed passed, $failed failed"
[ $failed = 0 ]
