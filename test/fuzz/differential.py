#!/usr/bin/env python3
"""Builds and runs random programs with tuco and with gc and compares output and exit status.

    differential.py [-n COUNT] [--first SEED] [--fmt | --no-fmt] [--size N] [--save DIR] [--peer-only]

Every second program prints with fmt, the others with println. A program that behaves differently is saved to DIR
(build/differential) with both results, whole and shortened by deleting lines. Without gc programs are skipped: then
the summary says so. Ends with "differential: N passed, N failed, N skipped".
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from generate import generate

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD_TIMEOUT, RUN_TIMEOUT = 120, 20


def find_peer():
    for candidate in (os.environ.get("GC"), "/usr/local/go/bin/go", shutil.which("go")):
        if candidate and os.path.exists(candidate):
            try:
                version = subprocess.run([candidate, "version"], capture_output=True, text=True, timeout=30).stdout
            except OSError:
                continue
            if "go1." in version:
                return candidate
    return None


def normal(text):
    """Standard error without what may differ: addresses, and the trace below a panic's message."""
    text = re.split(rb"\n\ngoroutine \d+|\ngoroutine \d+ \[", text)[0]
    return re.sub(rb"0x[0-9a-f]+", b"0x", text)


def build_and_run(command, source, work, name):
    """(status of the build, its output) or (exit status, standard output, standard error)."""
    program = os.path.join(work, name)
    if os.path.exists(program):
        os.unlink(program)
    try:
        built = subprocess.run([command, "build", "-o", program, source], capture_output=True, timeout=BUILD_TIMEOUT,
                               cwd=work, env=dict(os.environ, GO111MODULE="auto"))
    except subprocess.TimeoutExpired:
        return ("build", "timeout")
    if built.returncode:
        return ("build", built.returncode, (built.stdout + built.stderr).decode(errors="replace"))
    try:
        ran = subprocess.run([program], capture_output=True, timeout=RUN_TIMEOUT, cwd=work, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return ("run", "timeout")
    return ("run", ran.returncode, ran.stdout, normal(ran.stderr))


class Comparison:
    def __init__(self, tuco, peer, work):
        self.tuco, self.peer, self.work = tuco, peer, work

    def results(self, text):
        source = os.path.join(self.work, "x.go")
        with open(source, "w") as f:
            f.write(text)
        expected = build_and_run(self.peer, source, self.work, "peer")
        if expected[0] == "build" or expected[1] == "timeout":
            return expected, None
        return expected, build_and_run(self.tuco, source, self.work, "tuco")

    def differs(self, text):
        """Only programs that gc builds count; a shortened one must fail in the same phase."""
        expected, got = self.results(text)
        return got is not None and expected != got and got[0]

    def shorten(self, text, attempts=400):
        """Deletes runs of lines, and lines up to the one that closes their block, while the results differ."""
        kind = self.differs(text)
        lines = text.split("\n")
        size = max(1, len(lines) // 4)
        while attempts > 0:
            changed, at = False, 0
            while at < len(lines) and attempts > 0:
                for end in {at + size, self.block_end(lines, at)}:
                    candidate = lines[:at] + lines[end:]
                    if end <= at or len(candidate) == len(lines):
                        continue
                    attempts -= 1
                    if self.differs("\n".join(candidate)) == kind:
                        lines, changed = candidate, True
                        break
                else:
                    at += size
            if size == 1 and not changed:
                break
            size = max(1, size // 2)
        return "\n".join(lines)

    @staticmethod
    def block_end(lines, at):
        """Behind the line that closes the block opened in line `at`, by indentation."""
        if not lines[at].rstrip().endswith("{"):
            return at + 1
        indent = len(lines[at]) - len(lines[at].lstrip("\t"))
        for i in range(at + 1, len(lines)):
            line = lines[i]
            if line.strip() and len(line) - len(line.lstrip("\t")) == indent and line.lstrip("\t").startswith("}"):
                return i + 1
        return at + 1


def describe(result):
    return "\n".join(part.decode(errors="replace") if isinstance(part, bytes) else str(part) for part in result or ())


def first_difference(expected, got):
    a, b = describe(expected).split("\n"), describe(got).split("\n")
    for x, y in zip(a + [""] * len(b), b + [""] * len(a)):
        if x != y:
            return f"want {x[:120]!r}, got {y[:120]!r}"
    return ""


def save(folder, seed, text, short, expected, got):
    os.makedirs(folder, exist_ok=True)
    base = os.path.join(folder, f"seed{seed}")
    for suffix, content in ((".go", text), ("-short.go", short), (".want", describe(expected)), (".got", describe(got))):
        if content is not None:
            with open(base + suffix, "w") as f:
                f.write(content)
    return base


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=100, help="number of programs (100)")
    parser.add_argument("--first", type=int, default=1, help="first seed (1)")
    parser.add_argument("--size", type=int, default=30, help="statements in a program, roughly (30)")
    parser.add_argument("--fmt", action="store_true", default=None, help="all programs print with fmt")
    parser.add_argument("--no-fmt", action="store_false", dest="fmt", help="no program imports fmt")
    parser.add_argument("--save", default=os.path.join(ROOT, "build", "differential"), help="where failures go")
    parser.add_argument("--peer-only", action="store_true", help="check the generator: gc must build and run them all")
    parser.add_argument("--no-shorten", action="store_true")
    arguments = parser.parse_args()
    tuco = os.environ.get("TUCO", os.path.join(ROOT, "bin", "tuco"))
    peer = find_peer()
    if not peer:
        print(f"no gc found: {arguments.n} programs skipped")
        print(f"differential: 0 passed, 0 failed, {arguments.n} skipped")
        return 0
    passed = failed = 0
    with tempfile.TemporaryDirectory() as work:
        comparison = Comparison(peer if arguments.peer_only else tuco, peer, work)
        for seed in range(arguments.first, arguments.first + arguments.n):
            with_fmt = seed % 2 == 0 if arguments.fmt is None else arguments.fmt
            text = generate(seed, with_fmt, arguments.size)
            expected, got = comparison.results(text)
            if expected == got and got is not None:
                passed += 1
                continue
            failed += 1
            if got is None:
                print(f"seed {seed}: gc does not build or run it: {describe(expected)[:400]}", flush=True)
                save(arguments.save, seed, text, None, expected, got)
                continue
            print(f"seed {seed}: {first_difference(expected, got)}", flush=True)
            short = None if arguments.no_shorten else comparison.shorten(text)
            print(f"  saved: {save(arguments.save, seed, text, short, expected, got)}.go", flush=True)
    print(f"differential: {passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
