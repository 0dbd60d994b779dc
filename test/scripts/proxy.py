"""The module proxy of the scripts: serves GOROOT/src/cmd/go/testdata/mod, with the faulty corners that scripts ask for.

  /mod/PATH/@v/list, /@v/VERSION.info|mod|zip, /@latest     the protocol of `go help goproxy`
  /mod/invalid/..., /mod/404/...                            nonsense; that status
  /mod/redirect/N/...                                       N redirections first
  /mod/sumdb/NAME/...                                       the checksum database, as proxies pass it on
  /mod/sumdb-500/...                                        that status for the database, the rest as usual
  /mod/sumdb-direct|sumdb-wrong|sumdb-redirect/M@V:/...  the database itself; wrong sums; another module's record"""
import base64, hashlib, io, json, os, re, threading, zipfile
import modules, sumdb, txtar

MISSING = 404, b"404 page not found\n"


def hash1(files):
    """The h1: sum of (name, text) pairs."""
    lines = ["%s  %s\n" % (hashlib.sha256(txtar.encode(text)).hexdigest(), name) for name, text in sorted(files)]
    return "h1:" + base64.b64encode(hashlib.sha256("".join(lines).encode()).digest()).decode()


class Proxy:
    def __init__(self, folder):
        self.folder, self.archives, self.zips, self.lock = folder, {}, {}, threading.Lock()
        self.versions = {}
        for file in sorted(os.listdir(folder)):
            path, _, version = file[:-4].rpartition("_v") if file.endswith(".txt") else ("", "", "")
            path, version = modules.unescape(path.replace("_", "/")), modules.unescape("v" + version)
            if path and version and modules.path_allowed(path):
                self.versions.setdefault(path, []).append(version)
        self.right = sumdb.Log(self.sums)
        self.wrong = sumdb.Log(lambda *m: "%s %s h1:wrong\n%s %s/go.mod h1:wrong\n" % (m + m))
        for path, versions in self.versions.items():
            for version in versions:
                self.right.number(path, version)

    def archive(self, path, version):
        name = "%s_%s.txt" % (modules.escape(path).replace("/", "_"), modules.escape(version))
        with self.lock:
            if name not in self.archives:
                try:
                    self.archives[name] = txtar.read(os.path.join(self.folder, name))[1]
                except OSError:
                    self.archives[name] = None
            return self.archives[name]

    def sums(self, path, version):
        files = self.archive(path, version)
        if files is None:
            return None
        tree = [("%s@%s/%s" % (path, version, name), text) for name, text in files if not name.startswith(".")]
        mod = "".join([text for name, text in files if name == ".mod"][-1:])
        return "%s %s %s\n%s %s/go.mod %s\n" % (path, version, hash1(tree), path, version, hash1([("go.mod", mod)]))

    def zip(self, path, version, files):
        with self.lock:
            if (path, version) not in self.zips:
                out = io.BytesIO()
                with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
                    for name, text in files:
                        if name not in (".info", ".mod", ".zip"):
                            inner = name[1:] if name.startswith("/") else "%s@%s/%s" % (path, version, name)
                            z.writestr(zipfile.ZipInfo(inner), txtar.encode(text))
                self.zips[path, version] = out.getvalue()
            return self.zips[path, version]

    def of_commit(self, path, commit):
        """The highest version made from a commit, else what was asked."""
        best = ""
        for version in self.versions.get(path, []):
            if modules.order(version) <= modules.order(best):
                continue
            if modules.is_pseudo(version):
                known = version[version.rindex("-") + 1:]
            else:
                info = [text for name, text in self.archive(path, version) or [] if name == ".info"]
                try:
                    known = json.loads(info[0]).get("Short", "") if info else ""
                except ValueError:
                    known = ""
            if known.startswith(commit) or commit.startswith(known):
                best = version
        return best or commit

    def listing(self, path):
        if path not in self.versions:
            return MISSING
        shown = [v for v in self.versions[path] if not modules.is_pseudo(v) and modules.allowed(path, v)]
        return 200, "".join(v + "\n" for v in shown).encode()

    def file(self, path, name):
        version, _, kind = name.rpartition(".")
        version = modules.unescape(version)
        if not version:
            return MISSING
        if re.fullmatch("[0-9a-f]+", version):
            version = self.of_commit(path, version)
        files = self.archive(path, version)
        if files is None:
            return MISSING
        if kind == "zip":
            return 200, self.zip(path, version, files)
        found = [text for file, text in files if kind in ("info", "mod") and file == "." + kind]
        return (200, txtar.encode(found[0])) if found else MISSING

    def module(self, request):
        escaped, at, rest = request.rpartition("/@latest")
        if at:
            path = modules.unescape(escaped)
            version = modules.latest(self.versions.get(path, []))
            return self.file(path, modules.escape(version) + ".info") if version else MISSING
        escaped, at, name = request.partition("/@v/")
        path = modules.unescape(escaped)
        if not at or not path or not modules.path_allowed(path):
            return MISSING
        return self.listing(path) if name == "list" else self.file(path, name)

    def database(self, head, rest):
        """The paths that begin with sumdb-..."""
        if head == "sumdb-direct":
            return self.right.answer("/" + rest, modules.unescape)
        if head == "sumdb-wrong":
            return self.wrong.answer("/" + rest, modules.unescape)
        if head == "sumdb-redirect":
            other, colon, path = rest.partition(":")
            if not colon:
                return 500, b""
            path = "/lookup/" + other if path.startswith("/lookup/") else path
            return self.right.answer(path, modules.unescape)
        status = head[len("sumdb-"):]
        if status.isdigit() and int(status) >= 200:
            return (int(status), b"") if rest.startswith("sumdb/") else self.answer("/mod/" + rest)
        return None

    def answer(self, path):
        """(status, body) or (status, body, location)."""
        if not path.startswith("/mod/"):
            return MISSING
        path = path[len("/mod/"):]
        head, _, rest = path.partition("/")
        if head == "invalid":
            return 200, b"invalid"
        if head.isdigit() and int(head) >= 200:
            return int(head), b""
        if head.startswith("sumdb-"):
            special = self.database(head, rest)
            if special:
                return special
        if head == "redirect":
            count, _, rest = rest.partition("/")
            left = int(count) - 1
            return 302, b"", "/mod/" + ("redirect/%d/" % left if left > 0 else "") + rest
        if path == "sumdb/%s/supported" % sumdb.NAME:
            return 200, b""
        if path.startswith("sumdb/%s/" % sumdb.NAME):
            return self.right.answer(path[len("sumdb/" + sumdb.NAME):], modules.unescape)
        return self.module(path)
