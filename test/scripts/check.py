#!/usr/bin/env python3
"""Tests the engine of test/scripts by itself: language, expressions, signatures, trees, versions. No go is run.

  test/scripts/check.py"""
import base64, hashlib, os, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import commands, conditions, ed25519, engine, goregexp, modules, sumdb, txtar

FAILED = []


def equal(what, got, want):
    if got != want:
        FAILED.append(what)
        print("FAIL %s: %r, want %r" % (what, got, want))


def words(text, variables=None):
    return ["".join(part if quoted else engine.expand(part, variables or {}) for part, quoted in word)
            for word in engine.words(text)]


def language():
    equal("quotes", words("a 'b  c' d'e'f # g"), ["a", "b  c", "def"])
    equal("doubled quote", words("'don''t' ''''"), ["don't", "'"])
    equal("no expansion in quotes", words("'$X'$X${X}", {"X": "1"}), ["$X11"])
    equal("separators", words("${/}a${:}$", {"/": "/", ":": ":"}), ["/a:$"])
    equal("a value in an expression", engine.expand("^$X$", {"X": "a.b"}, True), r"^a\.b$")
    line = engine.parse("[!short] [GOOS:linux] ! go build x &")
    equal("line", (line.conditions, line.want, line.name, line.background),
          ([("short", False), ("GOOS:linux", True)], "!", "go", True))
    equal("empty", engine.parse("   # nothing"), None)
    for bad in ("'a", "! ! go", "[short]", "[] go"):
        try:
            engine.parse(bad)
            equal("refused: " + bad, True, False)
        except engine.Broken:
            pass
    equal("archive", txtar.parse("c\n-- a --\nx\n-- b/c --\ny"), ("c\n", [("a", "x\n"), ("b/c", "y\n")]))


def expressions():
    for pattern, text, want in (
            ("^b$", "a\nb\nc", True), (r"b\z", "a\nb", True), (r"a\z", "a\nb", False), (r"\Qa.b\E.", "a.bc", True),
            (r"\Qa.b\E", "axb", False), ("a(?s).c", "a\nc", True), ("x|(?i)B", "b", True), ("[[:digit:]]x", "2x", True),
            ("[^]]", "]", False), ("{a}", "{a}", True), (r"\x{41}", "A", True), ("[[]", "[", True),
            ("a{2}", "aa", True),
            ("(?P<n>a)b", "ab", True), ("(a(?i)b)C", "aBC", True), ("(a(?i)b)C", "aBc", False)):
        equal("%s in %r" % (pattern, text), bool(goregexp.compile(pattern).search(text)), want)
    equal("count", goregexp.count(goregexp.compile("a*"), "baaac"), 3)


def run(script, files=(), environment=()):
    """Returns (the verdict, the state)."""
    with tempfile.TemporaryDirectory() as folder:
        state = engine.State(folder, dict({"PATH": os.environ["PATH"]}, **dict(environment)))
        state.extract(files)
        table = conditions.default_table("/nowhere")
        try:
            engine.Engine(commands.common(), table).run(state, script, "test")
            verdict = "passed"
        except engine.Skipped as e:
            verdict = "skipped " + str(e)
        except engine.Broken as e:
            verdict = str(e)
        state.close()
        return verdict, state


def scripts():
    for script, want in (
            ("echo a b\nstdout '^a b$'\n! stderr .", "passed"),
            ("cat f\nstdout -count=2 a\n! stdout -count=3 a\ngrep -q a f\n! exists g\ncp f g\ncmp f g", "passed"),
            ("replace a \\n f\ncp f g\n! grep a g\nmkdir d/e\nmv g d/e/h\ncd d/e\nexists h\nrm ../../d\n", "passed"),
            ("env X=f\ncmp $X f\n? cmp f h\n[root] stop\n[!root] stop\nnonsense", "passed"),
            ("[compiler:gc] skip 'no reason'\nnonsense", "skipped no reason"),
            ("exec sh -c 'echo e >&2; exit 3'", "test:1: exec sh -c 'echo e >&2; exit 3': exit status 3"),
            ("! exec sh -c 'echo e >&2; exit 3'\nstderr ^e\n! stdout .", "passed"),
            ("exec sh -c 'echo 1' &\n! exec sh -c 'echo 2; false' &\nwait\nstdout '^1\\n2$'", "passed"),
            ("exec false &\nwait", "test:2: wait: exec: exit status 1"),
            ("! echo", "test:1: ! echo: unexpected success"),
            ("symlink l -> f\ncmp l f\nchmod 0444 f\nexists -readonly f\n! exists -exec f\nsleep 1ms", "passed"),
            ("nonsense", "test:1: nonsense: unknown command nonsense"),
            ("[odd] stop", "test:1: [odd] stop: unknown condition odd")):
        equal(script, run(script, [("f", "a\na\n")])[0], want)
    state = engine.State("/tmp", {"PATH": os.environ["PATH"]}, deadline=0)
    equal("out of time", state.start("/bin/sleep", ["60"])()[2] is not None and state.expired, True)


def signatures():
    """The first two tests of RFC 8032; the log against the tree's definition."""
    for seed, message, want in (
            ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "", "e5564300c360ac72"),
            ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72", "92a009a9f0d4cab8")):
        equal("signature", ed25519.Key(bytes.fromhex(seed)).sign(bytes.fromhex(message)).hex()[:16], want)

    def root(leaves):
        if len(leaves) == 1:
            return hashlib.sha256(b"\0" + leaves[0]).digest()
        left = 1 << (len(leaves) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + root(leaves[:left]) + root(leaves[left:])).digest()
    log = sumdb.Log(lambda path, version: path + version + "\n")
    for n in range(1, 40):
        log.number("m%d" % n, "v1.0.0")
        equal("root of %d" % n, log.root(), root([b"m%dv1.0.0\n" % i for i in range(1, n + 1)]))
    equal("tile", log.tile(2, "1", 1, 4), b"".join(log.complete(2, i) for i in range(4, 8)))
    equal("tile that is not there yet", log.tile(2, "1", 3, 4), None)
    equal("tile of leaves", log.tile(3, "0", 4, 7), b"".join(log.leaves[32:39]))
    equal("key", base64.b64decode(sumdb.SIGNER.verifier().split("+", 2)[2])[0], 1)


def versions():
    ordered = ["v1", "v1.2.3-alpha.1", "v1.2.3-alpha.beta", "v1.2.3-pre", "v1.2.3", "v1.10.0", "v2.0.0-0.2018"]
    equal("order", sorted(reversed(ordered), key=modules.order), ordered)
    several = "v0.0.0-20180628003336-dd9747d19b04", "v1.2.4-0.20180628003336-dd9747d19b04", "v1.2.3-pre", "v1.2.3"
    equal("pseudo", [modules.is_pseudo(v) for v in several], [True, True, False, False])
    equal("allowed", [modules.allowed(*m) for m in (("a.b/c", "v1.0.0"), ("a.b/c", "v2.0.0"), ("a.b/c/v2", "v2.0.0"),
                                                    ("a.b/c", "v2.0.0+incompatible"), ("gopkg.in/c.v2", "v2.1.0"))],
          [True, False, True, True, True])
    equal("escapes", [modules.unescape("!ab"), modules.unescape("Ab"), modules.escape("aB")], ["Ab", None, "a!b"])


def main():
    parts = (language, expressions, scripts, signatures, versions)
    for part in parts:
        part()
    print("script engine: %d parts, %d failed" % (len(parts), len(FAILED)))
    sys.exit(1 if FAILED else 0)


if __name__ == "__main__":
    main()
