#!/bin/sh
# Finds the function that an optimizer pass miscompiles.
#   test/bisect.sh [-h] PASS PROGRAM.go [COMMAND …]
# COMMAND gets the executable as its last argument and ends with 0 if the program does right (default: the program itself does).
# The pass works on the first N functions only (-d=limit:PASS:N); N is halved until one function makes the difference.
set -eu
case ${1:--h} in -h|--help) sed -n '2,5p' "$0"; exit 0 ;; esac
pass=$1 program=$2; shift 2
[ $# -gt 0 ] || set -- env
tuco=${TUCO:-$(dirname "$0")/../bin/tuco}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT INT TERM
right() {
  "$tuco" build -p=1 "-d=limit:$pass:$1" -o "$work/program" "$program" 2>"$work/log" || { cat "$work/log"; exit 2; }
  shift
  "$@" "$work/program" >/dev/null 2>&1
}
low=0 high=1000000
right $low "$@" || { echo "wrong without $pass, too"; exit 1; }
if right $high "$@"; then echo "right with all of $pass"; exit 1; fi
while [ $((high - low)) -gt 1 ]; do
  middle=$(((low + high) / 2))
  if right $middle "$@"; then low=$middle; else high=$middle; fi
  printf '  right up to %s, wrong from %s\n' $low $high
done
right $high "$@" || true
grep '^# limit' "$work/log"
