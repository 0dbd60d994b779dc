#!/bin/sh
# Export data: `tuco list -export`.
#   test/export.sh [-h] [-all]
# go/importer, in a program that tuco builds, reads the files of all of std and gives the objects that it finds in the
# source; with -all also those of cmd, and of GOROOT/test's files with everything in them exported. Where gc is there,
# its files say the same, places included. Files are the same bytes whatever threads do; a change asks for what it
# changes; packages with errors and a cache that is off are told as go tells them.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tuco=${TUCO:-$here/../bin/tuco}
all=0
case "${1:-}" in
  -h) sed -n '2,7p' "$0"; exit 0 ;;
  -all) all=1 ;;
esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
passed=0 failed=0 skipped=0
gc=$(command -v go) && [ "$(go version 2>/dev/null | cut -c 1-18)" = "go version go1.26." ] || gc=
unset GOOS GOARCH GOWORK GO111MODULE GOEXPERIMENT
gccache=$(go env GOCACHE 2>/dev/null)
export GOENV=off GOFLAGS= CGO_ENABLED=0 GOCACHE="$work/cache"
GOROOT=$("$tuco" env GOROOT)
export GOROOT
cd "$work" || exit 1
ok() { if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $2"; fi; }
# files PACKAGES...: lines "path file"
files() { "$tuco" list -export -f '{{.ImportPath}} {{.Export}}' "$@"; }
# compared LIST WITH [PACKAGES]: reads a list's packages; the numbers are the comparison's
compared() {
  list=$1 with=$2; shift 2
  ./objects -compare "$with" $positions "$@" <"$list" >output 2>&1
  head -n 40 output
  passed=$((passed + $(sed -n 's/^objects: .* \([0-9]*\) passed, .*/\1/p' output || echo 0)))
  bad=$(sed -n 's/^objects: .* passed, \([0-9]*\) failed/\1/p' output)
  failed=$((failed + ${bad:-1}))
}

"$tuco" build -o objects "$here/export/objects.go" || { echo "export: 0 passed, 1 failed"; exit 1; }
files std >std
positions=
compared std source
positions=-positions
if [ -n "$gc" ]; then
  GOCACHE=$gccache go list -export -f '{{.ImportPath}} {{.Export}}' std >std.gc
  compared std std.gc
else
  echo "export: no gc, nothing compared with its files"; skipped=$((skipped + 1))
fi

# Many threads, tasks in random order, from nothing.
for seed in 1 2 3; do
  GOCACHE="$work/other$seed" "$tuco" list -export -p $((seed * 3)) -d=shuffle=$seed -f '{{.ImportPath}} {{.Export}}' std |
    sed "s,$work/other$seed,$work/cache," >other
  cmp -s std other; ok $? "files of other bytes with shuffle=$seed"
done

mkdir m m/low m/high m/bad m/importer && cd m || exit 1
printf 'module example.com/m\n\ngo 1.26\n' >go.mod
printf 'package low\n\nfunc F() int { return 1 }\n' >low/low.go
printf 'package high\n\nimport "example.com/m/low"\n\nfunc G() int { return low.F() }\n' >high/high.go
printf 'package bad\n\nfunc F() {\n\tx := 1\n}\n\nvar Y int = "a"\n' >bad/bad.go
printf 'package importer\n\nimport "example.com/m/bad"\n\nfunc F() { bad.F() }\n' >importer/importer.go
id() { "$tuco" list -export -f '{{.BuildID}}' "./$1"; }
low=$(id low) high=$(id high)
[ "$(id low)" = "$low" ] && [ "$(id high)" = "$high" ]; ok $? "identifiers stay"
printf 'package low\n\nfunc F() int { return 2 }\n' >low/low.go
[ "$(id low | cut -d/ -f1)" != "${low%/*}" ] && [ "$(id low | cut -d/ -f2)" = "${low#*/}" ]
ok $? "another body is another action, of the same content"
[ "$(id high)" = "$high" ]; ok $? "importers do not see bodies"
printf 'package low\n\nfunc F() (n int) { return 2 }\n' >low/low.go
[ "$(id low | cut -d/ -f2)" != "${low#*/}" ] && [ "$(id high | cut -d/ -f1)" != "${high%/*}" ]
ok $? "importers see signatures"
file=$("$tuco" list -export -f '{{.Export}}' ./high)
head -c 400 "$file" | grep -aq "^build id \"$(id high)\"\$"; ok $? "the identifier is in the file"

"$tuco" list -export -f '{{.ImportPath}}:{{.Export}}' ./bad ./importer >out 2>err
[ $? = 1 ] && printf 'example.com/m/bad:\nexample.com/m/importer:\n' | cmp -s - out; ok $? "packages with errors are listed"
printf '%s\n' '# example.com/m/bad' 'bad/bad.go:4:2: declared and not used: x' \
  'bad/bad.go:7:13: cannot use "a" (untyped string constant) as int value in variable declaration' | cmp -s - err
ok $? "what is wrong with packages"

# Packages of tests, with -e: what the compiler finds is said of the package.
mkdir tests broken syntax program outside missing
printf 'package tests\n\nfunc F() int { return 1 }\n' >tests/f.go
printf 'package tests\n\nimport (\n\t"example.com/m/high"\n\t"testing"\n)\n\nfunc TestF(t *testing.T) { F(); high.G() }\n\nfunc Seen() {}\n' >tests/f_test.go
printf 'package tests_test\n\nimport (\n\t"example.com/m/tests"\n\t"testing"\n)\n\nfunc TestG(t *testing.T) { tests.Seen() }\n' >tests/g_test.go
printf 'package broken\n' >broken/b.go
printf 'package broken\n\nimport "testing"\n\nfunc TestB(t *testing.T) { return 1 }\n' >broken/b_test.go
printf 'package broken_test\n\nimport (\n\t_ "example.com/m/broken"\n\t"testing"\n)\n\nfunc TestC(t *testing.T) {}\n' >broken/c_test.go
printf 'package syntax\n' >syntax/s.go
printf 'package syntax\n\nfunc f( {\n' >syntax/s_test.go
printf 'package main\n\nfunc main() {}\n' >program/p.go
printf 'package main\n\nimport "testing"\n\nfunc TestP(t *testing.T) { main() }\n' >program/p_test.go
printf 'package outside_test\n\nimport (\n\t_ "example.com/m/tests"\n\t"testing"\n)\n\nfunc TestO(t *testing.T) {}\n' >outside/o_test.go
printf 'package missing\n' >missing/m.go
printf 'package missing\n\nimport _ "example.com/none"\n' >missing/m_test.go
# What is there, and what is wrong.
told() {
  "$@" list -e -export -test -f '{{.ImportPath}} {{if .Export}}has data{{end}} {{.Incomplete}} {{with .Error}}{{.Err}}{{end}}' \
    ./bad ./importer ./low ./tests ./broken ./program ./outside ./missing 2>&1
  echo "status $?"
}
told "$tuco" >out
for line in 'example.com/m/tests \[example.com/m/tests.test\] has data false' 'example.com/m/tests_test \[example.com/m/tests.test\] has data' \
  'example.com/m/tests.test has data' 'example.com/m/broken \[example.com/m/broken.test\]  true # example.com/m/broken \[' \
  'example.com/m/broken.test  false' 'example.com/m/outside.test has data' 'example.com/m/bad  true # example.com/m/bad' 'status 0'; do
  grep -q "^$line" out; ok $? "list -e -export -test: $line"
done
if [ -n "$gc" ]; then GOCACHE=$gccache told go >out.gc; cmp -s out out.gc; ok $? "list -e -export -test as go has it"; else skipped=$((skipped + 1)); fi
"$tuco" list -e -export -test -f '{{with .Error}}{{.Err}}{{end}}' ./syntax >out 2>err
[ $? = 0 ] && grep -q '^syntax/s_test.go:3:9: ' out && [ ! -s err ]; ok $? "list -e -export -test of a syntax error"
"$tuco" list -export -test ./broken >out 2>err
[ $? = 1 ] && grep -q '^broken/b_test.go:5:35: too many return values$' err; ok $? "list -export -test of an error"
# A package with an error, above one whose data has to be made first.
mkdir fresh wrong
printf 'package fresh\n\nfunc F() {}\n' >fresh/f.go
printf 'package wrong\n\nimport "example.com/m/fresh"\n\nfunc G() int { fresh.F() }\n' >wrong/w.go
"$tuco" vet ./wrong >out 2>err
[ $? = 1 ] && printf '# example.com/m/wrong\nvet: wrong/w.go:5:26: missing return\n' | cmp -s - err; ok $? "vet tells of an error the first time"
[ "$(GOCACHE=off "$tuco" list -export ./low 2>&1)" = \
  "build cache is disabled by GOCACHE=off, but required as of Go 1.12" ]; ok $? "GOCACHE=off"
[ -z "$("$tuco" list -export -f '{{.Export}}' unsafe)" ]; ok $? "unsafe has no file"
cd .. || exit 1

if [ $all = 1 ] && [ -n "$gc" ]; then
  files cmd std >cmd
  GOCACHE=$gccache go list -export -f '{{.ImportPath}} {{.Export}}' cmd std >cmd.gc
  compared cmd cmd.gc
  # shellcheck disable=SC2046
  "$tuco" build -o exported "$here/export/exported.go" &&
    ./exported t $(grep -L '^// errorcheck' "$GOROOT"/test/*.go "$GOROOT"/test/typeparam/*.go "$GOROOT"/test/fixedbugs/*.go) && cd t &&
    files ./... 2>/dev/null | grep ' /' >../t.tuco &&
    GOCACHE=$gccache go list -e -export -f '{{.ImportPath}} {{.Export}}' ./... 2>/dev/null | grep ' /' >../t.gc
  cd .. || exit 1
  # shellcheck disable=SC2046
  cat std >>t.tuco && cat std.gc >>t.gc && compared t.tuco t.gc $(sed -n 's,^\(m/[^ ]*\) .*,\1,p' t.gc)
fi
echo "export: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
