#!/bin/sh
# Builds of one program have the same bytes: with -trimpath in folders and GOROOTs of different names, by 1, 2 and 8 threads,
# with the tasks of the thread pool in random order; and several programs of one command have those that each has alone.
#   test/reproducible.sh [-h] [-short] [program ...]      programs: hello local server gofmt compile (default: all)
# Each program is built ten times with each number of threads and with ten orders of tasks, compile once with each number of
# threads; -short: all but compile once each, in three orders.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tuco=${TUCO:-$here/../bin/tuco}
times=10 orders=10
case "${1:-}" in
  -h) sed -n '2,6p' "$0"; exit 0 ;;
  -short) times=1 orders=3; shift; [ $# -gt 0 ] || set -- hello local server gofmt ;;
esac
[ $# -gt 0 ] || set -- hello local server gofmt compile
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
passed=0 failed=0
mkdir -p "$work/one" "$work/another/folder/with a longer name"
one=$work/one another="$work/another/folder/with a longer name"
goroot=$("$tuco" env GOROOT)
for folder in "$one" "$another"; do
  cp -r "$here/../bench/builds" "$folder/builds"
  ln -s "$goroot" "$folder/goroot"
  # A program outside of any module, with a package below it.
  mkdir -p "$folder/local/sub"
  printf 'package main\n\nimport "./sub"\n\nfunc main() { sub.Fail() }\n' >"$folder/local/main.go"
  printf 'package sub\n\nfunc Fail() { panic("local") }\n' >"$folder/local/sub/sub.go"
done

# build FOLDER FLAG...: builds $program with FOLDER and its GOROOT; prints the digest of the executable.
build() {
  folder=$1 mode=on; shift
  case $program in
    hello | server) where=$folder/builds/$program package=. ;;
    local) where=$folder/local package=main.go mode=off ;;
    *) where=$folder package=cmd/$program ;;
  esac
  rm -f "$work/out"
  (cd "$where" && GO111MODULE=$mode GOROOT=$folder/goroot timeout 300 "$tuco" build -trimpath "$@" -o "$work/out" "$package") >"$work/message" 2>&1 ||
    { head -n 5 "$work/message"; return 1; }
  sha256sum <"$work/out"
}
# same FOLDER FLAG...: counts whether the build has the first one's bytes.
same() {
  if [ "$(build "$@")" = "$first" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $program: $*: other bytes"; fi
}

for program; do
  [ $times = 1 ] || echo "$program"
  repeat=$times shuffles=$orders
  if [ "$program" = compile ]; then repeat=1 shuffles=1; fi
  if ! first=$(build "$one" -p 1); then
    failed=$((failed + 1)); echo "FAIL $program: $first"
    continue
  fi
  for threads in 1 2 8; do
    i=0
    while [ $i -lt "$repeat" ]; do
      if [ $((i % 2)) = 0 ]; then same "$another" -p $threads; else same "$one" -p $threads; fi
      i=$((i + 1))
    done
  done
  seed=1
  while [ $seed -le "$shuffles" ]; do
    same "$another" -p $((1 + seed % 8)) "-d=shuffle=$seed"
    seed=$((seed + 1))
  done
done

# Programs of one session: forwards, backwards, with another number of threads and in another order of tasks.
mkdir "$work/together" "$work/alone"
together() {
  rm -f "$work/together/"*
  if ! (cd "$one" && timeout 600 "$tuco" build -o "$work/together/" "$@") >"$work/message" 2>&1; then
    failed=$((failed + 1)); echo "FAIL together: $*"; head -n 5 "$work/message"
    return
  fi
  for file in "$work/alone"/*; do
    if cmp -s "$file" "$work/together/${file##*/}"; then passed=$((passed + 1))
    else failed=$((failed + 1)); echo "FAIL ${file##*/}: other bytes alone than by $*"; fi
  done
}
for program in addr2line cgo gofmt vet; do
  (cd "$one" && "$tuco" build -o "$work/alone/" "cmd/$program") || failed=$((failed + 1))
done
together cmd/addr2line cmd/cgo cmd/gofmt cmd/vet
together -p 3 -d=shuffle=5 cmd/vet cmd/gofmt cmd/cgo cmd/addr2line
echo "reproducible: $passed passed, $failed failed"
[ "$failed" = 0 ]
