#!/usr/bin/env python3
"""Builds programs of 89 shapes, each at four sizes, and looks how CPU time and memory grow.

    scale.py [-seconds S | -n COUNT] [-first NUMBER] [-save DIR] [-quick] [-no-peer] [SHAPE...]

The shapes are in scale_shapes.py; the sizes are the shape's own times 1, 2, 4 and 8. A shape fails if the exponent that
fits its CPU time or its peak memory, less those of an empty program, is over 1.15, if a build fails, or if the largest
takes more than twice gc's CPU time (where there is a gc that can build it). What is too little to be measured does not count.
-n: so many shapes (all), -first: the number of the first (0; all.sh's seeds count on from where the last stopped),
-seconds: stops after so long, having begun each shape; -quick: sizes 1 and 4 only, and no gc. $TUCO and $GC name the
two commands. -save keeps the programs of shapes that fail (build/fuzz/scale).

Ends with "fuzz scale: N passed, N failed, N skipped".
"""
import argparse
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import scale_shapes
from run import find_peer

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MAX_EXPONENT, MAX_RATIO = 1.15, 2.0
FLOOR_SECONDS, FLOOR_KB = 0.06, 12000  # above the empty program: less is noise
LIMIT_SECONDS, LIMIT_BYTES = 120, 8 << 30
TRIES = 6


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))


