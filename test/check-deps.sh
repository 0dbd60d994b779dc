#!/bin/sh
# A stage includes only headers of stages above it; runtime/ includes only src/abi/ and its own. Ends with a count.
#   test/check-deps.sh [-h]
case "${1:-}" in -h) sed -n '2,3p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.." || exit 1
# types before load (a loaded package is a types.h Package), link's headers before lower (descriptors).
order="base abi syntax types load layout ir link lower opt backend arch build cmd"
bad=0 seen=0
allowed=""
for stage in $order; do
  allowed="$allowed $stage"
  for file in $(find "src/$stage" -name '*.[ch]'); do
    for include in $(sed -n 's/^#include "\([a-z0-9]*\)\/.*/\1/p' "$file"); do
      seen=$((seen + 1))
      case " $allowed " in
        *" $include "*) ;;
        *) echo "$file includes $include/, a later stage"; bad=$((bad + 1)) ;;
      esac
    done
  done
done
for file in runtime/*.[ch] runtime/*/*.[ch] runtime/*/*/*.[ch]; do
  [ -e "$file" ] || continue
  for include in $(sed -n 's/^#include "\([a-z0-9]*\)\/.*/\1/p' "$file"); do
    seen=$((seen + 1))
    case $include in abi|os|arch) ;; *) echo "$file includes $include/"; bad=$((bad + 1)) ;; esac
  done
done
echo "check-deps: $((seen - bad)) passed, $bad failed"
[ "$bad" = 0 ]
