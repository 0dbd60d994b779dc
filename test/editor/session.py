"""What an editor asks of gopls in one sitting of 200 requests and more. run() returns the answers in order, each a pair of
what was asked and the answer, without what differs from run to run."""
import json, os, re
import module
from client import Server

SETTINGS = {
    "codelenses": {"generate": True, "tidy": True, "vendor": True, "test": True, "upgrade_dependency": True},
    "hints": {k: True for k in ("assignVariableTypes", "constantValues", "functionTypeParameters", "parameterNames", "rangeVariableTypes")},
    "semanticTokens": True, "staticcheck": True, "usePlaceholders": True, "vulncheck": "Off", "completionBudget": "0s",
    "verboseWorkDoneProgress": True, "showBugReports": False, "analyses": {"shadow": True},
}
CAPABILITIES = {
    "workspace": {"configuration": True, "applyEdit": True, "didChangeWatchedFiles": {"dynamicRegistration": False},
                  "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]}},
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True}, "hover": {"contentFormat": ["markdown"]},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}}, "dataSupport": True, "resolveSupport": {"properties": ["edit"]}},
        "rename": {"prepareSupport": True}, "publishDiagnostics": {"relatedInformation": True}, "semanticTokens": {
            "requests": {"full": True}, "tokenTypes": ["namespace", "type", "function", "method", "variable", "parameter", "string", "keyword"],
            "tokenModifiers": ["definition", "readonly"], "formats": ["relative"]},
    },
}
VOLATILE = ("resultId", "version", "HeapAlloc", "HeapInUse", "TotalAlloc")


def settle(value):
    """Without ids, times and names of temporary files."""
    if isinstance(value, dict):
        return {k: settle(v) for k, v in value.items() if k not in VOLATILE}
    if isinstance(value, list):
        return [settle(v) for v in value]
    if isinstance(value, str):
        value = re.sub(r"gopls-\d+|go\.\d+\.mod|gopls_\d+|tempmodfile-?\d+|gocommand-?\d+", "gopls-N", value)
        return re.sub(r"\b\d+(\.\d+)?(ms|µs|s)\b", "TIME", value)
    return value


# What gopls answers in the order of a map.
UNORDERED = ("inlayHint", "documentHighlight", "rename", "references", "command packages", "incomingCalls", "outgoingCalls")


def in_order(value):
    if isinstance(value, dict):
        return {k: in_order(v) for k, v in value.items()}
    if isinstance(value, list):
        return sorted((in_order(v) for v in value), key=lambda v: json.dumps(v, sort_keys=True))
    return value


