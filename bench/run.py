#!/usr/bin/env python3
"""Measures tuco against gc, side by side in one run.

  bench/run.py [-h] [-n ROUNDS] [--no-run] [--no-build] [--gc COMMAND] [--tuco COMMAND] [--json FILE] [program ...]

Run time: each program of bench/ is built by both and run ROUNDS times, alternating; the table has the medians of the
wall time, their ratio (tuco / gc), and whether the outputs are equal. The geometric mean of the ratios comes last.
Builds: wall and CPU time and peak memory of building hello, a net/http server, gofmt and cmd/compile; gc with an empty
cache (cold) and with a full one (warm: only package main is new); sizes of the executables plain and with -s -w.
Without gc the columns of tuco are printed alone."""
import argparse, glob, json, math, os, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILDS = (("hello", os.path.join(HERE, "builds", "hello"), "."), ("net/http", os.path.join(HERE, "builds", "server"), "."),
          ("gofmt", None, "cmd/gofmt"), ("cmd/compile", None, "cmd/compile"))


def find_gc(wanted):
    """Returns the command of a gc, or None. An installed tuco under the name go does not count."""
    for command in [wanted] if wanted else ["go", "/usr/local/go/bin/go", "/usr/lib/go-1.26/bin/go"]:
        path = shutil.which(command)
        if path:
            said = subprocess.run([path, "version"], capture_output=True, text=True).stdout
            if said.startswith("go version go1.") and "tuco" not in said:
                return path, said.split()[2]
    return None, None


