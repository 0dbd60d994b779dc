#!/usr/bin/env python3
"""Downloads of modules: from a proxy of the test's own whose answers are wrong in all ways (test/fetch/server.py), by
several processes at once, killed at any moment; from git repositories; with credentials. What must hold after each is
that the cache is sound, and that the next run succeeds.
  test/fetch.py [-h] [-v] [-full] [NAME...]
-full: 200 interruptions rather than 20, and a server that is silent for 30 s; -v: how long each took. NAME: test_NAME
below alone. Compares with gc's go where there is one. TUCO in the environment: another tuco than bin/tuco."""
import os, random, re, shutil, signal, ssl, stat, subprocess, sys, tempfile, threading, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "fetch"))
import server

SCRIPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scripts")
if os.path.isdir(SCRIPTS):
    sys.path.append(SCRIPTS)
try:
    import sumdb  # the checksum database of the scripts' engine
except ImportError:
    sumdb = None

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TUCO = os.environ.get("TUCO", os.path.join(ROOT, "bin", "tuco"))
GO = shutil.which("go")
FULL = "-full" in sys.argv
M = "example.test/m"
passed, failed = 0, 0


def check(name, fine, more=""):
    global passed, failed
    passed, failed = passed + bool(fine), failed + (not fine)
    if not fine:
        print("FAIL %s\n%s" % (name, more), flush=True)


def remove(folder):
    for at, _, _ in os.walk(folder):
        os.chmod(at, 0o755)
    shutil.rmtree(folder, ignore_errors=True)


class Place:
    """A home with an empty module cache."""

    def __init__(self, proxy, **variables):
        self.dir = tempfile.mkdtemp(prefix="tuco-fetch-")
        self.cache, self.home, self.work = (os.path.join(self.dir, n) for n in ("cache", "home", "work"))
        os.mkdir(self.home)
        os.mkdir(self.work)
        self.write("home/.config/go/telemetry/mode", "off\n")  # gc's go leaves a process that writes there
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("GO") and not k.lower().endswith("_proxy")}
        self.env.update(HOME=self.home, GOPATH=os.path.join(self.dir, "path"), GOMODCACHE=self.cache, GOPROXY=proxy,
                        GOSUMDB="off", GOFLAGS="", GO111MODULE="", GOENV="off", GOTOOLCHAIN="local", LC_ALL="C.UTF-8")
        self.env.update(variables)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        remove(self.dir)

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)
        return path

    def start(self, *words, tool=None, **more):
        return subprocess.Popen([tool or TUCO, *words], cwd=self.work, env=self.env, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL, **more)

    def run(self, *words, tool=None, **more):
        p = self.start(*words, tool=tool, **more)
        out, err = p.communicate(timeout=120)
        return p.returncode, out, err

    def files(self):
        found = {}
        for at, folders, names in os.walk(self.cache):
            if os.path.relpath(at, self.cache) == "cache/vcs":
                folders.clear()
            for name in names + folders:
                path = os.path.join(at, name)
                mode = os.stat(path).st_mode
                with open(path, "rb") if stat.S_ISREG(mode) else open(os.devnull, "rb") as f:
                    content = f.read() if not name.endswith(".zip") else b""
                found[os.path.relpath(path, self.cache)] = stat.S_IFMT(mode), mode & 0o222 == 0, content
        return found

    def sound(self, name):
        """Nothing half is where anybody would take it for whole, and nothing is left over after a run that succeeded."""
        left = [f for f in self.files() if f.endswith(".tmp") or ".tmp-" in f or f.endswith(".partial")]
        check(name + ": nothing is left over", not left, str(left))
        for at, _, names in os.walk(os.path.join(self.cache, "cache", "download")):
            for n in names:
                if n.endswith(".zip"):
                    check(name + ": archive is whole", server.zipfile.ZipFile(os.path.join(at, n)).testzip() is None)


def matches(pattern, text):
    return re.search(pattern, text) is not None