class Sitting:
    def __init__(self, server, folder):
        self.server, self.folder, self.open, self.asked = server, folder, {}, []

    # ---- files and places

    def uri(self, at):
        return "file://" + os.path.join(self.folder, at)

    def text(self, at):
        if at in self.open:
            return self.open[at]
        with open(os.path.join(self.folder, at)) as file:
            return file.read()

    def place(self, at, mark):
        """Where mark begins, or where the | within it stands."""
        text = self.text(at)
        start = text.index(mark.replace("|", "", 1))
        start += max(mark.find("|"), 0)
        line = text.count("\n", 0, start)
        column = start - (text.rfind("\n", 0, start) + 1)
        return {"line": line, "character": column}

    def whole(self, at):
        return {"start": {"line": 0, "character": 0}, "end": {"line": self.text(at).count("\n"), "character": 0}}

    # ---- what is asked

    def keep(self, what, answer):
        answer = settle(answer)
        self.asked.append((what, in_order(answer) if what.startswith(UNORDERED) else answer))

    def ask(self, method, at, mark=None, **more):
        params = dict({"textDocument": {"uri": self.uri(at)}}, **more)
        if mark is not None:
            params["position"] = self.place(at, mark)
        answer = self.server.request("textDocument/" + method, params)
        self.keep("%s %s %s" % (method, at, mark or ""), answer)
        return answer.get("result")

    def command(self, name, *arguments):
        self.server.sent.clear()
        answer = self.server.request("workspace/executeCommand", {"command": "gopls." + name, "arguments": list(arguments)})
        self.keep("command %s %s" % (name, json.dumps(arguments).replace(self.folder, "")), [answer, list(self.server.sent)])
        return answer.get("result")

    def diagnose(self, *files):
        """What is published about the files once nothing is left to do."""
        uris = [self.uri(f) for f in files]
        answer = self.server.request("workspace/executeCommand", {"command": "gopls.diagnose_files", "arguments": [{"Files": uris}]})
        self.keep("diagnose " + " ".join(files), [answer, [self.server.diagnostics.get(u, []) for u in uris]])

    # ---- what is done

    def did_open(self, at):
        self.open[at] = self.text(at)
        language = {"go.mod": "go.mod", "go.work": "go.work"}.get(os.path.basename(at), "go")
        self.server.notify("textDocument/didOpen", {"textDocument": {"uri": self.uri(at), "languageId": language, "version": 1, "text": self.open[at]}}, "diagnosing opened files")

    def did_change(self, at, text, version=2):
        self.open[at] = text
        self.server.notify("textDocument/didChange", {"textDocument": {"uri": self.uri(at), "version": version}, "contentChanges": [{"text": text}]},
                           "diagnosing changed files")

    def did_save(self, at):
        module.write(self.folder, {at: self.open[at]})
        self.server.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(at)}}, "diagnosing saved files")

    def did_close(self, at):
        del self.open[at]
        self.server.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(at)}}, "diagnosing close files")

    def on_disk(self, kind, at, text=None):
        """kind: 1 created, 2 changed, 3 deleted. Changes a file on disk, as another program would, and says so."""
        if text is None:
            os.remove(os.path.join(self.folder, at))
        else:
            module.write(self.folder, {at: text})
        self.server.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri(at), "type": kind}]},
                           "diagnosing files changed on disk")


def file_of(k):
    return "fifty/%s/%s.go" % (module.path(k), module.name(k))


def reading(s):
    """Everything that changes nothing, on packages without faults."""
    for k in (4, 5, 7, 10, 12, 44):
        at = file_of(k)
        s.did_open(at)
        for method in ("documentSymbol", "foldingRange", "codeLens", "documentLink", "semanticTokens/full"):
            s.ask(method, at)
        s.ask("inlayHint", at, range=s.whole(at))
        s.ask("codeAction", at, range=s.whole(at), context={"diagnostics": []})
        for mark in ("sort.|Ints", "ErrNone%d" % k, "s.|Sides {", "|Map%d([]" % k, "fmt.|Stringer"):
            s.ask("hover", at, mark)
            s.ask("definition", at, mark)
        s.ask("references", at, "New%d(name" % k, context={"includeDeclaration": True})
        s.ask("implementation", at, "Area%d interface" % k)
        s.ask("typeDefinition", at, "a.|String()")
        s.ask("documentHighlight", at, "total")
        s.ask("completion", at, "s.|Sides {")
        s.ask("signatureHelp", at, "Map%d([]|Area" % k)
        s.ask("prepareRename", at, "Kind%d int" % k)
        s.ask("formatting", at, options={"tabSize": 4, "insertSpaces": False})
    for at, mark in ((file_of(4), "Area() (int"), (file_of(10), "New10(name")):
        for item in s.ask("prepareCallHierarchy", at, mark) or []:
            for way in ("incomingCalls", "outgoingCalls"):
                s.keep(way + " " + at, s.server.request("callHierarchy/" + way, {"item": item}))
    for query in ("New1", "shape4", "Inner", "Hello"):
        s.keep("symbol " + query, s.server.request("workspace/symbol", {"query": query}))


