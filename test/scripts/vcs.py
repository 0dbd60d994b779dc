"""The host of the scripts' repositories, made from the scripts in GOROOT/src/cmd/go/testdata/vcstest.

Each of those builds a repository or a folder and says what serves it (`handle git|dir|auth|insecure`). It is run at the
first request below its name; the commits are the same bytes each time, since the times are in the script. Subversion,
Mercurial, Bazaar and Fossil are answered with 501. An answer is (status, headers, body)."""
import base64, json, os, posixpath, re, shutil, subprocess, threading, zipfile
from urllib.parse import quote, unquote
import commands, conditions, txtar
from engine import Broken, Command, Engine, Failure, Skipped, State, Usage

GIT_CONFIG = """[user]
\tname = Go Gopher
\temail = gopher@golang.org
[init]
\tdefaultBranch = main
[core]
\teol = lf
[gui]
\tencoding = utf-8
"""


def text(status, message, *headers):
    return status, [("Content-Type", "text/plain; charset=utf-8")] + list(headers), (message + "\n").encode()


def at(state, arguments):
    if len(arguments) != 1:
        raise Usage()
    state.setenv("GIT_COMMITTER_DATE", arguments[0])
    state.setenv("GIT_AUTHOR_DATE", arguments[0])


def handle(state, arguments):
    if len(arguments) not in (1, 2):
        raise Usage()
    if arguments[0] not in HANDLERS:
        raise Failure("no server for " + arguments[0])
    state.handler = HANDLERS[arguments[0]], state.path(arguments[1]) if len(arguments) > 1 else state.pwd


def modzip(state, arguments):
    """A module's archive from a folder: modzip FILE PATH@VERSION FOLDER."""
    if len(arguments) != 3 or "@" not in arguments[1]:
        raise Usage()
    target, folder = state.path(arguments[0]), state.path(arguments[2])
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as z:
        for root, folders, files in os.walk(folder):
            folders.sort()
            for name in sorted(files):
                path = os.path.join(root, name)
                info = zipfile.ZipInfo("%s/%s" % (arguments[1], os.path.relpath(path, folder)))
                z.writestr(info, commands.read(path))


def unquoted(state, arguments):
    if len(arguments) != 1:
        raise Usage()
    return commands.says(commands.unquote(arguments[0]))


def engine(goroot):
    table = commands.common()
    for name, run in (("at", at), ("handle", handle), ("modzip", modzip), ("unquote", unquoted)):
        table[name] = Command(run)
    for name in ("git", "hg", "bzr", "fossil", "svn", "svnadmin"):
        table[name] = commands.program(name, shutil.which(name))
    return Engine(table, conditions.default_table(goroot))


def serve_git(folder, environment, request):
    """The repository by git's own CGI program."""
    env = {**environment, "GIT_PROJECT_ROOT": folder, "GIT_HTTP_EXPORT_ALL": "1", "REQUEST_METHOD": request.method,
           "PATH_INFO": unquote(request.path), "QUERY_STRING": request.query, "SERVER_PROTOCOL": "HTTP/1.1",
           "GATEWAY_INTERFACE": "CGI/1.1", "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(request.body)),
           "CONTENT_TYPE": request.headers.get("Content-Type", "")}
    for name, value in request.headers.items():
        env["HTTP_" + name.upper().replace("-", "_")] = value
    if request.headers.get("Git-Protocol"):
        env["GIT_PROTOCOL"] = request.headers["Git-Protocol"]
    done = subprocess.run(["git", "http-backend"], input=request.body, capture_output=True, env=env, cwd=folder,
                          timeout=120)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    headers = [tuple(line.split(": ", 1)) for line in head.decode("latin-1").split("\r\n") if ": " in line]
    status = [value for name, value in headers if name.lower() == "status"]
    headers = [h for h in headers if h[0].lower() != "status"]
    return int(status[0].split()[0]) if status else 200, headers, body


def serve_folder(folder, environment, request):
    """Files as a plain web server has them: index.html for a folder, whose address ends in a slash."""
    url = unquote(request.path) or "/"
    url = url if url.startswith("/") else "/" + url
    path = os.path.join(folder, posixpath.normpath(url).lstrip("/"))
    query = "?" + request.query if request.query else ""
    if url.endswith("/index.html"):
        return text(301, "moved", ("Location", "./" + query))
    if os.path.isdir(path):
        if not url.endswith("/"):
            return text(301, "moved", ("Location", quote(posixpath.basename(url)) + "/" + query))
        index = os.path.join(path, "index.html")
        if os.path.isfile(index):
            return 200, [("Content-Type", "text/html; charset=utf-8")], commands.read(index)
        names = sorted(n + "/" if os.path.isdir(os.path.join(path, n)) else n for n in os.listdir(path))
        body = "<pre>\n%s</pre>\n" % "".join('<a href="%s">%s</a>\n' % (quote(n), n) for n in names)
        return 200, [("Content-Type", "text/html; charset=utf-8")], body.encode()
    if os.path.isfile(path):
        return 200, [("Content-Type", "application/octet-stream")], commands.read(path)
    return text(404, "404 page not found")


