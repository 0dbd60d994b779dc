#!/usr/bin/env python3
"""Runs tuco in small trees of files and compares what it prints with what go prints.

  test/messages.py [-h] [--update COMMAND] [case.txt ...]

A case has files ("-- path --" and the text up to the next such line), then "$ [NAME=value] arguments" lines, quoted as
for a shell, each with the output expected below it (standard output, then standard error) and "[exit N]" if the status
is not 0. $WORK stands for the folder, $GOROOT for the source of std. Modules are in the folder's "cache". --update go
writes down what go prints."""
import os, re, shlex, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TUCO = os.environ.get("TUCO", os.path.join(HERE, "..", "bin", "tuco"))


def parse(path):
    files, runs, current = [], [], None
    for line in open(path, encoding="utf-8"):
        if line.startswith("-- ") and line.endswith(" --\n"):
            current = []
            files.append((line[3:-4], current))
        elif line.startswith("$ "):
            current = []
            runs.append((line[2:].rstrip("\n"), current))
        elif current is not None:
            current.append(line)
    return files, runs


def run(command, arguments, folder, goroot):
    environment = dict(os.environ, GOFLAGS="", GOENV="off", GOPROXY="off", GOTOOLCHAIN="local", CGO_ENABLED="0", GOWORK="",
                       GO111MODULE="", GOMODCACHE=os.path.join(folder, "cache"))
    words = shlex.split(arguments)
    while re.match(r"[A-Z]\w*=", words[0]):
        name, value = words.pop(0).split("=", 1)
        environment[name] = value
    p = subprocess.run([command] + words, cwd=folder, capture_output=True, text=True, timeout=60, env=environment)
    out = (p.stdout + p.stderr).replace(folder, "$WORK").replace(goroot, "$GOROOT")
    out = re.sub(r"\b(?:tuco|go) (build|run|list|env|version|help)\b", r"go \1", out)
    out = re.sub(r"(running go |toolchain is go)1\.26[.\w]*", r"\g<1>1.26", out)
    return out + ("[exit %d]\n" % p.returncode if p.returncode else "")


def check(path, command, update, goroot):
    files, runs = parse(path)
    passed = failed = 0
    with tempfile.TemporaryDirectory() as work:
        work = os.path.realpath(work)
        for name, lines in files:
            os.makedirs(os.path.dirname(os.path.join(work, name)), exist_ok=True)
            open(os.path.join(work, name), "w", encoding="utf-8").write("".join(lines))
        results = [(arguments, lines, run(command, arguments, work, goroot)) for arguments, lines in runs]
    if update:
        text = open(path, encoding="utf-8").read()
        text = text[:text.index("\n$ ") + 1] if "\n$ " in text else text
        open(path, "w", encoding="utf-8").write(text + "".join("$ %s\n%s" % (a, got) for a, _, got in results))
    for arguments, lines, got in results:
        if got == "".join(lines) or update:
            passed += 1
        else:
            failed += 1
            print("FAIL %s: %s\nwant:\n%sgot:\n%s" % (os.path.basename(path), arguments, "".join(lines), got))
    return passed, failed


def main():
    arguments, command, update = sys.argv[1:], TUCO, False
    if arguments[:1] == ["-h"]:
        print(__doc__)
        return 0
    if arguments[:1] == ["--update"]:
        command, update, arguments = arguments[1], True, arguments[2:]
    goroot = subprocess.run([TUCO, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
    cases = arguments or sorted(os.path.join(HERE, "messages", f) for f in os.listdir(os.path.join(HERE, "messages")))
    counts = [check(path, command, update, goroot) for path in cases]
    passed, failed = sum(p for p, _ in counts), sum(f for _, f in counts)
    print("messages: %d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
