#!/bin/sh
# Debug information as gdb sees it: breakpoints, lines, stepping, stacks through inlined functions, goroutines and the
# system stack; at each instruction of some functions the whole stack. Skipped without a gdb that can run programs.
#   test/gdb.sh [-h] [-v]
set -u
here=$(cd "$(dirname "$0")" && pwd)
tuco=${TUCO:-$here/../bin/tuco}
verbose=0
case "${1:-}" in
  -h) sed -n '2,4p' "$0"; exit 0 ;;
  -v) verbose=1 ;;
esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
passed=0 failed=0

debug() {
  program=$1; shift
  timeout 120 gdb -nx -q -batch -iex 'set debuginfod enabled off' -ex 'set pagination off' -ex 'set width 0' \
    -ex 'handle SIGURG nostop noprint pass' "$@" "$work/$program" >"$work/output" 2>&1 </dev/null
}
# want WHAT REGEXP...: lines of gdb's output that must occur in that order.
want() {
  what=$1; shift
  wanted=$(printf '%s\n' "$@")
  if printf '%s\n' "$wanted" | awk 'NR == FNR {want[++n] = $0; next} i < n && $0 ~ want[i + 1] {i++} END {exit i < n}' - "$work/output" &&
     ! grep -q 'internal to GDB\|internal-error\|Backtrace stopped\|corrupt stack' "$work/output"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1)); echo "FAIL $what"
    [ "$verbose" = 0 ] || { printf '%s\n' "$wanted"; echo "-- got:"; tail -n 40 "$work/output"; }
  fi
}

command -v gdb >/dev/null || { echo "gdb: 0 passed, 0 failed, 1 skipped (no gdb)"; exit 0; }
"$tuco" build -o "$work/stacks" "$here/debug/stacks.go" && "$tuco" build -o "$work/hello" "$here/run/hello.go" &&
  "$tuco" build -o "$work/gofmt" cmd/gofmt || { echo "gdb: 0 passed, 1 failed"; exit 1; }
debug hello -ex starti
grep -q 'Program stopped' "$work/output" || { echo "gdb: 0 passed, 0 failed, 1 skipped (gdb cannot run programs)"; exit 0; }

debug hello -ex 'tbreak main.main' -ex run -ex bt -ex 'info line' -ex next -ex next
want "hello" 'reakpoint 1, main.main \(\) at .*hello.go:[0-9]+' '#0  main.main' 'Line [0-9]+ of ".*hello.go" starts at address'

debug stacks -ex 'tbreak main.visit' -ex run -ex bt -ex next -ex next -ex finish -ex bt
want "goroutine" 'reakpoint 1.* main.visit \(\) at .*stacks.go:33' '#0  main.visit' '#1 .* main.\(\*T\).work \(\) at .*stacks.go:18' \
  '#2 .* main.main.func1 \(\) at .*stacks.go:61' '#3 .* runtime.goexit' '^34' '^37' 'main.\(\*T\).work' '#[01] .*main.main.func1'

debug stacks -ex 'break stacks.go:29' -ex run -ex bt -ex 'info line' -ex up -ex 'info frame'
want "inlined" '#0  main.small \(\) at .*stacks.go:29' '#1  main.helper \(\) at .*stacks.go:23' \
  '#2  main.\(\*T\).work \(\) at .*stacks.go:16' '#3 .* main.main.func1' '#4 .* runtime.goexit' 'inlined into frame 2'

debug stacks -ex 'break gc_collect' -ex run -ex bt
want "system stack" 'gc_collect' 'rt_call_system' 'runtime.GC' 'main.deep.*stacks.go:47' 'main.deep' 'main.main.func2' 'runtime.goexit'

debug stacks -ex 'break stack_new_needed' -ex run -ex bt
want "stack growth" 'stack_new_needed' 'rt_morestack' '#2 '

# Every instruction from the call of visit to after its return: the frames of work, the closure and goexit are there.
cat >"$work/steps" <<'END'
tbreak main.visit
run
set $i = 0
while $i < 40
  bt
  stepi
  set $i = $i + 1
end
END
debug stacks -x "$work/steps"
stacks=$(grep -c '^#0 ' "$work/output") complete=$(grep -c '^#.* runtime.goexit' "$work/output")
closures=$(grep -c '^#.* main.main.func1' "$work/output")
if [ "$stacks" -ge 40 ] && [ "$stacks" = "$complete" ] && [ "$closures" -ge "$stacks" ]; then passed=$((passed + 1))
else failed=$((failed + 1)); echo "FAIL every instruction: $stacks stacks, $complete of them whole"; fi

debug gofmt -ex 'tbreak go/parser.ParseFile' -ex "run $here/run/hello.go" -ex bt -ex 'info line' -ex next -ex next -ex bt
want "gofmt" 'reakpoint 1.* go/parser.ParseFile \(\) at .*interface.go:[0-9]+' '#0  go/parser.ParseFile' 'main.parse' 'main.processFile' \
  'Line [0-9]+ of ".*interface.go"' '#0 .*go/parser'

echo "gdb: $passed passed, $failed failed"
[ "$failed" = 0 ]
