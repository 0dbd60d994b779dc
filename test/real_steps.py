#!/usr/bin/env python3
"""A module of one's own beside gc's go, step by step from an empty home and an empty module cache on.

  test/real_steps.py [-h] [--dir DIR] [NAME ...]

Each of test/real/steps/NAME.txt is a txtar archive: its comment has the steps, a line each, and its files are the tree
that they begin with. "go …" is the command, by that name the only one on PATH; "cd DIR" goes there; what begins
otherwise is a program of the tree. Both commands take all steps, each in caches of its own, where the tree lies under
the same path. After each step what it printed, its status and all files of the tree must be the same, of executables
that they are there. gc's go says in any order what it downloads. DIR (build/real-steps) keeps what differed. Needs a
module proxy and gc's go ($GO, go), otherwise it is skipped."""
import argparse, glob, os, re, shlex, shutil, subprocess, sys

from real_modules import HERE, Report, comparable, open_sides

STEPS = os.path.join(HERE, "real", "steps")


def read_steps(path):
    """The steps, and the files of the tree by their names."""
    with open(path, encoding="utf-8") as f:
        comment, *rest = re.split(r"^-- (.*) --\n", f.read(), flags=re.MULTILINE)
    steps = [line for line in comment.splitlines() if line and not line.startswith("#")]
    return steps, dict(zip(rest[::2], rest[1::2]))


def snapshot(folder):
    """The content of each file; of an executable that it is one, since the two commands compile differently."""
    files = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as f:
                data = f.read()
            files[os.path.relpath(path, folder)] = b"an executable\n" if data[:4] == b"\x7fELF" else data
    return files


def lay(folder, files):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)


def environment(side):
    """With a folder in front of PATH where the command has the name go."""
    folder = os.path.join(side.home, "bin")
    os.makedirs(folder, exist_ok=True)
    if not os.path.lexists(folder + "/go"):
        os.symlink(side.program, folder + "/go")
    variables = side.environment(None)
    return dict(variables, PATH=folder + ":" + variables["PATH"])


def take_step(side, folder, words):
    done = subprocess.run(words, cwd=folder, env=environment(side), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    return comparable((done.returncode, done.stdout, done.stderr), side.home)


def take_steps(side, top, steps, files):
    """What each step did, by its number."""
    lay(top, files)
    here, results = top, []
    for step in steps:
        words = shlex.split(step)
        if words[0] == "cd":
            here = os.path.normpath(os.path.join(here, words[1]))
            results.append({})
            continue
        if words[0] != "go":
            words[0] = os.path.join(here, words[0])
        result = take_step(side, here, words) if words[0] == "go" or os.path.exists(words[0]) else {"status": "missing"}
        result.update(snapshot(top))
        results.append(result)
    return results


def compare_steps(sides, report, path, top):
    steps, files = read_steps(path)
    ours, theirs = (take_steps(side, os.path.join(top, "tree"), steps, files) for side in sides)
    name = os.path.basename(path)[:-len(".txt")]
    for number, step in enumerate(steps):
        if not step.startswith("cd "):
            report.row("%s %d" % (name, number + 1), step, ours[number], theirs[number], "")


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("names", nargs="*")
    parser.add_argument("-h", action="store_true")
    parser.add_argument("--dir", default=os.path.join(HERE, "..", "build", "real-steps"))
    options = parser.parse_args()
    if options.h:
        print(__doc__)
        return 0
    top = os.path.realpath(options.dir)
    shutil.rmtree(top, ignore_errors=True)
    sides = open_sides(top)
    if not sides:
        return 0
    shutil.rmtree(os.path.join(top, "mod"))  # what was asked to see whether there is one
    report = Report(os.path.join(top, "differences"))
    for path in sorted(glob.glob(STEPS + "/*.txt")):
        if not options.names or os.path.basename(path)[:-len(".txt")] in options.names:
            compare_steps(sides, report, path, top)
    for side in sides:
        shutil.rmtree(side.home)
    print("%d passed, %d failed" % (report.equal, report.differ))
    return report.differ > 0


if __name__ == "__main__":
    sys.exit(main())
