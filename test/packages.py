#!/usr/bin/env python3
"""mod tidy, mod vendor, mod why and work vendor on small trees: what they print, their status, go.mod, go.sum, vendor/.

usage: test/packages.py [-h] [--update] [--go PATH] [NAME ...]

A case is test/packages/NAME.txt: a txtar archive whose comment has the commands, without "go" ("# " begins a remark,
"! " is a command that fails), and whose files are the tree. Files below proxy/PATH@VERSION/ are modules; the test makes
a proxy of them, reached by file://. NAME.want has what happened, a line each, made with gc's go by --update; with a go
on PATH (or --go) of the same release that is run, too, and must do the same. Ends with "packages: N passed, N failed".
"""
import argparse, hashlib, os, re, shutil, stat, subprocess, sys, tempfile, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "packages")
TUCO = os.environ.get("TUCO", os.path.join(HERE, "..", "bin", "tuco"))


def parse(text):
    """The comment of a txtar archive, and its files by name."""
    comment, files, name = [], {}, None
    for line in text.splitlines(keepends=True):
        m = re.match(r"^-- (.*) --$", line.rstrip("\n"))
        if m:
            name = m.group(1)
            files[name] = ""
        elif name is None:
            comment.append(line.rstrip("\n"))
        else:
            files[name] += line
    return [c for c in comment if c and not c.startswith("#")], files


def escape(path):
    return re.sub("[A-Z]", lambda m: "!" + m.group(0).lower(), path)


def make_proxy(root, files):
    modules = {}
    for name, text in files.items():
        m = re.match(r"proxy/(.*?)@([^/]*)/(.*)", name)
        if m:
            modules.setdefault((m.group(1), m.group(2)), {})[m.group(3)] = text
    lists = {}
    for (path, version), content in modules.items():
        folder = os.path.join(root, escape(path), "@v")
        os.makedirs(folder, exist_ok=True)
        lists.setdefault(folder, []).append(version)
        base = os.path.join(folder, version)
        with open(base + ".info", "w") as f:
            f.write('{"Version":"%s","Time":"2024-01-01T00:00:00Z"}' % version)
        with open(base + ".mod", "w") as f:
            f.write(content.get("go.mod", "module %s\n" % path))
        with zipfile.ZipFile(base + ".zip", "w") as z:
            for file in sorted(content):
                z.writestr(zipfile.ZipInfo("%s@%s/%s" % (path, version, file), (1980, 1, 1, 0, 0, 0)), content[file])
    for folder, versions in lists.items():
        with open(os.path.join(folder, "list"), "w") as f:
            f.write("".join(v + "\n" for v in versions))


def tree(root):
    """Files of go.mod's kind with their text, those of vendor/ with a hash."""
    out = []
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), root)
            text = open(os.path.join(folder, name), "rb").read()
            if name in ("go.mod", "go.sum", "modules.txt") or path == "go.work":
                out.append("-- %s --\n%s" % (path, text.decode()))
            elif "vendor/" in path or path.startswith("out/"):
                out.append("-- %s -- %s\n" % (path, hashlib.sha256(text).hexdigest()[:16]))
    return "".join(out)


def remove(root):
    for folder, _, _ in os.walk(root):
        os.chmod(folder, os.stat(folder).st_mode | stat.S_IRWXU)
    shutil.rmtree(root)


def run(go, commands, files):
    """What a go command makes of a case."""
    root = os.path.realpath(tempfile.mkdtemp(prefix="tuco-packages-"))
    try:
        make_proxy(os.path.join(root, "proxy"), files)
        work = os.path.join(root, "work")
        for name, text in files.items():
            if not name.startswith("proxy/"):
                path = os.path.join(work, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                open(path, "w").write(text)
        keep = {k: v for k, v in os.environ.items() if k in ("PATH", "GOROOT", "LANG", "TMPDIR") or k.endswith("SAN_OPTIONS")}
        env = dict(keep, HOME=root + "/home", GOPATH=root + "/gopath", GOFLAGS="", GOPROXY="file://" + root + "/proxy",
                   GOSUMDB="off", GOTOOLCHAIN="local", CGO_ENABLED="0", GOENV="off", GOCACHE=root + "/cache",
                   GOTELEMETRY="off", GOWORK="", GO111MODULE="")
        out = []
        for line in commands:
            words = line.lstrip("! ").split()
            done = subprocess.run([go] + words, cwd=work, env=env, capture_output=True, timeout=120)
            # Downloads are announced in the order in which they come.
            said = done.stderr.decode().replace(root, "$ROOT").splitlines(keepends=True)
            loud = [s for s in said if not s.startswith(("go: downloading", "go: finding", "go: found"))]
            asked = sorted(s for s in said if s.startswith(("go: finding", "go: found")))
            version = re.compile(r"(?<![\d.])1\.26\.\d+")
            loud = [version.sub("1.26", s) for s in loud]
            out.append("> %s\n[status %d]\n%s%s%s" % (line, done.returncode, "".join(asked), "".join(loud),
                                                     version.sub("1.26", done.stdout.decode().replace(root, "$ROOT"))))
        return "".join(out) + tree(work)
    finally:
        remove(root)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--go", default=shutil.which("go"))
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    if args.go and "go1.26" not in subprocess.run([args.go, "version"], capture_output=True, text=True).stdout:
        args.go = None
    if args.update and not args.go:
        sys.exit("packages: --update needs gc's go")
    passed, failed = 0, []
    for name in sorted(f[:-4] for f in os.listdir(CASES) if f.endswith(".txt")):
        if args.names and name not in args.names:
            continue
        commands, files = parse(open(os.path.join(CASES, name + ".txt")).read())
        stored = os.path.join(CASES, name + ".want")
        if args.update:
            open(stored, "w").write(run(args.go, commands, files))
        want = open(stored).read()
        for go in [TUCO] + ([args.go] if args.go and not args.update else []):
            got = run(go, commands, files)
            if got == want:
                passed += 1
                continue
            failed.append(name)
            for suffix, text in (("got", got), ("want", want)):
                open("/tmp/tuco-packages-%s.%s" % (name, suffix), "w").write(text)
            print("FAIL %s with %s: diff /tmp/tuco-packages-%s.want /tmp/tuco-packages-%s.got" % (name, go, name, name))
    print("packages: %d passed, %d failed" % (passed, len(failed)))
    return 1 if failed else 0


sys.exit(main())