def same_as_go(name, proxy, *words, **variables):
    """Output, status and cache as of gc's go."""
    if not GO:
        return
    results = []
    for tool in (TUCO, GO):
        with Place(proxy, **variables) as p:
            status, out, err = p.run("mod", "download", "-json", *words, tool=tool)
            results.append((status, out.replace(p.dir, "DIR"), err.replace(p.dir, "DIR"), p.files()))
    for what, a, b in zip(("status", "output", "errors", "cache"), *results):
        if what == "cache":
            differ = sorted(f for f in set(a) | set(b) if a.get(f) != b.get(f))
            check("%s: cache as go's" % name, not differ, str(differ))
        else:
            check("%s: %s as go's" % (name, what), a == b, "tuco: %s\ngo:   %s" % (a, b))


# ---- the tests


def test_truth(s):
    with Place(s.url + "/fine") as p:
        status, out, err = p.run("mod", "download", "-json", M + "@v1.0.0", M + "2@v1.1.0")
        check("truth", status == 0 and out.count('"Dir"') == 2, out + err)
        p.sound("truth")
        asked = len(s.asked)
        check("again", p.run("mod", "download", M + "@v1.0.0")[0] == 0)
        check("nothing is asked twice", len(s.asked) == asked, str(s.asked[asked:]))
        folder = os.path.join(p.cache, M + "@v1.0.0")
        check("read-only", not os.stat(folder).st_mode & 0o222 and not os.stat(folder + "/go.mod").st_mode & 0o222)
        shutil.rmtree(folder, ignore_errors=True)
        p.env["GOPROXY"] = "off"
        remove(folder)
        check("unpacked again, offline", p.run("mod", "download", M + "@v1.0.0")[0] == 0 and os.path.isdir(folder))
        status, _, err = p.run("mod", "download", M + "@v1.2.0")
        check("off", status == 1 and "module lookup disabled by GOPROXY=off" in err, err)
    same_as_go("truth", s.url + "/fine", M + "@v1.0.0", M + "2@v1.1.0", "example.test/Cap@v1.2.0")
    same_as_go("two versions", s.url + "/fine", M + "@v1.0.0", M + "@v1.2.0")


def test_files(s):
    """A cache is itself a proxy."""
    with Place(s.url + "/fine") as p:
        p.run("mod", "download", M + "@v1.0.0")
        source = "file://" + os.path.join(p.cache, "cache", "download")
        with Place(source) as q:
            check("file://", q.run("mod", "download", M + "@v1.0.0")[0] == 0)
            status, _, err = q.run("mod", "download", M + "@v1.1.0")
            check("file:// missing", status == 1 and "no such file or directory" in err, err)
        same_as_go("file://", source, M + "@v1.0.0", M + "@v1.1.0")


def test_statuses(s):
    for status in 404, 410, 500, 403, 503:
        bad, fine = "%s/status-%d" % (s.url, status), s.url + "/fine"
        with Place(bad) as p:
            code, _, err = p.run("mod", "download", M + "@v1.0.0")
            check("status %d" % status, code == 1 and "reading " + bad in err and "server response:\n\tthe server says\n"
                  "\tno, %d" % status in err, err)
            p.env["GOPROXY"] = bad + "," + fine
            code, _, err = p.run("mod", "download", M + "@v1.0.0")
            check("%d, and another proxy" % status, (code == 0) == (status in (404, 410)), err)
            p.env["GOPROXY"] = bad + "|" + fine
            check("%d| another proxy" % status, p.run("mod", "download", M + "@v1.0.0")[0] == 0)
            p.sound("status %d" % status)
        same_as_go("status %d" % status, bad, M + "@v1.0.0")
    same_as_go("no archive", s.url + "/status-404-.zip", M + "@v1.0.0")
    same_as_go("a broken list", s.url + "/status-500-.mod," + s.url + "/fine", M + "@v1.0.0")
    for proxy in ",", "ftp://x/", "nonsense", "file://x/y", "http://user:secret@127.0.0.1:1/":
        same_as_go("GOPROXY=" + proxy, proxy, M + "@v1.0.0")


