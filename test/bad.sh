#!/bin/sh
# Bad input: each case must end with a clear message in gc's form and status 1 or 2, within 20 s and 2 GB of address
# space, without a crash and without leaving an output file. What the message must match stands with the case.
#   test/bad.sh [-h] [-v] [-peer COMMAND] [case ...]
# -v prints every message; -peer also shows what another go command (gc's) says. TUCO names the command to test.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tuco=${TUCO:-$here/../bin/tuco}
case $tuco in /*) ;; *) tuco=$(pwd)/$tuco ;; esac
verbose=0 peer=
while [ $# -gt 0 ]; do
  case $1 in
    -h) sed -n '2,5p' "$0"; exit 0 ;;
    -v) verbose=1 ;;
    -peer) shift; peer=$1 ;;
    *) break ;;
  esac
  shift
done
work=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT INT TERM
passed=0 failed=0 skipped=0 wanted=" $* "

# start NAME: an empty folder for the case; false if it was not asked for.
start() {
  name=$1
  [ "$wanted" = "  " ] || case $wanted in *" $name "*) ;; *) return 1 ;; esac
  rm -rf "$work/case"
  mkdir "$work/case" && cd "$work/case"
}
fail() { failed=$((failed + 1)); echo "FAIL $name: $*"; head -c 600 "$work/message"; echo; }

# want REGEXP ARGUMENT...: tuco build ARGUMENT... must fail with a message that has a line matching REGEXP.
want() {
  pattern=$1; shift
  (ulimit -v 2000000; ulimit -c 0; exec timeout 20 "$tuco" build -o "$work/case/out" "$@") >"$work/message" 2>&1 </dev/null
  status=$?
  [ "$verbose" = 0 ] || { echo "== $name: status $status"; head -c 400 "$work/message"; }
  [ -z "$peer" ] || { echo "-- peer:"; timeout 60 "$peer" build -o "$work/peer" "$@" 2>&1 | head -n 8 | cut -c 1-300; }
  if [ $status = 124 ]; then fail "takes longer than 20 s"
  elif [ $status -ge 126 ]; then fail "crashed, status $status"
  elif [ $status = 0 ]; then fail "was accepted"
  elif grep -q 'internal compiler error' "$work/message"; then fail "internal compiler error"
  elif ! grep -Eaq -- "$pattern" "$work/message"; then fail "no line matches $pattern"
  elif [ -f "$work/case/out" ]; then fail "left an output file"
  else passed=$((passed + 1))
  fi
}
# made NAME REGEXP: one of the large inputs of bad/make.py, as x.go.
made() {
  start "$1" || return
  python3 "$here/bad/make.py" "$1" >x.go
  want "$2" x.go
}
skip() { skipped=$((skipped + 1)); [ "$verbose" = 0 ] || echo "skipped $name: $*"; }
module() { printf 'module example.com/m\n\ngo 1.26\n' >go.mod; }
main_file() { printf 'package main\n\nfunc main() {}\n' >"${1:-x.go}"; }

# ---- large and deep

made random 'x.go:1:1: '
made random_after_package 'x.go:2:'
for form in huge_expression huge_concatenation parens unclosed_parens unary blocks unclosed_blocks pointer_type slice_type \
  struct_type func_type map_type composite func_literals else_if selectors calls index ifs labels generic_nesting; do
  made "$form" 'x.go:[0-9]+(:[0-9]+)?: nesting depth limit exceeded'
done
# gc has no limit at all: what programs that write programs come up with must not meet ours.
for form in parens unary blocks struct_type func_type else_if call index ifs; do
  start "$form-9000" || continue
  python3 "$here/bad/make.py" "$form" 9000 >x.go
  (ulimit -v 2000000; exec timeout 20 "$tuco" build -o "$work/case/out" x.go) >"$work/message" 2>&1 </dev/null
  status=$?
  if [ $status -gt 1 ] || grep -q 'nesting depth' "$work/message"; then fail "status $status"; else passed=$((passed + 1)); fi
done
made huge_call_list 'x.go:4: undefined: x'
made comment_lines 'x.go:2:1: comment not terminated'
made embedding 't\.y undefined \(type T1999 has no field or method y\)'
made type_doubling 'larger than address space'
made long_name 'x.go:4:1: undefined: aaaa'
made long_string 'x.go:4:13: cannot use "aaaa'
made many_errors 'too many errors'
made huge_number 'x.go:4:13: excessively long constant: 9999999999\.\.\. \(1000000 chars\)'
made huge_exponent 'x.go:4:11: (malformed constant|excessively large constant|constant too large)'
made shift_tower 'constant .*overflow'

# ---- text

start nul_byte && { printf 'package main\n\nvar x = "a\0b"\n\nfunc main() {}\n' >x.go; want 'x.go:3:11: invalid NUL character' x.go; }
start late_bom && { printf 'package main\n\nvar x = 1 \357\273\277\n\nfunc main() {}\n' >x.go; want 'x.go:3:11: invalid BOM in the middle of the file' x.go; }
start invalid_utf8 && { printf 'package main\n\nvar x = "\377"\n\nfunc main() {}\n' >x.go; want 'x.go:3:10: invalid UTF-8 encoding' x.go; }
start empty_file && { : >x.go; want "x.go:1:1: (syntax error: package statement must be first|expected 'package', found 'EOF')" x.go; }
start only_comment && { echo '// nothing' >x.go; want "x.go:[12]:[0-9]+: (syntax error: package statement must be first|expected 'package', found 'EOF')" x.go; }
start unterminated && { printf 'package main\n\nvar x = `a\n\nfunc main() {}\n' >x.go; want 'x.go:3:9: string not terminated' x.go; }

# ---- types

start huge_array && {
  printf 'package main\n\nvar x [1 << 60]int\n\nfunc main() { x[0] = 1 }\n' >x.go
  want 'x.go:3:5: type \[1152921504606846976\]int larger than address space' x.go
}
start huge_struct && {
  printf 'package main\n\ntype A struct{ a, b, c, d [1 << 46]int }\n\nvar x A\n\nfunc main() { println(&x) }\n' >x.go
  want 'larger than address space' x.go
}
start negative_array && {
  printf 'package main\n\nvar x [-1]int\n\nfunc main() { println(len(x)) }\n' >x.go
  want 'x.go:3:8: invalid array length -1' x.go
}
start recursive_struct && {
  printf 'package main\n\ntype T struct{ a [2]T }\n\nfunc main() {}\n' >x.go
  want 'x.go:3:6: invalid recursive type:? T' x.go
}
start instance_recursion && {
  printf 'package main\n\ntype P[T any] struct{ x T }\n\nfunc f[T any](n int) {\n\tif n > 0 {\n\t\tf[P[T]](n - 1)\n\t}\n}\n\nfunc main() { f[int](3) }\n' >x.go
  want 'x.go:5:8: instantiation cycle' x.go
}
start type_recursion && {
  printf 'package main\n\ntype T[P any] struct{ f *T[T[P]] }\n\nfunc main() { var x T[int]; _ = x }\n' >x.go
  want 'x.go:3:8: instantiation cycle' x.go
}
start initialization_cycle && {
  printf 'package main\n\nvar a = b\nvar b = f()\n\nfunc f() int { return a }\n\nfunc main() {}\n' >x.go
  want 'x.go:3:5: initialization cycle or refers to itself|initialization cycle' x.go
}

# ---- packages

start no_main && { printf 'package main\n\nfunc f() {}\n' >x.go; want 'function main is undeclared in the main package' x.go; }
start import_c && {
  printf 'package main\n\nimport "C"\n\nfunc main() { C.f() }\n' >x.go
  want 'import "C"|build constraints exclude all Go files' x.go
}
start missing_import && {
  module; printf 'package main\n\nimport "example.com/m/nothing"\n\nfunc main() { nothing.F() }\n' >x.go
  want 'x.go:3:8: package example.com/m/nothing is not in std|no required module provides|no Go files' .
}
start missing_std && {
  printf 'package main\n\nimport "nothing/at/all"\n\nfunc main() {}\n' >x.go
  want 'x.go:3:8: package nothing/at/all is not in std \(.*/src/nothing/at/all\)' x.go
}
start missing_module && {
  module; printf 'package main\n\nimport "example.org/other"\n\nfunc main() { other.F() }\n' >x.go
  want 'x.go:3:8: no required module provides package example.org/other; to add it:' .
}
start import_cycle && {
  module; mkdir a b; printf 'package main\n\nimport _ "example.com/m/a"\n\nfunc main() {}\n' >x.go
  printf 'package a\n\nimport _ "example.com/m/b"\n' >a/a.go
  printf 'package b\n\nimport _ "example.com/m/a"\n' >b/b.go
  want 'imports example.com/m/a.*: import cycle not allowed' .
}
start self_import && {
  module; mkdir a; printf 'package a\n\nimport _ "example.com/m/a"\n' >a/a.go
  want 'import cycle not allowed' ./a
}
start two_packages && {
  module; main_file; printf 'package other\n' >y.go
  want 'found packages main \(x.go\) and other \(y.go\) in ' .
}
start internal_import && {
  module; printf 'package main\n\nimport _ "internal/abi"\n\nfunc main() {}\n' >x.go
  want 'x.go:3:8: use of internal package internal/abi not allowed' .
}
start invalid_import_path && {
  module; printf 'package main\n\nimport "a b"\n\nfunc main() {}\n' >x.go
  want 'x.go:3:8: (malformed import path "a b": invalid char|invalid import path)' .
}
start absolute_import && {
  module; printf 'package main\n\nimport "/etc"\n\nfunc main() {}\n' >x.go
  want 'x.go:3:8: .*/etc' .
}
start import_main && {
  module; mkdir a; main_file a/a.go; printf 'package main\n\nimport _ "example.com/m/a"\n\nfunc main() {}\n' >x.go
  want 'import "example.com/m/a" is a program, not an importable package' .
}
start missing_file && want 'no required module|nothing.go: no such file' nothing.go
start missing_folder && { module; want 'nothing' ./nothing; }
start empty_folder && { module; want 'no Go files in ' .; }
start folder_named_go && { mkdir x.go; want 'x.go' x.go; }
start folder_among_files && { module; main_file; mkdir y.go; want 'y.go' x.go y.go; }
start mixed_arguments && { main_file; want 'named files must be .go files' x.go fmt; }
start excluded && {
  module; printf '//go:build windows\n\npackage main\n\nfunc main() {}\n' >x.go
  want 'build constraints exclude all Go files in ' .
}
start bad_constraint && {
  module; printf '//go:build linux &&\n\npackage main\n\nfunc main() {}\n' >x.go
  want 'x.go.*(parsing //go:build line)|build constraints exclude all Go files in ' .
}
if start unreadable_file; then
  if [ "$(id -u)" = 0 ]; then skip "root may read all"; else module; main_file; chmod 0 x.go; want 'permission denied' .; fi
