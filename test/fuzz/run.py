#!/usr/bin/env python3
"""Builds and runs random programs with tuco, in several modes, and compares them with what gc makes of them.

    run.py [-seconds S | -n COUNT] [-first SEED] [-save DIR] [-stop] [-no-shorten] [-peer-only] KIND...

A KIND is a module beside this one, KIND.py, with generate(seed) -> str: the source of a package main that depends on
the seed alone, that gc always builds, that prints what it computes and ends by itself in well under a second. MODES in
the module, a list of environment settings, says how tuco's program is run; each must give the same output and exit
status. FLAGS, a list, are more flags of `tuco build`. Where gc itself does one thing with its optimizer and another
without (the capacity that append chooses, say; and it has faults of its own), either will do, unless the module sets
STRICT: the order in which operands fail is that of gc's optimized code.

-n counts programs of each kind (100), -seconds is shared among the kinds, -first is the first seed (1), -stop ends at
the first failure. -peer-only checks the generator: gc must build and run everything. $TUCO and $GC name the two
commands. With gc on the machine its program is the model; without it the first mode is, and programs may check
themselves.

What differs is saved to DIR/KIND (build/fuzz/KIND): the program (N.go), the same with all lines deleted that the
difference does not need (N-short.go), what was wanted and what came (N.want, N.got). For each kind it ends with
"fuzz KIND: N passed, N failed, N skipped"; the exit status is 1 if anything failed.
"""
import argparse
import importlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD_TIMEOUT, RUN_TIMEOUT, SHORTEN_SECONDS = 120, 60, 120
DEFAULT_MODES = [{}, {"TUCO_DEBUG": "gcstress=7"}, {"TUCO_DEBUG": "stackstress=1"}]


def find_peer():
    """A gc, or None."""
    for candidate in (os.environ.get("GC"), "/usr/local/go/bin/go", shutil.which("go")):
        if not candidate or not os.path.exists(candidate):
            continue
        try:
            version = subprocess.run([candidate, "version"], capture_output=True, text=True, timeout=30).stdout
        except (OSError, subprocess.TimeoutExpired):
            continue
        if "go1." in version:
            return candidate
    return None


def normal(text):
    """Standard error without what may differ: addresses, and the trace below a panic's message."""
    text = re.split(rb"\n\ngoroutine \d+|\ngoroutine \d+ \[", text)[0]
    return re.sub(rb"0x[0-9a-f]+", b"0x", text)


class Result:
    """What came of a build or a run: two of them are equal if the programs did the same."""

    def __init__(self, phase, status, output=b"", error=b""):
        self.phase, self.status, self.output, self.error = phase, status, output, error

    def __eq__(self, other):
        return (self.phase, self.status, self.output, self.error) == (other.phase, other.status, other.output,
                                                                      other.error)

    def __str__(self):
        parts = [f"{self.phase}: {self.status}"]
        parts += [part.decode(errors="replace").rstrip("\n") for part in (self.output, self.error)]
        return "\n".join(parts) + "\n"


def build(command, flags, source, program):
    """None, or what went wrong."""
    if os.path.exists(program):
        os.unlink(program)
    try:
        built = subprocess.run([command, "build", *flags, "-o", program, source], capture_output=True,
                               timeout=BUILD_TIMEOUT, cwd=os.path.dirname(source),
                               env=dict(os.environ, GO111MODULE="auto"))
    except subprocess.TimeoutExpired:
        return Result("build", "timeout")
    return Result("build", built.returncode, built.stdout, built.stderr) if built.returncode else None


def run(program, mode):
    try:
        ran = subprocess.run([program], capture_output=True, timeout=RUN_TIMEOUT, stdin=subprocess.DEVNULL,
                             cwd=os.path.dirname(program), env=dict(os.environ, **mode))
    except subprocess.TimeoutExpired:
        return Result("run", "timeout")
    return Result("run", ran.returncode, ran.stdout, normal(ran.stderr))


