#!/usr/bin/env python3
"""Runs the commands for modules on trees of well-known modules, beside gc's go.

  test/real_modules.py [-h] [-n TIMES] [-k WORD] [-c WORD] [--dir DIR]

Each module of test/real/trees.txt, as its archive has it: mod tidy, graph, why, verify, list -m, list -deps. What is
compared: output, status, go.mod, go.sum, go.work and go.work.sum. Both commands work in the same folder, in turn, from
the same files. A row has the module, the command, "equal" or what differs, and of -n TIMES runs in turn (0) the medians
of wall time and CPU time, tuco's, gc's and their ratio. -k: only modules with this word, -c: only such commands. DIR
(build/real) keeps trees, the module cache that both use, and what differed. Needs a module proxy and gc's go ($GO, go),
otherwise it is skipped."""
import argparse, json, os, re, resource, shutil, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(HERE)
import messages

WHY = ["golang.org/x/sys/unix", "golang.org/x/text/unicode/norm", "gopkg.in/yaml.v3", "golang.org/x/mod/semver",
       "github.com/stretchr/testify/assert", "google.golang.org/protobuf/proto", "example.com/none"]
WHY_MODULES = ["golang.org/x/sys", "golang.org/x/net", "gopkg.in/yaml.v3", "github.com/davecgh/go-spew",
               "example.com/none"]
COMMANDS = {"mod tidy": [], "mod graph": [], "mod why": WHY, "mod why -m": WHY_MODULES, "mod verify": [],
            "list -m -json all": [], "list -deps -json ./...": []}


class Side:
    """One of the two commands that are compared."""

    def __init__(self, name, program, top):
        self.name, self.program = name, program
        self.home = os.path.join(top, "home." + name)
        self.wall, self.cpu = [], []

    def environment(self, cache):
        home = self.home
        os.makedirs(home, exist_ok=True)
        kept = {k: os.environ[k] for k in ("GOPROXY", "http_proxy", "https_proxy", "SSL_CERT_FILE") if k in os.environ}
        return dict(kept, HOME=home, GOPATH=home + "/go", GOMODCACHE=cache or home + "/mod", GOCACHE=home + "/cache",
                    PATH="/usr/bin:/bin", GOFLAGS="-modcacherw", GOSUMDB="off", GOTOOLCHAIN="local", CGO_ENABLED="0",
                    GOENV="off", LC_ALL="C")

    def run(self, folder, words, cache=None):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
        done = subprocess.run([self.program] + words, cwd=folder, env=self.environment(cache), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.wall.append(time.time() - began)
        self.cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return done.returncode, done.stdout, done.stderr


# ---- what is compared

ANY_ORDER = (b"go: downloading ", b"go: finding module for package ")


def sorted_downloads(text):
    """gc's go says what it downloads and looks for in any order."""
    lines = text.splitlines(keepends=True)
    said = [line for line in lines if line.startswith(ANY_ORDER)]
    return sorted(said), [line for line in lines if not line.startswith(ANY_ORDER)]


def comparable(result, home):
    status, out, err = (part.replace(home.encode(), b"$HOME") if isinstance(part, bytes) else part for part in result)
    return {"status": status, "stdout": out, "stderr": sorted_downloads(err)}


def differences(ours, theirs):
    return [name for name in sorted(ours.keys() | theirs.keys()) if ours.get(name) != theirs.get(name)]


class Report:
    def __init__(self, folder):
        self.folder, self.equal, self.differ = folder, 0, 0
        os.makedirs(folder, exist_ok=True)

    def keep(self, row, side, what):
        """What differs, for whoever looks at it."""
        base = os.path.join(self.folder, re.sub(r"[^\w.-]+", "_", " ".join(row)))
        for name, value in what.items():
            if name == "stderr":
                value = b"".join(value[0] + value[1])
            with open("%s.%s.%s" % (base, name.replace("/", "_"), side), "wb") as f:
                f.write(value if isinstance(value, bytes) else str(value).encode())

    def row(self, module, command, ours, theirs, times):
        wrong = differences(ours, theirs)
        for side, what in ("tuco", ours), ("go", theirs):
            self.keep((module, command), side, {name: what[name] for name in wrong if name in what})
        self.equal += not wrong
        self.differ += bool(wrong)
        result = "differ: " + ", ".join(wrong) if wrong else "equal"
        print("%-44s %-24s %-8s %s" % (module, command, result, times), flush=True)


# ---- trees

def read_trees(path):
    trees = []
    for line in open(path, encoding="utf-8"):
        words = line.split()
        if not words or words[0] == "#":
            continue
        if words == ["+", "vendor"]:
            trees[-1]["vendor"] = True
        elif words[0] == "+":
            trees[-1]["members"].append((words[1], words[2]))
        else:
            trees.append({"module": words[0], "members": [], "vendor": False})
    return trees


def archive(gc, module, cache, top):
    """The folder of a module's version, downloaded."""
    out = gc.run(top, ["mod", "download", "-json", module], cache)[1]
    return json.loads(out).get("Dir") if out else None


def lay_archive(gc, module, cache, top, target):
    source = archive(gc, module, cache, top)
    if not source:
        return False
    os.makedirs(os.path.dirname(target), exist_ok=True)
    subprocess.run(["cp", "-r", "--no-target-directory", source, target], check=True)
    subprocess.run(["chmod", "-R", "u+w", target], check=True)
    return True


def lay_workspace(gc, folder, places, cache):
    """Its own go.work, without what is not here, or one of these folders."""
    if not os.path.exists(folder + "/go.work"):
        gc.run(folder, ["work", "init", "."] + ["./" + place for place in places], cache)
    used = json.loads(gc.run(folder, ["work", "edit", "-json"], cache)[1])["Use"]
    missing = [use["DiskPath"] for use in used if not os.path.exists(os.path.join(folder, use["DiskPath"]))]
    gc.run(folder, ["work", "edit"] + ["-dropuse=" + path for path in missing], cache)


def lay_tree(gc, tree, cache, top):
    """The tree of a module and its members, and in the cache all that the commands need. None: it cannot be had."""
    folder = os.path.join(top, "trees", re.sub(r"[^\w.-]+", "_", tree["module"]))
    laid = folder + ".laid"
    if os.path.exists(laid):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    for place, module in [(".", tree["module"])] + tree["members"]:
        if not lay_archive(gc, module, cache, top, os.path.normpath(os.path.join(folder, place))):
            return None
    if tree["members"]:
        lay_workspace(gc, folder, [place for place, _ in tree["members"]], cache)
    if tree["vendor"]:
        gc.run(folder, ["work" if tree["members"] else "mod", "vendor"], cache)
    files = module_files(folder)
    gc.run(folder, ["mod", "download"], cache)
    restore(folder, files)
    for command, arguments in COMMANDS.items():
        gc.run(folder, command.split() + arguments, cache)
        restore(folder, files)
    open(laid, "w").close()
    return folder


MODULE_FILES = {"go.mod", "go.sum", "go.work", "go.work.sum"}


def module_files(folder):
    """What the commands for modules change, by path."""
    files = {}
    for place, folders, names in os.walk(folder):
        for name in MODULE_FILES.intersection(names):
            with open(os.path.join(place, name), "rb") as f:
                files[os.path.relpath(os.path.join(place, name), folder)] = f.read()
    return files


def restore(folder, files):
    for name in module_files(folder).keys() - files.keys():
        os.remove(os.path.join(folder, name))
    for name, data in files.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)