fi

# ---- go.mod

start mod_version && { main_file; printf 'module m\n\ngo 1.x\n' >go.mod; want "go.mod:3: invalid go version '1.x': must match format 1.23" .; }
start mod_newer && { main_file; printf 'module m\n\ngo 1.99\n' >go.mod; want 'go.mod requires go >= 1.99' .; }
start mod_no_module && { main_file; printf 'go 1.26\n' >go.mod; want 'missing module declaration' .; }
start mod_unknown && { main_file; printf 'module m\n\nnonsense 1 2\n' >go.mod; want 'go.mod:3: unknown directive: nonsense' .; }
start mod_unclosed && { main_file; printf 'module m\n\nrequire (\n\tx.org/y v1.0.0\n' >go.mod; want 'go.mod:[0-9:]* syntax error' .; }
start mod_string && { main_file; printf 'module "m\n' >go.mod; want 'go.mod:1' .; }
start mod_binary && { main_file; head -c 4000 x.go /dev/zero >go.mod; want 'go.mod:' .; }
start mod_twice && { main_file; printf 'module m\nmodule n\n' >go.mod; want 'go.mod:2: repeated module statement' .; }
start mod_folder && { main_file; mkdir go.mod; want 'go.mod' .; }

# ---- command line and output

start unknown_flag && { main_file; want 'flag provided but not defined: -nonsense' -nonsense x.go; }
start flag_value && { main_file; want 'flag needs an argument: -tags' -tags; }
if start output_read_only; then
  main_file; mkdir d
  if [ "$(id -u)" != 0 ]; then chmod 555 d; want 'permission denied' -o d/out x.go
  elif mount -t tmpfs -o ro tmpfs d 2>/dev/null; then want 'read-only file system' -o d/out x.go; umount d
  else skip "cannot mount"
  fi
