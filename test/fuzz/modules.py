#!/usr/bin/env python3
"""Files that commands about modules read, with parts changed at random: whatever stands there, a command ends within 30
seconds of its processors, with status 0 to 2, without a report of a sanitizer, with a message if it fails, and go.mod is written whole.
  test/fuzz/modules.py [-h] [-v] [-n COUNT | -seconds S] [-first SEED] [KIND ...]
KIND: a row of KINDS below. TUCO in the environment: the tuco to run; else build/asan/tuco if that is there, else
bin/tuco. What fails is kept: build/fuzz-modules/KIND-SEED. Ends with a count."""
import argparse, os, random, resource, shutil, subprocess, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GO_MOD = """module example.com/m // main

go 1.21.0

toolchain go1.22.1

require (
	example.com/a v1.2.3
	example.com/b/v2 v2.0.0-20200101000000-abcdefabcdef // indirect
	example.com/c v3.0.0+incompatible
)

exclude example.com/a v1.2.2
replace example.com/a => ./a
replace (
	example.com/b/v2 v2.0.0-20200101000000-abcdefabcdef => ./b
	example.com/c => "./c"
)
retract [v1.0.0, v1.1.0] // oops
tool example.com/a/cmd
ignore ./testdata
godebug panicnil=1
"""
GO_SUM = "".join("example.com/%s v1.%d.0%s h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n" % (m, n, suffix)
                 for m in "abc" for n in range(3) for suffix in ("", "/go.mod"))
GO_WORK = "go 1.21\n\ntoolchain go1.22.1\n\nuse (\n\t.\n\t./a // it\n)\nuse ./b\nreplace example.com/c => ./c\ngodebug panicnil=1\n"
MODULES_TXT = """# example.com/a v1.2.3 => ./a
## explicit; go 1.20
example.com/a
# example.com/b/v2 v2.0.0-20200101000000-abcdefabcdef => ./b
## explicit
# example.com/c v3.0.0+incompatible => ./c
## explicit
# example.com/a => ./a
# example.com/c => ./c
"""
TEMPLATE = ('{{range $i, $d := .Deps}}{{if gt $i 2}}{{break}}{{else}}{{printf "%-5s|%q" $d $i}}{{end}}{{end}}{{with .Module}}'
            '{{.Path | len | print}}{{end}}{{define "t"}}{{.}}{{end}}{{template "t" .Name}}{{- /* c */ -}}{{join .GoFiles ","}}')
REUSE = '{"Path":"example.com/a","Version":"v1.2.3","Query":"latest","Origin":{"VCS":"git","URL":"https://x.test/y","Ref":"refs/heads/x","Hash":"00"},"Reuse":true}\n'
ENV = "GOFLAGS=-mod=mod '-tags=a b'\nGOPROXY=off\nGOPRIVATE=*.x,y/[a-z]*\n# no\nGOVCS=public:git|hg,private:all\n"
SOURCE = ('//go:build !x && (linux || a.b)\n\n// Package m.\npackage m\n\nimport (\n\t"fmt"\n\t. "example.com/a"\n)\n\n'
          '//go:embed a/*.txt "b c" `d`\nvar x string\n\n//go:debug panicnil=1\n//go:generate echo $GOFILE "a b"\n')
# What is changed ("" the words of the command line), its text, and the commands that read it.
KINDS = {
    "go.mod": ("go.mod", GO_MOD, ["mod edit -json", "mod edit -fmt", "mod edit -require=x.com/y@v1.0.0 -droprequire=example.com/a -exclude=a.b/c@v1.0.0",
                                  "list -m -e all", "mod tidy -e", "mod graph", "mod verify", "get -tool example.com/a@none"]),
    "dependency": ("a/go.mod", GO_MOD, ["mod graph", "list -m -e -json all", "mod tidy -e", "mod vendor -e", "mod why -m all"]),
    "go.sum": ("go.sum", GO_SUM, ["mod tidy -e", "mod verify", "mod graph", "mod download -json"]),
    "go.work": ("go.work", GO_WORK, ["work edit -json", "work edit -fmt", "work use -r .", "list -m all", "work vendor -e", "list ./..."]),
    "modules.txt": ("vendor/modules.txt", MODULES_TXT, ["list -mod=vendor -deps -e ./...", "list -mod=vendor -m -e all", "mod vendor -e"]),
    "source": ("m.go", SOURCE, ["list -e -json -test -compiled", "mod tidy -e", "generate -n ./...", "list -e -deps -json .", "mod why -m all"]),
    "template": ("", TEMPLATE, ["list -e -f", "list -m -e -f"]),
    "reuse": ("reuse.json", REUSE, ["list -m -reuse=reuse.json -e example.com/a@latest", "mod download -reuse=reuse.json -json example.com/a@v1.2.3"]),
    "env": ("env", ENV, ["env -json", "list -m -e all", "env -changed", "mod download x.y/z@v1.0.0"]),
    "version": ("program", None, ["version -m program", "version -m -json program", "version -v ."]),
    "netrc": ("netrc", "machine x.test\nlogin a\npassword b\nmacdef m\nx\n\ndefault login q\n", ["mod download -json x.test/a@v1.0.0"]),
}
WORDS = ["(", ")", "=>", ",", "//", "/*", "\n", "\r\n", "\t", " ", '"', "`", "\\", "..", "../..", "/", "@", "v1.0.0", "v0.0.0-00010101000000-000000000000",
         "require", "replace", "go", "toolchain", "use", "[", "]", "#", "##", "=", "h1:", "+incompatible", "\ufeff", "é", "{{", "}}", "%!", "1e999",
         "9" * 30, "a" * 300, "-", ".", "$", "~"]