class Difference:
    def __init__(self, mode, want, got):
        self.mode, self.want, self.got = mode, want, got  # mode None: the model itself fails

    def same_kind(self, other):
        """Whether a shortened program's difference stands for this one."""
        return (other is not None and other.mode == self.mode and other.got.phase == self.got.phase
                and (other.got.status == "timeout") == (self.got.status == "timeout"))

    def is_crash_of_peer(self):
        return self.mode is None and b"internal compiler error" in self.want.output + self.want.error

    def __str__(self):
        if self.mode is None:
            return f"the model fails: {str(self.want)[:400]}"
        setting = " ".join(f"{k}={v} " for k, v in self.mode.items())
        want, got = str(self.want).split("\n"), str(self.got).split("\n")
        for x, y in zip(want + [""] * len(got), got + [""] * len(want)):
            if x != y:
                return f"{setting}want {x[:120]!r}, got {y[:120]!r}"
        return setting


class Comparison:
    """One kind's programs through both compilers."""

    def __init__(self, tuco, peer, modes, flags, strict, work):
        self.tuco, self.peer, self.modes, self.flags, self.work = tuco, peer, modes, flags, work
        self.strict = strict or not peer

    def peer_agrees(self, text, found):
        """Whether gc's program does the same as tuco's if it is built without optimizations."""
        if self.strict or found.mode is None or found.got.phase == "build":
            return False
        source, program = os.path.join(self.work, "main.go"), os.path.join(self.work, "program")
        with open(source, "w") as f:
            f.write(text)
        return not build(self.peer, ["-gcflags=-N -l"], source, program) and run(program, {}) == found.got

    def difference(self, text, modes=None):
        """The first Difference of a program, or None. Modes are those that matter, all by default."""
        modes = self.modes if modes is None else modes
        source, program = os.path.join(self.work, "main.go"), os.path.join(self.work, "program")
        with open(source, "w") as f:
            f.write(text)
        want = None
        if self.peer:
            want = build(self.peer, [], source, program) or run(program, {})
            if want.phase == "build" or want.status == "timeout":
                return Difference(None, want, want)
        failure = build(self.tuco, self.flags, source, program)
        if failure:
            return Difference({}, want or failure, failure)
        if not want:
            want = run(program, self.modes[0])
            if want.status == "timeout":
                return Difference(None, want, want)
        for mode in modes:
            got = run(program, mode)
            if got != want:
                return Difference(mode, want, got)
        return None

    def fails_alike(self, text, found):
        if found.got.phase == "build":  # what gc thinks matters only then
            source, program = os.path.join(self.work, "main.go"), os.path.join(self.work, "program")
            with open(source, "w") as f:
                f.write(text)
            if not build(self.tuco, self.flags, source, program):
                return False
        return found.same_kind(self.difference(text, [found.mode]))

    def shorten(self, text, found):
        """Deletes what the difference does not need, as long as there is time: lines of main, declarations, lines."""
        until = time.monotonic() + SHORTEN_SECONDS

        def fails(pieces):
            return time.monotonic() < until and self.fails_alike("\n".join(pieces), found)

        lines = text.split("\n")
        main = lines.index("func main() {") + 1 if "func main() {" in lines else len(lines)
        lines = lines[:main] + reduce_pieces(lines[main:], lambda rest: fails(lines[:main] + rest))
        for _ in range(2):
            lines = "\n".join(reduce_pieces(top_level(lines), fails)).split("\n")
        while True:
            shorter = "\n".join(reduce_pieces(blocks(lines), fails)).split("\n")
            shorter = reduce_pieces(shorter, fails)
            if len(shorter) == len(lines):
                return "\n".join(lines)
            lines = shorter


