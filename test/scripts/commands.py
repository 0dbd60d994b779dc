"""The commands of scripts: those of cmd/internal/script and those that cmd/go's test adds (cc, go, skip, stale)."""
import difflib, errno, os, re, shutil, stat, time
import goregexp, txtar
from engine import Command, Failure, Skipped, Stopped, Usage


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data, mode=0o666):
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as f:
        f.write(data)


def says(text, failure=None):
    return lambda: (text, "", failure)


def cat(state, arguments):
    if not arguments:
        raise Usage()
    text = ""
    for name in arguments:
        try:
            text += txtar.decode(read(state.path(name)))
        except OSError as e:
            return says(text, Failure(str(e)))
    return says(text)


def cd(state, arguments):
    if len(arguments) != 1:
        raise Usage()
    state.chdir(arguments[0])


def number(text):
    """An integer in the notation of Go: 0x1f, 0o17, 017, 0b1."""
    if re.fullmatch("0[0-7_]+", text):
        return int(text, 8)
    return int(text, 0)


def chmod(state, arguments):
    if len(arguments) < 2:
        raise Usage()
    mode = number(arguments[0])
    if mode & ~0o777:
        raise Failure("invalid mode " + arguments[0])
    for name in arguments[1:]:
        os.chmod(state.path(name), mode)


def compare(expanded):
    def run(state, arguments):
        quiet = arguments[:1] == ["-q"]
        names = arguments[1:] if quiet else arguments
        if len(names) != 2:
            raise Usage()
        buffers = {"stdout": state.stdout, "stderr": state.stderr}
        got = buffers[names[0]] if names[0] in buffers else txtar.decode(read(state.path(names[0])))
        want = txtar.decode(read(state.path(names[1])))
        if expanded:
            got, want = state.expand(got), state.expand(want)
        if got == want:
            return
        if not quiet:
            lines = difflib.unified_diff(got.splitlines(), want.splitlines(), names[0], names[1], lineterm="")
            state.say("\n".join(list(lines)[:200]))
        raise Failure("%s and %s differ" % tuple(names))
    return run


def cp(state, arguments):
    if len(arguments) < 2:
        raise Usage()
    target = state.path(arguments[-1])
    into = os.path.isdir(target)
    if len(arguments) > 2 and not into:
        raise Failure(target + " is not a folder")
    for name in arguments[:-1]:
        if name in ("stdout", "stderr"):
            data, mode = txtar.encode(getattr(state, name)), 0o666
        else:
            name = state.path(name)
            data, mode = read(name), stat.S_IMODE(os.stat(name).st_mode) & 0o777
        write(os.path.join(target, os.path.basename(name)) if into else target, data, mode)


def echo(state, arguments):
    return says(" ".join(arguments) + "\n")


def env(state, arguments):
    if not arguments:
        return says("".join("%s=%s\n" % pair for pair in state.environment.items()))
    shown = ""
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if equals:
            state.setenv(name, value)
        else:
            shown += "%s=%s\n" % (name, state.environment.get(name, ""))
    return says(shown) if shown else None


def look(path_list, name):
    """The program of a name: the first executable file in the list's folders."""
    for folder in path_list.split(":"):
        path = os.path.join(folder, name)
        if folder and os.path.isfile(path) and os.stat(path).st_mode & 0o111:
            return path
    return None


def execute(state, arguments):
    if not arguments:
        raise Usage()
    name = arguments[0]
    path = name if "/" in name else look(state.environment.get("PATH", ""), name)
    if path is None:
        raise Failure(name + ": not found in PATH")
    if not os.path.isabs(path):
        path = os.path.join(state.pwd, path)
    return state.start(path, arguments[1:], name)


def exists(state, arguments):
    flags = set()
    while arguments and arguments[0] in ("-readonly", "-exec"):
        flags.add(arguments[0])
        arguments = arguments[1:]
    if not arguments:
        raise Usage()
    for name in arguments:
        mode = os.stat(state.path(name)).st_mode
        if "-readonly" in flags and mode & 0o222:
            raise Failure(name + " can be written")
        if "-exec" in flags and not mode & 0o111:
            raise Failure(name + " cannot be executed")


def matches(name):
    """grep, stdout and stderr: [-count=N] [-q] PATTERN [FILE]."""
    def run(state, arguments):
        count, quiet = 0, False
        if arguments and arguments[0].startswith("-count="):
            count = int(arguments[0][7:])
            if count < 1:
                raise Failure("bad " + arguments[0])
            arguments = arguments[1:]
        if arguments[:1] == ["-q"]:
            quiet, arguments = True, arguments[1:]
        if len(arguments) != (2 if name == "grep" else 1):
            raise Usage()
        regexp = goregexp.compile(arguments[0])
        text = txtar.decode(read(state.path(arguments[1]))) if name == "grep" else getattr(state, name)
        where = arguments[-1] if name == "grep" else name
        if count:
            found = goregexp.count(regexp, text)
            if found != count:
                raise Failure("%d matches of %s in %s" % (found, arguments[0], where))
            return
        found = regexp.search(text)
        if not found:
            raise Failure("no match of %s in %s" % (arguments[0], where))
        if not quiet:
            first, last = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
            state.say("matched: " + text[first:last if last >= 0 else len(text)])
    return run


def first_that_is_no_flag(raw):
    for i, word in enumerate(raw):
        if not word.startswith("-"):
            return [i]
        if word == "--":
            return [i + 1]
    return []


def show_help(state, arguments):
    names = " ".join(sorted(state.engine.conditions)), " ".join(sorted(state.engine.commands))
    return says("conditions: %s\ncommands: %s\n" % names)