def renaming(s):
    s.ask("rename", file_of(4), "Shape4 struct", newName="Form4")
    s.ask("rename", file_of(4), "New4(name", newName="Make4")
    s.ask("rename", file_of(5), "package |p05", newName="five")
    s.ask("rename", file_of(7), "total :=", newName="range")
    s.ask("rename", file_of(12), "Sides []int", newName="Edges")


def faults(s):
    """The packages with one fault each, and what gopls offers against it."""
    for k in (11, 13, 17, 19, 23, 28, 31, 35, 37, 41, 43, 47):
        at = file_of(k)
        s.did_open(at)
        s.diagnose(at)
        s.ask("codeAction", at, range=s.whole(at), context={"diagnostics": s.server.diagnostics.get(s.uri(at), [])})
        s.did_close(at)
    for at in ("fifty/cycle/a/a.go", "fifty/badly/badly.go", "fifty/p03/p03_test.go", "fifty/p05/outside_test.go", "fifty/p07/tagged.go",
               "fifty/p04/p04_windows.go", "fifty/testdata/t.go", "fifty/go.mod"):
        s.did_open(at)
        s.diagnose(at)
    s.ask("formatting", "fifty/badly/badly.go", options={"tabSize": 4, "insertSpaces": False})
    s.ask("codeLens", "fifty/p03/p03_test.go")
    s.ask("codeLens", "fifty/go.mod")
    s.ask("hover", "fifty/go.mod", "example.test/|dep v")
    s.ask("formatting", "fifty/go.mod", options={})


def commands(s):
    one = {"URI": s.uri(file_of(4))}
    for name in ("list_known_packages", "list_imports", "package_symbols"):
        s.command(name, one)
    s.command("views")
    s.command("workspace_stats")
    s.command("packages", {"Files": [s.uri("fifty/p03")], "Mode": 1})
    s.command("modules", {"Dir": s.uri("fifty"), "MaxDepth": -1})
    s.command("add_import", {"ImportPath": "strings", "URI": s.uri(file_of(4))})
    s.command("generate", {"Dir": s.uri("fifty/p04"), "Recursive": False})


def unsaved(s):
    """Edits that only the editor has."""
    at = file_of(9)
    s.did_open(at)
    s.did_change(at, s.text(at).replace("sort.Ints(sides)", "sort.Intz(sides)"))
    s.diagnose(at)
    s.ask("completion", at, "sort.I|ntz")
    s.ask("codeAction", at, range=s.whole(at), context={"diagnostics": s.server.diagnostics.get(s.uri(at), [])})
    s.did_change(at, s.text(at).replace("sort.Intz(sides)", "sort.Ints(sides)\n\tstrings.").replace('"sort"', '"sort"\n\t"example.test/fifty/p08"'), 3)
    s.diagnose(at)
    s.ask("completion", at, "strings.|")
    s.did_change(at, s.text(at).replace("\n\tstrings.", "\n\tfmt.Println(p08.System)"), 4)
    s.diagnose(at)
    s.ask("definition", at, "p08.|System")
    s.did_save(at)
    s.diagnose(at)
    s.ask("hover", at, "p08.|System")
    new = "fifty/p09/new.go"
    module.write(s.folder, {new: ""})
    s.did_open(new)
    s.did_change(new, "package p09\n\nimport \"example.test/fifty/p02\"\n\nvar New = p02.New2(\"n\")\n")
    s.diagnose(new, at)
    s.ask("references", file_of(2), "New2(name", context={"includeDeclaration": False})
    s.did_close(new)
    s.on_disk(3, new)
    s.diagnose(at)


