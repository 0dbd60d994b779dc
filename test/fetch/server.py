"""A module proxy on this machine whose answers are as wrong as its URL says: http://127.0.0.1:PORT/FAULT/MODULE/@v/....

Modules are made up: example.test/NAME at v1.0.0 to v1.2.0, each with a few files. FAULT:
  fine                 the truth
  status-N[-SUFFIX]    that status (for files that end so, else the truth)
  cut-SUFFIX           bodies of such files end in their middle
  silent               takes the question and says nothing
  wrong                archives and go.mod files have other content
  dotdot, absolute, case, bomb, link, nested, empty, text    archives that hold what none may
  redirect-N           that many redirections before the truth
  slow[-N]             bodies come in small pieces, N (2) ms between them
  folders              archives with entries for folders
  folder-content       such an entry that has content, too"""
import http.server, io, re, socket, socketserver, threading, time, zipfile

VERSIONS = ["v1.0.0", "v1.1.0", "v1.2.0"]
PATH = re.compile(r"/([^/]+)/(.+)/@v/(list|v[^/]*)$")


def go_mod(module, wrong=False):
    return "module %s\n\ngo 1.%d\n" % (module, 19 if wrong else 20)


def files(module, version):
    name = module.rsplit("/", 1)[1]
    code = "package %s\n\n// Version is %s.\n" % (name, version)
    big = "".join("// line %d of %s\n" % (i, module) for i in range(3000))
    return {"go.mod": go_mod(module), name + ".go": code, "LICENSE": "Free.\n", "sub/Big.go": "package sub\n\n" + big}


def archive(module, version, fault):
    prefix, out = "%s@%s/" % (module, version), io.BytesIO()
    content = files(module, version)
    if fault == "wrong":
        content["more.go"] = "package more\n"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name in sorted(content):
            z.writestr(prefix + name, content[name])
        if fault == "dotdot":
            z.writestr(prefix + "../../../../evil.go", "package evil\n")
        if fault == "absolute":
            z.writestr("/tmp/evil.go", "package evil\n")
        if fault == "case":
            z.writestr(prefix + "licence.go", "package a\n")
            z.writestr(prefix + "LICENCE.go", "package a\n")
        if fault == "link":
            info = zipfile.ZipInfo(prefix + "link.go")
            info.external_attr = 0o120777 << 16
            z.writestr(info, "/etc/passwd")
        if fault in ("folders", "folder-content"):
            z.writestr(prefix + "more/", "")
        if fault == "folder-content":
            z.writestr(prefix + "much/", "package much\n")
        if fault == "nested":
            z.writestr(prefix + "sub/GO.MOD", "module x\n")
        if fault == "bomb":
            with z.open(prefix + "bomb.go", "w") as f:
                for _ in range(600):
                    f.write(bytes(1 << 20))
    return out.getvalue()


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 64

    def __init__(self):
        self.archives, self.asked, self.lock, self.more = {}, [], threading.Lock(), None
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server_port
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def archive(self, *key):
        with self.lock:
            if key not in self.archives:
                self.archives[key] = archive(*key)
            return self.archives[key]

    def handle_error(self, request, client):
        pass  # who asks may go away


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def body(self, module, file, fault):
        if file == "list":
            return "\n".join(VERSIONS) + "\n"
        version, _, kind = file.rpartition(".")
        if version not in VERSIONS:
            return None
        if kind == "info":
            return '{"Version":"%s","Time":"2024-01-0%dT00:00:00Z"}' % (version, int(version[3]) + 1)
        if kind == "mod":
            return go_mod(module, fault == "wrong")
        return self.server.archive(module, version, fault) if kind == "zip" else None

    def answer(self, status, body, cut=False, slow=0, kind="text/plain; charset=utf-8"):
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if cut:
            self.wfile.write(body[:len(body) // 2])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif slow:
            for i in range(0, len(body), 512):
                self.wfile.write(body[i:i + 512])
                self.wfile.flush()
                time.sleep(slow / 1000)
        else:
            self.wfile.write(body)

    def do_GET(self):
        with self.server.lock:
            self.server.asked.append((self.path, dict(self.headers)))
        if self.server.more:
            found = self.server.more(self)
            if found:
                return self.answer(*found)
        match = PATH.match(self.path)
        if not match:
            return self.answer(404, "no such page\n")
        fault, module, file = match.groups()
        word, _, rest = fault.partition("-")
        body = self.body(module, file, fault)
        if word == "status":
            status, _, suffix = rest.partition("-")
            if self.path.endswith(suffix):
                return self.answer(int(status), "the server says\nno, " + status + "\n")
        if word == "silent":
            time.sleep(120)
        if word == "redirect" and rest != "0":
            self.send_response(302)
            self.send_header("Location", self.path.replace("/" + fault + "/", "/redirect-%d/" % (int(rest) - 1), 1))
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if body is None:
            return self.answer(404, "not found: " + module + "\n")
        if fault == "empty" and file.endswith(".zip"):
            body = b""
        if fault == "text" and file.endswith(".zip"):
            body = b"<html>please log in</html>"
        self.answer(200, body, word == "cut" and self.path.endswith(rest), int(rest or 2) if word == "slow" else 0, "application/octet-stream")