def mkdir(state, arguments):
    if not arguments:
        raise Usage()
    for name in arguments:
        os.makedirs(state.path(name), exist_ok=True)


def mv(state, arguments):
    if len(arguments) != 2:
        raise Usage()
    os.rename(state.path(arguments[0]), state.path(arguments[1]))


ESCAPE = re.compile(r'\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))')
ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}


def unquote(text):
    """What stands between the quotes of a Go string."""
    def value(match):
        byte, short, long, octal, letter = match.groups()
        if short or long:
            return chr(int(short or long, 16))
        if byte or octal:
            return txtar.decode(bytes([int(byte, 16) if byte else int(octal, 8)]))
        if letter not in ESCAPED:
            raise Failure("bad escape in " + text)
        return ESCAPED[letter]
    return ESCAPE.sub(value, text)


def replace(state, arguments):
    if len(arguments) % 2 != 1:
        raise Usage()
    words = [unquote(a) for a in arguments[:-1]]
    pairs = {}
    for old, new in zip(words[::2], words[1::2]):
        pairs.setdefault(old, new)
    path = state.path(arguments[-1])
    text = txtar.decode(read(path))
    if pairs:
        text = re.sub("|".join(map(re.escape, pairs)), lambda m: pairs[m.group()], text)
    write(path, txtar.encode(text))


def remove(path):
    """Removes a file or a tree. A program that was ended may have left children that still write into the tree: those
    go on for a moment, so does this."""
    for _ in range(50):
        try:
            return remove_once(path)
        except OSError as e:
            if e.errno not in (errno.ENOTEMPTY, errno.ENOENT):
                raise
            time.sleep(0.1)
    remove_once(path)


def remove_once(path):
    """The module cache's folders are read-only and have to be opened first."""
    if os.path.isdir(path) and not os.path.islink(path):
        os.chmod(path, 0o777)
        for folder, folders, _ in os.walk(path):
            for name in folders:
                inner = os.path.join(folder, name)
                if not os.path.islink(inner):
                    os.chmod(inner, 0o777)
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def rm(state, arguments):
    if not arguments:
        raise Usage()
    for name in arguments:
        remove(state.path(name))


UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}
DURATION = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)")


def sleep(state, arguments):
    if len(arguments) != 1 or not re.fullmatch("(%s)+" % DURATION.pattern, arguments[0]):
        raise Usage()
    until = time.monotonic() + sum(float(n) * UNITS[unit] for n, unit in DURATION.findall(arguments[0]))

    def wait():
        while time.monotonic() < until:
            if state.closing or (state.deadline is not None and time.monotonic() > state.deadline):
                return "", "", Failure("interrupted")
            time.sleep(min(0.05, max(0, until - time.monotonic())))
        return "", "", None
    return wait


def stop(state, arguments):
    raise Stopped(" ".join(arguments))


def skip(state, arguments):
    raise Skipped(" ".join(arguments))


def symlink(state, arguments):
    if len(arguments) != 3 or arguments[1] != "->":
        raise Usage()
    os.symlink(arguments[2], state.path(arguments[0]))


def wait(state, arguments):
    if arguments:
        raise Usage()
    outs, errs, failures = [], [], []
    for line, finish in state.background:
        out, err, failure = finish()
        state.say("[background] %s\n%s%s" % (line.name, out, err))
        outs.append(out)
        errs.append(err)
        if failure is not None and line.want == "" or failure is None and line.want == "!":
            failures.append("%s: %s" % (line.name, failure or "unexpected success"))
    state.stdout, state.stderr, state.background = "".join(outs), "".join(errs), []
    if failures:
        raise Failure("; ".join(failures))


def common():
    """The commands of cmd/internal/script."""
    plain = {"cat": cat, "cd": cd, "chmod": chmod, "cmp": compare(False), "cmpenv": compare(True), "cp": cp,
             "echo": echo, "env": env, "exists": exists, "help": show_help, "mkdir": mkdir, "mv": mv,
             "replace": replace, "rm": rm, "skip": skip, "stop": stop, "symlink": symlink, "wait": wait}
    table = {name: Command(run) for name, run in plain.items()}
    table["exec"] = Command(execute, runs=True)
    table["sleep"] = Command(sleep, runs=True)
    for name in ("grep", "stdout", "stderr"):
        table[name] = Command(matches(name), regexps=first_that_is_no_flag)
    return table


def program(name, path):
    """A command that runs one program, whatever the script's PATH says."""
    def run(state, arguments):
        if path is None:
            raise Failure(name + " is not installed")
        return state.start(path, arguments, name)
    return Command(run, runs=True)


STALE = ("{{with .Error}}{{$.ImportPath}}: {{.Err}}"
         "{{else}}{{if not .Stale}}{{.ImportPath}} is up to date: {{.Target}}{{end}}{{end}}")


def stale(go):
    def run(state, arguments):
        if not arguments:
            raise Usage()
        out, err, failure = go.run(state, ["list", "-e", "-f=" + STALE] + arguments)()
        if err:
            state.say(err)
        if failure is not None:
            raise failure
        if out.strip():
            raise Failure(out.strip())
    return Command(run)


def compile_c(state, arguments):
    """The C compiler as the go command starts it."""
    flags = ["-I", ".", "-fPIC", "-m64", "-pthread"]
    return execute(state, (state.environment.get("CC") or "gcc").split() + flags + arguments)


def of_go(go_path):
    """The commands of cmd/go's scripts; go_path is the go under test."""
    table = common()
    table["go"] = program("go", go_path)
    table["cc"] = Command(compile_c, runs=True)
    table["stale"] = stale(table["go"])
    return table
