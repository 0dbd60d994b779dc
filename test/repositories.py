#!/usr/bin/env python3
"""Runs the tests of well-known repositories with tuco test and with gc's go test, and compares them test by test.

  test/repositories.py [-h] [--all] [-k WORD] [-p WORD] [--dir DIR] [--again]

Each module of test/repositories/trees.txt that is marked for the night (--all: each; -k: those with this word), as its
archive has it, as the main module: first all that its tests need is downloaded, then `test -json -short -count=1 -p 2`
of its packages (-p: those with this word) runs as an unprivileged user whose network is loopback alone, gc's first.
Compared are the status of the command, how each test ends, and the events of each test and of each package in their
order, but for times, addresses and names of temporary folders. A package that differs is run by gc once more: what
differs between gc's two runs is no one's fault, and is counted as unsteady. test/repositories/known.txt has the
differences that are known, with reasons. A row has the module, the tests that gc ran (neither skipped nor left out),
those that tuco ran, their share, the tests that differ, those known and unsteady, and the seconds that each took.
DIR (build/repositories) keeps trees, caches, and both streams; --again compares them without a run. Needs a module
proxy and gc's go ($GO, go), otherwise it is skipped."""
import argparse, collections, json, os, re, shutil, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(HERE)
import messages, real_modules

FLAGS = ["-json", "-short", "-count=1", "-p", "2", "-timeout", "300s"]
SHOWN = 30
ENOUGH = 0.8  # of a repository's tests are run
LOOPBACK = 'ip link set lo up && exec setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"'


def read_lines(name):
    for line in open(os.path.join(HERE, "repositories", name), encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            yield line.split()


def read_trees():
    trees = []
    for words in read_lines("trees.txt"):
        if words[0] == "-":
            trees[-1]["without"].append(words[1])
        else:
            trees.append({"module": words[0], "night": "night" in words[1:], "without": []})
    return trees


def read_known():
    return {tuple(words[:3]) for words in read_lines("known.txt")}


# ---- trees

def drop_absent(gc, folder, cache):
    """An archive has no other modules: what go.mod replaces by folders of the repository comes from the proxy."""
    asked = json.loads(gc.run(folder, ["mod", "edit", "-json"], cache)[1])
    absent = [r["Old"]["Path"] for r in asked.get("Replace") or []
              if r["New"]["Path"].startswith(".") and not os.path.exists(os.path.join(folder, r["New"]["Path"], "go.mod"))]
    if absent:
        gc.run(folder, ["mod", "edit"] + ["-dropreplace=" + path for path in absent], cache)
        gc.run(folder, ["mod", "tidy", "-e"], cache)


def lay_tree(gc, module, cache, top):
    """The module's tree, and in the cache all that its tests import. None: it cannot be had."""
    folder = os.path.join(top, "trees", re.sub(r"[^\w.-]+", "_", module))
    laid = folder + ".laid"
    if os.path.exists(laid):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    if not real_modules.lay_archive(gc, module, cache, top, folder):
        return None
    drop_absent(gc, folder, cache)
    status, _, error = gc.run(folder, ["list", "-mod=mod", "-e", "-deps", "-test", "./..."], cache)
    if status:
        print("%s: %s" % (module, error.decode(errors="replace").strip()))
        return None
    give_away(folder)
    open(laid, "w").close()
    return folder


def give_away(folder):
    """The tests write into their folders, as the user that runs them."""
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "65534:65534", folder], check=True)


def packages_of(gc, folder, tree, cache, word):
    names = gc.run(folder, ["list", "-e", "./..."], cache)[1].decode().split()
    kept = [name for name in names if word in name and not any(left in name for left in tree["without"])]
    return ["./..."] if kept == names else kept


# ---- runs

def confined(words):
    """The command without a network, and without rights."""
    if os.getuid() == 0:
        return ["unshare", "-n", "sh", "-c", LOOPBACK, "sh"] + words
    return ["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"] + words


def run_tests(side, folder, packages, cache, output):
    """The status of the command; its events go to output, what else it says beside."""
    temporary = side.home + "/tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    os.makedirs(temporary, exist_ok=True)
    compiled = os.path.join(os.path.dirname(cache), "cache")  # one for both: a test that runs go finds std compiled
    os.makedirs(compiled, exist_ok=True)
    environment = dict(side.environment(cache), TMPDIR=temporary, GOCACHE=compiled, GOPROXY="off", GOWORK="off",
                       GOFLAGS="-buildvcs=false")
    for owned in side.home, compiled:
        give_away(owned)
    began = time.time()
    with open(output, "wb") as out, open(output + ".stderr", "wb") as err:
        status = subprocess.run(confined([side.program, "test"] + FLAGS + packages), cwd=folder, env=environment,
                                stdin=subprocess.DEVNULL, stdout=out, stderr=err).returncode
    return {"status": status, "seconds": time.time() - began}


# ---- what is compared