def test_broken(s):
    """What comes is not what should: said, nothing kept, and the next run succeeds."""
    cases = {"cut-.zip": "unexpected EOF", "cut-.mod": "unexpected EOF", "cut-.info": "unexpected EOF",
             "dotdot": "|".join(["malformed", "invalid", "unexpected file"]), "absolute": "unexpected file",
             "case": "case-insensitive file name collision", "nested": "go.mod", "bomb": "too large", "empty": "zip: not a valid zip file",
             "text": "zip: not a valid zip file"}
    for fault, pattern in cases.items():
        with Place(s.url + "/" + fault) as p:
            code, _, err = p.run("mod", "download", M + "@v1.0.0")
            check(fault, code == 1 and matches(pattern, err), err)
            check(fault + ": nothing beside the cache", not os.path.exists(os.path.join(p.dir, "evil.go")))
            p.env["GOPROXY"] = s.url + "/fine"
            # What was checked and kept cannot be told to be wrong before it is unpacked, as with go.
            if fault in ("dotdot", "case", "nested", "bomb"):
                remove(p.cache)
            code, _, err = p.run("mod", "download", M + "@v1.0.0")
            check(fault + ": then the truth", code == 0, err)
            p.sound(fault)
    for fault in "cut-.zip", "absolute", "case", "nested", "empty", "text", "link", "folders", "folder-content":
        same_as_go(fault, s.url + "/" + fault, M + "@v1.0.0")


def test_redirections(s):
    with Place(s.url + "/redirect-9") as p:
        check("nine redirections", p.run("mod", "download", M + "@v1.0.0")[0] == 0)
    with Place(s.url + "/redirect-10") as p:
        code, _, err = p.run("mod", "download", M + "@v1.0.0")
        check("ten redirections", code == 1 and "stopped after 10 redirects" in err, err)


def test_sums(s):
    """go.sum has another sum than what comes: the end of it."""
    wrong = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    for suffix, what in ("", M + "@v1.0.0"), ("/go.mod", M + "@v1.0.0/go.mod"):
        with Place(s.url + "/fine") as p:
            p.write("work/go.mod", "module main\n\ngo 1.20\n\nrequire %s v1.0.0\n" % M)
            p.write("work/go.sum", "%s v1.0.0%s %s\n" % (M, suffix, wrong))
            code, _, err = p.run("mod", "download", M + "@v1.0.0")
            check("go.sum%s" % suffix, code == 1 and err.startswith("verifying %s: checksum mismatch\n\tdownloaded: h1:" % what)
                  and "SECURITY ERROR\nThis download does NOT match an earlier download recorded in go.sum.\n" in err
                  and "\tgo.sum:     " + wrong in err, err)
            check("go.sum stays", open(os.path.join(p.work, "go.sum")).read().endswith(wrong + "\n"))
            check("nothing unpacked", not os.path.exists(os.path.join(p.cache, M + "@v1.0.0")))
    with Place(s.url + "/fine") as p:
        p.write("work/go.mod", "module main\n\ngo 1.20\n\nrequire %s v1.0.0\n" % M)
        p.write("work/go.sum", "nonsense\n")
        code, _, err = p.run("mod", "download", M + "@v1.0.0")
        check("malformed go.sum", code == 1 and matches(r"malformed go.sum:\n.*go.sum:1: wrong number of fields 1", err), err)


def test_together(s):
    """Several processes, gc's among them, fill one cache."""
    words = ["%s%d@%s" % (M, i, v) for i in range(6) for v in server.VERSIONS]
    with Place(s.url + "/slow") as p:
        tools = [TUCO, TUCO, GO or TUCO, TUCO]
        running = [p.start("mod", "download", *random.sample(words, len(words)), tool=t) for t in tools]
        ends = [r.communicate() + (r.returncode,) for r in running]
        check("together", all(e[2] == 0 for e in ends), str(ends))
        p.sound("together")
        archives = [a for a, _ in s.asked if a.startswith("/slow/") and a.endswith(".zip")]
        check("each archive once", len(archives) == len(set(archives)), str(len(archives)))


