#!/usr/bin/env python3
"""Runs the scripts of cmd/go's own test suite, GOROOT/src/cmd/go/testdata/script, with tuco as the go command, and
those about fuzzing, which upstream keeps in cmd/internal/fuzztest.

  test/scripts/run.py [-j N] [-t SECONDS] [-v] [-n] [-short] [-go PATH] [-cache DIR] [-logs DIR] [-keep] [--update]
                      [-every N] [NAME ...]

A NAME is a script's, or a pattern for the shell's * and ?. The scripts are read where they are; engine.py has their
language, servers.py what they reach by the network (loopback only). Run by root, they run as nobody. -go PATH runs
another go command, which shows what the engine is worth. -n parses only: commands, conditions and expressions of all
scripts are known, the lists beside are sound. -cache keeps the build cache between runs, -keep the scripts' folders.
-every N runs each N-th of those that would be run.

left-out.txt has the scripts that are not run, known.txt those that fail today, each with a reason. A script that fails
and is not in known.txt fails the run; so does one that is there and passes, until --update takes it out."""
import argparse, fnmatch, json, os, pwd, signal, subprocess, sys, tempfile, threading, time, traceback
# What the library would import later, when nobody may not be able to read it.
import concurrent.futures.thread, email.parser, encodings.idna

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import commands, conditions, engine, goregexp, proxy, servers, sumdb, txtar, vcs

TUCO = os.path.join(HERE, "..", "..", "bin", "tuco")
# First words of the names of scripts about commands other than those for modules and building.
OTHER = {"cover", "dist", "doc", "fix", "fmt", "fuzz", "gopath", "test", "test2json", "testing", "vet"}
PASSED, FAILED, SKIPPED, LEFT_OUT = "passed", "failed", "skipped", "left out"


def rows(name):
    """A list beside this file: script, tab, reason."""
    out = {}
    with open(os.path.join(HERE, name)) as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                script, _, reason = line.rstrip("\n").partition("\t")
                if script in out or not reason.strip():
                    sys.exit("%s: %s: twice, or without a reason" % (name, script))
                out[script] = reason.strip()
    return out


def scripts_of(goroot):
    """The path of each script, by name."""
    folders = [os.path.join(goroot, "src/cmd", f, "testdata/script") for f in ("go", "internal/fuzztest")]
    return {f[:-4]: os.path.join(folder, f) for folder in folders for f in os.listdir(folder) if f.endswith(".txt")}


def category(name):
    return name.split("_")[0]