WORDS = [(re.compile(pattern), put) for pattern, put in (
    (r"0x[0-9a-f]{6,}", "ADDRESS"),
    (r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[.\d]*(Z|[+-]\d\d:?\d\d)?", "DATE"), (r"\b\d\d:\d\d:\d\d[.\d]*", "CLOCK"),
    (r"\b\d+(\.\d+)?(ns|µs|ms|s)\b", "TIME"), (r"\bgoroutine \d+", "goroutine N"),
    (r"(?<=127\.0\.0\.1:)\d+|(?<=\[::1\]:)\d+|(?<=localhost:)\d+", "PORT"), (r"/tmp/[\w./-]+", "TEMPORARY"))]


def plain(text, home):
    text = text.replace(home, "$HOME")
    for pattern, put in WORDS:
        text = pattern.sub(put, text)
    return text


def read_events(path, home):
    """The events of each test, and under "-" of each package, without times."""
    tests = collections.OrderedDict()
    for line in open(path, encoding="utf-8", errors="replace"):
        try:
            event = json.loads(line)
        except ValueError:
            event = {"Action": "not JSON", "Output": line}
        for name in "Time", "Elapsed":
            event.pop(name, None)
        for name in "Output", "Test":  # a test may be named by what it prints
            if name in event:
                event[name] = plain(event[name], home)
        package = event.get("Package") or event.get("ImportPath", "-").split(" ")[0]
        tests.setdefault((package, event.get("Test", "-")), []).append(event)
    return tests


def ending(events):
    ends = [event["Action"] for event in events if event["Action"] in ("pass", "fail", "skip")]
    return ends[-1] if ends else "none"


def ran(tests):
    return {key for key, events in tests.items() if key[1] != "-" and ending(events) in ("pass", "fail")}


def differing(ours, theirs):
    """The tests that do not say the same, and in which way."""
    wrong = {}
    for key in list(theirs) + [key for key in ours if key not in theirs]:
        a, b = ours.get(key, []), theirs.get(key, [])
        if ending(a) != ending(b):
            wrong[key] = "%s, not %s" % (ending(a), ending(b))
        elif a != b:
            wrong[key] = "same events, other order" if sorted(map(str, a)) == sorted(map(str, b)) else "other events"
    return wrong


def again(side, folder, cache, base, wrong, theirs):
    """What differs between two runs of gc, in the packages that differ."""
    packages = sorted({package for package, _ in wrong if package != "-"})
    if not packages or not os.path.exists(base + ".go2"):
        if not packages or not folder:
            return {}
        run_tests(side, folder, packages, cache, base + ".go2")
    second = read_events(base + ".go2", side.home)
    return differing(second, {key: events for key, events in theirs.items() if key[0] in packages})


def show(module, wrong, known, unsteady):
    if len(wrong) > SHOWN:
        print("  the first %d of %d:" % (SHOWN, len(wrong)))
    for (package, test), what in list(wrong.items())[:SHOWN]:
        state = "known" if known(package, test) else "unsteady" if (package, test) in unsteady else "DIFFERS"
        print("  %-8s %s %s: %s" % (state, package, test, what))


def compare(sides, tree, folder, options, all_known):
    """One row. False: something differs that is neither known nor unsteady, or too little is run."""
    module = tree["module"].split("@")[0]
    base = os.path.join(options.dir, "streams", re.sub(r"[^\w.-]+", "_", tree["module"]) + options.p.replace("/", "_"))
    cache = os.path.join(options.dir, "mod")
    if not options.again:
        for name in ".go2", ".tuco", ".go":
            if os.path.exists(base + name):
                os.remove(base + name)
        packages = packages_of(sides[1], folder, tree, cache, options.p)
        runs = {side.name: run_tests(side, folder, packages, cache, base + "." + side.name) for side in reversed(sides)}
        json.dump(runs, open(base + ".runs", "w"))
    runs = json.load(open(base + ".runs"))
    ours, theirs = (read_events(base + "." + side.name, side.home) for side in sides)
    wrong = differing(ours, theirs)
    unsteady = again(sides[1], folder, cache, base, wrong, theirs)
    known = lambda package, test: any((module, package, word) in all_known for word in (test, "*"))
    left = [key for key in wrong if not known(*key) and key not in unsteady]
    count, of = len(ran(ours)), len({key for key in theirs if key[1] != "-"})
    share = count / of if of else 0
    status = runs["tuco"]["status"] == runs["go"]["status"]
    good = not left and share >= ENOUGH and (status or bool(wrong))
    print("%-36s gc %5d  tuco %5d of %5d %4.0f%%  differ %d  known %d  unsteady %d%s  %.0f s, gc %.0f s" % (
        tree["module"], len(ran(theirs)), count, of, 100 * share, len(left), sum(known(*key) for key in wrong),
        sum(key in unsteady for key in wrong), "" if status else "  other status", runs["tuco"]["seconds"],
        runs["go"]["seconds"]), flush=True)
    show(module, wrong, known, unsteady)
    return good


def parse_arguments():
    parser = argparse.ArgumentParser(add_help=False)
    for flag in "-h", "--all", "--again":
        parser.add_argument(flag, action="store_true")
    parser.add_argument("-k", default="")
    parser.add_argument("-p", default="")
    parser.add_argument("--dir", default=os.path.join(HERE, "..", "build", "repositories"))
    return parser.parse_args()


def main():
    options = parse_arguments()
    if options.h:
        print(__doc__)
        return 0
    go = shutil.which(os.environ.get("GO", "go"))
    if not go or subprocess.run(confined(["true"]), stderr=subprocess.DEVNULL).returncode:
        print("skipped: no go to compare with" if not go else "skipped: no way to run without a network")
        return 0
    options.dir = os.path.realpath(options.dir)
    os.makedirs(options.dir + "/streams", exist_ok=True)
    sides = [real_modules.Side(name, os.path.realpath(program), options.dir)
             for name, program in (("tuco", messages.TUCO), ("go", go))]
    if not real_modules.served(sides[1], options.dir):
        print("skipped: no module proxy")
        return 0
    passed, failed, known = 0, 0, read_known()
    for tree in read_trees():
        if options.k not in tree["module"] or not (tree["night"] or options.all or options.k):
            continue
        folder = lay_tree(sides[1], tree["module"], options.dir + "/mod", options.dir)
        if not folder:
            print("%-36s not served" % tree["module"])
            continue
        good = compare(sides, tree, folder, options, known)
        passed, failed = passed + good, failed + (not good)
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
