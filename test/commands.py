#!/usr/bin/env python3
"""Runs commands in small trees of files and compares what they print, how they end and the files they leave.

  test/commands.py [-h] [-v] [--update] [--no-reference] [case.txt ...]

A case is written as those of test/messages.py are, but "$ " stands before a line for the shell, in which `go` is tuco:
"$ cd a && go mod edit -fmt && cat go.mod". $WORK is the folder, $GOROOT the source of std; versions of Go are 1.26. All
lines of a case run one after the other in one tree. Where gc's go is there (GO, or go on PATH), every line is run by it
in a tree of its own, too, and has to print the same; lines that begin with "$ # differs: reason; " are run by tuco alone.
--update writes down what gc's go prints, of lines that differ what tuco prints."""
import os, re, shutil, subprocess, sys, tempfile

import messages

HERE = os.path.dirname(os.path.abspath(__file__))
DIFFERS = re.compile(r"# differs: [^;]*; ")


def environment(command, work):
    """A shell's, in which `go` is the command, and nothing of this machine's settings counts."""
    tools = os.path.join(work, ".bin")
    os.makedirs(tools, exist_ok=True)
    os.symlink(os.path.realpath(command), os.path.join(tools, "go"))
    kept = {k: v for k, v in os.environ.items() if not re.match(r"(GO[A-Z]|CGO_|XDG_|GIT_)", k)}
    home = os.path.join(work, ".home")
    os.makedirs(home, exist_ok=True)
    return dict(kept, PATH=tools + ":/usr/local/bin:/usr/bin:/bin", HOME=home, WORK=work, GOTOOLCHAIN="local",
                GOPROXY="off", GOSUMDB="off", CGO_ENABLED="0", GOTELEMETRY="off", LC_ALL="C",
                GOCACHE=os.environ.get("COMMANDS_GOCACHE", os.path.join(tempfile.gettempdir(), "tuco-commands-gocache")))


def run_line(line, work, env, goroot):
    p = subprocess.run(["sh", "-c", DIFFERS.sub("", line)], cwd=work, capture_output=True, text=True, timeout=300, env=env,
                       stdin=subprocess.DEVNULL, errors="backslashreplace")
    out = (p.stdout + p.stderr).replace(work, "$WORK").replace(goroot, "$GOROOT")
    out = re.sub(r"\b1\.26\.\d+", "1.26", out)
    if out and not out.endswith("\n"):
        out += "\n"
    return out + ("[exit %d]\n" % p.returncode if p.returncode else "")


def run_case(files, runs, command, goroot):
    """What each line prints; None of one that the reference does not run."""
    with tempfile.TemporaryDirectory() as folder:
        work = os.path.join(os.path.realpath(folder), "w")
        os.mkdir(work)
        for name, lines in files:
            path = os.path.join(work, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "w", encoding="utf-8").write("".join(lines))
        env = environment(command, work)
        reference = command != messages.TUCO
        results = [None if reference and DIFFERS.match(line) else run_line(line, work, env, goroot) for line, _ in runs]
        subprocess.run(["chmod", "-R", "u+w", folder])
        return results


def update(path, runs, results):
    text = open(path, encoding="utf-8").read()
    text = text[:text.index("\n$ ") + 1] if "\n$ " in text else text
    open(path, "w", encoding="utf-8").write(text + "".join("$ %s\n%s" % (line, got) for (line, _), got in zip(runs, results)))


def check(path, reference, goroot, updating, verbose):
    files, runs = messages.parse(path)
    own = run_case(files, runs, messages.TUCO, goroot)
    theirs = run_case(files, runs, reference, goroot) if reference else [None] * len(runs)
    if updating:
        update(path, runs, [a if b is None else b for a, b in zip(own, theirs)])
        runs = messages.parse(path)[1]
    passed = failed = 0
    for (line, expected), got, other in zip(runs, own, theirs):
        ok = got == "".join(expected) and (other is None or other == got)
        passed, failed = passed + ok, failed + (not ok)
        if verbose or not ok:
            print("%s %s: %s" % ("ok" if ok else "FAIL", os.path.basename(path), line))
        if not ok:
            print("want:\n%sgot:\n%s%s" % ("".join(expected), got, "" if other in (None, "".join(expected))
                                           else "gc's go prints:\n" + other))
    return passed, failed


def find_reference(tuco):
    found = os.environ.get("GO") or shutil.which("go")
    return found if found and os.path.realpath(found) != os.path.realpath(tuco) else None


def main():
    words = sys.argv[1:]
    if "-h" in words:
        print(__doc__)
        return 0
    reference = None if "--no-reference" in words else find_reference(messages.TUCO)
    goroot = subprocess.run([messages.TUCO, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
    folder = os.path.join(HERE, "commands")
    cases = [w for w in words if not w.startswith("-")] or sorted(os.path.join(folder, f) for f in os.listdir(folder))
    counts = [check(path, reference, goroot, "--update" in words, "-v" in words) for path in cases]
    passed, failed = sum(p for p, _ in counts), sum(f for _, f in counts)
    print("commands in trees: %d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