def change(rng, data):
    """Some cuts, repetitions, words and bytes at random places."""
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice([1, 2, 5, 20, 100]))
        how = rng.randrange(8)
        if how == 0:
            data = data[:at] + data[end:]
        elif how == 1:
            data = data[:end] + data[at:end] * rng.choice([1, 2, 500]) + data[end:]
        elif how == 2:
            data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1:]
        elif how == 3:
            data = data[:at] if rng.randrange(3) == 0 else data
        elif how == 4:
            lines = data.splitlines(keepends=True)
            rng.shuffle(lines)
            data = b"".join(lines)
        else:
            data = data[:at] + rng.choice(WORDS).encode() + data[at if how == 5 else end:]
    return data


def write(folder, name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def make_tree(folder):
    for name in "m", "a", "b", "c":
        at = folder if name == "m" else os.path.join(folder, name)
        path = {"b": "b/v2"}.get(name, name)
        write(at, name + ".go", b"package %s\n" % name.encode())
        write(at, "go.mod", GO_MOD.encode() if name == "m" else b"module example.com/%s\n\ngo 1.20\n" % path.encode())
    write(folder, "m.go", b'package m\n\nimport _ "example.com/a"\n')


def problem_of(run, folder, go_mod):
    if run.returncode not in (0, 1, 2):
        return "status %d" % run.returncode
    text = run.stdout + run.stderr
    for sign in b"Sanitizer", b"runtime error:", b"internal compiler error", b"out of memory":
        if sign in text:
            return sign.decode()
    if run.returncode and not text.strip():
        return "failed without a message"
    with open(os.path.join(folder, "go.mod"), "rb") as f:
        now = f.read()
    return "go.mod is gone" if go_mod and not now else None


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))  # a machine that is busy is no fault


def one(tuco, program, kind, seed, keep):
    """Runs the commands of a kind on one changed text. Returns what is wrong, None: nothing."""
    rng = random.Random("%s %d" % (kind, seed))
    name, text, commands = KINDS[kind]
    data = change(rng, program if text is None else text.encode())
    with tempfile.TemporaryDirectory(prefix="tuco-fuzz-") as top:
        folder = os.path.join(top, "m")
        make_tree(folder)
        if name:
            write(folder, name, data)
            os.chmod(os.path.join(folder, name), 0o755)  # version looks at those alone
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "TMPDIR") or k.endswith("SAN_OPTIONS")}
        env = {"ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1", **kept, "HOME": top,
               "GOPROXY": "http://127.0.0.1:1", "GOSUMDB": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0",
               "NETRC": os.path.join(folder, "netrc"), "GOENV": os.path.join(folder, "env") if kind == "env" else "off"}
        words = rng.choice(commands).split()
        if not name:
            words.append(data.replace(b"\0", b"").decode(errors="replace"))
        with open(os.path.join(folder, "go.mod"), "rb") as f:
            before = f.read()
        try:
            run = subprocess.run([tuco, *words], cwd=folder, env=env, capture_output=True, timeout=600, stdin=subprocess.DEVNULL,
                                 preexec_fn=limit)
            problem = problem_of(run, folder, before)
        except subprocess.TimeoutExpired:
            run, problem = None, "more than 600 s"
        if problem:
            shutil.rmtree(keep, ignore_errors=True)
            write(keep, "command", " ".join(words).encode(errors="replace") + b"\n" + (run.stdout + run.stderr if run else b""))
            write(keep, os.path.basename(name) or "words", data)
        return problem


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int)
    parser.add_argument("-seconds", type=float, default=60)
    parser.add_argument("-first", type=int, default=1)
    parser.add_argument("-v", action="store_true")
    parser.add_argument("kinds", nargs="*", default=list(KINDS))
    options = parser.parse_args()
    sanitized = os.path.join(ROOT, "build", "asan", "tuco")
    tuco = os.environ.get("TUCO") or (sanitized if os.path.exists(sanitized) else os.path.join(ROOT, "bin", "tuco"))
    with tempfile.TemporaryDirectory() as folder:  # an executable of tuco's own
        write(folder, "go.mod", b"module x\n")
        write(folder, "x.go", b"package main\n\nfunc main() {}\n")
        subprocess.run([os.path.join(ROOT, "bin", "tuco"), "build", "-o", "x", "."], cwd=folder, check=True)
        with open(os.path.join(folder, "x"), "rb") as f:
            program = f.read()
    passed, failed, began, seed = 0, 0, time.time(), options.first
    while seed - options.first < options.n if options.n else time.time() - began < options.seconds:
        for kind in options.kinds:
            problem = one(tuco, program, kind, seed, os.path.join(ROOT, "build", "fuzz-modules", "%s-%d" % (kind, seed)))
            passed, failed = passed + (not problem), failed + bool(problem)
            if problem or options.v:
                print("%s%s, seed %d: %s" % ("FAIL " if problem else "", kind, seed, problem or "fine"), flush=True)
        seed += 1
    print("modules: %d passed, %d failed" % (passed, failed))
    raise SystemExit(failed != 0)


main()
