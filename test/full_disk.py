#!/usr/bin/env python3
"""A disk that is really full: a small tmpfs as module cache, build cache, TMPDIR, GOBIN or the tree itself.

  test/full_disk.py [-h]

Commands run where nothing is left and where little is. Each succeeds or says that there is no space and fails, leaves
go.mod whole and no file of its own in the tree, and succeeds once there is room, with a sound cache (mod verify).
Skipped where no tmpfs can be mounted. TUCO in the environment: another tuco than bin/tuco."""
import os, shutil, subprocess, sys, tempfile, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
TUCO = os.path.abspath(os.environ.get("TUCO", os.path.join(HERE, "..", "bin", "tuco")))
PLACES = "GOMODCACHE", "GOCACHE", "TMPDIR", "GOBIN", "tree"
COMMANDS = "mod download example.com/big@v1.0.0", "mod tidy", "get example.com/big", "build", "install"
GO_MOD = "module example.com/m\n\ngo 1.22\n"


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def make_proxy(folder):
    """A module whose archive and sources are larger than what is left of the disk."""
    base, module = folder + "/example.com/big/@v/", "module example.com/big\n\ngo 1.22\n"
    write(base + "list", "v1.0.0\n")
    write(base + "v1.0.0.info", '{"Version":"v1.0.0","Time":"2024-01-01T00:00:00Z"}')
    write(base + "v1.0.0.mod", module)
    with zipfile.ZipFile(base + "v1.0.0.zip", "w") as archive:
        archive.writestr("example.com/big@v1.0.0/go.mod", module)
        archive.writestr("example.com/big@v1.0.0/big.go", "package big\n\nconst Text = `%s`\n" % os.urandom(1 << 20).hex())


def make_tree(folder):
    write(folder + "/go.mod", GO_MOD)
    write(folder + "/m.go", "package main\n\nfunc main() { println(1) }\n")
    write(folder + "/sub/sub.go", 'package sub\n\nimport _ "example.com/big"\n')


def fill(small, left):
    """What is left are so many bytes; the path of what takes the rest."""
    path, state = small + "/fill", os.statvfs(small)
    with open(path, "wb", buffering=0) as f:
        os.posix_fallocate(f.fileno(), 0, max(state.f_bavail * state.f_frsize - left, 1))
    return path


def run(top, place, left, command):
    """What is wrong, a text each."""
    small, home = top + "/small", top + "/home"
    shutil.rmtree(home, ignore_errors=True)
    for name in os.listdir(small):
        shutil.rmtree(small + "/" + name)
    os.makedirs(home)
    places = {name: (small if name == place else home) + "/" + name for name in PLACES}
    for folder in places.values():
        os.makedirs(folder)
    tree = places.pop("tree")
    make_tree(tree)
    env = dict(places, PATH="/usr/bin:/bin", HOME=home, GOPROXY="file://%s/proxy" % top, GOSUMDB="off", GOENV="off",
               GOFLAGS="-modcacherw", GOTOOLCHAIN="local", CGO_ENABLED="0")

    def tuco(words):
        return subprocess.run([TUCO] + words.split(), cwd=tree, env=env, capture_output=True, text=True, timeout=300)

    before = set(os.listdir(tree))
    filler = fill(small, left)
    full = tuco(command)
    wrong = []
    if full.returncode not in (0, 1) or (full.returncode and "no space left on device" not in full.stderr):
        wrong.append("status %d: %s" % (full.returncode, full.stderr))
    if full.returncode and set(os.listdir(tree)) - before - {"go.sum"}:
        wrong.append("left in the tree: %s" % (set(os.listdir(tree)) - before))
    with open(tree + "/go.mod", encoding="utf-8") as f:
        if not f.read().startswith(GO_MOD):
            wrong.append("go.mod is not whole")
    os.remove(filler)
    for words in command, "mod verify":
        after = tuco(words)
        if after.returncode:
            wrong.append("with room again, %s: %s" % (words, after.stderr))
    return wrong


def main():
    if sys.argv[1:]:
        print(__doc__)
        return 0
    top, failed, passed = tempfile.mkdtemp(prefix="tuco-full-"), 0, 0
    os.makedirs(top + "/small")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", top + "/small"], capture_output=True)
    try:
        if mounted.returncode:
            print("skipped: no tmpfs can be mounted\nfull disk: 0 passed, 0 failed, 1 skipped")
            return 0
        make_proxy(top + "/proxy")
        for place in PLACES:
            for left in 0, 1 << 20:
                for command in COMMANDS:
                    wrong = run(top, place, left, command)
                    passed, failed = passed + (not wrong), failed + bool(wrong)
                    for text in wrong:
                        print("FAIL %s with %d bytes left as %s: %s" % (command, left, place, text), flush=True)
    finally:
        if not mounted.returncode:
            subprocess.run(["umount", top + "/small"], check=True)
        shutil.rmtree(top, ignore_errors=True)
    print("full disk: %d passed, %d failed, 0 skipped" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
