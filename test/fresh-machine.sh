#!/bin/sh
# The README's two commands on fresh machines without Go: a chroot of each Debian release, made by debootstrap, gets a
# clean clone of this repository's HEAD and runs them; then builds programs from the GOROOT of bare source that setup
# installed. Needs root, debootstrap and a network. Takes some minutes a release.
#   test/fresh-machine.sh [-h] [-k] [release ...]      default: bookworm trixie; -k keeps the chroots
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
keep=0
case "${1:-}" in
  -h) sed -n '2,5p' "$0"; exit 0 ;;
  -k) keep=1; shift ;;
esac
[ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null || { echo "needs root and debootstrap: 1 skipped"; exit 0; }
[ $# -gt 0 ] || set -- bookworm trixie
passed=0 failed=0
# Where this machine's own packages come from.
archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)

# in_chroot COMMAND: runs a shell command in the clone, as on a machine of its own.
in_chroot() {
  chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    sh -c "cd /root/tuco && $1"
}
check() {
  what=$1; shift
  echo "== $release: $what"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $release: $what"; fi
}
clean_up() {
  mountpoint -q "$root/proc" && umount "$root/proc"
  [ $keep = 1 ] || rm -rf --one-file-system "$root"
}
# What would be upgraded, and to what: setup must not change it.
upgrades() { in_chroot "apt-get -s dist-upgrade 2>/dev/null | grep '^Inst' | sort"; }
no_other_upgrades() { [ "$before" = "$(upgrades)" ]; }
hello_through_fmt() {
  in_chroot 'printf "package main\n\nimport (\n\t\"encoding/json\"\n\t\"fmt\"\n)\n\nfunc main() {\n\tb, err := json.Marshal(map[string]int{\"a\": 1})\n\tfmt.Println(string(b), err)\n}\n" >/tmp/x.go &&
    [ "$(bin/tuco run /tmp/x.go)" = "{\"a\":1} <nil>" ]'
}

for release; do
  root=/tmp/tuco-fresh-$release
  trap 'clean_up; exit 130' INT TERM
  if [ ! -d "$root/usr" ]; then
    echo "== $release: debootstrap"
    debootstrap --variant=minbase "$release" "$root" "$archive" >"$root.log" 2>&1 ||
      { tail -n 5 "$root.log"; failed=$((failed + 1)); clean_up; continue; }
  fi
  rm -f "$root.log"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
  rm -rf "$root/root/tuco"
  git clone -q --no-hardlinks "$top" "$root/root/tuco"
  chroot "$root" apt-get update -q >/dev/null
  before=$(upgrades)
  check "no Go before" sh -c "! chroot '$root' sh -c 'command -v go'"
  # The commands as the README has them.
  sed -n 's/^    \(\.\/[^#]*[^# ]\) *#.*/\1/p' "$top/README.md" >"$root/commands"
  while read -r command; do
    check "$command" in_chroot "$command </dev/null"
  done <"$root/commands"
  check "no Go after" sh -c "! chroot '$root' sh -c 'command -v go || test -e /usr/lib/go-1.26/bin/go'"
  check "nothing else would be upgraded" no_other_upgrades
  check "json" hello_through_fmt
  check "gofmt" in_chroot "bin/tuco build -o /tmp/gofmt cmd/gofmt && /tmp/gofmt -l \$(bin/tuco env GOROOT)/src/fmt"
  check "setup again" in_chroot ./setup
  clean_up
done
echo "fresh machines: $passed passed, $failed failed"
[ "$failed" = 0 ]
