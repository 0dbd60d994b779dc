"""The script language of cmd/internal/script: parsing, conditions, expansion of variables, the run of a script.

A line is `[condition]... [!|?] COMMAND ARGUMENTS... [&]`. `!` wants the command to fail, `?` takes either. Text in
single quotes is kept as it is, other text has its variables expanded. Commands and conditions are tables that the user
of an Engine brings: commands.py, conditions.py and vcs.py have them. A script ends at the first command that does not
do what its line wants. The log keeps what each command said, for the report of a failure."""
import os, re, signal, subprocess, threading, time
import goregexp, txtar

SPACE = " \t\r\n#"


class Failure(Exception):
    """A command failed; the script may want that."""


class Usage(Failure):
    def __init__(self):
        super().__init__("invalid usage")


class Broken(Exception):
    """The script cannot go on, whatever it wants."""


class Stopped(Exception):
    """The command `stop`: the rest of the script is not run."""


class Skipped(Exception):
    """The command `skip`: the script says nothing here."""


class Line:
    """One parsed line. arguments: for each, a list of (text, quoted)."""

    def __init__(self):
        self.want, self.conditions, self.name, self.arguments, self.background = "", [], "", [], False

    def add(self, fragments):
        if self.name or len(fragments) > 1 or fragments[0][1]:
            if not self.name:
                raise Broken("a command's name is quoted")
            self.arguments.append(fragments)
            return
        word = fragments[0][0]
        if word in ("!", "?"):
            if self.want:
                raise Broken("duplicated '!' or '?'")
            self.want = word
        elif word.startswith("[") and word.endswith("]"):
            tag = word[1:-1].strip()
            negated = tag.startswith("!")
            tag = tag[1:].strip() if negated else tag
            if not tag:
                raise Broken("empty condition")
            self.conditions.append((tag, not negated))
        else:
            self.name = word


def words(text):
    """Splits a line in words, each a list of (text, quoted)."""
    out, word, chunk, quoted, i = [], [], None, False, 0
    while True:
        c = text[i:i + 1]
        if not quoted and (not c or c in SPACE):
            if chunk is not None:
                word.append((text[chunk:i], False))
            if word:
                out.append(word)
            word, chunk = [], None
            if not c or c == "#":
                return out
        elif not c:
            raise Broken("unterminated quoted argument")
        elif c == "'":
            if chunk is not None:
                word.append((text[chunk:i], quoted))
            chunk = i + 1
            if quoted and text[i + 1:i + 2] == "'":  # a doubled quote stands for itself
                i += 1
            else:
                quoted = not quoted
        elif chunk is None:
            chunk = i
        i += 1


def parse(text):
    line = Line()
    for fragments in words(text):
        line.add(fragments)
    if not line.name:
        if line.want or line.conditions:
            raise Broken("missing command")
        return None
    if line.arguments and line.arguments[-1] == [("&", False)]:
        line.arguments.pop()
        line.background = True
    return line


VARIABLE = re.compile(r"\$(?:\{([^{}]*)\}|([*#$@!?\-0-9])|([A-Za-z_][A-Za-z_0-9]*))")


def expand(text, variables, in_regexp=False):
    def value(match):
        name = next(g for g in match.groups() if g is not None)
        found = variables.get(name, "")
        return goregexp.quote(found) if in_regexp else found
    return VARIABLE.sub(value, text)


class Command:
    """A command of scripts. run(state, arguments) returns None, or a function that waits and returns (stdout, stderr,
    failure or None). `runs` says that it may stand before &; `regexps(raw arguments)` which of them are expressions."""

    def __init__(self, run, runs=False, regexps=None):
        self.run, self.runs, self.regexps = run, runs, regexps


