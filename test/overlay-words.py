#!/usr/bin/env python3
"""Checks that overlay/ is written in our own words: that it has hardly any lines in common with Go's source.

usage: test/overlay-words.py [-h] [-q] [GOROOT]      -q: the total alone; GOROOT is otherwise what tuco says

Each file of overlay/ is compared with every .go file of GOROOT/src, whatever its name and place. A line is compared
without what is around it and with one space for any white space; empty lines, lines that are but brackets or other
punctuation, and imports are no lines. Five lines in a row that are equal are a run; so are all that follow and equal,
and each line of overlay/ in a run counts once. What other packages link to must be declared as they expect it, and so a
few may: the check fails over 40. Ends with "overlay's words: N passed, N failed, N skipped".
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RUN = 5
LIMIT = 40
WORD = re.compile(r"\w")


def lines_of(path):
    """What is compared of a file: [(number, text)]."""
    with open(path, encoding="utf-8", errors="replace") as source:
        lines = source.read().split("\n")
    result, importing = [], False
    for number, line in enumerate(lines, 1):
        line = " ".join(line.split())
        if importing:
            importing = not line.startswith(")")
        elif line.startswith("import ") or line == "import(":
            importing = line.endswith("(")
        elif WORD.search(line):
            result.append((number, line))
    return result


def go_files(top):
    for directory, _, names in sorted(os.walk(top)):
        for name in sorted(names):
            if name.endswith(".go"):
                yield os.path.join(directory, name)


class Ours:
    """The overlay's files, with each five lines in a row found by their text."""

    def __init__(self, top):
        self.files = {path: lines_of(path) for path in go_files(top)}
        self.numbers = {}  # of a line's text, from 1; 0 is a text that is not ours
        self.starts = {}  # five such numbers -> [(path, index)]
        for path, lines in self.files.items():
            numbers = [self.numbers.setdefault(text, len(self.numbers) + 1) for _, text in lines]
            for i in range(len(numbers) - RUN + 1):
                self.starts.setdefault(tuple(numbers[i : i + RUN]), []).append((path, i))

    def compare(self, theirs, found):
        """Notes in found, {path: {index: (their path, their line)}}, our lines that are in runs of their file too."""
        lines = lines_of(theirs)
        numbers = [self.numbers.get(text, 0) for _, text in lines]
        length = 0
        for i, number in enumerate(numbers):
            length = length + 1 if number else 0
            if length < RUN:
                continue
            first = i - RUN + 1
            for path, index in self.starts.get(tuple(numbers[first : i + 1]), ()):
                for k in range(RUN):
                    found.setdefault(path, {}).setdefault(index + k, (theirs, lines[first + k][0]))


def report(ours, found, root):
    """Prints the runs; returns how many lines they are."""
    total = 0
    for path in sorted(found):
        lines, equal = ours.files[path], found[path]
        total += len(equal)
        previous = None
        for index in sorted(equal):
            number, text = lines[index]
            if index - 1 != previous:
                theirs, at = equal[index]
                print(f"{os.path.relpath(path, ROOT)}:{number}, as {os.path.relpath(theirs, root)}:{at}")
            print(f"    {text}")
            previous = index
    return total


def goroot():
    tuco = os.environ.get("TUCO", os.path.join(ROOT, "bin/tuco"))
    try:
        return subprocess.run([tuco, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def main():
    arguments = sys.argv[1:]
    if "-h" in arguments:
        print(__doc__, end="")
        return 0
    quiet = "-q" in arguments
    root = next((a for a in arguments if not a.startswith("-")), None) or goroot()
    source = os.path.join(root, "src")
    if not root or not os.path.isdir(os.path.join(source, "runtime")):
        print("overlay-words: no source of Go to compare with")
        print("overlay's words: 0 passed, 0 failed, 1 skipped")
        return 0
    ours, found = Ours(os.path.join(ROOT, "overlay")), {}
    for path in go_files(source):
        ours.compare(path, found)
    total = sum(map(len, found.values())) if quiet else report(ours, found, source)
    print(f"{total} of {sum(map(len, ours.files.values()))} lines are in runs of {RUN} and more that equal Go's; "
          f"{LIMIT} may be")
    failed = total > LIMIT
    print(f"overlay's words: {int(not failed)} passed, {int(failed)} failed, 0 skipped")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
