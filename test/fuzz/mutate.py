#!/usr/bin/env python3
"""Changes a few tokens of valid files and compares what tuco and gc say of them: verdict, places and texts.

    mutate.py [-h] [-seconds S | -n COUNT] [-first SEED] [-save DIR] [-all]

Files come from GOROOT/test, GOROOT/src and test/run. Each seed takes one, changes one to three tokens (deletes, doubles, swaps,
puts another of the file's tokens, a keyword or an operator in their place) and compiles it; every third with -gcflags=-e. gc's compiler
is asked first, and `go build` where tuco differs from it, since the go command reports some errors before the compiler does.
Which of more than ten errors gc prints is chance where it walks a map (labels that are not used): all errors are compared then.
Without gc only this is checked: an exit status of 0, 1 or 2, no internal error, messages that name the file. -all prints every difference,
not only the first line. What differs is saved to DIR (build/fuzz/mutate). Ends with "fuzz mutate: N passed, N failed, N skipped".
"""
import argparse
import glob
import os
import random
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from run import find_peer  # noqa: E402

TOKEN = re.compile(r"""
    (?P<skip>[ \t\r]+|//[^\n]*|/\*.*?\*/)
  | (?P<token>\n|[A-Za-z_]\w*|\d[\w.]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`
  | <<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|==|!=|<=|>=|:=|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|&\^|.)""", re.X | re.S)
KEYWORDS = ("break case chan const continue default defer else fallthrough for func go goto if import interface map package "
            "range return select struct switch type var int string bool any error nil true iota len make new append").split()
OPERATORS = "+ - * / % & | ^ << >> &^ += = := == != < <= > >= && || <- ++ -- ! ( ) [ ] { } , ; . : ... ~".split()
LITERALS = ["0", "1", "-1", "1.5", '"s"', "'c'", "1e100", "0x1p-2", "1i", "nil", "08", "1_0", "'ab'", '"\\z"']
TIMEOUT = 60
ASKED_AGAIN = 8


def tokenize(text):
    """[text of skipped, token] pairs joined again by ''.join of all."""
    return [m.group(0) for m in TOKEN.finditer(text)]


def is_token(piece):
    return not piece.isspace() and not piece.startswith(("//", "/*"))


def mutate(text, rng):
    pieces = tokenize(text)
    places = [i for i, piece in enumerate(pieces) if is_token(piece)]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.choice(places)
        words = [i for i in places if pieces[i][:1].isalpha()]
        kind = rng.randrange(9)
        if kind == 0:
            pieces[at] = ""
        elif kind == 1:
            pieces[at] += " " + pieces[at]
        elif kind == 2:
            other = rng.choice(places)
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif kind == 3:
            pieces[at] = pieces[rng.choice(places)]
        elif kind == 4:
            pieces[at] = rng.choice(KEYWORDS)
        elif kind == 5:
            pieces[at] = rng.choice(OPERATORS)
        elif kind == 6:
            pieces[at] = rng.choice(LITERALS)
        elif words:  # one name for another, the most fruitful for the checker
            at, other = rng.choice(words), rng.choice(words)
            pieces[at] = pieces[other]
    return "".join(pieces)


def seeds(goroot):
    """Files to mutate: of a size that a person could read the result of."""
    files = []
    for pattern in ("test/*.go", "test/*/*.go", "src/strings/*.go", "src/sort/*.go", "src/container/*/*.go", "src/text/*/*.go",
                    "src/internal/types/testdata/*/*.go"):
        files += glob.glob(os.path.join(goroot, pattern))
    files += glob.glob(os.path.join(ROOT, "test", "run", "*.go"))
    return sorted(f for f in files if 200 < os.path.getsize(f) < 20000 and not f.endswith("_test.go") and alone(f))


def alone(path):
    """Does the file go without its folder and without cgo?"""
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return not re.search(r'^\s*(import\s+)?(\w+ |\. |_ )?"(\./|\.\./|C")', file.read(), re.M)


