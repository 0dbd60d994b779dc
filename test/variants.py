#!/usr/bin/env python3
"""Many test executables of one session: the same bytes as alone, and nothing left of those that are made.

  test/variants.py [--all] [-v] [package ...]

Makes the test executables of std's packages (ten; --all: all that have tests; or those named) in one process, twice over
(-d=test,memory,rounds=2), again in the opposite order with another -p, and each by a process of its own. All must be the
same bytes. What the session has after the second round must be what it had after the first, and 2%; the most that the
process ever had must be the session and the largest program, and a tenth. -v prints each package. Prints the CPU time of
the one command (without the second round) against that of the processes."""
import argparse
import filecmp
import os
import re
import resource
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import std  # noqa: E402

# Few dependents and many, with internal tests and without, imported by the runtime and not, two of one name.
SHORT = ["errors", "internal/cpu", "io", "math/rand", "math/rand/v2", "sort", "strings", "sync", "text/template", "unicode/utf8"]


def cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Run:
    """One command for all packages."""

    def __init__(self, packages, src, folder, flags):
        os.makedirs(folder)
        before = cpu()
        self.programs, self.text = std.build_all(packages, src, folder, flags)
        self.cpu = cpu() - before

    def kilobytes(self, pattern):
        return [int(n) for n in re.findall(pattern, self.text, re.M)]


def check_memory(run, complain):
    session = run.kilobytes(r"^# session +in all +(\d+) KB$")
    peaks = run.kilobytes(r"^# round \d+, peak (\d+) KB$")
    programs = run.kilobytes(r"^# program +\S+ +(\d+) KB$")
    derived = run.kilobytes(r"^# derived +\S+ +(\d+) KB in")
    if len(session) != 2 or not programs or len(programs) != len(derived):
        complain("memory is not told: %d rounds, %d programs" % (len(session), len(programs)))
        return
    largest = max(p + d for p, d in zip(programs, derived))
    print("session %d KB after one round, %d KB after two; largest program %d KB; peak %d KB" % (*session, largest, peaks[-1]))
    if session[1] > session[0] * 1.02:
        complain("memory: the session has %d KB after one round, %d KB after two" % tuple(session))
    if peaks[-1] > (session[1] + largest) * 1.1:
        complain("memory: peak %d KB, session and largest program %d KB" % (peaks[-1], session[1] + largest))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="all packages of std that have tests")
    parser.add_argument("-v", action="store_true", help="print each package")
    parser.add_argument("package", nargs="*")
    options = parser.parse_args()
    src = os.path.join(std.goroot(), "src")
    if not os.path.isdir(src):
        print("variants: no GOROOT: skipped")
        return 0
    packages = std.buildable(std.discover(src), src) if options.all else options.package or SHORT
    failures = []

    def complain(text):
        failures.append(text)
        print("FAIL " + text, flush=True)

    with tempfile.TemporaryDirectory(prefix="tuco-variants-") as work:
        together = Run(packages, src, os.path.join(work, "together"), ["-d=memory,rounds=2"])
        check_memory(together, complain)
        again = Run(packages[::-1], src, os.path.join(work, "again"), ["-p=3"])
        alone, made = 0, 0
        for package in packages:
            one = Run([package], src, os.path.join(work, "alone"), [])
            alone += one.cpu
            path = one.programs.get(package)
            others = [run.programs.get(package) for run in (together, again)]
            if not path and others == [None, None]:
                print("not made: " + package)
            elif not path or None in others:
                complain(package + ": not made " + ("alone" if not path else "with others"))
            elif not all(filecmp.cmp(path, other, False) for other in others):
                complain(package + ": not the bytes of a process of its own")
            else:
                made += 1
                if options.v:
                    print("same bytes: " + package, flush=True)
            for path in one.programs.values():
                os.unlink(path)
            os.rmdir(os.path.join(work, "alone"))
    print("CPU time: %.1f s for one command, %.1f s for %d processes" % (again.cpu, alone, len(packages)))
    print("variants: %d passed, %d failed" % (made, len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