def ask(side, folder, files, words, cache):
    restore(folder, files)
    result = comparable(side.run(folder, words, cache), side.home)
    result.update(module_files(folder))
    return result


def time_both(sides, folder, words, cache, times):
    """In the state that the command leaves, in turn."""
    if not times:
        return ""
    for side in sides:
        side.wall, side.cpu = [], []
    for _ in range(times):
        for side in sides:
            side.run(folder, words, cache)
    wall, cpu = ([statistics.median(getattr(side, what)) for side in sides] for what in ("wall", "cpu"))
    return "wall %.3f %.3f %.2f  cpu %.3f %.3f %.2f" % (*wall, wall[0] / wall[1], *cpu, cpu[0] / cpu[1])


def compare_trees(sides, report, options):
    cache = os.path.join(options.dir, "mod")
    for tree in read_trees(os.path.join(HERE, "real", "trees.txt")):
        if options.k and options.k not in tree["module"]:
            continue
        folder = lay_tree(sides[1], tree, cache, options.dir)
        if not folder:
            print("%-44s not served" % tree["module"])
            continue
        files = module_files(folder)
        for command, arguments in COMMANDS.items():
            if options.c and options.c not in command:
                continue
            words = command.split() + arguments
            ours, theirs = (ask(side, folder, files, words, cache) for side in sides)
            report.row(tree["module"], command, ours, theirs, time_both(sides, folder, words, cache, options.n))
        restore(folder, files)


def served(gc, top):
    return archive(gc, "github.com/spf13/pflag@v1.0.5", os.path.join(top, "mod"), top) is not None


def open_sides(top):
    """tuco and gc's go, with homes below top; None after saying why there is nothing to compare."""
    go = shutil.which(os.environ.get("GO", "go"))
    if not go:
        print("skipped: no go to compare with")
        return None
    os.makedirs(top, exist_ok=True)
    sides = [Side("tuco", os.path.realpath(messages.TUCO), top), Side("go", os.path.realpath(go), top)]
    if not served(sides[1], top):
        print("skipped: no module proxy")
        return None
    return sides


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("-h", action="store_true")
    parser.add_argument("-n", type=int, default=0)
    parser.add_argument("-k", default="")
    parser.add_argument("-c", default="")
    parser.add_argument("--dir", default=os.path.join(HERE, "..", "build", "real"))
    options = parser.parse_args()
    if options.h:
        print(__doc__)
        return 0
    options.dir = os.path.realpath(options.dir)
    sides = open_sides(options.dir)
    if not sides:
        return 0
    report = Report(os.path.join(options.dir, "differences"))
    compare_trees(sides, report, options)
    print("%d passed, %d failed" % (report.equal, report.differ))
    return report.differ > 0


if __name__ == "__main__":
    sys.exit(main())
