#!/usr/bin/env python3
"""Runs the standard library's own tests, built by tuco, and compares them with gc's results test by test.

  test/std.py [-j N] [-v] [-t SECONDS] [--run REGEXP] [--no-reference] [--update] [package ...]

Packages are import paths; "encoding/..." means all below, none means all of std that have tests. One command makes
all test executables (tuco build -d=test); each runs in its package's folder with -test.short. After a crash or timeout the tests not
yet done run again without the one it struck. A test counts against tuco unless gc fails or skips it too, on this
machine; gc's results are asked for when something fails or is skipped, and kept in /tmp/tuco-std-gc.

Known failures are in test/std-known.txt ("package test", a reason after a tab; "package *": the package does not build
or cannot be run at all): a failure that is not listed fails the run, --update rewrites the rows of the packages that
ran. -v prints each failure's output."""
import argparse
import concurrent.futures
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TUCO = os.path.join(os.path.dirname(HERE), "bin", "tuco")
KNOWN = os.path.join(HERE, "std-known.txt")
MARK = "\x16"  # before testing's own lines with -test.v=test2json
REPEATS = 40   # crashes of one package after which the rest is given up


def goroot():
    return subprocess.run([TUCO, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()


def discover(src):
    """Import paths of std that have test files."""
    found = []
    for folder, folders, files in os.walk(src):
        folders[:] = sorted(d for d in folders if d not in ("testdata", "vendor") and d[0] not in "._" and
                            not (folder == src and d == "cmd"))
        if any(f.endswith("_test.go") for f in files):
            found.append(os.path.relpath(folder, src))
    return found


def buildable(packages, src):
    """Those of which a file is built: others, of experiments that are off, would end the command."""
    out = subprocess.run([TUCO, "list", "std"], cwd=src, capture_output=True, text=True).stdout
    return [p for p in packages if p in set(out.split())]


def selected(packages, patterns):
    if not patterns:
        return packages
    chosen = []
    for pattern in patterns:
        base = pattern[:-4] if pattern.endswith("/...") else None
        chosen += [p for p in packages if p == pattern or (base and (p == base or p.startswith(base + "/")))]
    return sorted(set(chosen))


class Outcome:
    """What one tool made of a package's tests: name -> PASS, FAIL, SKIP."""

    def __init__(self):
        self.results, self.outputs, self.note = {}, {}, ""


def parse(text, outcome):
    """Reads -test.v=test2json output. Returns the test that was running at the end, None if the last one had ended."""
    running, owner = None, None
    for line in text.split("\n"):
        m = re.search(MARK + r"(?:=== (RUN|CONT|NAME) +(\S+)|--- (PASS|FAIL|SKIP): (\S+))", line)
        if not m:
            if owner and not line.startswith(MARK):
                outcome.outputs.setdefault(owner, []).append(line)
            continue
        name = (m.group(2) or m.group(4)).split("/")[0]
        if m.group(1):
            running = owner = name
            if m.group(1) == "RUN":
                outcome.results.setdefault(name, "FAIL")
        else:
            owner = name
            if m.group(3) == "FAIL" and "/" in m.group(4):
                outcome.outputs.setdefault(name, []).append("--- FAIL: " + m.group(4))
            if "/" not in m.group(4):
                outcome.results[name] = m.group(3)
                running = None if running == name else running
    return running


def execute(command, timeout, cwd, env):
    """Exit status (124: timeout) and output, standard error in it. Children that are left are ended with it."""
    p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=cwd, env=env,
                         start_new_session=True)
    status = None
    try:
        out = p.communicate(timeout=timeout)[0]
        status = p.returncode
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, 3)  # a goroutine dump says where it hangs
        try:
            out = p.communicate(timeout=5)[0]
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, 9)
            out = p.communicate()[0]
        status = 124
    return status, out.decode("utf-8", "replace")


