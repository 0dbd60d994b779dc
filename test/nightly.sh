#!/bin/sh
# Everything that takes longer than continuous integration may, in under 90 minutes on 2 cores.
#   test/nightly.sh [-h]
# test/all with the sanitizers, commands about modules under them, an editor's session with gopls, scripts of cmd/go,
# GOROOT/test, std's own tests, real programs, modules and the tests of repositories against gc, builds byte for byte, all
# of std's test executables from one session, the faults that are put back in, and each fuzzer for NIGHTLY_FUZZ_SECONDS
# (120). Prints what each says last; ends with the number of suites.
set -u
case ${1:-} in -h|--help) sed -n '2,7p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0 began=$(date +%s)
suite() {
  name=$1; shift
  echo "== $name, after $((($(date +%s) - began) / 60)) min"
  if "$@" >build/nightly.log 2>&1; then passed=$((passed + 1)); else
    failed=$((failed + 1)); grep -a FAIL build/nightly.log | head -n 20; fi
  tail -n 3 build/nightly.log
}
suite "all, with sanitizers" env SANITIZED_EVERY=1 ./test/all --no-setup --sanitizers
suite "builds with variables" test/variables.sh
suite "trees for tools" build/release/tool/syntax_round_trip -fragments -delete 3 "$(bin/tuco env GOROOT)/src" "$(bin/tuco env GOROOT)/test"
suite "commands in trees, beside gc" test/commands.py
suite "queries for versions, beside gc" test/queries.py
suite "real modules, beside gc" python3 test/real_modules.py
suite "steps of a new module, beside gc" python3 test/real_steps.py
suite "full disk" python3 test/full_disk.py
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 TUCO="$PWD/build/asan/tuco"
suite "downloads, under ASan and UBSan" python3 test/fetch.py
suite "packages of modules, under ASan and UBSan" python3 test/packages.py
suite "queries for versions, under ASan and UBSan" test/queries.py --no-reference
unset ASAN_OPTIONS UBSAN_OPTIONS TUCO
suite "random module graphs" python3 test/module_graphs.py -n 60 --all
suite "scripts of cmd/go" python3 test/scripts/run.py
suite "gopls under an editor, beside gc" python3 test/editor.py
suite "tests of repositories, beside gc" python3 test/repositories.py
suite "conformance" python3 test/conformance.py
suite "std's own tests" python3 test/std.py
suite "real programs" python3 test/acceptance.py
suite "reproducible builds" test/reproducible.sh
suite "test executables of one session" python3 test/variants.py --all
suite "planted faults" python3 test/planted.py
suite "fuzzers" test/fuzz/all.sh -each "${NIGHTLY_FUZZ_SECONDS:-120}"
echo "nightly: $passed passed, $failed failed, in $((($(date +%s) - began) / 60)) min"
[ $failed = 0 ]