def test_interrupted(s):
    words = ["%s%d@v1.0.0" % (M, i) for i in range(6)]
    with Place(s.url + "/slow") as p:
        started = time.time()
        p.run("mod", "download", *words)
        whole = time.time() - started
        remove(p.cache)
        for i in range(200 if FULL else 20):
            running = p.start("mod", "download", *words)
            time.sleep(random.random() * whole)
            running.send_signal(random.choice([signal.SIGINT, signal.SIGKILL, signal.SIGTERM]))
            running.communicate()
            if i % 10 == 9:
                p.env["GOPROXY"] = s.url + "/fine"
                code, out, err = p.run("mod", "download", *words, tool=random.choice([TUCO, GO or TUCO]))
                check("after interruptions", code == 0, out + err)
                p.sound("after interruptions")
                p.env["GOPROXY"] = s.url + "/slow"
                remove(p.cache)


def test_full_disk(s):
    """No file may be longer than 4 KB: as on a full disk, writing fails in the midst."""
    import resource

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))

    with Place(s.url + "/fine") as p:
        code, _, err = p.run("mod", "download", M + "@v1.0.0", preexec_fn=limit)
        check("full disk", code == 1 and "file too large" in err, err)
        check("then with room", p.run("mod", "download", M + "@v1.0.0")[0] == 0)
        p.sound("full disk")


def on_terminal(p, *words):
    """Runs it with a terminal as standard error; returns status, output and what the terminal got."""
    import fcntl, pty, struct, termios
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
    running = subprocess.Popen([TUCO, *words], cwd=p.work, env=p.env, stdout=subprocess.PIPE, stderr=theirs, text=True,
                               stdin=subprocess.DEVNULL)
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 4096):
            seen += piece
    except OSError:
        pass  # nobody has it open any more
    os.close(ours)
    out, _ = running.communicate()
    return running.returncode, out, seen.decode()


def screen(seen):
    """The lines that stand on a terminal in the end."""
    lines = []
    for line in seen.split("\n"):
        cells = ""
        for piece in line.split("\r"):
            cells = piece + cells[len(piece):]
        lines.append(cells.rstrip())
    return lines


def test_progress(s):
    """A terminal shows bytes while they come, and nothing of it in the end; what is no terminal gets nothing."""
    words = ["mod", "download", M + "@v1.0.0", M + "2@v1.0.0"]
    with Place(s.url + "/slow-40", TERM="xterm") as p:
        code, out, seen = on_terminal(p, *words)
        check("progress", code == 0 and matches(r"go: [12] downloads?, 0\.\d of 0\.\d MB\s*\r", seen), repr(seen))
        check("progress: nothing is left", screen(seen) == [""], repr(seen))
        remove(p.cache)
        p.write("work/go.mod", "module main\n\ngo 1.20\n")
        code, out, seen = on_terminal(p, "get", M + "@v1.0.0", M + "2@v1.0.0")
        lines = screen(seen)
        check("progress: between lines", code == 0 and lines[-1] == "" and all(l.startswith("go: ") for l in lines[:-1])
              and sorted(lines)[-2:] == ["go: downloading example.test/m v1.0.0", "go: downloading example.test/m2 v1.0.0"]
              and " MB" in seen and not any(" MB" in l for l in lines), repr(seen))
        remove(p.cache)
        code, out, err = p.run(*words)
        check("progress: no terminal", code == 0 and err == "", err)
        p.env["TERM"] = "dumb"
        remove(p.cache)
        check("progress: dumb", on_terminal(p, *words)[2] == "")


def test_silence(s):
    if not FULL:
        return
    with Place(s.url + "/silent") as p:
        started = time.time()
        code, _, err = p.run("mod", "download", M + "@v1.0.0")
        check("silence", code == 1 and "timeout" in err and time.time() - started < 60, err)