class Suite:
    """Folders, servers and variables that all scripts of a run share."""

    def __init__(self, options, goroot, top):
        self.options, self.goroot, self.top, self.states = options, goroot, top, []
        self.scripts = scripts_of(goroot)
        go = os.path.join(top, "bin", "go")
        os.mkdir(os.path.join(top, "bin"))
        os.symlink(options.go, go)
        os.mkdir(os.path.join(top, "work"))
        path = [p for p in os.environ.get("PATH", "").split(":") if p and os.access(p, os.X_OK)]
        os.environ["PATH"] = ":".join(path)
        os.environ.pop("GOROOT", None)
        self.engine = engine.Engine(commands.of_go(go), conditions.of_go(goroot, options.short))
        self.environment = self.variables(go, path)

    def variables(self, go, path):
        with open(os.path.join(self.goroot, "VERSION")) as f:
            version = f.readline().strip()[2:]
        host = vcs.Host(self.goroot, self.top)
        cache = self.options.cache or os.path.join(self.top, "cache")
        fixed = {
            "PATH": ":".join([os.path.dirname(go)] + path), "HOME": "/no-home", "CCACHE_DISABLE": "1",
            "GOARCH": "amd64", "GOCACHE": cache, "GOCOVERDIR": "", "GODEBUG": "", "GOEXE": "",
            "GOEXPERIMENT": "", "GOOS": "linux",
            "GOPRIVATE": "", "GOROOT": self.goroot, "GOTRACEBACK": "system", "GONOPROXY": "", "GONOSUMDB": "",
            "GOVCS": "*:all", "GOTOOLCHAIN": "auto", "HGRCPATH": "", "CGO_ENABLED": "0", "devnull": os.devnull,
            "goversion": version, "newline": "\n", "TESTGO_GOHOSTARCH": "amd64", "TESTGO_GOHOSTOS": "linux",
            "TESTGO_GOROOT": self.goroot, "TESTGO_EXE": go, "GOSUMDB": sumdb.SIGNER.verifier(),
            "GOPROXY": servers.start_modules(proxy.Proxy(os.path.join(self.goroot, "src/cmd/go/testdata/mod"))),
        }
        fixed.update(servers.start_forward(host, self.top))
        return fixed

    def state(self, name):
        """A fresh state, in the layout that scripts expect: $WORK/gopath/src is where they begin."""
        work = os.path.join(self.top, "work", name)
        for inner in ("tmp", "telemetry", "gopath/src"):
            os.makedirs(os.path.join(work, inner))
        state = engine.State(work, self.environment, time.monotonic() + self.options.t)
        state.setenv("WORK", work)
        state.setenv("TEST_TELEMETRY_DIR", work + "/telemetry")
        state.setenv("TMPDIR", work + "/tmp")
        state.setenv("GOPATH", work + "/gopath")
        state.chdir("gopath/src")
        self.states.append(state)
        return state

    def interrupt(self):
        """Ends every script that runs; a second interruption (the terminal's and the parent's) changes nothing."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for state in list(self.states):
            state.deadline, state.expired = 0, True
            state.kill()

    def run(self, name):
        """Returns (verdict, message, log, seconds)."""
        began, verdict, message = time.monotonic(), PASSED, ""
        state = self.state(name)
        try:
            script, files = txtar.read(self.scripts[name])
            state.extract(files)
            self.engine.run(state, script, name)
        except engine.Skipped as e:
            verdict, message = SKIPPED, str(e)
        except engine.Broken as e:
            verdict, message = FAILED, str(e)
        except Exception:
            verdict, message = FAILED, "the engine: " + traceback.format_exc()
        state.close()
        self.states.remove(state)
        work = state.folder
        if not self.options.keep:
            commands.remove(work)
        log = "".join(state.log).replace(work, "$WORK")
        return verdict, message.replace(work, "$WORK"), log, time.monotonic() - began


def check(scripts, names, goroot):
    """Parses all scripts; returns the number of faults."""
    faults, machine = 0, engine.Engine(commands.of_go("go"), conditions.of_go(goroot))
    state = engine.State("/", {})
    for name in names:
        script = txtar.read(scripts[name])[0]
        for number, text in enumerate(script.split("\n"), 1):
            try:
                line = None if text.startswith("#") else engine.parse(text)
                if line is None:
                    continue
                for tag, _ in line.conditions:
                    machine.holds(state, tag)
                if line.name not in machine.commands:
                    raise engine.Broken("unknown command " + line.name)
                arguments = machine.arguments(state, line, machine.commands[line.name])
                if line.name in ("stdout", "stderr", "grep"):
                    pattern = [a for a in arguments if not a.startswith(("-count=", "-q"))]
                    goregexp.compile(pattern[0])
            except Exception as e:
                faults += 1
                print("%s:%d: %s: %s" % (name, number, text, e))
    print("%d scripts parsed, %d faults" % (len(names), faults))
    return faults


def work(options, goroot, top, names):
    """Runs scripts, printing what does not pass; returns {name: result}."""
    suite, lock, results = Suite(options, goroot, top), threading.Lock(), {}

    def one(name):
        result = suite.run(name)
        with lock:
            results[name] = result
            if result[0] == FAILED or options.v:
                print("%-7s %s (%.1f s) %s" % (result[0], name, result[3], result[1]), flush=True)
            if result[0] == FAILED and options.v:  # what the script said since its last comment
                print("    " + result[2][result[2].rfind("\n#") + 1:].strip().replace("\n", "\n    "), flush=True)
    pool = concurrent.futures.thread.ThreadPoolExecutor(options.j)
    try:
        list(pool.map(one, names))
    except KeyboardInterrupt:
        suite.interrupt()
        pool.shutdown(cancel_futures=True)
        raise
    return results


def unprivileged(options, goroot, top, names):
    """As work, in a child that gives up root for nobody."""
    nobody = pwd.getpwnam("nobody")
    for folder in [top] + ([options.cache] if options.cache else []):
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
        os.environ["HOME"] = top
        os.chdir(top)
        status = 1
        try:
            with os.fdopen(write, "w") as f:
                json.dump(work(options, goroot, top, names), f)
            status = 0
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        os._exit(status)
    os.close(write)
    with os.fdopen(read) as f:
        try:
            text = f.read()
        except KeyboardInterrupt:
            os.kill(child, signal.SIGINT)
            os.waitpid(child, 0)
            raise
    if os.waitpid(child, 0)[1]:
        sys.exit("the run ended early")
    return json.loads(text)


def table(results):
    """Totals by category, then of the two kinds of commands."""
    verdicts = (PASSED, FAILED, SKIPPED, LEFT_OUT)
    totals = {}
    for name, result in results.items():
        kinds = (category(name), "\x7fother commands" if category(name) in OTHER else "\x7fmodules and building")
        for kind in kinds + ("\x7f\x7fall",):
            totals.setdefault(kind, dict.fromkeys(verdicts, 0))[result[0]] += 1
    print("%-22s %8s %8s %8s %8s %8s" % (("",) + verdicts + ("pass",)))
    for kind in sorted(totals):
        counts = totals[kind]
        run = counts[PASSED] + counts[FAILED]
        share = "%7.1f%%" % (100 * counts[PASSED] / run) if run else ""
        print("%-22s %8d %8d %8d %8d %8s" % ((kind.strip("\x7f"),) + tuple(counts[v] for v in verdicts) + (share,)))


def judge(options, results):
    """Compares with known.txt; returns the exit status."""
    known = {} if options.other else rows("known.txt")
    new = sorted(n for n, r in results.items() if r[0] == FAILED and n not in known)
    mended = sorted(n for n, r in results.items() if r[0] in (PASSED, LEFT_OUT) and n in known)
    if mended and options.update:
        path = os.path.join(HERE, "known.txt")
        with open(path) as f:
            lines = [line for line in f if line.split("\t")[0] not in mended]
        with open(path, "w") as f:
            f.writelines(lines)
    for name in mended:
        print("%s is in known.txt and passes" % name)
    if new:
        print("failed and not in known.txt: " + " ".join(new))
    passed = sum(r[0] == PASSED for r in results.values())
    wrong = len(new) + (0 if options.update else len(mended))
    left = known.keys() & results.keys() - set(mended)
    print("scripts: %d passed, %d failed, %d known failures" % (passed, wrong, len(left)))
    return 1 if wrong else 0


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].strip())
    parser.add_argument("-j", type=int, default=os.cpu_count())
    parser.add_argument("-t", type=float, default=600)
    parser.add_argument("-every", type=int, default=1)
    parser.add_argument("-go", default="")
    parser.add_argument("-cache", default="")
    parser.add_argument("-logs", default="")
    for flag in ("-v", "-n", "-short", "-keep", "--update"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    options.other = bool(options.go)
    options.go = os.path.realpath(options.go or TUCO)
    for name in ("cache", "logs"):
        folder = getattr(options, name)
        if folder:
            setattr(options, name, os.path.abspath(folder))
            os.makedirs(folder, exist_ok=True)
    return options


def chosen(options, scripts):
    names = sorted(scripts)
    left_out, known = rows("left-out.txt"), rows("known.txt")
    for name in [n for n in left_out if n not in names] + [n for n in known if n not in names or n in left_out]:
        sys.exit("left-out.txt, known.txt: %s is no script, or is in both" % name)
    picked = [n for n in names if not options.names or any(fnmatch.fnmatchcase(n, p) for p in options.names)]
    # A script asked for by its own name is run even where it is left out.
    return picked, {n: r for n, r in left_out.items() if n in picked and n not in options.names}


def main():
    options = arguments()
    goroot = subprocess.run([options.go, "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
    scripts = scripts_of(goroot)
    picked, left_out = chosen(options, scripts)
    if options.n:
        sys.exit(1 if check(scripts, picked, goroot) else 0)
    if not picked:
        sys.exit("no such script")
    names = [n for n in picked if n not in left_out][::options.every]
    os.umask(0o022)
    top = tempfile.mkdtemp(prefix="tuco-scripts-")
    try:
        results = (unprivileged if os.geteuid() == 0 else work)(options, goroot, top, names)
    finally:
        if options.keep:
            print("kept: " + top)
        else:
            commands.remove(top)
    if options.every == 1:
        results.update({name: (LEFT_OUT, reason, "", 0) for name, reason in left_out.items()})
    for name, result in results.items():
        if options.logs:
            with open(os.path.join(options.logs, name + ".log"), "wb") as f:
                f.write(txtar.encode("%s %s\n%s" % (result[0], result[1], result[2])))
    table(results)
    sys.exit(judge(options, results))


if __name__ == "__main__":
    main()
