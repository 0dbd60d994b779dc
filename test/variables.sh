#!/bin/sh
# Executables built with -d=variables are those built without, byte for byte, and what the compiler keeps of variables
# passes its verifier after every pass (docs/ir.md, Debug variables).
#   test/variables.sh [-h] [--all | program ...]
# Programs as those of test/same-output.sh; hello, server, gofmt and every ninth of test/run if none is named, --all: all.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tuco=$(realpath "${TUCO:-$here/../bin/tuco}")
case "${1:-}" in
  -h) sed -n '2,5p' "$0"; exit 0 ;;
  --all) shift ;;
  '') set -- hello server gofmt $(ls "$here"/run/*.go | awk 'NR % 9 == 1') ;;
esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
passed=0 failed=0
# with FLAGS PROGRAM...: a tuco that builds with these flags, against the one without.
with() {
  flags=$1; shift
  printf '#!/bin/sh\nshift\nexec "%s" build "-d=%s" "$@"\n' "$tuco" "$flags" >"$work/$flags"
  chmod +x "$work/$flags"
  "$here/same-output.sh" "$tuco" "$work/$flags" "$@" >"$work/lines"
  sed "s/^/$flags: /" "$work/lines"
  number() { tail -n 1 "$work/lines" | grep -oE "[0-9]+ $1" | tr -dc '0-9'; }
  passed=$((passed + $(number passed))) failed=$((failed + $(number failed)))
}
with variables "$@"
with variables,verify "$@"
echo "variables: $passed passed, $failed failed"
[ "$failed" = 0 ]
