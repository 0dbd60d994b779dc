#!/usr/bin/env python3
"""Real programs that tuco builds do what gc's builds of them do.

  test/acceptance.py [-h] [-v] [check ...]

Checks (by default all but compile, which std contains):
  types    all packages of std and cmd parse and type-check, in 1.5 s or less (best of three)
  gofmt    gofmt -l, -d and plain over all of GOROOT/src and GOROOT/test: the same output, messages and status, in no more
           than 1.5 times the time (medians of three, in turn); the malformed files one by one
  compile  cmd/compile on fmt and all it imports: the same object files
  std      the same for all of std, and cmd/asm on the .s files in it
All but the first need gc; where it is absent they are skipped. Ends with "N passed, N failed, N skipped"."""
import argparse, glob, hashlib, os, re, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
TUCO = os.environ.get("TUCO", os.path.join(TOP, "bin", "tuco"))
sys.path.insert(0, os.path.join(TOP, "bench"))
from run import find_gc  # noqa: E402

ENV = dict({k: v for k, v in os.environ.items() if k not in ("GOFLAGS", "GODEBUG", "TUCO_DEBUG", "GOMAXPROCS")},
           CGO_ENABLED="0", GOTOOLCHAIN="local", GO111MODULE="")


class Checks:
    def __init__(self, gc, work, verbose):
        self.gc, self.work, self.verbose = gc, work, verbose
        self.passed = self.failed = self.skipped = 0
        self.goroot = subprocess.run([TUCO, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()

    def check(self, good, what):
        if good:
            self.passed += 1
            if self.verbose:
                print(f"ok   {what}", flush=True)
        else:
            self.failed += 1
            print(f"FAIL {what}", flush=True)

    def skip(self, what, why):
        self.skipped += 1
        print(f"skipped: {what}: {why}", flush=True)

    def build_both(self, package):
        """Builds a program of GOROOT/src/cmd by tuco and gc; returns both paths, or None where one fails."""
        paths = []
        for tool, command in (("tuco", TUCO), ("gc", self.gc)):
            path = os.path.join(self.work, f"{os.path.basename(package)}-{tool}")
            print(f"building {package} with {tool}", flush=True)
            result = subprocess.run([command, "build", "-o", path, package], capture_output=True, text=True, env=ENV, timeout=900)
            if result.returncode != 0:
                self.check(False, f"{tool} builds {package}: {result.stderr.strip()[:300]}")
                return None
            paths.append(path)
        return paths

    # ---- type-checking

    def types(self):
        tool = os.path.join(TOP, "build", "release", "tool", "types_check")
        made = subprocess.run(["make", "-C", TOP, tool[len(TOP) + 1:]], capture_output=True, text=True)
        if made.returncode != 0:
            self.check(False, "types_check builds: " + made.stderr[-300:])
            return
        times, before = [], os.times()
        for _ in range(3):
            start = time.monotonic()
            result = subprocess.run([tool, "-std"], capture_output=True, text=True, env=dict(ENV, GOROOT=self.goroot), timeout=120)
            times.append(time.monotonic() - start)
        after = os.times()
        cpu = (after.children_user + after.children_system - before.children_user - before.children_system) / 3
        print((result.stdout + result.stderr).strip().split("\n")[-1] + f"; CPU {cpu:.2f} s", flush=True)
        self.check(result.returncode == 0, "std and cmd type-check: " + (result.stdout + result.stderr)[-300:])
        self.check(min(times) <= 1.5, f"std and cmd type-check in {min(times):.2f} s, wanted 1.5 s")

    # ---- gofmt

    @staticmethod
    def outcome(command):
        """Runs a command; returns digests of its output and errors, its status, the errors, and the seconds it took."""
        start = time.monotonic()
        with tempfile.TemporaryFile() as out:
            result = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=ENV, timeout=300)
            seconds = time.monotonic() - start
            out.seek(0)
            return (hashlib.file_digest(out, "sha256").hexdigest(), result.stderr, result.returncode), seconds

    def same(self, both, what, arguments):
        tuco, gc = (self.outcome([path, *arguments])[0] for path in both)
        self.check(tuco == gc, f"gofmt {what}: " + ", ".join(
            name for name, a, b in zip(("output", "messages", "status"), tuco, gc) if a != b) + " differ")
        return gc

    def timed(self, both, what, arguments):
        times, outcomes = ([], []), [None, None]
        for _ in range(3):
            for i, path in enumerate(both):
                outcomes[i], seconds = self.outcome([path, *arguments])
                times[i].append(seconds)
        tuco, gc = map(statistics.median, times)
        print(f"gofmt {what}: tuco {tuco:.2f} s, gc {gc:.2f} s, ratio {tuco / gc:.2f}", flush=True)
        self.check(outcomes[0] == outcomes[1], f"gofmt {what}: output, messages and status")
        self.check(tuco <= 1.5 * gc, f"gofmt {what}: {tuco / gc:.2f} times gc's time, wanted 1.5")

    def gofmt(self):
        both = self.build_both("cmd/gofmt")
        if not both:
            return
        folders = [os.path.join(self.goroot, name) for name in ("src", "test") if os.path.isdir(os.path.join(self.goroot, name))]
        self.timed(both, "-l", ["-l", *folders])
        self.timed(both, "-d", ["-d", *folders])
        files = sorted(f for folder in folders for f in glob.glob(folder + "/**/*.go", recursive=True) if os.path.isfile(f))
        malformed, size = set(), 200
        for i in range(0, len(files), size):
            some = files[i:i + size]
            _, messages, _ = self.same(both, f"of {size} files from {some[0]}", some)
            malformed |= set(re.findall(r"^(\S+\.go):\d+", messages.decode(), re.M))
        print(f"{len(files)} files formatted, {len(malformed)} of them malformed", flush=True)
        for file in sorted(malformed):
            self.same(both, file, [file])
            self.same(both, "-e -l " + file, ["-e", "-l", file])

    # ---- compile and asm: gc builds packages with each compiler call doubled

    def objects(self, package, tools):
        """Builds the package and all it imports with gc, nothing cached; each call of a tool in `tools` is made a second
        time with tuco's build of the tool, and what both write is compared."""
        log, cache = os.path.join(self.work, "log"), os.path.join(self.work, "cache")
        shutil.rmtree(cache, ignore_errors=True)
        open(log, "w").close()
        env = dict(ENV, GOCACHE=cache, ACCEPTANCE_LOG=log, **{"ACCEPTANCE_" + name: path for name, path in tools.items()})
        print(f"go build -a {package}, each {' and '.join(tools)} twice", flush=True)
        result = subprocess.run([self.gc, "build", "-a", f"-toolexec={sys.executable} {os.path.abspath(__file__)} --twice", package],
                                capture_output=True, text=True, env=env, timeout=1800)
        self.check(result.returncode == 0, f"go build -a {package}: " + result.stderr[-500:])
        counts, sums = {}, {}
        for line in open(log):
            name, what, verdict, tuco, gc = line.rstrip("\n").split("\t")
            self.check(verdict == "same", f"{name} {what}: {verdict}")
            counts[name] = counts.get(name, 0) + 1
            sums[name] = [a + b for a, b in zip(sums.get(name, (0, 0)), (float(tuco), float(gc)))]
        for name, count in counts.items():
            print(f"{name}: {count} calls; CPU tuco's {sums[name][0]:.1f} s, gc's {sums[name][1]:.1f} s", flush=True)
        self.check(set(counts) == set(tools), "all tools were called")
        shutil.rmtree(cache, ignore_errors=True)

    def compile(self):
        both = self.build_both("cmd/compile")
        if both:
            self.objects("fmt", {"compile": both[0]})

    def std(self):
        compilers, assemblers = self.build_both("cmd/compile"), self.build_both("cmd/asm")
        if compilers and assemblers:
            self.objects("std", {"compile": compilers[0], "asm": assemblers[0]})


def run_tool(command):
    """Returns the exit status, the output and the CPU seconds of a command."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
        out.seek(0)
        return process.returncode, out.read(), usage.ru_utime + usage.ru_stime


def twice(command):
    """What -toolexec runs in place of each tool: gc's tool, then tuco's build of it with outputs of its own."""
    name = os.path.basename(command[0])
    other = os.environ.get("ACCEPTANCE_" + name)
    if not other or "-V=full" in command:
        os.execv(command[0], command)
    status, output, gc_seconds = run_tool(command)
    sys.stdout.buffer.write(output)
    if status != 0:
        return status
    with tempfile.TemporaryDirectory() as work:
        # Both write object files (-o), symbol lists and headers that assembly includes (-asmhdr).
        mine, outputs = [other, *command[1:]], []
        for flag in ("-o", "-asmhdr", "-linkobj"):
            if flag in mine:
                at = mine.index(flag) + 1
                outputs.append((mine[at], os.path.join(work, flag[1:])))
                mine[at] = outputs[-1][1]
        status, said, tuco_seconds = run_tool(mine)
        verdict = "same"
        if status != 0:
            verdict = f"exit status {status}: " + said.decode(errors="replace").replace("\n", " ").replace("\t", " ")[:300]
        elif said != output:
            verdict = "messages differ"
        else:
            for theirs, own in outputs:
                with open(theirs, "rb") as a, open(own, "rb") as b:
                    if a.read() != b.read():
                        verdict = f"{os.path.basename(theirs)} differs"
    what = os.environ.get("TOOLEXEC_IMPORTPATH", "?")
    if name == "asm":
        what += " " + ("symbol list" if "-gensymabis" in command else os.path.basename(command[-1]))
    with open(os.environ["ACCEPTANCE_LOG"], "a") as log:
        log.write(f"{name}\t{what}\t{verdict}\t{tuco_seconds}\t{gc_seconds}\n")
    return 0


def main():
    names = ["types", "gofmt", "compile", "std"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-v", action="store_true", help="print what passes, too")
    parser.add_argument("check", nargs="*", metavar="check", choices=[*names, []], help=", ".join(names))
    options = parser.parse_args()
    gc, version = find_gc(None)
    with tempfile.TemporaryDirectory(prefix="acceptance") as work:
        checks = Checks(gc, work, options.v)
        for name in options.check or ["types", "gofmt", "std"]:
            print(f"== {name}", flush=True)
            if name != "types" and not gc:
                checks.skip(name, "there is no gc here")
            else:
                getattr(checks, name)()
    print(f"acceptance: {checks.passed} passed, {checks.failed} failed, {checks.skipped} skipped")
    return checks.failed != 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--twice"]:
        sys.exit(twice(sys.argv[2:]))
    sys.exit(main())