def measure(command, folder, environment):
    """CPU seconds, peak in KB and the exit status of a command and what it starts."""
    with open(os.path.join(folder, "log"), "w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, preexec_fn=limits)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss, status


class Bench:
    def __init__(self, work, peer):
        self.work, self.peer = work, peer
        self.tuco = os.environ.get("TUCO", os.path.join(ROOT, "bin", "tuco"))
        self.environment = dict(os.environ, GOFLAGS="", GOWORK="off", GO111MODULE="")
        self.count = 0
        empty = self.write("package main\n\nfunc main() {}\n")
        runs = [self.build(empty) for _ in range(TRIES)]
        self.base = min(r[0] for r in runs), min(r[1] for r in runs)

    def write(self, program):
        """A new folder with the program; the number in it keeps gc's cache from knowing it."""
        self.count += 1
        folder = os.path.join(self.work, str(self.count))
        os.makedirs(folder)
        files = program if isinstance(program, dict) else {"main.go": program, "go.mod": "module m\n\ngo 1.26\n"}
        for name, text in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as out:
                out.write(text)
                if name.endswith(".go"):
                    out.write(f"// {os.getpid()} {self.count} {time.time()}\n")
        return folder

    def build(self, folder):
        return measure([self.tuco, "build", "-o", "x", "."], folder, self.environment)

    def build_with_peer(self, folder):
        return measure([self.peer, "build", "-o", "y", "."], folder, self.environment)


def exponent(sizes, values, floor):
    """The slope of log(value) over log(size), of what is above the floor; 0 if that is less than two sizes."""
    points = [(math.log(n), math.log(v)) for n, v in zip(sizes, values) if v > floor]
    if len(points) < 2:
        return 0.0
    x = sum(p[0] for p in points) / len(points)
    y = sum(p[1] for p in points) / len(points)
    return sum((p[0] - x) * (p[1] - y) for p in points) / sum((p[0] - x) ** 2 for p in points)


class Run:
    """One shape at all its sizes."""

    def __init__(self, bench, name, factors):
        size, make = scale_shapes.SHAPES[name]
        self.bench, self.name = bench, name
        self.sizes = [size * f for f in factors]
        self.folders = [bench.write(make(n)) for n in self.sizes]
        self.seconds, self.kilobytes = [math.inf] * len(self.sizes), [math.inf] * len(self.sizes)
        self.peer_seconds, self.problems = None, []

    def measure(self):
        """Small sizes more often: they are cheap, and one that seems to take long hides how fast the time grows."""
        for i in [0, 1, 0, 1, *range(len(self.folders))]:
            folder = self.folders[i]
            seconds, kilobytes, status = self.bench.build(folder)
            if status:
                self.problems = [f"size {self.sizes[i]}: exit status {status}: " +
                                 open(os.path.join(folder, "log")).read()[:300].strip()]
                return
            self.seconds[i] = min(self.seconds[i], seconds)
            self.kilobytes[i] = min(self.kilobytes[i], kilobytes)

    def measure_peer(self):
        seconds, _, status = self.bench.build_with_peer(self.folders[-1])
        if not status:
            self.peer_seconds = seconds

    def judge(self):
        base_seconds, base_kilobytes = self.bench.base
        self.time_exponent = exponent(self.sizes, [s - base_seconds for s in self.seconds], FLOOR_SECONDS)
        self.memory_exponent = exponent(self.sizes, [k - base_kilobytes for k in self.kilobytes], FLOOR_KB)
        self.problems = []
        if self.time_exponent > MAX_EXPONENT:
            self.problems.append(f"time grows with the power {self.time_exponent:.2f}")
        if self.memory_exponent > MAX_EXPONENT:
            self.problems.append(f"memory grows with the power {self.memory_exponent:.2f}")
        if self.peer_seconds and self.seconds[-1] > MAX_RATIO * self.peer_seconds:
            self.problems.append(f"{self.seconds[-1] / self.peer_seconds:.1f} times gc's time")

    def run(self):
        self.time_exponent = self.memory_exponent = 0.0
        if self.bench.peer:
            self.measure_peer()
        for _ in range(TRIES):  # time is noisy: the least of several is what it takes
            self.measure()
            if self.seconds[-1] == math.inf:
                return
            self.judge()
            if not self.problems:
                return

    def report(self):
        peer = f"{self.peer_seconds:7.2f}" if self.peer_seconds else "      -"
        verdict = "; ".join(self.problems)
        print(f"{self.name:32} {self.sizes[-1]:8} {self.seconds[-1]:7.2f} {peer} {self.time_exponent:6.2f} "
              f"{self.kilobytes[-1] / 1024:7.0f} {self.memory_exponent:6.2f}  {verdict}", flush=True)

    def remove(self, save):
        for n, folder in zip(self.sizes, self.folders):
            if self.problems:
                target = os.path.join(save, f"{self.name}-{n}")
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(folder, target, ignore=shutil.ignore_patterns("x", "y"))
            shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("-seconds", type=float)
    parser.add_argument("-n", type=int)
    parser.add_argument("-first", type=int, default=0)
    parser.add_argument("-save", default=os.path.join(ROOT, "build", "fuzz", "scale"))
    parser.add_argument("-quick", action="store_true")
    parser.add_argument("-no-peer", action="store_true")
    parser.add_argument("shapes", nargs="*")
    options = parser.parse_args()
    if options.help:
        print(__doc__.strip())
        return 0
    names = list(scale_shapes.SHAPES)
    for name in options.shapes:
        if name not in names:
            sys.exit(f"scale.py: no shape {name}; there are {' '.join(names)}")
    first = options.first % len(names)
    names = options.shapes or names[first:] + names[:first]
    names = names[:options.n] if options.n else names
    peer = None if options.quick or options.no_peer else find_peer()
    end = time.time() + options.seconds if options.seconds else math.inf
    passed = failed = 0
    print(f"{'shape':32} {'size':>8} {'s':>7} {'gc s':>7} {'power':>6} {'MB':>7} {'power':>6}")
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(work, peer)
        for name in names:
            if time.time() > end:
                break
            run = Run(bench, name, [1, 4] if options.quick else [1, 2, 4, 8])
            run.run()
            run.report()
            run.remove(options.save)
            failed += bool(run.problems)
            passed += not run.problems
    print(f"fuzz scale: {passed} passed, {failed} failed, {len(names) - passed - failed} skipped")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
