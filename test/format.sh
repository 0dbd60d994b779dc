#!/bin/sh
# Is all C as clang-format writes it (.clang-format), and no line of it over 120 columns wide?
#   test/format.sh [-h]
# Versions of clang-format differ; the style is that of version 14, and with another one only the width is looked at.
set -u
case ${1:-} in -h|--help) sed -n '2,4p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.." || exit 1
failed=0 passed=0 skipped=0
sources=$(find src runtime test -name '*.[ch]' | sort)
case $(clang-format --version 2>/dev/null) in
  *' 14.'*)
    # shellcheck disable=SC2086
    if clang-format --dry-run -Werror $sources 2>build/format.log; then passed=$((passed + 1)); else
      failed=$((failed + 1)); grep -a error: build/format.log | cut -d: -f1 | sort | uniq -c | sed 's/^/FAIL format: /'
    fi ;;
  *) echo "no clang-format of version 14"; skipped=1 ;;
esac
# awk counts bytes where it does not know UTF-8: python3 counts characters.
# shellcheck disable=SC2086
if python3 - $sources <<'EOF'
import sys
wide = [f"{path}:{n}" for path in sys.argv[1:] for n, line in enumerate(open(path, encoding="utf-8"), 1)
        if len(line.rstrip("\n")) > 120]
for place in wide: print("FAIL over 120 columns:", place)
sys.exit(bool(wide))
EOF
then passed=$((passed + 1)); else failed=$((failed + 1)); fi
echo "format: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