def measure(command, cwd=None, env=None, timeout=600):
    """Runs a command; returns wall seconds, CPU seconds, peak memory in MB, exit status, output, errors."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        deadline = start + timeout
        status = usage = None
        while status is None:
            pid, code, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                status = os.waitstatus_to_exitcode(code)
                process.returncode = status
            elif time.monotonic() > deadline:
                process.kill()
                _, code, usage = os.wait4(process.pid, 0)
                process.returncode = status = 124
            else:
                time.sleep(0.0005)
        wall = time.monotonic() - start
        out.seek(0), err.seek(0)
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, status, out.read(), err.read()


def build(tool, package, output, cwd, env, flags=()):
    return measure([tool, "build", *flags, "-o", output, package], cwd, env)


def complain(what, result):
    text = (result[5] or result[4]).decode(errors="replace").strip().split("\n")
    print(f"  {what}: exit status {result[3]}: {text[0][:140] if text[0] else 'no message'}")


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def run_times(tools, environment, names, rounds, work, record):
    print(f"\nRun time, seconds, median of {rounds}")
    print(f"{'program':14}" + "".join(f"{t:>10}" for t in tools) + ("     ratio" if len(tools) > 1 else ""))
    ratios = []
    for name in names:
        programs = {}
        for tool, command in tools.items():
            path = os.path.join(work, f"{name}-{tool}")
            result = build(command, os.path.join(HERE, name + ".go"), path, HERE, environment[tool])
            if result[3] == 0:
                programs[tool] = path
            else:
                complain(f"{name}: {tool} does not build it", result)
        times, outputs = {tool: [] for tool in programs}, {}
        for _ in range(rounds):  # alternate, so that a disturbance of the machine meets both
            for tool, path in list(programs.items()):
                result = measure([path], timeout=120)
                if result[3] != 0:
                    complain(f"{name}: the program built by {tool} fails", result)
                    del programs[tool]
                    continue
                times[tool].append(result[0])
                outputs[tool] = result[4]
        medians = {tool: statistics.median(times[tool]) for tool in programs}
        line = f"{name:14}" + "".join(f"{medians[t]:10.3f}" if t in medians else f"{'-':>10}" for t in tools)
        if len(medians) == 2:
            ratio = medians["tuco"] / medians["gc"]
            if outputs["tuco"] == outputs["gc"]:
                ratios.append(ratio)
                line += f"{ratio:10.3f}"
            else:
                line += "  outputs differ"
        print(line, flush=True)
        record.setdefault("run", {})[name] = medians
    if ratios:
        print(f"{'geometric mean':14}{'':20}{geometric_mean(ratios):10.3f}   ({len(ratios)} of {len(names)} programs)")
        record["geometric_mean"] = geometric_mean(ratios)


def build_times(tools, environment, rounds, work, record):
    print("\nBuilds: wall s, CPU s, peak MB; sizes in MB, plain and with -ldflags='-s -w'")
    print(f"{'program':14}{'tool':>10}{'wall':>9}{'CPU':>9}{'memory':>9}{'size':>9}{'-s -w':>9}")
    for name, folder, package in BUILDS:
        for tool, command in tools.items():
            cold, env = [], dict(environment[tool])
            output = os.path.join(work, "built")
            for _ in range(rounds if tool == "tuco" else 1):
                cache = tempfile.mkdtemp(dir=work)
                env["GOCACHE"] = cache
                result = build(command, package, output, folder, env)
                if result[3] != 0:
                    break
                cold.append(result)
                if tool != "gc":
                    shutil.rmtree(cache, ignore_errors=True)
            if result[3] != 0:
                complain(f"{name}: {tool} does not build it", result)
                continue
            size = os.path.getsize(output) / 1e6
            rows = [("cold" if tool == "gc" else "", statistics.median(r[0] for r in cold), cold)]
            if tool == "gc":
                os.remove(output)
                # A flag of the linker that changes the output makes gc link again, as a change of main would.
                warm = build(command, package, output, folder, env, ["-ldflags=-X=main.nobody=1"])
                rows.append(("warm", warm[0], [warm]))
            stripped = build(command, package, output, folder, env, ["-ldflags=-s -w"])
            small = os.path.getsize(output) / 1e6 if stripped[3] == 0 else float("nan")
            for label, wall, results in rows:
                cpu, memory = (statistics.median(r[i] for r in results) for i in (1, 2))
                print(f"{name:14}{(tool + ' ' + label).strip():>10}{wall:9.2f}{cpu:9.2f}{memory:9.0f}{size:9.2f}{small:9.2f}", flush=True)
                record.setdefault("build", {})[f"{name} {tool} {label}".strip()] = [wall, cpu, memory, size, small]
            shutil.rmtree(env["GOCACHE"], ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=5, metavar="ROUNDS", help="runs of each program (default 5)")
    parser.add_argument("--no-run", action="store_true", help="leave the run times out")
    parser.add_argument("--no-build", action="store_true", help="leave the builds out")
    parser.add_argument("--gc", metavar="COMMAND", help="the gc to compare with (default: go, if it is one)")
    parser.add_argument("--tuco", metavar="COMMAND", default=os.environ.get("TUCO", os.path.join(HERE, "..", "bin", "tuco")))
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    parser.add_argument("program", nargs="*", help="names of programs in bench/ (default: all)")
    options = parser.parse_args()

    tools, record = {}, {}
    if os.access(options.tuco, os.X_OK):
        tools["tuco"] = os.path.abspath(options.tuco)
    else:
        print(f"tuco absent: {options.tuco}")
    gc, version = find_gc(options.gc)
    if gc:
        tools["gc"] = gc
        print(f"gc: {version} ({gc}); {os.cpu_count()} cores")
    else:
        print("gc absent: tuco only")
    if not tools:
        return 1
    clean = {k: v for k, v in os.environ.items() if k not in ("GOFLAGS", "GOPATH", "GODEBUG", "TUCO_DEBUG", "GOMAXPROCS")}
    environment = {tool: dict(clean, CGO_ENABLED="0", GOTOOLCHAIN="local", GO111MODULE="auto") for tool in tools}
    names = options.program or sorted(os.path.basename(p)[:-3] for p in glob.glob(os.path.join(HERE, "*.go")))
    with tempfile.TemporaryDirectory() as work:
        if not options.no_run:
            run_times(tools, environment, names, options.n, work, record)
        if not options.no_build:
            build_times(tools, environment, min(options.n, 3), work, record)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(record, file, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
