#!/usr/bin/env python3
"""Puts known faults back and sees whether the tests find them.

    planted.py [-h] [--check] [NAME ...]

test/planted/NAME.patch: its first line, "net: COMMAND", is a command that passes on the sources as they are and must fail within
five minutes on sources with the patch; below it stands a unified diff. Each patch is applied to a copy of the tree, the copy is
built, the command run at its root. --check only tries whether each patch still applies: what continuous integration does,
so that a patch does not rot unseen. Ends with "planted: N passed, N failed".
"""
import argparse
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIMIT = 300  # seconds in which a net has to find the fault


def read_patch(path):
    """(the net's command, the diff)."""
    with open(path) as file:
        first, _, diff = file.read().partition("\n")
    if not first.startswith("net: "):
        raise ValueError(f"{path}: the first line is not 'net: COMMAND'")
    return first[len("net: "):], diff


def apply(tree, diff, check=False):
    command = ["patch", "-p1", "--force", "--silent", "--fuzz=2"] + (["--dry-run"] if check else [])
    return subprocess.run(command, cwd=tree, input=diff, text=True, capture_output=True)


def copy_tree(to):
    """The sources and what is built of them, with their times: only what the patch touches is built again."""
    ignored = shutil.ignore_patterns(".git", "fuzz", "asan", "tsan", "debug")
    shutil.copytree(ROOT, to, symlinks=True, ignore=lambda folder, names: ignored(folder, names)
                    if folder in (ROOT, os.path.join(ROOT, "build")) else set())


def run_group(command, tree, limit):
    """The exit status, or None after `limit` seconds; then everything the command started is ended."""
    process = subprocess.Popen(command, shell=True, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               start_new_session=True)
    try:
        output, _ = process.communicate(timeout=limit)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        return None, process.communicate()[0]


def try_patch(path):
    """None if the net finds the fault, else what went wrong."""
    net, diff = read_patch(path)
    with tempfile.TemporaryDirectory() as work:
        tree = os.path.join(work, "tree")
        copy_tree(tree)
        applied = apply(tree, diff)
        if applied.returncode:
            return "does not apply: " + applied.stdout.strip()
        built = subprocess.run(["make", f"-j{os.cpu_count()}"], cwd=tree, capture_output=True, text=True)
        if built.returncode:
            return "does not build: " + built.stderr[-2000:]
        began = time.time()
        status, output = run_group(net, tree, LIMIT)
        if status is None:
            return f"'{net}' still ran after {LIMIT} s"
        if status == 0:
            return f"'{net}' found nothing:\n{output[-1000:]}"
        print(f"  {net}: found in {time.time() - began:.0f} s", flush=True)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only whether each patch still applies")
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    paths = [os.path.join(ROOT, "test", "planted", name + ".patch") for name in arguments.names]
    passed = failed = 0
    for path in paths or sorted(glob.glob(os.path.join(ROOT, "test", "planted", "*.patch"))):
        name = os.path.basename(path)[:-len(".patch")]
        print(name, flush=True)
        if arguments.check:
            result = apply(ROOT, read_patch(path)[1], check=True)
            trouble = "does not apply: " + result.stdout.strip() if result.returncode else None
        else:
            trouble = try_patch(path)
        if trouble:
            print(f"FAIL {name}: {trouble}", flush=True)
            failed += 1
        else:
            passed += 1
    print(f"planted: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
