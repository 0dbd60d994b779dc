"""The conditions of scripts. What upstream's test asks of itself (how it was built, what the machine has) is asked of
the machine and of the go under test; what belongs to a system other than linux/amd64 comes from GOROOT's own tables."""
import functools, os, re, shutil, subprocess, tempfile
from engine import Broken

HOST = ("linux", "amd64")
BUILD_MODES = {"archive", "c-archive", "c-shared", "default", "exe", "pie", "plugin", "shared"}


def target(state):
    return state.environment.get("GOOS") or HOST[0], state.environment.get("GOARCH") or HOST[1]


@functools.lru_cache(maxsize=None)
def known(goroot, table):
    """The names in a table of GOROOT/src/internal/syslist: KnownOS or KnownArch."""
    with open(os.path.join(goroot, "src/internal/syslist/syslist.go")) as f:
        body = f.read().split("var %s = " % table)[1].split("\n}")[0]
    return set(re.findall(r'"(\w+)":\s*true', body))


@functools.lru_cache(maxsize=None)
def experiments(goroot):
    """All experiments' names, and those that are on unless switched off."""
    with open(os.path.join(goroot, "src/internal/goexperiment/flags.go")) as f:
        body = f.read().split("type Flags struct {")[1].split("\n}")[0]
    names = {n.lower() for n in re.findall(r"^\t([A-Z]\w*)\s+bool", body, re.M)}
    with open(os.path.join(goroot, "src/internal/buildcfg/exp.go")) as f:
        body = f.read().split("goexperiment.Flags{")[1].split("}")[0]
    return names, {n.lower() for n in re.findall(r"^\s*([A-Z]\w*):", body, re.M)}


def git_version():
    try:
        text = subprocess.run(["git", "version"], capture_output=True, text=True).stdout
    except OSError:
        return ()
    found = re.search(r"git version\s+(\d+)\.(\d+)", text)
    return tuple(map(int, found.groups())) if found else ()


@functools.lru_cache(maxsize=None)
def case_sensitive():
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, "FILE"), "w").close()
        return not os.path.exists(os.path.join(folder, "file"))


def one_of(value, names):
    def holds(state, suffix):
        if suffix != value and suffix not in names():
            raise Broken("unknown name %s in a condition" % suffix)
        return suffix == value
    return holds


def experiment(goroot):
    def holds(state, suffix):
        names, on = experiments(goroot)
        on = set(on)
        for word in filter(None, state.environment.get("GOEXPERIMENT", "").split(",")):
            on = set() if word == "none" else on - {word[2:]} if word[:2] == "no" and word[2:] in names else on | {word}
        base = suffix[2:] if suffix.startswith("no") and suffix[2:] in names else suffix
        if base not in names:
            raise Broken("unknown experiment " + suffix)
        return (base in on) == (base == suffix)
    return holds


def debug_setting(state, suffix):
    return suffix in [word.strip() for word in state.environment.get("GODEBUG", "").split(",")]


def default_table(goroot, short=False):
    def plain(value):
        return lambda state: value

    table = {
        "GOOS:": one_of(HOST[0], lambda: known(goroot, "KnownOS")),
        "GOARCH:": one_of(HOST[1], lambda: known(goroot, "KnownArch")),
        "compiler:": one_of("gc", lambda: {"gc", "gccgo"}),
        "exec:": lambda state, suffix: shutil.which(suffix) is not None,
        "root": lambda state: os.geteuid() == 0,
        "short": plain(short),
        "verbose": plain(False),
        "bzr": lambda state: shutil.which("bzr") is not None,
        "git-sha256": lambda state: git_version() >= (2, 29),
    }
    return table


def of_go(goroot, short=False, cgo=False):
    """cgo: whether the go under test is asked to build C; race, msan and asan need that."""
    def with_cgo(state):
        return cgo and target(state) == HOST

    def build_mode(state, mode):
        return mode in (BUILD_MODES if target(state) == HOST else ("archive", "default", "exe"))

    table = default_table(goroot, short)
    table.update({
        "abscc": lambda state: False,
        "asan": with_cgo, "msan": with_cgo, "race": with_cgo,
        "buildmode:": build_mode,
        "case-sensitive": lambda state: case_sensitive(),
        "cc:": lambda state, name: name == (state.environment.get("CC") or "gcc"),
        "cgo": lambda state: cgo,
        "cgolinkext": lambda state: False,
        "cross": lambda state: False,
        "fuzz": lambda state: target(state)[0] in ("linux", "darwin", "windows", "freebsd", "openbsd"),
        "fuzz-instrumented": lambda state: target(state)[1] in ("amd64", "arm64", "loong64"),
        "GODEBUG:": debug_setting,
        "GOEXPERIMENT:": experiment(goroot),
        "git": lambda state: bool(git_version()),
        "go-builder": lambda state: False,
        "link": lambda state: True,
        "mustlinkext": lambda state: False,
        "net:": lambda state, host: False,  # loopback only
        "pielinkext": lambda state: False,
        "symlink": lambda state: True,
        "trimpath": lambda state: False,
    })
    return table
