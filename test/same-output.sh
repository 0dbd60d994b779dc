#!/bin/sh
# Two tucos make the same executables, byte for byte: what a commit that only moves code has to show.
#   test/same-output.sh [-h] [-keep DIR] BASE_TUCO NEW_TUCO [program ...]
# Programs: hello, server (net/http), gofmt, compile, files and folders of test/run; all of them if none is named. -keep leaves
# pairs that differ in DIR, as NAME.base and NAME.new. `make same-output BASE=path` compares bin/tuco with another one.
set -u
here=$(cd "$(dirname "$0")" && pwd)
keep=
case "${1:-}" in
  -h) sed -n '2,5p' "$0"; exit 0 ;;
  -keep) mkdir -p "$2" && keep=$(cd "$2" && pwd) || exit 1; shift 2 ;;
esac

# build TUCO OUTPUT: builds $program with one thread, since several programs are built at a time.
build() {
  case $program in
    hello | server) where=$here/../bench/builds/$program package=. ;;
    gofmt | compile) where=$here package=cmd/$program ;;
    */) where=$program package=. ;;
    *) where=$(dirname "$program") package=$program ;;
  esac
  (cd "$where" && timeout 600 "$1" build -p 1 -buildvcs=false -o "$2" "$package") 2>&1
}
# one PROGRAM: prints a line.
one() {
  program=$1 name=$(basename "$1" .go)
  work=$(mktemp -d "$all/XXXXXX") || exit 1
  if message=$(build "$base" "$work/base") && message=$(build "$new" "$work/new"); then
    if difference=$(cmp "$work/base" "$work/new"); then
      echo "same $name"
    else
      echo "FAIL $name: $(wc -c <"$work/base") and $(wc -c <"$work/new") bytes,${difference#*differ:}"
      [ -z "$keep" ] || { mv "$work/base" "$keep/$name.base"; mv "$work/new" "$keep/$name.new"; }
    fi
  else
    echo "FAIL $name (build): $(echo "$message" | head -n 3)"
  fi
  rm -rf "$work"
}
if [ "${1:-}" = --one ]; then
  all=$2 base=$3 new=$4 keep=$5
  one "$6"
  exit
fi

[ $# -ge 2 ] || { sed -n '3p' "$0" >&2; exit 2; }
base=$(realpath "$1") && new=$(realpath "$2") || exit 1
shift 2
[ $# -gt 0 ] || set -- compile gofmt server hello "$here"/run/*.go "$here"/run/*/
all=$(mktemp -d) || exit 1
trap 'rm -rf "$all"' EXIT INT TERM
for program; do
  case $program in hello | server | gofmt | compile) ;; *) program=$(realpath "$program") ;; esac
  if [ -d "$program" ]; then program=$program/; fi
  printf '%s\0' "$program"
done | xargs -0 -n 1 -P "$(nproc)" "$0" --one "$all" "$base" "$new" "$keep" >"$all/lines"
grep -v '^same ' "$all/lines"
failed=$(grep -c '^FAIL' "$all/lines") passed=$(grep -c '^same' "$all/lines")
echo "same-output: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" = $# ]