def test_private(s):
    same_as_go("GONOPROXY", s.url + "/fine", M + "@v1.0.0", GONOPROXY="example.test/other", GOVCS="*:off")
    with Place(s.url + "/fine", GOPRIVATE="*.test", GOVCS="public:git") as p:
        code, _, err = p.run("mod", "download", "git.example.test/r.svn@v1.0.0")
        check("private by svn", code == 1 and "not supported yet: modules in svn repositories" in err, err)
    for variables in {"GOVCS": "public:hg"}, {"GOVCS": "git.example.test:off"}, {"GOVCS": "x"}, {"GOVCS": "a:b,a:c"}:
        same_as_go("GOVCS=%s" % variables["GOVCS"], "direct", "git.example.test/r.git@v1.0.0", **variables)
    same_as_go("svn", "direct", "git.example.test/r.svn@v1.0.0")


def test_git(s):
    if not shutil.which("git"):
        return
    with Place("direct") as p:
        repo = os.path.join(p.dir, "repo")
        config = p.write("gitconfig", '[user]\n name = n\n email = a@b.c\n[init]\n defaultBranch = main\n'
                         '[url "file://%s"]\n insteadOf = https://git.example.test/r\n' % repo)
        env = dict(p.env, GIT_CONFIG_GLOBAL=config, GIT_CONFIG_SYSTEM=os.devnull)
        path = "git.example.test/r.git"
        clock = [1577836800]

        def git(*words):
            clock[0] += 3600
            dates = {n: "%d +0000" % clock[0] for n in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")}
            return subprocess.run(["git", *words], cwd=repo, env=dict(env, **dates), check=True, text=True,
                                  capture_output=True).stdout.strip()

        def commit(tag, **changed):
            for name, text in changed.items():
                p.write("repo/" + name.replace("__", "/").replace("_", "."), text)
            git("add", "-A")
            git("commit", "-qm", "x")
            for t in tag.split():
                git("tag", t)

        os.mkdir(repo)
        git("init", "-q")
        commit("v1.0.0 sub/v0.1.0", go_mod="module %s\n" % path, r_go="package r\n", LICENSE="Free.\n",
               sub__go_mod="module %s/sub\n" % path, sub__s_go="package sub\n")
        commit("v1.1.0 v2.0.0", r_go="package r // 2\n")
        git("branch", "dev")
        commit("v4.0.0 v1.2.0+meta", v4__go_mod="module %s/v4\n" % path, v4__a_go="package v4\n")
        first = git("rev-parse", "HEAD")
        git("rm", "-q", "go.mod", "v4/go.mod")
        commit("v5.0.0", r_go="package r // 5\n")
        commit("", _gitattributes="*.txt export-ignore\nx.go export-subst\n", x_txt="a\r\n", x_go="// $Format:%H$\n")
        last = git("rev-parse", "HEAD")
        variables = {"GIT_CONFIG_GLOBAL": config, "GIT_CONFIG_SYSTEM": os.devnull}
        for version in ("v1.0.0", "v1.1.0", "dev", "main", "v1.3.0", "v2.0.0", "v5.0.0", "v5.0.0+incompatible", "HEAD",
                        "v1.2.0+meta", first, last[:12], "v0.0.0-20200101000000-" + last[:12], "v1.0.1-0.20200101000000-"
                        "abcdefabcdef")[::1 if FULL else 3]:
            same_as_go("git " + version, "direct", path + "@" + version, **variables)
        for word in ("/sub@v0.1.0", "/sub@main", "/v4@v4.0.0", "/v4@main", "/v5@v5.0.0", "/no@v1.0.0")[::1 if FULL else 2]:
            same_as_go("git " + word, "direct", path + word, **variables)
        p.env.update(variables)
        check("git", p.run("mod", "download", path + "@v1.0.0", path + "/sub@v0.1.0")[0] == 0)
        p.sound("git")


class Database:
    """A checksum database over the modules of the server, passed on by it; and what is wrong with it."""

    def __init__(self, s):
        self.fault, self.asked, self.s = "", [], s
        self.log = sumdb.Log(self.lines)
        for i in range(300):  # tiles that are full, and one above them
            self.log.number(M + str(i), "v1.0.0")
        for version in server.VERSIONS:
            self.log.number(M, version)

    def lines(self, module, version):
        content = server.files(module, version)
        tree = {"%s@%s/%s" % (module, version, name): text for name, text in content.items()}
        wrong = "wrong" if self.fault == "record" else ""
        return "%s %s %s\n%s %s/go.mod %s\n" % (module, version, hash1(tree) + wrong, module, version,
                                              hash1({"go.mod": content["go.mod"]}))

    def answer(self, handler):
        fault, begin = self.fault, "/fine/sumdb/" + sumdb.NAME
        if not handler.path.startswith(begin):
            return None
        path = handler.path[len(begin):]
        self.asked.append(path)
        if fault.startswith("status "):
            return int(fault[7:]), "no\n"
        if path == "/supported":
            return 200, b""
        status, body = self.log.answer(path, lambda t: t.replace("!", ""))
        if fault == "tile" and path.startswith("/tile/"):
            body = bytes([body[0] ^ 1]) + body[1:]
        if fault == "signature":
            body = body.replace(b"\xe2\x80\x94 " + sumdb.NAME.encode() + b" ", b"\xe2\x80\x94 " + sumdb.NAME.encode() + b" A", 1)
        if fault == "sum" and path.startswith("/lookup/"):
            body = body.replace(b" h1:", b" h1:A", 1)
        if fault == "cut":
            return status, body, True
        return status, body


def hash1(files):
    import base64, hashlib
    lines = ["%s  %s\n" % (hashlib.sha256(files[name].encode()).hexdigest(), name) for name in sorted(files)]
    return "h1:" + base64.b64encode(hashlib.sha256("".join(lines).encode()).digest()).decode()


def test_database(s):
    if not sumdb:
        return
    faults = {"tile": "SECURITY|tile|inconsistent|invalid", "signature": "signature|malformed", "sum": "cannot authenticate record data",
              "status 500": "500 Internal Server Error", "status 404": "", "cut": "unexpected EOF"}
    for fault, pattern in faults.items():
        with Place(s.url + "/fine", GOSUMDB=sumdb.SIGNER.verifier()) as p:
            db = Database(s)
            s.more = db.answer
            db.fault = fault
            code, _, err = p.run("mod", "download", M + "@v1.0.0")
            check("database: " + fault, code == 1 and matches(pattern, err) and "verifying go.mod" in err, err)
            check("database: %s: nothing is kept" % fault, not any(f.endswith((".zip", ".mod")) for f in p.files()))
            db.fault = ""
            code, _, err = p.run("mod", "download", M + "@v1.0.0")
            check("database: %s, then the truth" % fault, code == 0, err)
            db.asked.clear()
            code, _, err = p.run("mod", "download", M + "@v1.0.0")
            check("database: known", code == 0 and not db.asked, err + str(db.asked))
        if fault in ("status 500", "sum"):
            db.fault = fault
            same_as_go("database: " + fault, s.url + "/fine", M + "@v1.0.0", GOSUMDB=sumdb.SIGNER.verifier())
    with Place(s.url + "/fine", GOSUMDB=sumdb.SIGNER.verifier()) as p:
        db = Database(s)
        s.more = db.answer
        check("database", p.run("mod", "download", M + "@v1.0.0")[0] == 0)
        latest = os.path.join(p.dir, "path", "pkg", "sumdb", sumdb.NAME, "latest")
        check("database: head", "303\n" in open(latest).read())
        # Another log that has the same key: a server that shows different people different things.
        fork = Database(s)
        fork.log = sumdb.Log(lambda m, v: "%s %s h1:other\n%s %s/go.mod h1:other\n" % (m, v, m, v))
        for i in range(400):
            fork.log.number(M + str(i), "v1.1.0")
        s.more = fork.answer
        code, _, err = p.run("mod", "download", M + "7@v1.1.0")
        check("database: a fork", code == 1 and "downloaded inconsistent tile" in err, err)
        check("database: head stays", "303\n" in open(latest).read())
        s.more = db.answer
        p.env["GONOSUMDB"] = M
        db.fault = "status 500"
        check("GONOSUMDB", p.run("mod", "download", M + "@v1.1.0")[0] == 0)
    db.fault = ""
    same_as_go("database", s.url + "/fine", M + "@v1.0.0", M + "@v1.2.0", M + "299@v1.0.0",
               GOSUMDB=sumdb.SIGNER.verifier())
    s.more = None
    for key in "nonsense", "a+b+c d e", sumdb.SIGNER.verifier() + " http://127.0.0.1:1/x", "unknown.example":
        same_as_go("GOSUMDB=" + key, s.url + "/fine", M + "@v1.0.0", GOSUMDB=key)


def test_credentials(s):
    """GOAUTH, at a server that asks who it is."""
    if not shutil.which("openssl"):
        return
    with Place("") as p:
        key, cert = os.path.join(p.dir, "key.pem"), os.path.join(p.dir, "cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days",
                        "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
                       check=True, capture_output=True)
        secure = server.Server()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        secure.socket = context.wrap_socket(secure.socket, server_side=True, do_handshake_on_connect=False)
        secure.more = lambda h: None if h.headers["Authorization"] == "Basic dXNlcjpwYXNz" else (401, "who are you?\n")
        port = secure.server_port
        p.env.update(GOPROXY="https://localhost:%d/fine" % port, GOAUTH="off")
        word = M + "@v1.0.0"
        code, _, err = p.run("mod", "download", word)
        check("an unknown certificate", code == 1 and "certificate" in err, err)
        p.env["SSL_CERT_FILE"] = cert
        code, _, err = p.run("mod", "download", word)
        check("without credentials", code == 1 and "401 Unauthorized" in err and "who are you?" in err, err)
        p.write("home/.netrc", "machine localhost:%d login user password pass\n" % port)
        p.env["GOAUTH"] = "netrc"
        check("netrc", p.run("mod", "download", word)[0] == 0)
        remove(p.cache)
        script = p.write("auth.sh", "#!/bin/sh\nprintf 'https://localhost:%d\\n\\nAuthorization: Basic dXNlcjpwYXNz\\n\\n'\n" % port)
        os.chmod(script, 0o755)
        os.remove(os.path.join(p.home, ".netrc"))
        p.env["GOAUTH"] = script
        check("a command", p.run("mod", "download", word)[0] == 0)
        remove(p.cache)
        p.env["GOAUTH"] = "off; netrc"
        code, _, err = p.run("mod", "download", word)
        check("off and more", code == 1 and "GOAUTH=off cannot be combined" in err, err)
        p.env["GOAUTH"] = "git " + p.dir
        p.write("home/.gitconfig", '[credential]\n helper = "!f() { echo username=user; echo password=pass; }; f"\n')
        code, _, err = p.run("mod", "download", word)
        check("git", code == 0, err)
        secure.shutdown()


def main():
    tests = [name[5:] for name in globals() if name.startswith("test_")]
    flags, wanted = ([w for w in sys.argv[1:] if w.startswith("-") == flag] for flag in (True, False))
    if set(flags) & {"-h", "--help"}:
        print(__doc__)
        return
    unknown = [w for w in flags if w not in ("-v", "-full")] + [w for w in wanted if w not in tests]
    if unknown:
        sys.exit("fetch: no such flag or test: %s (tests: %s)" % (" ".join(unknown), " ".join(tests)))
    s = server.Server()
    for name in wanted or tests:
        started = time.time()
        globals()["test_" + name](s)
        if "-v" in flags:
            print("%-14s %.1f s" % (name, time.time() - started), flush=True)
    print("fetch: %d passed, %d failed" % (passed, failed))
    sys.exit(failed != 0)


main()