fi
start output_under_file && { main_file; want 'mkdir x.go/: file exists' -o x.go/out x.go; }
start output_full && { main_file; want 'no space left on device' -o /dev/full x.go; }
if start output_full_disk; then
  # A disk with room for a part of the executable only; nothing may be left on it, whatever its name.
  main_file; mkdir d
  if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=64k tmpfs d 2>/dev/null; then
    want 'no space left on device' -o d/out x.go
    [ -z "$(ls -A d)" ] || fail "left on the disk: $(ls -A d)"
    head -c 1000 "$tuco" >d/out
    want 'no space left on device' -o d/out x.go
    [ "$(ls -A d)" = out ] && head -c 1000 "$tuco" | cmp -s - d/out || fail "the old output is gone"
    umount d
  else
    skip "cannot mount"
  fi
fi
start output_limit && {
  # A file size limit stands for a full disk: the half-written file must be removed.
  main_file
  tuco_saved=$tuco
  printf '#!/bin/sh\nulimit -f 16\ntrap "" XFSZ\nexec "%s" "$@"\n' "$tuco_saved" >limited && chmod +x limited
  tuco=$work/case/limited
  want 'file too large' x.go
  tuco=$tuco_saved
}

# ---- limits of frames, symbols and the stack

if start nosplit_chain; then
  cat >x.go <<'END'
