"""A client of the language server protocol over a server's standard input and output. It answers what the server asks,
keeps the diagnostics last published for each file, and the edits and messages that the server sent."""
import json, queue, subprocess, threading


class Server:
    def __init__(self, command, folder, env, settings):
        self.settings = settings
        self.process = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.answers = queue.Queue()
        self.diagnostics, self.sent, self.errors = {}, [], []
        self.working, self.ended, self.progress = {}, {}, threading.Condition()  # titles by token; messages by title
        self.number, self.lock = 0, threading.Lock()
        threading.Thread(target=self.read, daemon=True).start()
        threading.Thread(target=lambda: self.errors.append(self.process.stderr.read()), daemon=True).start()

    def write(self, message):
        text = json.dumps(dict(message, jsonrpc="2.0")).encode()
        with self.lock:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
            self.process.stdin.flush()

    def read(self):
        while True:
            length = 0
            while True:
                line = self.process.stdout.readline()
                if not line:
                    self.answers.put(None)
                    return
                if line == b"\r\n":
                    break
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            message = json.loads(self.process.stdout.read(length))
            if "method" not in message:
                self.answers.put(message)
            elif "id" in message:
                self.write({"id": message["id"], "result": self.answer(message["method"], message["params"])})
            else:
                self.notice(message["method"], message["params"])

    def answer(self, method, params):
        """The client's answer to a request of the server's."""
        if method == "workspace/configuration":
            return [self.settings for _ in params["items"]]
        if method == "workspace/applyEdit":
            self.sent.append([method, params])
            return {"applied": True}
        if method == "window/showDocument":
            return {"success": True}
        return None

    def notice(self, method, params):
        if method == "textDocument/publishDiagnostics":
            self.diagnostics[params["uri"]] = params["diagnostics"]
        elif method == "window/showMessage":
            self.sent.append([method, params])
        elif method == "$/progress":
            with self.progress:
                value = params["value"]
                if value["kind"] == "begin":
                    self.working[params["token"]] = value["title"]
                elif value["kind"] == "end":
                    title = self.working.pop(params["token"], "")
                    self.ended.setdefault(title, []).append(value.get("message", ""))
                self.progress.notify_all()

    def notify(self, method, params, work=""):
        """work: the title of what the server does about it; its end and that of all other work is awaited."""
        before = len(self.ended.get(work, []))
        self.write({"method": method, "params": params})
        if work:
            self.wait(work, before)

    def request(self, method, params, timeout=300):
        """The server's answer: {"result": …} or {"error": …}."""
        self.number += 1
        self.write({"id": self.number, "method": method, "params": params})
        while True:
            message = self.answers.get(timeout=timeout)
            if message is None:
                raise EOFError("the server ended: " + b"".join(self.errors).decode(errors="replace")[-2000:])
            if message["id"] == self.number:
                return {k: message[k] for k in ("result", "error") if k in message}

    def wait(self, title, before=0, timeout=600):
        """Waits for work so entitled to end once more than before, and then for all other work; its last message."""
        def idle():
            return len(self.ended.get(title, [])) > before and not any(
                t.startswith("diagnosing") or t == "Setting up workspace" for t in self.working.values())

        with self.progress:
            if not self.progress.wait_for(idle, timeout):
                raise TimeoutError("%s has not ended: %s" % (title, list(self.working.values())))
            return self.ended[title][-1]

    def stop(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait(timeout=60)
