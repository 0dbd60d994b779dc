#!/usr/bin/env python3
"""Many test executables of one session: the same bytes as alone, and nothing left of those that are made.

  test/variants.py [--all] [-v] [package ...]

Makes the test executables of std's packages (ten; --all: all that have tests; or those named) in one process, twice over
(-d=test,memory,rounds=2), again in the opposite order with another -p, and each by a process of its own. All must be the
same bytes. What the session has after the second round must be what it had after the first, and 2%. What the process ever
had besides must be what the largest of the processes had besides its session, and a tenth of all. -v prints each package. Prints the CPU time of
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
        # KB after each round: what the session has, and the most that the process has had.
        self.session = [int(n) for n in re.findall(r"^# session +in all +(\d+) KB$", self.text, re.M)]
        self.peak = [int(n) for n in re.findall(r"^# round \d+, peak (\d+) KB$", self.text, re.M)]


def check_memory(together, largest, complain):
    if len(together.session) != 2 or len(together.peak) != 2:
        complain("memory is not told, or the command did not end")
        return
    first, second = together.session
    print("session %d KB after one round, %d KB after two, largest program %d KB, peak %d KB" % (first, second, largest, together.peak[1]))
    if second > first * 1.02:
        complain("memory: the session has %d KB after one round, %d KB after two" % (first, second))
    if together.peak[1] > (second + largest) * 1.1:
        complain("memory: peak %d KB, session and largest program %d KB" % (together.peak[1], second + largest))


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
        again = Run(packages[::-1], src, os.path.join(work, "again"), ["-p=3"])
        alone, made, largest = 0, 0, 0
        for package in packages:
            one = Run([package], src, os.path.join(work, "alone"), ["-d=memory,rounds=1"])
            alone += one.cpu
            largest = max([largest] + [p - s for p, s in zip(one.peak, one.session)])
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
        check_memory(together, largest, complain)
    print("CPU time: %.1f s for one command, %.1f s for %d processes" % (again.cpu, alone, len(packages)))
    print("variants: %d passed, %d failed" % (made, len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
