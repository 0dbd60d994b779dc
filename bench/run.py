#!/usr/bin/env python3
"""Measures tuco against gc, side by side in one run: medians, and ratios tuco / gc.

  bench/run.py [-h] [-n ROUNDS] [--gc COMMAND] [--tuco COMMAND] [--json FILE] [PART or NAME ...]

Parts, all by default; a NAME picks one program or build:
  run     run time of the programs bench/*.go, built by both, run in turn; geometric mean and worst of the ratios
  build   cold builds of hello, a net/http server, gofmt and cmd/compile: wall and CPU time, peak memory (of the largest
          process), size of the executable plain and with -ldflags="-s -w"; gc with an empty cache; and the phases of
          tuco's build of the server against the charter's budget
  memory  what a parked goroutine takes, and the pause of a collection with 500 MB live
Without gc, tuco's figures are printed alone. Wall times mean something only on a quiet machine."""
import argparse, glob, json, math, os, re, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILDS = {"hello": (os.path.join(HERE, "builds", "hello"), "."), "server": (os.path.join(HERE, "builds", "server"), "."),
          "gofmt": (None, "cmd/gofmt"), "compile": (None, "cmd/compile")}
# CPU milliseconds of the server's build by phase, names as -d=time prints them.
BUDGET = {"load and parse": 90, "check": 120, "lower": 120, "inline, escape": 90, "optimize": 150, "emit": 150,
          "optimize, emit": 300, "link and write": 80}


def find_gc(wanted):
    """Returns the command of a gc and its version, or None. tuco installed under the name go does not count."""
    for command in [wanted] if wanted else ["go", "/usr/local/go/bin/go", "/usr/lib/go-1.26/bin/go"]:
        path = shutil.which(command)
        if path:
            said = subprocess.run([path, "version"], capture_output=True, text=True).stdout
            if said.startswith("go version go1.") and "tuco" not in said:
                return path, said.split()[2]
    return None, None


class Progress:
    """A line on the terminal that says what runs; nothing where standard error is no terminal."""
    def __init__(self):
        self.shown = sys.stderr.isatty()

    def say(self, text):
        if self.shown:
            sys.stderr.write(f"\r\033[K{text}")
            sys.stderr.flush()

    def done(self):
        self.say("")


progress = Progress()


class Result:
    """What a command took: wall and CPU seconds, peak memory in MB, exit status, output, errors."""
    def __init__(self, wall, usage, status, out, err):
        self.wall, self.cpu, self.memory = wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
        self.status, self.out, self.err = status, out, err

    def complain(self, what):
        text = (self.err or self.out).decode(errors="replace").strip().split("\n")
        progress.done()
        print(f"  {what}: exit status {self.status}: {text[0][:140] or 'no message'}")


def measure(command, cwd=None, env=None, timeout=900):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        status = None
        while status is None:
            pid, code, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                status = os.waitstatus_to_exitcode(code)
            elif time.monotonic() > start + timeout:
                process.kill()
                _, code, usage = os.wait4(process.pid, 0)
                status = 124
            else:
                time.sleep(0.0005)
        process.returncode = status
        wall = time.monotonic() - start
        out.seek(0), err.seek(0)
        return Result(wall, usage, status, out.read(), err.read())


def median(results, what):
    return statistics.median(getattr(r, what) for r in results)