class Compiler:
    """gc's compiler, called directly: the go command takes ten times as long. It removes its output where it fails, so that
    may never be /dev/null."""

    def __init__(self, go, work):
        self.go, self.importcfg = go, os.path.join(work, "importcfg")
        listed = subprocess.run([go, "list", "-export", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}",
                                 "std"], capture_output=True, text=True, env=dict(os.environ, CGO_ENABLED="0"))
        with open(self.importcfg, "w") as file:
            file.write(listed.stdout)

    def compile(self, folder, name, everything):
        return run([self.go, "tool", "compile", "-importcfg", self.importcfg, "-p", "main", "-complete", "-lang=go1.26"]
                   + (["-e"] if everything else []) + ["-o", "m.o", name], folder)

    def build(self, folder, name, everything):
        return build(self.go, folder, name, everything)


def build(command, folder, name, everything):
    return run([command, "build"] + (["-gcflags=-e"] if everything else []) + ["-o", "/dev/null", name], folder)


def by_chance(compiler, folder, name, answer):
    """Does gc answer otherwise when it is asked again?"""
    return any(compiler.build(folder, name, False) != answer for _ in range(ASKED_AGAIN))


def run(command, folder):
    """(exit status, [lines of messages without headers])."""
    try:
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=TIMEOUT,
                                env=dict(os.environ, CGO_ENABLED="0", GO111MODULE="", GOFLAGS=""))
    except subprocess.TimeoutExpired:
        return ("timeout", [])
    lines = [line for line in (result.stderr + result.stdout).split("\n") if line and not line.startswith("# ")]
    return (min(result.returncode, 2), [line[2:] if line.startswith("./") else line for line in lines])


def verdict(result):
    """Exit statuses of the compiler (2) and of the go command (1) mean the same here."""
    return (result[0] if result[0] == "timeout" else bool(result[0]), result[1])


def sane(result, name):
    """What can be said of tuco's answer without gc."""
    status, lines = result
    text = "\n".join(lines)
    return status in (0, 1, 2) and "internal compiler error" not in text and (status == 0 or name in text or "import" in text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-seconds", type=float)
    parser.add_argument("-n", type=int, default=200)
    parser.add_argument("-first", type=int, default=1)
    parser.add_argument("-save", default=os.path.join(ROOT, "build", "fuzz", "mutate"))
    parser.add_argument("-all", action="store_true")
    arguments = parser.parse_args()
    tuco = os.environ.get("TUCO", os.path.join(ROOT, "bin", "tuco"))
    goroot = subprocess.run([tuco, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
    files, peer = seeds(goroot), find_peer()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as work:
        compiler = Compiler(peer, work) if peer else None
        end = time.time() + arguments.seconds if arguments.seconds else None
        seed = arguments.first
        while time.time() < end if end else seed < arguments.first + arguments.n:
            rng = random.Random(seed)
            source = rng.choice(files)
            with open(source, encoding="utf-8", errors="surrogateescape", newline="") as file:
                text = mutate(file.read(), rng)
            with open(os.path.join(work, "m.go"), "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
                file.write(text)
            everything = seed % 3 == 0
            got = build(tuco, work, "m.go", everything)
            if compiler:
                want = compiler.compile(work, "m.go", everything)
                if verdict(want) != verdict(got):
                    want = compiler.build(work, "m.go", everything)
                good = verdict(want) == verdict(got) or (not everything and by_chance(compiler, work, "m.go", want)
                                                         and verdict(compiler.build(work, "m.go", True)) ==
                                                         verdict(build(tuco, work, "m.go", True)))
            else:
                want, good = ("", []), sane(got, "m.go")
            if good:
                passed += 1
            else:
                failed += 1
                report(arguments, seed, source, text, want, got)
            seed += 1
    print(f"fuzz mutate: {passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


def report(arguments, seed, source, text, want, got):
    os.makedirs(arguments.save, exist_ok=True)
    base = os.path.join(arguments.save, str(seed))
    for suffix, content in ((".go", text), (".want", "\n".join(want[1])), (".got", "\n".join(got[1]))):
        with open(base + suffix, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(content)
    missing = [line for line in want[1] if line not in got[1]]
    extra = [line for line in got[1] if line not in want[1]]
    print(f"seed {seed} ({os.path.basename(source)}): status {want[0]} and {got[0]}", flush=True)
    count = None if arguments.all else 2
    for mark, lines in (("-", missing), ("+", extra)):
        for line in lines[:count]:
            print(f"  {mark} {line[:200]}", flush=True)
    if not missing and not extra:
        print("  another order")


if __name__ == "__main__":
    sys.exit(main())
