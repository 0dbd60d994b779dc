#!/usr/bin/env python3
"""gopls under an editor: one session of more than 200 requests on a module of 50 packages, with tuco under the name `go` as
the only go there is, and again with gc's: the answers are the same JSON but for ids and times.

  test/editor.py [-h] [-v] [-k] [--beside] [--gopls FILE]

Without --gopls (or GOPLS in the environment) gopls is built by tuco, at a fixed version, from the module cache or what
GOPROXY names. --beside: each call of go that gopls makes is also made of gc's go, and what differs in standard output,
errors, status, go.mod and go.sum is shown, too. -k keeps the folder with the sessions. TUCO in the environment: another
tuco than bin/tuco. Skipped where there is no gopls or no gc. Ends with "N passed, N failed, N skipped"."""
import argparse, json, os, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
TUCO = os.environ.get("TUCO", os.path.join(TOP, "bin", "tuco"))
sys.path[1:1] = [os.path.join(HERE, "editor"), os.path.join(TOP, "bench")]
import session  # noqa: E402
from run import find_gc  # noqa: E402

GOPLS = "golang.org/x/tools/gopls@v0.23.0"


def build_gopls(folder):
    """The gopls that tuco builds into folder, or None and why not."""
    env = dict(os.environ, GOBIN=folder, GOTOOLCHAIN="local", GOFLAGS="", CGO_ENABLED="0")
    made = subprocess.run([TUCO, "install", GOPLS], env=env, cwd=folder, capture_output=True, text=True, timeout=1200)
    if made.returncode != 0:
        return None, made.stderr.strip()[-300:]
    return os.path.join(folder, "gopls"), ""


def environment(folder, go, beside):
    """An empty home and a PATH with one go."""
    for name in ("bin", "home/.config/go/telemetry", "gopath"):
        os.makedirs(os.path.join(folder, name))
    with open(os.path.join(folder, "home/.config/go/telemetry/mode"), "w") as file:
        file.write("off\n")
    link = os.path.join(folder, "bin", "go")
    if beside:
        with open(link, "w") as file:
            file.write('#!/bin/sh\nexec "%s" "%s" "%s" "%s" "%s" "$@"\n' % (
                sys.executable, os.path.join(HERE, "editor", "beside.py"), beside[1], go, beside[0]))
        os.chmod(link, 0o755)
    else:
        os.symlink(go, link)
    return {"PATH": os.path.join(folder, "bin") + ":/usr/bin:/bin", "HOME": os.path.join(folder, "home"), "LC_ALL": "C.UTF-8",
            "GOPATH": os.path.join(folder, "gopath"), "GOTOOLCHAIN": "local", "CGO_ENABLED": "0", "GOPROXY": "off", "GOSUMDB": "off",
            "GOFLAGS": ""}


def differences(first, second):
    """What was asked and answered differently, a text each."""
    texts = []
    for (what, mine), (_, theirs) in zip(first, second):
        if mine != theirs:
            texts.append("%s\n  tuco: %s\n  gc:   %s" % (what, json.dumps(mine, sort_keys=True), json.dumps(theirs, sort_keys=True)))
    if len(first) != len(second):
        texts.append("%d requests with tuco, %d with gc" % (len(first), len(second)))
    return texts


def calls_beside(log):
    """Prints the calls that differ from gc's; how many do not, and do."""
    counts = [0, 0]
    with open(log) as file:
        for call in map(json.loads, file):
            counts[not call["same"]] += 1
            if not call["same"]:
                print("FAIL go %s\n  in %s with %s" % (" ".join(call["args"]), call["cwd"], call["env"]))
            for name, mine, theirs in call["parts"]:
                at = next((i for i, (a, b) in enumerate(zip(mine, theirs)) if a != b), min(len(mine), len(theirs)))
                at = max(0, at - 100)
                print("  %s\n    tuco: %s\n    gc:   %s" % (name, mine[at:at + 400], theirs[at:at + 400]), flush=True)
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-v", action="store_true", help="print every answer that differs in full")
    parser.add_argument("-k", action="store_true", help="keep the folder")
    parser.add_argument("--beside", action="store_true")
    parser.add_argument("--gopls", default=os.environ.get("GOPLS"))
    args = parser.parse_args()
    gc, _ = find_gc(None)
    if not gc:
        print("skipped: there is no gc here\neditor: 0 passed, 0 failed, 1 skipped")
        return 0
    work = tempfile.mkdtemp(prefix="tuco-editor-")
    try:
        gopls, why = (args.gopls, "") if args.gopls else build_gopls(work)
        if not gopls:
            print("skipped: no gopls: %s\neditor: 0 passed, 0 failed, 1 skipped" % why)
            return 0
        sessions = []
        for name, go in (("tuco", TUCO), ("gc", gc)):
            at = os.path.join(work, "at")  # the same paths in both
            log = os.path.join(work, "calls")
            env = environment(at, os.path.abspath(go), (gc, log) if args.beside and name == "tuco" else None)
            sessions.append(session.run(gopls, os.path.join(at, "src"), env))
            with open(os.path.join(work, name + ".json"), "w") as file:
                json.dump(sessions[-1], file, indent=1, sort_keys=True)
            os.rename(at, os.path.join(work, name))
        found = differences(*sessions)
        for text in found:
            print("FAIL " + (text if args.v else text[:1500]), flush=True)
        passed, failed = len(sessions[0]) - len(found), len(found)
        if args.beside:
            same, other = calls_beside(os.path.join(work, "calls"))
            passed, failed = passed + same, failed + other
        print("editor: %d passed, %d failed, 0 skipped" % (passed, failed))
        return 1 if failed else 0
    finally:
        if args.k:
            print("kept: " + work)
        else:
            subprocess.run(["chmod", "-R", "u+w", work])
            shutil.rmtree(work, ignore_errors=True)


sys.exit(main())
