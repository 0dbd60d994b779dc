#!/usr/bin/env python3
"""Runs commands about modules on random module graphs and compares tuco with go: output, status, go.mod and go.sum.

  test/module_graphs.py [-h] [-n COUNT] [-s SEED] [-k] [--all] [--go COMMAND]

Each case has a proxy (by file://) of a few modules with several versions, go lines of all ages, and a main module or a
workspace with replacements and exclusions. Without a go command there is nothing to compare with, and nothing is run.
-k keeps the folder of a case that differs; --all runs get, list -m, mod tidy, mod why and build -mod=mod as well. Ends
with a count."""
import argparse, io, os, random, shutil, subprocess, sys, tempfile, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
TUCO = os.environ.get("TUCO", os.path.join(HERE, "..", "bin", "tuco"))
GO_LINES = [None, "1.12", "1.16", "1.17", "1.20", "1.21", "1.24"]


def version(n):
    return "v1.%d.0" % n


class Universe:
    """Modules on a proxy."""

    def __init__(self, rng):
        self.rng = rng
        self.paths = ["example.com/m%d" % i for i in range(rng.randint(3, 9))]
        # A module inside of another's path: packages may be in either.
        self.paths += [p + "/sub" for p in self.paths if rng.random() < 0.2]
        self.versions = {p: rng.randint(1, 4) for p in self.paths}
        lines = GO_LINES if rng.random() < 0.6 else ["1.17", "1.21"]
        self.go = {(p, n): rng.choice(lines) for p in self.paths for n in range(self.versions[p])}
        self.requires = {k: self.some(k[0]) for k in self.go}
        self.declared = {}
        fault = rng.random()
        for key in rng.sample(list(self.go), 2) if fault < 0.3 else []:
            if fault < 0.1:
                self.requires[key].append(("example.com/nowhere", "v1.0.0"))
            elif fault < 0.2:
                self.declared[key] = "example.com/other"
            elif fault < 0.25:
                self.go[key] = "1.99"
            else:
                self.requires[key].append((rng.choice(self.paths), "v1.9.0"))

    def some(self, but, share=0.35):
        return [(p, version(self.rng.randrange(self.versions[p]))) for p in self.paths
                if p != but and self.rng.random() < share]

    def go_mod(self, path, go, requires, more=""):
        text = "module %s\n" % path
        if go:
            text += "\ngo %s\n" % go
        for p, v in requires:
            text += "\nrequire %s %s%s\n" % (p, v, self.rng.choice(["", " // indirect"]))
        return text + more

    def package(self, requires):
        imports = "".join('import _ "%s"\n' % p for p, _ in requires)
        return "package p\n\n" + imports

    def write_proxy(self, folder):
        for (path, n), go in self.go.items():
            where = os.path.join(folder, path, "@v")
            os.makedirs(where, exist_ok=True)
            base, requires = os.path.join(where, version(n)), self.requires[path, n]
            text = self.go_mod(self.declared.get((path, n), path), go, requires)
            open(base + ".mod", "w").write(text)
            open(base + ".info", "w").write('{"Version":"%s","Time":"2020-01-0%dT00:00:00Z"}' % (version(n), n + 1))
            with zipfile.ZipFile(base + ".zip", "w") as archive:
                prefix = "%s@%s/" % (path, version(n))
                # No cycles of packages, though modules have them.
                later = self.paths[self.paths.index(path) + 1:]
                used = [r for r in requires if self.rng.random() < 0.5 and r[0] in later]
                archive.writestr(prefix + "go.mod", text)
                archive.writestr(prefix + "p.go", self.package(used))
        for path in self.paths:
            names = "".join(version(n) + "\n" for n in range(self.versions[path]))
            open(os.path.join(folder, path, "@v", "list"), "w").write(names)

    def replaces(self):
        text = ""
        for path in self.paths:
            if self.rng.random() > 0.12:
                continue
            old = path + (" " + version(self.rng.randrange(self.versions[path])) if self.rng.random() < 0.5 else "")
            if self.rng.random() < 0.5:
                text += "\nreplace %s => ./local\n" % old
            else:
                text += "\nreplace %s => %s %s\n" % (old, path, version(self.rng.randrange(self.versions[path])))
        return text

    def excludes(self):
        return "".join("\nexclude %s %s\n" % r for r in self.some("", 0.08))

    def write_main(self, folder, path, replaces=True):
        os.makedirs(os.path.join(folder, "local"), exist_ok=True)
        more = (self.replaces() if replaces else "") + self.excludes()
        requires = self.some("", 0.4)
        text = self.go_mod(path, self.rng.choice(GO_LINES[1:] + [None]), requires, more)
        open(os.path.join(folder, "go.mod"), "w").write(text)
        open(os.path.join(folder, "p.go"), "w").write(self.package([r for r in requires if self.rng.random() < 0.7]))
        local = self.go_mod("example.com/local", self.rng.choice(GO_LINES), self.some("", 0.2))
        open(os.path.join(folder, "local", "go.mod"), "w").write(local)
        open(os.path.join(folder, "local", "p.go"), "w").write("package p\n")


