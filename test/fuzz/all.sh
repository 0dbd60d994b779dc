#!/bin/sh
# Runs every fuzzer, one after the other.
#   test/fuzz/all.sh [-h] [-seconds S | -each S | -ci] [KIND ...]
# -seconds: shared among them (60); -each: for every one; -ci: a minute in all, the same programs in every run, so that a
# commit does not fail for what another one did. KIND: a program generator (a module with generate(), run by
# run.py), a module with a driver of its own, front_end (mutated files through the checker built with ASan), or a program
# of test/unit that has -random, built with ASan, always with the same texts (not with -ci: test/all runs those).
# Seeds begin at $FUZZ_SEED, or at a number made of today's date: every day looks elsewhere, and says where.
# Ends with "fuzz: N passed, N failed, N skipped": the fuzzers that found nothing, something, or could not run.
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=60 each= ci=0
while [ $# -gt 0 ]; do
  case $1 in
    -h|--help) sed -n '2,9p' "$0"; exit 0 ;;
    -seconds) seconds=$2; shift 2 ;;
    -each) each=$2; shift 2 ;;
    -ci) ci=1 each=3; shift ;;
    -*) echo "all.sh: unknown option $1; see -h" >&2; exit 2 ;;
    *) break ;;
  esac
done
if [ $# = 0 ]; then
  units="mod_modfile mod_zip mod_sumdb fetch_answers template_cases"
  [ $ci = 0 ] || units=
  # shellcheck disable=SC2046,SC2086
  set -- front_end $units $(cd test/fuzz && grep -lE '^def (generate|main)\(' -- *.py | sed 's/\.py$//' | grep -vE '^run$|_')
fi
[ -n "$each" ] || each=$((seconds / $# > 2 ? seconds / $# : 2))
seed=${FUZZ_SEED:-$(date +%y%m%d)00}
[ $ci = 0 ] || seed=1
# How many programs of a kind in place of a time: a mutation takes a tenth of a second, a program of a generator seconds.
how_long() {
  if [ $ci = 0 ]; then echo "-seconds $each"; elif [ "$1" = mutate ]; then echo "-n 40"
  elif [ "$1" = scale ]; then echo "-n 6 -quick"; else echo "-n 4"; fi
}
passed=0 failed=0 skipped=0
for kind; do
  echo "== $kind, $each s from seed $seed"
  case $kind in
    front_end)
      make -j"$(nproc)" VARIANT=asan build/asan/tool/fuzz_front_end >build/fuzz.log 2>&1 || { cat build/fuzz.log; exit 1; }
      set -- build/asan/tool/fuzz_front_end -seconds "$each" -seed "$seed" ;;
    mod_*|fetch_*|template_*)
      make -j"$(nproc)" VARIANT=asan "build/asan/tool/$kind" >build/fuzz.log 2>&1 || { cat build/fuzz.log; exit 1; }
      set -- sh -c 'timeout "$1" "$2" -random 2000000000; [ $? = 124 ] && echo "$2: nothing found"' \
        sh "$each" "build/asan/tool/$kind" ;;
    *)
      if grep -q '^def generate(' "test/fuzz/$kind.py"; then
        # shellcheck disable=SC2046
        set -- python3 test/fuzz/run.py $(how_long "$kind") -first "$seed" "$kind"
      else
        # shellcheck disable=SC2046
        set -- python3 "test/fuzz/$kind.py" $(how_long "$kind") -first "$seed"
      fi ;;
  esac
  if "$@" >build/fuzz.log 2>&1; then
    if grep -q ': 0 passed, 0 failed' build/fuzz.log; then skipped=$((skipped + 1)); else passed=$((passed + 1)); fi
  else
    failed=$((failed + 1)); echo "FAIL fuzz $kind"; tail -n 40 build/fuzz.log
  fi
  tail -n 1 build/fuzz.log
done
echo "fuzz: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