class Bench:
    def __init__(self, tools, rounds, work):
        clean = {k: v for k, v in os.environ.items() if k not in ("GOFLAGS", "GODEBUG", "TUCO_DEBUG", "GOMAXPROCS", "GOGC")}
        self.env = dict(clean, CGO_ENABLED="0", GOTOOLCHAIN="local", GO111MODULE="auto", GOCACHE=os.path.join(work, "cache"))
        self.tools, self.rounds, self.work, self.record = tools, rounds, work, {}
        self.verdicts = []

    def build(self, tool, package, output, folder=None, flags=(), env=None):
        return measure([self.tools[tool], "build", *flags, "-o", output, package], folder, env or self.env)

    def verdict(self, what, value, limit, form="{:.2f}"):
        met = value <= limit
        self.verdicts.append(f"{what}: {form.format(value)}, wanted {form.format(limit)} or less: {'met' if met else 'MISSED'}")

    # ---- run time

    def run_program(self, name):
        """Returns the results of each tool's build of the program; a tool that fails is not in it."""
        programs, results = {}, {}
        for tool in self.tools:
            progress.say(f"{name}: {tool} builds it")
            path = os.path.join(self.work, f"{name}-{tool}")
            built = self.build(tool, os.path.join(HERE, name + ".go"), path, HERE)
            if built.status == 0:
                programs[tool], results[tool] = path, []
            else:
                built.complain(f"{name}: {tool} does not build it")
        for i in range(self.rounds):  # in turn, so that a disturbance of the machine meets both
            for tool in list(results):
                progress.say(f"{name}: {tool}, round {i + 1} of {self.rounds}")
                result = measure([programs[tool]], env=self.env, timeout=120)
                if result.status != 0:
                    result.complain(f"{name}: the program built by {tool} fails")
                    del results[tool]
                else:
                    results[tool].append(result)
        progress.done()
        return results

    def run(self, names):
        print(f"\nRun time, seconds, and peak memory, MB: medians of {self.rounds} runs")
        print(f"{'program':14}{'tuco':>9}{'MB':>7}" + (f"{'gc':>9}{'MB':>7}{'ratio':>9}{'CPU ratio':>11}" if "gc" in self.tools else ""))
        ratios = {}
        for name in names:
            results = self.run_program(name)
            line = f"{name:14}"
            for tool in self.tools:
                line += f"{median(results[tool], 'wall'):9.3f}{median(results[tool], 'memory'):7.0f}" if tool in results else f"{'-':>9}{'-':>7}"
            if len(results) == 2:
                if results["tuco"][0].out == results["gc"][0].out:
                    ratios[name] = median(results["tuco"], "wall") / median(results["gc"], "wall")
                    line += f"{ratios[name]:9.2f}{median(results['tuco'], 'cpu') / max(median(results['gc'], 'cpu'), 0.001):11.2f}"
                else:
                    line += "  outputs differ"
            print(line, flush=True)
            self.record.setdefault("run", {})[name] = {t: [median(r, "wall"), median(r, "cpu"), median(r, "memory")] for t, r in results.items()}
        if ratios:
            mean = math.exp(sum(map(math.log, ratios.values())) / len(ratios))
            worst = max(ratios, key=ratios.get)
            print(f"geometric mean of {len(ratios)} of {len(names)} programs {mean:.2f}, worst {ratios[worst]:.2f} ({worst})")
            self.record["geometric_mean"] = mean
            self.verdict("run time against gc, geometric mean", mean, 1.5)
            self.verdict(f"run time against gc, worst ({worst})", ratios[worst], 3)

    # ---- builds

    def build_cold(self, name, tool, package, folder):
        """One build with nothing cached, and the sizes of what it makes; None if it fails."""
        with tempfile.TemporaryDirectory(dir=self.work) as cache:
            env, output = dict(self.env, GOCACHE=cache), os.path.join(self.work, "built")
            result = self.build(tool, package, output, folder, env=env)
            if result.status != 0:
                result.complain(f"{name}: {tool} does not build it")
                return None
            result.size = os.path.getsize(output) / 1e6
            stripped = self.build(tool, package, output, folder, ["-ldflags=-s -w"], env)
            result.stripped = os.path.getsize(output) / 1e6 if stripped.status == 0 else math.nan
            result.again = stripped.wall  # gc: everything cached but the link
            os.remove(output)
            return result

    def builds(self, names):
        print(f"\nCold builds, medians of {self.rounds}: wall and CPU seconds, peak MB; sizes in MB, plain and with -s -w")
        print(f"{'program':10}{'tool':>6}{'wall':>9}{'CPU':>9}{'memory':>9}{'size':>9}{'-s -w':>9}")
        for name in names:
            folder, package = BUILDS[name]
            results = {tool: [] for tool in self.tools}
            for i in range(self.rounds):
                for tool in list(results):
                    progress.say(f"{name}: {tool}, build {i + 1} of {self.rounds}")
                    result = self.build_cold(name, tool, package, folder)
                    if result:
                        results[tool].append(result)
                    else:
                        del results[tool]
            progress.done()
            figures = {tool: [median(r, w) for w in ("wall", "cpu", "memory", "size", "stripped")] for tool, r in results.items()}
            for tool, (wall, cpu, memory, size, stripped) in figures.items():
                print(f"{name:10}{tool:>6}{wall:9.2f}{cpu:9.2f}{memory:9.0f}{size:9.2f}{stripped:9.2f}", flush=True)
            self.record.setdefault("build", {})[name] = figures
            if len(figures) == 2:
                print(f"{'':10}{'ratio':>6}" + "".join(f"{a / b:9.3f}" for a, b in zip(figures["tuco"], figures["gc"]))
                      + f"   gc with all but the link cached: {median(results['gc'], 'again'):.2f} s")
                if name == "server":
                    self.verdict("server's cold build against gc's", figures["tuco"][0] / figures["gc"][0], 1 / 12, "{:.3f}")
                if name == "hello":
                    self.verdict("size of hello with -s -w against gc's", figures["tuco"][4] / figures["gc"][4], 1)
        if "server" in names and "tuco" in self.tools:
            self.phases()

    def phases(self):
        """CPU time of the phases of the server's build, against the budget."""
        folder, package = BUILDS["server"]
        times = {}
        for i in range(self.rounds):
            progress.say(f"phases, build {i + 1} of {self.rounds}")
            result = self.build("tuco", package, os.path.join(self.work, "built"), folder, ["-d=time"])
            for phase, wall, cpu in re.findall(r"^# (\S.*?) +wall +([\d.]+) ms +cpu +([\d.]+) ms", result.err.decode() + result.out.decode(), re.M):
                times.setdefault(phase, []).append((float(wall), float(cpu)))
        progress.done()
        print("\nPhases of the server's build, ms")
        print(f"{'phase':18}{'wall':>9}{'CPU':>9}{'budget':>9}{'over':>9}")
        total = [0, 0, 0]
        for phase, all_times in times.items():
            wall, cpu = (statistics.median(t[i] for t in all_times) for i in (0, 1))
            budget = BUDGET.get(phase, 0)
            total = [total[0] + wall, total[1] + cpu, total[2] + budget]
            print(f"{phase:18}{wall:9.0f}{cpu:9.0f}{budget or '':>9}{f'{cpu / budget:.1f}x' if cpu > budget > 0 else '':>9}")
        print(f"{'sum':18}{total[0]:9.0f}{total[1]:9.0f}{total[2]:9.0f}")
        self.record["phases"] = {p: [statistics.median(t[i] for t in v) for i in (0, 1)] for p, v in times.items()}

    # ---- memory

    def memory(self, names):
        print(f"\nMemory and pauses, medians of {self.rounds} runs")
        print(f"{'':45}" + "".join(f"{tool:>10}" for tool in self.tools))
        for name in names:
            figures, programs = {}, {}
            for tool in self.tools:
                programs[tool] = os.path.join(self.work, f"{name}-{tool}")
                built = self.build(tool, os.path.join(HERE, "memory", name + ".go"), programs[tool], HERE)
                if built.status != 0:
                    built.complain(f"{name}: {tool} does not build it")
                    del programs[tool]
            for i in range(self.rounds):
                for tool, path in programs.items():
                    progress.say(f"{name}: {tool}, round {i + 1} of {self.rounds}")
                    result = measure([path], env=self.env, timeout=120)
                    if result.status != 0:
                        result.complain(f"{name}: the program built by {tool} fails")
                    for what, value in re.findall(r"^(.*): ([\d.]+)$", result.out.decode(), re.M):
                        figures.setdefault(what, {}).setdefault(tool, []).append(float(value))
            progress.done()
            for what, values in figures.items():
                print(f"{what:45}" + "".join(f"{statistics.median(values[t]):10.6g}" if t in values else f"{'-':>10}" for t in self.tools), flush=True)
                self.record.setdefault("memory", {})[what] = {t: statistics.median(v) for t, v in values.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, metavar="ROUNDS", help="rounds (default: 5, builds 3)")
    parser.add_argument("--gc", metavar="COMMAND", help="the gc to compare with (default: go, if it is one)")
    parser.add_argument("--tuco", metavar="COMMAND", default=os.environ.get("TUCO", os.path.join(HERE, "..", "bin", "tuco")))
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    parser.add_argument("names", nargs="*", metavar="PART or NAME", help="run, build, memory; programs; builds (default: all)")
    options = parser.parse_args()

    parts = {"run": [os.path.basename(p)[:-3] for p in sorted(glob.glob(os.path.join(HERE, "*.go")))], "build": list(BUILDS),
             "memory": [os.path.basename(p)[:-3] for p in sorted(glob.glob(os.path.join(HERE, "memory", "*.go")))]}
    for name in options.names:
        if name not in parts and not any(name in known for known in parts.values()):
            parser.error(f"no part, program or build is named {name}; there are " + ", ".join([*parts] + sum(parts.values(), [])))
    wanted = {part: [n for n in names if not options.names or part in options.names or n in options.names] for part, names in parts.items()}

    if not os.access(options.tuco, os.X_OK):
        parser.error(f"{options.tuco} is not there: make it first")
    tools = {"tuco": os.path.abspath(options.tuco)}
    gc, version = find_gc(options.gc)
    if gc:
        tools["gc"] = gc
    print(f"gc {version} ({gc}), {os.cpu_count()} cores" if gc else f"no gc 1.26 here: tuco's figures alone; {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(tools, options.n or 5, work)
        if wanted["run"]:
            bench.run(wanted["run"])
        bench.rounds = options.n or 3
        if wanted["build"]:
            bench.builds(wanted["build"])
        if wanted["memory"]:
            bench.memory(wanted["memory"])
    if bench.verdicts:
        print("\n" + "\n".join(bench.verdicts))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(bench.record, file, indent=1)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        progress.done()
        sys.exit(130)