package main

//go:noinline
//go:nosplit
func outer(p []byte) byte { var b [300]byte; b[p[0]] = 1; return b[3] + inner(p) }

//go:noinline
//go:nosplit
func inner(p []byte) byte { var b [500]byte; b[p[0]] = 1; return b[p[1]] }

func main() { println(outer(make([]byte, 2))) }
END
  want '^main.outer: nosplit stack over [0-9]+ byte limit$' x.go
  want '^    grows [0-9]+ bytes, calls main.inner$' x.go
  want '^ +[0-9]+ bytes over limit$' x.go
fi
if start nosplit_recursion; then
  printf 'package main\n\n//go:nosplit\nfunc f(n int) int { if n == 0 { return 0 }; return f(n-1) + n }\n\nfunc main() { println(f(4)) }\n' >x.go
  want '^    infinite cycle$' x.go
fi
if start symbol_too_large; then
  printf 'package main\n\nvar g [1 << 33]byte\n\nfunc main() { println(g[len(g)-1]) }\n' >x.go
  want 'main.g: symbol too large \(8589934592 bytes > 2000000000 bytes\)' x.go
fi
if start too_much_data; then
  printf 'package main\n\nvar a, b, c [800 << 20]byte\n\nfunc main() { println(a[5], b[6], c[len(c)-1]) }\n' >x.go
  want 'too much data, last section .bss' x.go
fi
if start arguments_too_large; then
  printf 'package main\n\nvar f func([1 << 40]byte) (x [1 << 33]byte)\n\nfunc main() { var a [1 << 40]byte; println(f(a)[0]) }\n' >x.go
  want 'stack frame too large' x.go
fi

echo "bad input: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