def build_all(packages, src, folder, flags=()):
    """Makes the test executables of packages. Returns import path -> executable, and what tuco wrote."""
    command = [TUCO, "build", "-d=test", "-x", *flags, "-o", folder + "/", *packages]
    done = subprocess.run(command, cwd=src, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    text = done.stderr.decode("utf-8", "replace")
    steps = re.findall(r"^cd (.*)\ncompile -p main _testmain\.go\nlink -o (.*)$", text, re.M)
    return {os.path.relpath(where, src): path for where, path in steps if os.path.exists(path)}, text


def run_tuco(package, program, src, options):
    """program: the test executable; None: it has not been made yet; "": it was to be made with others, and was not."""
    outcome, missing = Outcome(), program == ""
    work = tempfile.mkdtemp(prefix="tuco-std-")
    env = dict(os.environ, GOROOT=os.path.dirname(src), PWD=os.path.join(src, package), TMPDIR=work)
    try:
        if not program:  # alone, for what is wrong
            program = os.path.join(work, "one.test")
            status, out = execute([TUCO, "build", "-d=test", "-o", program, package], options.t, src, dict(os.environ))
            if status == 0 and missing and os.path.exists(program):
                outcome.results["*"], outcome.note = "FAIL", "no test executable when built with others, one when built alone"
                return outcome
        if not os.path.exists(program):
            if "build constraints exclude all Go files" in out or "[no test files]" in out:
                return outcome  # of an experiment that is off
            outcome.results["*"], outcome.note = "FAIL", "build: " + first_error(out)
            outcome.outputs["*"] = out.split("\n")
            return outcome
        struck = []
        for attempt in range(REPEATS):
            command = [program, "-test.short", "-test.v=test2json", "-test.paniconexit0", "-test.timeout=%ds" % (options.t + 30)]
            if options.run:
                command.append("-test.run=" + options.run)
            if struck:
                command.append("-test.skip=^(%s)$" % "|".join(sorted(n for n in outcome.results if n != "*")))
            status, out = execute(command, options.t, os.path.join(src, package), env)
            running = parse(out, outcome)
            if status in (0, 1) and (running is None or MARK + "=== NAME" in out[-200:] or out.rstrip().endswith(("PASS", "FAIL"))):
                if status == 1 and "FAIL" not in outcome.results.values():
                    outcome.results["*"], outcome.note = "FAIL", "exit status 1: " + first_error(out)
                break
            reason = "timeout" if status == 124 else "exit status %d: %s" % (status, first_error(out))
            if running is None:  # a panic is reported as the test's failure before it ends the program
                last = re.findall(MARK + r"--- FAIL: ([^\s/]+) ", out)
                running = last[-1] if last else None
            if running is None or running in struck:
                outcome.results["*"], outcome.note = "FAIL", reason
                outcome.outputs["*"] = out.split("\n")[-60:]
                break
            struck.append(running)
            outcome.results[running] = "FAIL"
            outcome.outputs[running] = [reason] + outcome.outputs.get(running, [])
            # Tests that had begun beside it (parallel ones) are run again.
            for name in [n for n in outcome.results if n not in struck and not re.search(MARK + "--- [A-Z]+: %s " % re.escape(n), out)
                         and outcome.results[n] == "FAIL" and re.search(MARK + r"=== RUN +%s\n" % re.escape(n), out)]:
                del outcome.results[name]
        return outcome
    finally:
        shutil.rmtree(work, ignore_errors=True)


def first_error(out):
    lines = [l for l in out.split("\n") if l and not l.startswith(("#", MARK))]
    telling = [l for l in lines if re.match(r"fatal error|panic:|runtime:|tuco:|.*internal compiler error|.*: ", l) and not l.startswith("  ")]
    return ((telling or lines or [""])[0])[:150]


def run_gc(package, version):
    """gc's results of a package, from the cache or `go test`; None without an installed go."""
    if not shutil.which("go"):
        return None
    folder = os.path.join("/tmp/tuco-std-gc", version.replace(" ", "_"))
    path = os.path.join(folder, package.replace("/", "_") + ".json")
    if os.path.exists(path):
        return json.load(open(path))
    os.makedirs(folder, exist_ok=True)
    env = dict(os.environ, CGO_ENABLED="0")
    status, out = execute(["go", "test", "-short", "-count=1", "-vet=off", "-json", package], 1200, "/tmp", env)
    results = {}
    for line in out.split("\n"):
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if event.get("Action") in ("pass", "fail", "skip") and "Test" in event and "/" not in event["Test"]:
            results[event["Test"]] = event["Action"].upper()
    with open(path + ".new", "w") as f:
        json.dump(results, f, indent=0, sort_keys=True)
    os.rename(path + ".new", path)
    return results


def judge(outcome, reference):
    """The failures of a package: name -> note."""
    failures = {}
    for name, result in outcome.results.items():
        note = next((l.strip() for l in outcome.outputs.get(name, []) if l.strip() and not l.startswith("---")), "")
        if name == "*":
            failures[name] = outcome.note
        elif result == "FAIL" and (reference is None or reference.get(name, "PASS") == "PASS"):
            failures[name] = note
        elif result == "SKIP" and reference is not None and reference.get(name) == "PASS":
            failures[name] = "skipped: " + note
    return failures


def read_known():
    rows = {}
    for line in open(KNOWN) if os.path.exists(KNOWN) else []:
        if line.strip() and not line.startswith("#"):
            rows[line.split("\t")[0].strip()] = line.rstrip("\n")
    return rows


def run_package(package, program, src, version, options):
    outcome = run_tuco(package, program, src, options)
    reference = None
    if not options.no_reference and ("*" in outcome.results or set(outcome.results.values()) - {"PASS"}):
        reference = run_gc(package, version)
    return package, outcome, reference, judge(outcome, reference)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-j", type=int, default=2, help="packages at a time")
    parser.add_argument("-v", action="store_true", help="print the output of failures")
    parser.add_argument("-t", type=int, default=120, help="seconds a package's build or run may take")
    parser.add_argument("--run", default="", help="only tests that match, as -test.run")
    parser.add_argument("--no-reference", action="store_true", help="do not ask gc")
    parser.add_argument("--update", action="store_true", help="rewrite the known failures of the packages that run")
    parser.add_argument("package", nargs="*")
    options = parser.parse_args()
    # A shell has its background jobs ignore these, and what a process ignores its children do: tests would wait in vain
    # for what they send (TestPidFD).
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    root = goroot()
    src = os.path.join(root, "src")
    if not root or not os.path.isdir(src):
        print("std: no GOROOT: skipped")
        return 0
    version = subprocess.run([TUCO, "version"], capture_output=True, text=True).stdout.strip().replace("/", "-")
    packages = selected(discover(src), options.package)
    known, totals, new, fixed, passed, skipped, failed = read_known(), {}, [], [], 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="tuco-std-") as folder, concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        together = buildable(packages, src)
        programs = dict.fromkeys(together, "") | build_all(together, src, folder)[0]
        print("%d test executables made" % sum(map(bool, programs.values())), flush=True)
        jobs = [pool.submit(run_package, p, programs.get(p), src, version, options) for p in packages]
        for done, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            package, outcome, reference, failures = job.result()
            good = sum(r == "PASS" for n, r in outcome.results.items())
            skips = sum(r == "SKIP" for n, r in outcome.results.items() if n not in failures)
            passed, skipped, failed = passed + good, skipped + skips, failed + len(failures)
            group = totals.setdefault(package.split("/")[0], [0, 0, 0, 0, 0])
            for i, n in enumerate((1, not failures, good, skips, len(failures))):
                group[i] += n
            state = "ok  " if not failures else "FAIL"
            print("[%d/%d] %s %s: %d passed, %d skipped, %d failed" % (done, len(packages), state, package, good, skips, len(failures)),
                  flush=True)
            for name in sorted(failures):
                if package + " " + name not in known:
                    new.append(package + " " + name)
                print("    %s%s: %s" % ("" if package + " " + name in known else "new: ", name, failures[name][:200]), flush=True)
                if options.v:
                    print("\n".join("        " + l for l in outcome.outputs.get(name, [])[:60]), flush=True)
            rows = {r for r in known if r.split(" ")[0] == package and r.split(" ")[1] not in failures}
            fixed += sorted(rows) if not options.run else []
            if options.update and not options.run:
                for row in rows:
                    del known[row]
                for name, note in failures.items():
                    known[package + " " + name] = "%s %s\t%s" % (package, name, note[:150])
    print("%-12s %9s %9s %8s %8s %8s" % ("", "packages", "all right", "passed", "skipped", "failed"))
    for group in sorted(totals):
        print("%-12s %9d %9d %8d %8d %8d" % (group, *totals[group]))
    if options.update:
        with open(KNOWN, "w") as f:
            f.writelines(known[row] + "\n" for row in sorted(known))
        return 0
    for row in fixed:
        print("passes now, take it from std-known.txt: " + row)
    for row in new[:30]:
        print("new failure: " + row)
    print("%d tests: %d passed, %d skipped, %d known failures" % (passed + skipped + failed, passed, skipped, failed - len(new)))
    print("std: %d passed, %d failed" % (passed, len(new)))
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
