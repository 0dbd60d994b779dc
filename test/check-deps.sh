#!/bin/sh
# A stage includes only headers of stages above it in the README's list, link/ only those of symbols; runtime/ includes only
# src/abi/ and its own. Ends with a count.
#   test/check-deps.sh [-h]
case "${1:-}" in -h) sed -n '2,4p' "$0"; exit 0 ;; esac
cd "$(dirname "$0")/.." || exit 1
order=$(sed -n '/^| `src/p' README.md | grep -o 'src/[a-z]*' | cut -d/ -f2)
bad=0 seen=0
allowed=""

# check FILE ALLOWED...: what FILE includes of src/
check() {
  file=$1; shift
  for include in $(sed -n 's/^#include "\([a-z0-9]*\)\/.*/\1/p' "$file"); do
    seen=$((seen + 1))
    case " $* " in
      *" $include "*) ;;
      *) echo "$file includes $include/"; bad=$((bad + 1)) ;;
    esac
  done
}

for folder in src/*/; do
  seen=$((seen + 1))
  case " $(echo $order) " in
    *" $(basename "$folder") "*) ;;
    *) echo "$folder is not in the README"; bad=$((bad + 1)) ;;
  esac
done
for stage in $order; do
  allowed="$allowed $stage"
  for file in $(find "src/$stage" -name '*.[ch]'); do
    if [ "$stage" = link ]; then check "$file" base abi ir link; else check "$file" $allowed; fi
  done
done
for file in $(find runtime -name '*.[ch]'); do check "$file" abi os arch; done
echo "check-deps: $((seen - bad)) passed, $bad failed"
[ "$bad" = 0 ]
