#!/usr/bin/env python3
"""`list` for packages against what gc's go says of the same trees: output, messages and status.

  test/list.py [-h] [--update] [NAME ...]

test/list/NAME.txt has a tree of files (txtar) and, above it, command lines, each with what go said: kept so that the
test runs where there is no gc. Lines: `$ list ARGUMENTS`, then `> ` standard output, `! ` standard error, `= ` the status.
--update asks gc anew. Where gc is there, packages of GOROOT are compared as well, all fields of them.

gc's index of folders is off: of some faults it says less than go/build. Not compared: the name of a test's main file in
the build cache, and the order of errors in DepsErrors of one package, which go does not fix."""
import json, os, re, shlex, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TUCO = os.environ.get("TUCO", os.path.join(HERE, "..", "bin", "tuco"))
GOROOT_CASES = ["-json std", "-deps std", "-e -deps -test -compiled -json=ImportPath,Imports,ImportMap,ForTest,"
                "GoFiles,CompiledGoFiles,Error,Module,Name,Export strings net/http", "-find -json cmd",
                "-f '{{context.ToolTags}}{{.ImportPath}} {{len .Deps}}' cmd/go"]


def environment(top):
    keep = {name: os.environ[name] for name in ("PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
            if name in os.environ}
    return {**keep, "HOME": top, "GOPATH": top + "/gopath", "GOCACHE": top + "/cache", "CGO_ENABLED": "0", "GOFLAGS": "",
            "GODEBUG": "goindex=0", "GOENV": "off", "GOTELEMETRY": "off", "GOPROXY": "off", "GOWORK": "off", "GOTOOLCHAIN": "local"}


def ordered(match):
    """DepsErrors in one order."""
    text = match.group(0)
    errors = json.loads(text[text.index("["):])
    errors.sort(key=lambda e: (e["ImportStack"][-1:], e["Pos"], e["Err"]))
    return '"DepsErrors": ' + json.dumps(errors)


def plain(text, top, goroot):
    text = text.replace(os.path.realpath(top), "$TOP").replace(top, "$TOP").replace(goroot, "$GOROOT")
    text = re.sub(r"\$TOP/cache/[0-9a-f]{2}/[0-9a-f]{64}-d", "$TOP/cache/MAIN", text)
    if text and not text.endswith("\n"):
        text += "\n"
    return re.sub(r'"DepsErrors": \[.*?\n\t\]', ordered, text, flags=re.S)


def run(go, line, folder, top, goroot):
    done = subprocess.run([go, "list"] + shlex.split(line), cwd=folder, env=environment(top), capture_output=True, text=True)
    return [plain(done.stdout, top, goroot), plain(done.stderr, top, goroot), str(done.returncode)]


def read(path):
    """Returns (comment, [(line, [out, err, status])], {name: text})."""
    with open(path) as f:
        head, *parts = re.split(r"^-- (\S+) --\n", f.read(), flags=re.M)
    comment, cases = "", []
    for line in head.splitlines():
        if line.startswith("$ list "):
            cases.append((line[7:], ["", "", ""]))
        elif not cases:
            comment += line + "\n"
        elif line[:2] in ("> ", "! ", "= "):
            kept = cases[-1][1]
            kind = "> ! = ".index(line[:2]) // 2
            kept[kind] += line[2:] + ("" if kind == 2 else "\n")
    return comment, cases, dict(zip(parts[::2], parts[1::2]))


def write(path, comment, cases, files):
    with open(path, "w") as f:
        f.write(comment)
        for line, (out, err, status) in cases:
            f.write("$ list %s\n" % line)
            for mark, text in (("> ", out), ("! ", err)):
                f.writelines(mark + each + "\n" for each in text.splitlines())
            f.write("= %s\n" % status)
        for name, text in files.items():
            f.write("-- %s --\n%s" % (name, text))


def unpack(files, folder):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)


def show(name, line, want, got):
    print("FAIL list %s: %s" % (name, line))
    for what, a, b in zip(("standard output", "standard error", "status"), want, got):
        if a != b:
            wanted, found = a.splitlines(), b.splitlines()
            at = next((i for i, (x, y) in enumerate(zip(wanted, found)) if x != y), min(len(wanted), len(found)))
            print("  %s, line %d: want %r, got %r" % (what, at + 1, wanted[at:at + 1], found[at:at + 1]))


def main():
    if "-h" in sys.argv:
        return print(__doc__)
    update, names = "--update" in sys.argv, [a for a in sys.argv[1:] if a[0] != "-"]
    go, tuco = shutil.which("go"), os.path.realpath(TUCO)
    goroot = subprocess.run([tuco, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
    if update and not go:
        sys.exit("--update needs gc's go")
    passed = failed = 0
    for file in sorted(os.listdir(os.path.join(HERE, "list"))):
        name, path = file[:-4], os.path.join(HERE, "list", file)
        if names and name not in names:
            continue
        comment, cases, files = read(path)
        with tempfile.TemporaryDirectory() as top:
            folder = os.path.join(top, "tree")
            unpack(files, folder)
            if update:
                write(path, comment, [(line, run(go, line, folder, top, goroot)) for line, _ in cases], files)
                continue
            for line, want in cases:
                got = run(tuco, line, folder, top, goroot)
                passed, failed = passed + (got == want), failed + (got != want)
                if got != want:
                    show(name, line, want, got)
    with tempfile.TemporaryDirectory() as top:
        for line in GOROOT_CASES if go and not update and not names else []:
            want, got = (run(each, line, top, top, goroot) for each in (go, tuco))
            passed, failed = passed + (got == want), failed + (got != want)
            if got != want:
                show("GOROOT", line, want, got)
    print("list: %d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