def commands_of(universe, workspace):
    rng = universe.rng
    commands = [["mod", "graph"], ["mod", "graph", "-go=1.16"], ["mod", "graph", "-go=1.26"]]
    if workspace or ARGUMENTS.all:
        commands.append(["build", "./..."])
    if not workspace and ARGUMENTS.all:
        commands += [["list", "-m", "all"], ["mod", "tidy"], ["mod", "why", "-m", universe.paths[0]], ["get", "-u", "./..."]]
        for _ in range(3):
            words = ["%s@%s" % (p, rng.choice([version(rng.randrange(universe.versions[p])), "none", "latest"]))
                     for p in rng.sample(universe.paths, rng.randint(1, 2))]
            commands.append(["get"] + words)
    return commands


def write_case(folder, seed):
    universe = Universe(random.Random(seed))
    universe.write_proxy(os.path.join(folder, "proxy"))
    main = os.path.join(folder, "main")
    workspace = universe.rng.random() < 0.25
    universe.write_main(main, "example.com/main", not workspace)
    if workspace:
        universe.write_main(os.path.join(main, "two"), "example.com/main/two", False)
        open(os.path.join(main, "go.work"), "w").write("go 1.26\n\nuse (\n\t.\n\t./two\n)\n" + universe.replaces())
    return commands_of(universe, workspace)


def run(command, words, folder, who):
    main = os.path.join(folder, "run")
    shutil.rmtree(main, ignore_errors=True)
    shutil.copytree(os.path.join(folder, "main"), main)
    environment = dict(os.environ, GOFLAGS="-mod=mod" if not os.path.exists(main + "/go.work") else "", GOENV="off",
                       GOTOOLCHAIN="local", CGO_ENABLED="0", GOSUMDB="off", GOWORK="", GOPROXY="file://" + folder + "/proxy",
                       GOMODCACHE=os.path.join(folder, "cache-" + who), HOME=folder, GO111MODULE="")
    p = subprocess.run([command] + words, cwd=main, capture_output=True, text=True, timeout=60, env=environment)
    errors = [line for line in p.stderr.splitlines() if not line.startswith("go: downloading ")]
    found = [p.stdout, "\n".join(errors), str(p.returncode)]
    for name in ("go.mod", "go.sum", "go.work.sum"):
        path = os.path.join(main, name)
        found.append(open(path).read() if os.path.exists(path) else "")
    return found


def check(seed, go):
    folder = os.path.realpath(tempfile.mkdtemp())
    passed = failed = 0
    for words in write_case(folder, seed):
        want, got = run(go, words, folder, "go"), run(TUCO, words, folder, "tuco")
        if want == got:
            passed += 1
            continue
        failed += 1
        print("FAIL -s %d: %s%s" % (seed, " ".join(words), "  in " + folder if ARGUMENTS.k else ""))
        for name, a, b in zip(("stdout", "stderr", "status", "go.mod", "go.sum", "go.work.sum"), want, got):
            if a != b:
                print("  %s\n  want:\n%s\n  got:\n%s" % (name, a, b))
    if not (failed and ARGUMENTS.k):
        subprocess.run(["chmod", "-R", "u+w", folder])
        shutil.rmtree(folder, ignore_errors=True)
    return passed, failed


def main():
    global ARGUMENTS
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("-n", type=int, default=20)
    parser.add_argument("-s", type=int)
    parser.add_argument("-k", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--go", default=shutil.which("go"))
    ARGUMENTS = parser.parse_args()
    if not ARGUMENTS.go:
        print("module_graphs: 0 passed, 0 failed, 1 skipped")
        return 0
    seeds = [ARGUMENTS.s] if ARGUMENTS.s is not None else range(ARGUMENTS.n)
    counts = [check(seed, ARGUMENTS.go) for seed in seeds]
    passed, failed = sum(c[0] for c in counts), sum(c[1] for c in counts)
    print("module_graphs: %d passed, %d failed" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
