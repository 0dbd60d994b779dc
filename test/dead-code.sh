#!/bin/sh
# Lists functions of the compiler that neither tuco nor any tool of test/unit and test/fuzz reaches.
#   test/dead-code.sh [-h]
# Everything is compiled with a section a function; what the linker drops from every one of those programs is dead.
set -u
case ${1:-} in -h|--help) sed -n '2,4p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.." || exit 1
make -j"$(nproc)" VARIANT=dead ${CC:+"CC=$CC"} build/dead/tuco >build/dead.log 2>&1 || { cat build/dead.log; exit 1; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT INT TERM
# Of sources that are there: files move, and their old objects stay.
objects=$(find src -name '*.c' ! -path src/cmd/main.c | sed 's,^src/\(.*\)c$,build/dead/\1o,')" build/dead/embedded.o"
# dropped NAME MAIN...: the functions that a program of these and all objects does not reach
dropped() {
  name=$1; shift
  # shellcheck disable=SC2086
  ${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -Isrc -masm=intel -o "$work/program" "$@" $objects -Wl,--gc-sections -Wl,--print-gc-sections \
    -lmpfr -lgmp -lsodium -lz -lm -pthread >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
  sed -n "s,.*'\.text\.\([^']*\)' in file 'build/dead/\([^']*\)\.o'.*,\2.c \1,p" "$work/log" | sort -u >"$work/$name.dropped"
}
dropped tuco build/dead/cmd/main.o
cp "$work/tuco.dropped" "$work/dead"
for main in test/unit/*.c test/fuzz/*.c; do
  grep -q '^int main' "$main" || continue
  # shellcheck disable=SC2046
  dropped tool "$main" $(ls "${main%.c}"/*.c 2>/dev/null)
  comm -12 "$work/dead" "$work/tool.dropped" >"$work/both" && mv "$work/both" "$work/dead"
done
count=$(wc -l <"$work/dead")
[ "$count" = 0 ] || sed 's/^/FAIL dead: /' "$work/dead"
if [ "$count" = 0 ]; then echo "dead code: 1 passed, 0 failed"; else echo "dead code: 0 passed, $count failed"; exit 1; fi