class State:
    """A script's folder, variables and buffers, and what it left running."""

    def __init__(self, folder, environment, deadline=None):
        self.folder = self.pwd = os.path.abspath(folder)
        self.environment = dict(environment)
        self.stdout = self.stderr = ""
        self.background, self.log, self.children = [], [], set()
        self.lock = threading.Lock()
        self.deadline, self.expired, self.closing = deadline, False, False
        self.engine = None
        self.setenv("PWD", self.pwd)

    def setenv(self, name, value):
        self.environment[name] = value

    def variables(self):
        return {**self.environment, "/": "/", ":": ":"}

    def expand(self, text, in_regexp=False):
        return expand(text, self.variables(), in_regexp)

    def path(self, name):
        return os.path.normpath(os.path.join(self.pwd, name))

    def chdir(self, name):
        folder = self.path(name)
        if not os.path.exists(folder):
            raise Failure("chdir %s: no such file or directory" % folder)
        self.pwd = folder
        self.setenv("PWD", folder)

    def extract(self, files):
        for name, content in files:
            path = self.path(self.expand(name))
            if not path.startswith(self.folder + "/"):
                raise Broken("the file %s is outside the script's folder" % name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(txtar.encode(content))

    def say(self, text):
        self.log.append(text if text.endswith("\n") else text + "\n")

    def start(self, path, arguments, shown=None):
        """Starts a program in a session of its own; returns the function that waits for it."""
        for _ in range(200):
            try:
                child = subprocess.Popen([shown or path] + arguments, executable=path, cwd=self.pwd,
                                         env=self.environment, stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
                break
            except OSError as e:
                if e.errno != 26:  # ETXTBSY: another thread's fork still holds the file open for writing
                    raise Failure("%s: %s" % (path, e.strerror))
                time.sleep(0.01)
        else:
            raise Failure(path + ": text file busy")
        with self.lock:
            self.children.add(child)
        return lambda: self.finish(child)

    def finish(self, child):
        left = None if self.deadline is None else max(0.1, self.deadline - time.monotonic())
        try:
            out, err = child.communicate(timeout=left)
        except subprocess.TimeoutExpired:
            self.expired = True
            end(child, signal.SIGQUIT)
            out, err = child.communicate()
        with self.lock:
            self.children.discard(child)
        status = child.returncode
        failure = None
        if status:
            failure = Failure("exit status %d" % status if status > 0 else "signal %d" % -status)
        return txtar.decode(out), txtar.decode(err), failure

    def kill(self):
        with self.lock:
            children = list(self.children)
        for child in children:
            end(child, signal.SIGINT)

    def close(self):
        """Ends what still runs in the background."""
        self.closing = True
        self.kill()
        for _, wait in self.background:
            wait()
        self.background = []


def end(child, first):
    """Ends a program and its group: a signal to say so, then one that cannot be ignored."""
    for number in (first, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
            child.wait(timeout=5)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            pass


class Engine:
    def __init__(self, commands, conditions):
        self.commands, self.conditions = commands, conditions

    def holds(self, state, tag):
        prefix, colon, suffix = tag.partition(":")
        condition = self.conditions.get(prefix + colon)
        if condition is None:
            raise Broken("unknown condition " + tag)
        return condition(state, suffix) if colon else condition(state)

    def arguments(self, state, line, command):
        raw = ["".join(text for text, _ in fragments) for fragments in line.arguments]
        regexps = command.regexps(raw) if command.regexps else []
        return ["".join(text if quoted else state.expand(text, i in regexps) for text, quoted in fragments)
                for i, fragments in enumerate(line.arguments)]

    def perform(self, state, line):
        if not all(self.holds(state, tag) == want for tag, want in line.conditions):
            state.say("[condition not met]")
            return
        command = self.commands.get(line.name)
        if command is None:
            raise Broken("unknown command " + line.name)
        if line.background and not command.runs:
            raise Broken(line.name + " cannot run in the background")
        try:
            wait = command.run(state, self.arguments(state, line, command))
        except (Failure, OSError, ValueError) as e:
            self.check(state, line, e)
            return
        if line.background:
            state.background.append((line, wait))
            state.stdout = state.stderr = ""
            return
        failure = None
        if wait is not None:
            state.stdout, state.stderr, failure = wait()
            for name, text in (("stdout", state.stdout), ("stderr", state.stderr)):
                if text:
                    state.say("[%s]\n%s" % (name, text))
        self.check(state, line, failure)

    def check(self, state, line, failure):
        if state.expired:
            raise Broken("out of time")
        if failure is None:
            if line.want == "!":
                raise Broken("unexpected success")
            return
        if line.want == "":
            raise Broken(str(failure))
        state.say("[%s]" % failure)

    def run(self, state, script, name):
        """Runs a script; raises Broken with the line's number, or Skipped."""
        state.engine = self
        for number, text in enumerate(script.split("\n"), 1):
            if text.startswith("#"):
                state.say(text)
                continue
            try:
                line = parse(text)
                if line is None:
                    continue
                state.say("> " + text)
                if state.deadline is not None and time.monotonic() > state.deadline:
                    raise Broken("out of time")
                self.perform(state, line)
            except Stopped as e:
                state.say("stop: %s" % e)
                return
            except Broken as e:
                state.say("FAIL: %s" % e)
                raise Broken("%s:%d: %s: %s" % (name, number, text.strip(), e)) from None