def reduce_pieces(pieces, fails):
    """The pieces without runs, from the end, that may go while it still fails."""
    size = max(1, len(pieces) // 2)
    while True:
        at = len(pieces)
        while at > 0:
            candidate = pieces[:max(0, at - size)] + pieces[at:]
            if fails(candidate):
                pieces = candidate
            at -= size
        if size == 1:
            return pieces
        size //= 2


def top_level(lines):
    """Declarations with the comments before them, as pieces of text."""
    pieces, piece = [], []
    for line in lines:
        piece.append(line)
        if line.startswith(("}", ")")) or (line and not line.startswith(("\t", "//")) and line[-1] not in "{("):
            pieces.append("\n".join(piece))
            piece = []
    return pieces + (["\n".join(piece)] if piece else [])


def blocks(lines):
    """Innermost blocks as pieces, the other lines one by one."""
    pieces, at = [], 0
    while at < len(lines):
        end = block_end(lines, at)
        inner = any(line.rstrip().endswith("{") for line in lines[at + 1:end - 1])
        end = at + 1 if inner else end
        pieces.append("\n".join(lines[at:end]))
        at = end
    return pieces


def block_end(lines, at):
    """Behind the line that closes the block opened in line `at`, by indentation."""
    if not lines[at].rstrip().endswith(("{", "(")):
        return at + 1
    indent = len(lines[at]) - len(lines[at].lstrip("\t"))
    for i in range(at + 1, len(lines)):
        line = lines[i]
        if line.strip() and len(line) - len(line.lstrip("\t")) == indent and line.lstrip("\t")[0] in "})":
            return i + 1
    return at + 1


def save(folder, seed, text, short, found):
    os.makedirs(folder, exist_ok=True)
    base = os.path.join(folder, str(seed))
    for suffix, content in ((".go", text), ("-short.go", short), (".want", found.want), (".got", found.got)):
        if content is not None:
            with open(base + suffix, "w") as f:
                f.write(str(content))
    return base + ".go"


def fuzz(kind, arguments, tuco, peer, seconds, work):
    """Runs one kind; the number of failures."""
    module = importlib.import_module(kind)
    comparison = Comparison(tuco, peer, getattr(module, "MODES", DEFAULT_MODES), getattr(module, "FLAGS", []),
                            getattr(module, "STRICT", False), work)
    if arguments.peer_only:
        comparison.modes, comparison.flags, comparison.tuco = [{}], [], peer
    began, passed, failed, skipped, seed = time.monotonic(), 0, 0, 0, arguments.first
    while not (failed and arguments.stop) and (
            time.monotonic() - began < seconds if seconds else seed < arguments.first + arguments.n):
        text = module.generate(seed)
        found = comparison.difference(text)
        if found is None:
            passed += 1
        elif found.is_crash_of_peer() or comparison.peer_agrees(text, found):
            skipped += 1
            reason = "the model crashes" if found.is_crash_of_peer() else "the model without optimizations does the same"
            print(f"{kind} {seed}: skipped, {reason}: " + save(os.path.join(arguments.save, kind), seed, text, None, found),
                  flush=True)
        else:
            failed += 1
            print(f"{kind} {seed}: {found}", flush=True)
            wanted = found.mode is not None and not arguments.no_shorten
            short = comparison.shorten(text, found) if wanted else None
            print("  saved: " + save(os.path.join(arguments.save, kind), seed, text, short, found), flush=True)
        seed += 1
    print(f"fuzz {kind}: {passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage=argparse.SUPPRESS)
    parser.add_argument("-n", type=int, default=100)
    parser.add_argument("-seconds", type=float)
    parser.add_argument("-first", type=int, default=1)
    parser.add_argument("-save", default=os.path.join(ROOT, "build", "fuzz"))
    parser.add_argument("-stop", action="store_true")
    parser.add_argument("-no-shorten", action="store_true")
    parser.add_argument("-peer-only", action="store_true")
    parser.add_argument("kinds", nargs="+", metavar="KIND")
    arguments = parser.parse_args()
    sys.path.insert(0, HERE)
    tuco, peer = os.path.abspath(os.environ.get("TUCO", os.path.join(ROOT, "bin", "tuco"))), find_peer()
    if arguments.peer_only and not peer:
        sys.exit("run.py: no gc found")
    seconds = arguments.seconds / len(arguments.kinds) if arguments.seconds else None
    failed = 0
    with tempfile.TemporaryDirectory() as work:
        for kind in arguments.kinds:
            failed += fuzz(kind, arguments, tuco, peer, seconds, work)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
