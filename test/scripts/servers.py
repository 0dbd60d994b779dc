"""What scripts reach by the network, all on 127.0.0.1: the module proxy, and a forward proxy (HTTP_PROXY, HTTPS_PROXY)
behind which the host of the repositories stands (vcs.py). cmd/go's own test has hooks in its binary for that host; a go
that is not built for the test is led there by the variables that any go obeys. TLS ends here, under a certificate made
for the run. Every other host is refused, so that a script that would need the network fails rather than reach it."""
import http.server, os, ssl, subprocess, threading
import vcs

REFUSED = 403, [("Content-Type", "text/plain")], b"the scripts' network ends here\n"


class Request:
    """What a handler of vcs.py is asked."""

    def __init__(self, method, path, query, headers, body, host):
        self.method, self.path, self.query = method, path, query
        self.headers, self.body, self.host = headers, body, host


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host = None  # the host behind the TLS of this connection

    def log_message(self, *_):
        pass

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        out = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            out += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return out

    def reply(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        self.answer()

    do_HEAD = do_POST = do_GET


class ModuleHandler(Handler):
    def answer(self):
        got = self.server.proxy.answer(vcs.unquote(self.path.partition("?")[0]))
        headers = [("Location", got[2])] if len(got) > 2 else []
        if got[1]:  # go shows a server's words only where they say that they are text
            headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.reply(got[0], headers, got[1])


class ForwardHandler(Handler):
    def do_CONNECT(self):
        name, _, port = self.path.partition(":")
        if name != self.server.vcs.name or port != "443":
            self.reply(*REFUSED)
            return
        self.send_response(200, "connected")
        self.end_headers()
        try:
            self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):
            self.close_connection = True
            return
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.host = name
        self.close_connection = False

    def answer(self):
        body, path, host = self.body(), self.path, self.host
        if host is None:
            if not path.startswith("http://"):
                return self.reply(*REFUSED)
            host, _, path = path[len("http://"):].partition("/")
            path = "/" + path
        if host.partition(":")[0] != self.server.vcs.name:
            return self.reply(*REFUSED)
        path, _, query = path.partition("?")
        self.reply(*self.server.vcs.answer(Request(self.command, path, query, self.headers, body, host)))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, address):
        pass  # clients hang up


def certificate(folder, name):
    """A key and a certificate for the host, good for this run."""
    key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "7", "-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:" + name,
                    "-keyout", key, "-out", cert], check=True, capture_output=True)
    return key, cert


def start(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return "127.0.0.1:%d" % server.server_address[1]


def start_modules(proxy):
    """Returns the value of GOPROXY."""
    server = Server(("127.0.0.1", 0), ModuleHandler)
    server.proxy = proxy
    return "http://%s/mod" % start(server)


def start_forward(host, folder):
    """Returns the variables that lead a program to the host."""
    server = Server(("127.0.0.1", 0), ForwardHandler)
    key, cert = certificate(folder, host.name)
    server.vcs, server.tls = host, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.tls.load_cert_chain(cert, key)
    proxy, direct = "http://" + start(server), "127.0.0.1,localhost"
    return {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, "NO_PROXY": direct, "http_proxy": proxy, "https_proxy": proxy,
            "no_proxy": direct, "SSL_CERT_FILE": cert, "GIT_SSL_CAINFO": cert}