def go_mod(s):
    """go.mod as another program changes it."""
    mod, five = "fifty/go.mod", file_of(5)
    s.did_close(mod)
    extra = module.GO_MOD.replace("\nreplace", "\nrequire example.test/extra v1.0.0\n\nreplace") + "\nreplace example.test/extra v1.0.0 => ../extra\n"
    for text in (extra, module.GO_MOD.replace("require example.test/dep v0.0.0\n", ""), module.GO_MOD.replace("1.26", "1.17"),
                 module.GO_MOD + "requir x\n", module.GO_MOD.replace("../dep", "../none"), module.GO_MOD + "\nrequire example.test/gone v1.2.3\n",
                 module.GO_MOD.replace("1.26", "1.99"), module.GO_MOD.replace("fifty", "sixty")):
        s.on_disk(2, mod, text)
        s.diagnose(mod, five, file_of(4))
        s.ask("hover", five, "dep.|Hello")
        s.ask("codeAction", mod, range=s.whole(mod), context={"diagnostics": s.server.diagnostics.get(s.uri(mod), [])})
    s.on_disk(2, mod, extra)
    s.diagnose(mod)
    s.command("tidy", {"URIs": [s.uri(mod)]})
    s.on_disk(2, mod, extra)
    s.command("edit_go_directive", {"URI": s.uri(mod), "Version": "1.25"})
    s.command("remove_dependency", {"URI": s.uri(mod), "ModulePath": "example.test/extra", "OnlyDiagnostic": False})
    s.command("add_dependency", {"URI": s.uri(mod), "GoCmdArgs": ["example.test/extra@v1.0.0"], "AddRequire": True})
    s.command("go_get_package", {"URI": s.uri(mod), "Pkg": "example.test/absent", "AddRequire": True})
    s.command("update_go_sum", {"URIs": [s.uri(mod)]})
    s.command("check_upgrades", {"URI": s.uri(mod), "Modules": ["example.test/dep"]})
    s.command("vendor", {"URI": s.uri(mod)})
    s.on_disk(2, mod, module.GO_MOD)
    s.diagnose(mod, five)


def go_work(s):
    """go.work, made and changed by another program and by gopls."""
    work, lib = "go.work", "lib/lib.go"
    s.did_open(lib)
    s.diagnose(lib)
    s.on_disk(1, work, "go 1.26\n\nuse (\n\t./fifty\n\t./lib\n)\n")
    s.did_open(work)
    s.diagnose(work, lib, file_of(1))
    s.ask("hover", work, "./|lib")
    s.ask("formatting", work, options={})
    s.ask("definition", lib, "p01.|New1")
    s.ask("references", file_of(1), "New1(name", context={"includeDeclaration": True})
    s.ask("rename", file_of(1), "Shape1 struct", newName="Form1")
    s.command("views")
    s.command("run_go_work_command", {"ViewID": "1", "InitFirst": False, "Args": ["use", s.folder + "/dep"]})
    s.did_close(work)
    for text in ("go 1.26\n\nuse ./fifty\n", "go 1.26\n\nuse ./none\n", "go 1.26\n\nuse ./lib\nus\n", "go 1.26\n\nuse (\n\t./dep\n\t./fifty\n\t./lib\n)\n"):
        s.on_disk(2, work, text)
        s.diagnose(work, lib, file_of(5))
        s.ask("definition", file_of(5), "dep.|Hello")
    s.on_disk(3, work)
    s.diagnose(lib, file_of(5))


def run(gopls, folder, env):
    """Generates the modules in folder and asks the gopls there everything."""
    module.generate(folder)
    server = Server([gopls], folder, env, SETTINGS)
    s = Sitting(server, folder)
    s.keep("initialize", server.request("initialize", {
        "processId": None, "rootUri": s.uri("fifty"), "workspaceFolders": [{"uri": s.uri("fifty"), "name": "fifty"}],
        "capabilities": CAPABILITIES, "initializationOptions": SETTINGS}))
    server.notify("initialized", {})
    s.keep("load", server.wait("Setting up workspace"))
    server.wait("diagnosing initial workspace load")
    for part in (reading, renaming, faults, commands, unsaved, go_mod, go_work):
        part(s)
    server.stop()
    return s.asked
