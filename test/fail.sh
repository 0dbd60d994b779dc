#!/bin/sh
# Compiles each program of test/fail with tuco, which must reject it: every line with a comment // ERROR "regexp" ["regexp" ...]
# needs a diagnostic on that line for each regexp, and no other line may have one. Exit status 1 of tuco is expected.
#   test/fail.sh [-h] [-v] [program.go ...]
# Failures listed in test/fail-known.txt are counted apart; the list only shrinks.
# -v prints tuco's output for each failure. TUCO=command runs another command (TUCO=go checks the tests themselves).
set -u
here=$(cd "$(dirname "$0")" && pwd)
tuco=${TUCO:-$here/../bin/tuco}
verbose=0
case "${1:-}" in
  -h) sed -n '2,7p' "$0"; exit 0 ;;
  -v) verbose=1; shift ;;
esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
passed=0 failed=0
[ $# -gt 0 ] || set -- "$here"/fail/*.go

# judge PROGRAM OUTPUT: prints what is wrong, nothing if all is as the comments say. A diagnostic may go on in
# lines that start with a tab; they belong to its message. Regexps are in the syntax that awk and Go share.
judge() {
  awk '
    function base(path) { sub(/.*\//, "", path); return path }
    NR == FNR {
      if (match($0, /\/\/ ERROR ".*"/)) {
        rest = substr($0, RSTART + 9)
        while (match(rest, /"[^"]*"/)) {
          want[FNR, ++wanted[FNR]] = substr(rest, RSTART + 1, RLENGTH - 2)
          rest = substr(rest, RSTART + RLENGTH)
        }
        lines[FNR] = 1
      }
      program = base(FILENAME)
      next
    }
    /^#/ { next }
    /^[ \t]/ { if (last) message[last, got[last]] = message[last, got[last]] " " $0; next }
    split($0, part, ":") >= 3 && base(part[1]) == program {
      last = part[2] + 0
      text = $0
      sub(/^[^:]*:[0-9]+:([0-9]+:)? /, "", text)
      message[last, ++got[last]] = text
      lines[last] = 1
      next
    }
    { print "unexpected output: " $0; last = 0 }
    END {
      for (line in lines) {
        for (i = 1; i <= wanted[line]; i++) {
          found = 0
          for (j = 1; j <= got[line]; j++) if (message[line, j] ~ want[line, i]) { found = 1; used[line, j] = 1 }
          if (!found) print "line " line ": no diagnostic matches \"" want[line, i] "\""
        }
        for (j = 1; j <= got[line]; j++)
          if (!used[line, j]) print "line " line ": not expected: " message[line, j]
      }
    }' "$1" "$2"
}

# All are compiled first, one for each processor at a time.
export tuco work
# shellcheck disable=SC2016
printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" sh -c '
  to=$work/$(basename "$0" .go)
  cd "$(dirname "$0")" && timeout 120 "$tuco" build -gcflags=-e -o /dev/null "$(basename "$0")" >"$to.output" 2>&1
  echo $? >"$to.status"'
known=0
for program; do
  name=$(basename "$program" .go)
  status=$(cat "$work/$name.status")
  judge "$program" "$work/$name.output" >"$work/wrong"
  if [ -f "$program" ] && [ "$status" = 1 ] && [ ! -s "$work/wrong" ]; then
    passed=$((passed + 1))
    continue
  fi
  if grep -q "^$name " "$here/fail-known.txt" 2>/dev/null; then
    known=$((known + 1))
    echo "known $name"
    continue
  fi
  failed=$((failed + 1))
  echo "FAIL $name: exit status $status"
  head -n 10 "$work/wrong"
  [ "$verbose" = 0 ] || cat "$work/$name.output"
done
echo "fail: $passed passed, $failed failed, $known known"
[ "$failed" = 0 ]
