#!/usr/bin/env python3
"""Scores tuco on GOROOT/test, the suite of Go's own distribution.

  test/conformance.py [-j N] [-v] [-t SECONDS] [--update] [--known FILE] [pattern ...]

Patterns select tests by substring (ken/, chan/, typeparam/) or by "=category" (=run, =errorcheck, ...). Totals are
printed by category. Known failures are listed in test/conformance-known.txt; a test that fails and is not listed
fails the run, --update rewrites the list (it may only shrink in a commit)."""
import argparse, concurrent.futures, os, re, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TUCO = os.environ.get("TUCO", os.path.join(HERE, "..", "bin", "tuco"))
PROBE_MARK = "tuco-conformance-main-returned"


def goroot():
    return subprocess.run([TUCO, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()


def excluded():
    names = set()
    for line in open(os.path.join(HERE, "conformance-exclude.txt")):
        if line.strip() and not line.startswith("#"):
            names.add(line.split("\t")[0].strip())
    return names


class Test:
    def __init__(self, root, name):
        self.root, self.name = root, name
        self.path = os.path.join(root, name)
        self.text = open(self.path, encoding="utf-8", errors="surrogateescape").read()
        self.action, self.args = self.directive()

    def directive(self):
        for line in self.text.split("\n"):
            line = line.strip()
            if not line or line.startswith("//go:build") or line.startswith("// +build"):
                continue
            if not line.startswith("//"):
                return "", []
            words = line[2:].split()
            known = ("run", "compile", "build", "errorcheck", "rundir", "compiledir", "errorcheckdir", "runoutput",
                     "runindir", "buildrun", "buildrundir", "errorcheckandrundiag", "errorcheckwithauto", "cmpout", "skip",
                     "asmcheck", "builddir")
            if words and words[0] in known:
                return words[0], words[1:]
            return "", []
        return "", []


def discover(root):
    skip, tests = excluded(), []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(d for d in folders if not d.endswith(".dir") and d != "testdata")
        for f in sorted(files):
            name = os.path.relpath(os.path.join(folder, f), root)
            if f.endswith(".go") and name not in skip:
                t = Test(root, name)
                if t.action and t.action not in ("skip", "asmcheck"):
                    tests.append(t)
    return tests


def execute(command, timeout, cwd, stdin=None):
    try:
        p = subprocess.run(command, capture_output=True, timeout=timeout, cwd=cwd, stdin=stdin or subprocess.DEVNULL)
        return p.returncode, p.stdout, p.stderr
    except subprocess.TimeoutExpired:
        return 124, b"", b"timeout"


def crashed(status, err):
    return status < 0 or status == 124 or b"internal compiler error" in err or b"AddressSanitizer" in err


def language_flags(args):
    return [a for a in args if a.startswith("-lang=") or a == "-e=0"]


def split_args(args):
    """Compiler flags first, then program arguments."""
    flags = [a for a in args if a.startswith("-")]
    return flags, [a for a in args if not a.startswith("-")]


def tuco_build(files, out, flags, cwd, timeout, errors=False):
    gcflags = (["-e"] if errors else []) + language_flags(flags)
    # The suite wants to hear the compiler, not the go command before it.
    command = [TUCO, "build", "-d=compile", "-o", out]
    if gcflags:
        command.append("-gcflags=" + " ".join(gcflags))
    return execute(command + files, timeout, cwd)


def expected_output(path):
    out = re.sub(r"\.go$", ".out", path)
    return open(out, "rb").read() if os.path.exists(out) else b""


# ---- ERROR comments

def wanted_errors(text, base):
    """{line: [regexp]} of the ERROR comments, as testdir_test.go reads them: LINE is a place in the file."""
    wanted = {}
    for number, line in enumerate(text.split("\n"), 1):
        if "////" in line or re.search(r"// (GC_)?ERRORAUTO ", line):
            continue
        m = re.search(r"// (?:GC_)?ERROR (.*)", line)
        if not m:
            continue
        for q in re.findall(r'"([^"]*)"', m.group(1)):
            q = re.sub(r"LINE(([+-])(\d+))?",
                       lambda x: "%s:%d" % (base, number + int(x.group(1) or 0)), q)
            wanted.setdefault(number, []).append(q)
    return wanted


def reported_errors(err, base):
    """{line: [message]} for a file, which messages name without its folder; continuation lines belong to the message
    above."""
    got, last = {}, None
    for line in re.sub(r"[\w./-]*/(?=%s:)" % re.escape(base), "", err.decode("utf-8", "replace")).split("\n"):
        m = None if line.startswith("\t") else re.match(r"^(.*?):(\d+)(?::\d+)?: (.*)$", line)
        if m and os.path.basename(m.group(1)) == base:
            last = int(m.group(2))
            got.setdefault(last, []).append(m.group(3))
        elif line.startswith("\t") and last is not None:
            got[last][-1] += "\n" + line
    return got


def compare_errors(text, err, base):
    """(lines right, messages right, note)"""
    wanted, got = wanted_errors(text, base), reported_errors(err, base)
    missing = sorted(set(wanted) - set(got))
    extra = sorted(set(got) - set(wanted))
    note = ""
    if missing or extra:
        note = "missing lines %s, extra %s" % (missing[:6], ["%d: %s" % (n, got[n][0][:80]) for n in extra[:4]])
    messages = not missing and not extra
    for line, patterns in wanted.items():
        for pattern in patterns:
            try:
                ok = any(re.search(pattern, m) for m in got.get(line, []))
            except re.error:
                ok = True
            messages = messages and ok
    return not missing and not extra, messages, note


# ---- actions: return (passed, note)

def do_run(t, work, timeout):
    flags, args = split_args(t.args)
    program = os.path.join(work, "program")
    extra = [os.path.join(os.path.dirname(t.path), a) for a in args if a.endswith(".go")]
    args = [a for a in args if not a.endswith(".go")]
    source = probe(t, work) if not extra else t.path
    status, out, err = tuco_build([source] + extra, program, flags, os.path.dirname(t.path), timeout)
    if status and source != t.path:  # programs may declare another print
        source = t.path
        status, out, err = tuco_build([source], program, flags, os.path.dirname(t.path), timeout)
    if status:
        return False, "build: " + first_line(err)
    status, out, err = execute([program] + args, timeout, t.root)
    mark = PROBE_MARK.encode() + b"\n"
    returned = mark in err
    err = err.replace(mark, b"")
    if status:
        return False, "exit status %d: %s" % (status, first_line(err))
    if not returned and source != t.path:
        return False, "main did not return"
    # Go's runner compares standard output and error together.
    want = expected_output(t.path).replace(b"\r\n", b"\n")
    if (out + err) != want and (err + out) != want and sorted((out + err).split(b"\n")) != sorted(want.split(b"\n")):
        return False, "output differs"
    return True, ""


def probe(t, work):
    """A copy whose main reports its return, so that a pass cannot be hollow. Programs that end by os.Exit keep theirs
    (testing.Main does that), and those that look at their own stack."""
    # A "func main" inside a raw string does not count; a program that ends by os.Exit is left as it is.
    m = next((m for m in re.finditer(r"^func\s+main\s*\(\)\s*\{", t.text, re.M)
              if t.text.count("`", 0, m.start()) % 2 == 0), None)
    looks = re.search(r"main\.main|runtime\.Caller", t.text + expected_output(t.path).decode("utf-8", "replace"))
    ends = re.search(r"os\.Exit\(|Goexit\(|testing\.Main\(", t.text)
    if not m or ends or looks:
        return t.path
    text = t.text[:m.start()] + "func tucoMain() {" + "\n" * m.group(0).count("\n") + t.text[m.end():] + \
        "\n\nfunc main() { tucoMain(); print(\"" + PROBE_MARK + "\\n\") }\n"
    path = os.path.join(work, os.path.basename(t.path))
    open(path, "w", encoding="utf-8", errors="surrogateescape").write(text)
    return path


def first_line(err):
    lines = [l for l in err.decode("utf-8", "replace").split("\n") if l and not l.startswith("#")]
    return lines[0][:160] if lines else ""


def only_link_fails(err):
    """A package main that cannot be linked has been compiled."""
    lines = [l for l in err.decode("utf-8", "replace").split("\n") if l and not l.startswith("#")]
    return bool(lines) and all("function main is undeclared in the main package" in l or l.startswith("link: ") or
                               re.search(r"relocation target \S+ not defined", l) for l in lines)


def build_with_assembly(t, work, timeout, gcflags=()):
    """Bodies in assembly: as a package with an (empty) assembly file. The suite calls the compiler alone, which is not
    told that all function bodies are there."""
    folder = os.path.join(work, "module")
    os.makedirs(folder)
    shutil.copy(t.path, folder)
    open(os.path.join(folder, "empty.s"), "w").close()
    open(os.path.join(folder, "go.mod"), "w").write("module test\n\ngo 1.26\n")
    return execute([TUCO, "build", *gcflags, "-o", os.path.join(work, "out"), "."], timeout, folder)


def do_compile(t, work, timeout):
    status, out, err = tuco_build([t.path], os.path.join(work, "out"), t.args, os.path.dirname(t.path), timeout)
    if status and b"missing function body" in err:
        status, out, err = build_with_assembly(t, work, timeout)
    return status == 0 or only_link_fails(err), first_line(err)


def do_errorcheck(t, work, timeout):
    status, out, err = tuco_build([t.path], "/dev/null", t.args, os.path.dirname(t.path), timeout, errors=True)
    if b"missing function body" in err and "missing function body" not in t.text:
        status, out, err = build_with_assembly(t, work, timeout, ["-gcflags=-e"])
    if crashed(status, err):
        return False, "crash: " + first_line(err)
    want_failure = "-0" not in t.args
    if want_failure != (status != 0):
        return False, "exit status %d" % status
    if not want_failure:
        return True, ""
    lines, messages, note = compare_errors(t.text, err, os.path.basename(t.path))
    t.messages = messages
    return lines, note


def module_of(t, work):
    """The .dir of a test as module `test`; each package in its own folder. Returns (folder, package names in order)."""
    source = t.path[:-3] + ".dir"
    groups = {}
    for f in sorted(os.listdir(source)):
        if not f.endswith(".go"):
            continue
        text = open(os.path.join(source, f), encoding="utf-8", errors="surrogateescape").read()
        m = re.search(r"^package +(\w+)", text, re.M)
        groups.setdefault(m.group(1) if m and "-s" not in t.args else f[:-3], []).append((f, text))
    folder = os.path.join(work, "module")
    os.makedirs(folder)
    language = [a[len("-lang=go"):] for a in t.args if a.startswith("-lang=go")]
    open(os.path.join(folder, "go.mod"), "w").write("module test\n\ngo %s\n" % (language[0] if language else "1.26"))
    mains, names = [], []
    for name, files in groups.items():
        package = re.search(r"^package +(\w+)", files[0][1], re.M).group(1)
        place = folder if package == "main" else os.path.join(folder, files[0][0][:-3] if len(files) == 1 else name)
        os.makedirs(place, exist_ok=True)
        if package != "main":
            names.append(os.path.relpath(place, folder))
        else:
            mains.append(files)
        # The compiler alone is not told that all function bodies are there.
        if any(re.search(r"^func [^{]*$", text, re.M) for f, text in files):
            open(os.path.join(place, "empty.s"), "w").close()
        for f, text in files:
            f = re.sub(r"_test\.go$", "_file.go", f)
            text = re.sub(r'"\./([\w./]+)"', r'"test/\1"', text)
            open(os.path.join(place, f), "w", encoding="utf-8", errors="surrogateescape").write(text)
    return folder, names, mains


def do_dir(t, work, timeout):
    folder, names, mains = module_of(t, work)
    program = os.path.join(work, "program")
    if mains:
        status, out, err = execute([TUCO, "build", "-o", program, "."], timeout, folder)
    else:
        status, out, err = execute([TUCO, "build", "./..."], timeout, folder)
    if t.action == "errorcheckdir":
        text = "\n".join(open(os.path.join(d, f), errors="replace").read() for d, _, fs in os.walk(folder) for f in fs)
        ok = status != 0 and not crashed(status, err)
        for d, _, fs in os.walk(folder):
            for f in fs:
                if f.endswith(".go"):
                    lines, _, note = compare_errors(open(os.path.join(d, f), errors="replace").read(), err, f)
                    if not lines:
                        return False, f + ": " + note
        return ok, ""
    if status and not (t.action == "compiledir" and only_link_fails(err)):
        return False, "build: " + first_line(err)
    if t.action == "rundir":
        status, out, err = execute([program], timeout, folder)
        if status:
            return False, "exit status %d: %s" % (status, first_line(err))
        if out + err != expected_output(t.path):
            return False, "output differs"
    return True, ""


def do_runoutput(t, work, timeout):
    program = os.path.join(work, "generator")
    flags, args = split_args(t.args)
    extra = [os.path.join(os.path.dirname(t.path), a) for a in args if a.endswith(".go")]
    status, out, err = tuco_build([t.path] + extra, program, flags, t.root, timeout)
    if status:
        return False, "build: " + first_line(err)
    status, out, err = execute([program], timeout, t.root)
    if status:
        return False, "generator: exit status %d" % status
    source = os.path.join(work, "generated.go")
    open(source, "wb").write(out)
    status, out, err = tuco_build([source], program, [], work, timeout)
    if status:
        return False, "build generated: " + first_line(err)
    status, out, err = execute([program], timeout, work)
    return status == 0 and out + err == expected_output(t.path), "exit status %d" % status


def do_in_dir(t, work, timeout):
    """runindir, builddir, buildrundir: the folder as a module of its own, by the command itself."""
    folder = os.path.join(work, "module")
    shutil.copytree(t.path[:-3] + ".dir", folder)
    if not os.path.exists(os.path.join(folder, "go.mod")):
        version = t.args[t.args.index("-gomodversion") + 1].strip("\"") if "-gomodversion" in t.args else "1.26"
        name = os.path.basename(t.path)[:-3] + ".dir"
        open(os.path.join(folder, "go.mod"), "w").write("module %s\n\ngo %s\n" % (name, version))
    program = os.path.join(work, "program")
    flags = [a for a in t.args if a.startswith("-gcflags") or a.startswith("-ldflags")]
    status, out, err = execute([TUCO, "build", "-o", program] + flags + ["."], timeout, folder)
    if status:
        return False, "build: " + first_line(err)
    if t.action == "builddir":
        return True, ""
    status, out, err = execute([program], timeout, folder)
    if status:
        return False, "exit status %d: %s" % (status, first_line(err))
    return out + err == expected_output(t.path), "output differs"


ACTIONS = {"run": do_run, "cmpout": do_run, "buildrun": do_run, "compile": do_compile, "build": do_compile,
           "errorcheck": do_errorcheck, "errorcheckandrundiag": do_errorcheck, "errorcheckwithauto": do_errorcheck,
           "rundir": do_dir, "compiledir": do_dir, "errorcheckdir": do_dir, "runoutput": do_runoutput,
           "runindir": do_in_dir, "builddir": do_in_dir, "buildrundir": do_in_dir}


def run_test(t, timeout):
    work = tempfile.mkdtemp(prefix="tuco-conformance-")
    t.messages = True
    try:
        if t.action not in ACTIONS:
            return t, False, "not supported yet by the runner: " + t.action
        passed, note = ACTIONS[t.action](t, work, timeout)
        return t, passed, note
    except Exception as e:
        return t, False, "runner: %r" % e
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-j", type=int, default=2)
    parser.add_argument("-v", action="store_true", help="print each failure")
    parser.add_argument("-t", type=int, default=60, help="seconds a step may take")
    parser.add_argument("--known", default=os.path.join(HERE, "conformance-known.txt"))
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--no-imports", action="store_true", help="only single files that import nothing")
    parser.add_argument("pattern", nargs="*")
    options = parser.parse_args()
    root = os.path.join(goroot(), "test")
    if not os.path.isdir(root):
        print("conformance: no %s: skipped" % root)
        return 0
    tests = [t for t in discover(root)]
    if options.pattern:
        tests = [t for t in tests if any(p == "=" + t.action or (not p.startswith("=") and p in t.name) for p in options.pattern)]
    if options.no_imports:
        tests = [t for t in tests if not t.action.endswith("dir") and not re.search(r"^import\b", t.text, re.M)]
    known = set()
    if os.path.exists(options.known):
        known = {l.split("\t")[0].strip() for l in open(options.known) if l.strip() and not l.startswith("#")}
    totals, failures, done = {}, {}, 0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        for t, passed, note in pool.map(lambda x: run_test(x, options.t), tests):
            done += 1
            if sys.stderr.isatty():
                print("\r%d/%d" % (done, len(tests)), end="", file=sys.stderr)
            for group in (t.action, "messages:" + t.action if "errorcheck" in t.action else None,
                          t.name.split("/")[0] + "/ " + t.action if "/" in t.name else None):
                if group:
                    ok = passed and (t.messages or not group.startswith("messages"))
                    a, b = totals.get(group, (0, 0))
                    totals[group] = (a + ok, b + 1)
            if not passed:
                failures[t.name] = note
                if options.v:
                    print("FAIL %s %s: %s" % (t.action, t.name, note), flush=True)
    for group in sorted(totals):
        a, b = totals[group]
        print("%-28s %4d of %4d  %5.1f%%" % (group, a, b, 100.0 * a / b))
    new = [n for n in failures if n not in known]
    if options.update:
        with open(options.known, "w") as f:
            for n in sorted(failures):
                f.write("%s\t%s\n" % (n, failures[n].replace("\n", " ")[:150]))
    for n in new[:20] if not options.update else []:
        print("new failure: %s: %s" % (n, failures[n]))
    print("%d passed, %d failed" % (len(tests) - len(new), len(new)))
    return 1 if new and not options.update else 0


if __name__ == "__main__":
    sys.exit(main())