def serve_guarded(folder, environment, request):
    """Files for those who know the password in the nearest .access above them."""
    url = posixpath.normpath("/" + unquote(request.path).lstrip("/"))
    if posixpath.basename(url).startswith("."):
        return text(400, "the name has a leading dot")
    path = os.path.join(folder, url.lstrip("/"))
    if not os.path.exists(path):
        return text(404, "404 page not found")
    inner = path if os.path.isdir(path) else os.path.dirname(path)
    while not os.path.exists(os.path.join(inner, ".access")) and len(inner) > len(folder):
        inner = os.path.dirname(inner)
    access = json.loads(commands.read(os.path.join(inner, ".access")))
    word = "%s:%s" % (access.get("Username", ""), access.get("Password", ""))
    if request.headers.get("Authorization", "") == "Basic " + base64.b64encode(word.encode()).decode():
        return serve_folder(folder, environment, request)
    code = access.get("StatusCode") or 401
    asks = [("WWW-Authenticate", "basic realm=" + url)] if code == 401 else []
    return text(code, access.get("Message", ""), *asks)


def serve_insecure(folder, environment, request):
    """Sends https to http."""
    query = "?" + request.query if request.query else ""
    return text(302, "found", ("Location", "http://%s%s%s" % (request.host, request.path, query)))


HANDLERS = {"git": serve_git, "dir": serve_folder, "auth": serve_guarded, "insecure": serve_insecure}


def host_name(goroot):
    """The name that the scripts know the host by: the only one in the list of cmd/go's own test server."""
    with open(os.path.join(goroot, "src/cmd/go/internal/vcweb/vcstest/vcstest.go")) as f:
        return re.search(r"Hosts = \[\]string\{\s*\"([^\"]+)\"", f.read()).group(1)


class Host:
    def __init__(self, goroot, folder):
        self.name = host_name(goroot)
        self.scripts, self.folder = os.path.join(goroot, "src/cmd/go/testdata/vcstest"), folder
        self.engine, self.made, self.locks, self.lock = engine(goroot), {}, {}, threading.Lock()
        home = os.path.join(folder, "home")
        os.makedirs(os.path.join(home, ".config/git"))
        commands.write(os.path.join(home, ".gitconfig"), GIT_CONFIG.encode())
        commands.write(os.path.join(home, ".config/git/ignore"), b"")
        self.environment = {"USER": "gopher", "HOME": home, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}

    def script(self, path):
        """The script below whose name a path lies: folders as far as they go, then NAME.txt."""
        name = ""
        for part in path.strip("/").split("/"):
            name = os.path.join(name, part)
            if not os.path.isdir(os.path.join(self.scripts, name)):
                break
        return name

    def make(self, name):
        """Runs a script once; returns (handler, folder, environment) or the message of its failure."""
        with self.lock:
            lock = self.locks.setdefault(name, threading.Lock())
        with lock:
            if name not in self.made:
                try:
                    self.made[name] = self.build(name)
                except (Broken, Skipped, Failure) as e:
                    self.made[name] = str(e)
            return self.made[name]

    def build(self, name):
        script, files = txtar.read(os.path.join(self.scripts, name + ".txt"))
        folder = os.path.join(self.folder, "repositories", name)
        os.makedirs(folder)
        state = State(folder, self.environment)
        state.handler = None
        state.extract(files)
        self.engine.run(state, script, name)
        state.close()
        if state.handler is None:
            raise Broken("the script sets no handler")
        return state.handler + (state.environment,)

    def answer(self, request):
        path = posixpath.normpath(unquote(request.path))
        name = self.script(path)
        if not os.path.isfile(os.path.join(self.scripts, name + ".txt")):
            return text(404, "404 page not found")
        made = self.make(name)
        if isinstance(made, str):
            return text(501 if "not installed" in made or "no server" in made else 500, made)
        handler, folder, environment = made
        request.path = request.path[len("/" + name):]
        return handler(folder, environment, request)
