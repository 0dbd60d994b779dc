"""Stands under the name go on a PATH: makes each call of the first go and of the second, with the same files before both, and
writes down what differs; its caller gets the first's answer.
  beside.py LOG FIRST SECOND ARGUMENT..."""
import json, os, re, subprocess, sys

log, first, second = sys.argv[1:4]
arguments = sys.argv[4:]


def kept_files():
    """The files that a call may change: go.mod, go.sum and go.work of the folder and those above, and of -modfile."""
    places, at = [], os.getcwd()
    if arguments[:1] not in (["get"], ["mod"], ["work"]):
        return places  # others run beside each other, and one would see what is put back
    while at != "/":
        places += [os.path.join(at, n) for n in ("go.mod", "go.sum", "go.work", "go.work.sum")]
        at = os.path.dirname(at)
    for argument in arguments:
        if argument.startswith("-modfile="):
            mod = argument[9:]
            places += [mod, mod[:-4] + ".sum"]
    return places


def contents(places):
    found = {}
    for at in places:
        try:
            with open(at, "rb") as file:
                found[at] = file.read()
        except OSError:
            found[at] = None
    return found


def restore(files):
    for at, data in files.items():
        if data is not None:
            with open(at, "wb") as file:
                file.write(data)
        elif os.path.exists(at):
            os.remove(at)


def settled(output):
    """Without the names of files in the cache, which differ."""
    return re.sub(rb"(go-build/)(tuco/)?[0-9a-f]{2}/[0-9a-f]{64}-d", rb"\1FILE", output)


def shown(part):
    return settled(part).decode(errors="replace") if isinstance(part, bytes) else str(part)


def call(go, given):
    done = subprocess.run([go] + arguments, input=given, capture_output=True)
    return [done.returncode, done.stdout, done.stderr]


given = b"" if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty() else sys.stdin.buffer.read()
places = kept_files()
before = contents(places)
theirs = call(second, given)
their_files = contents(places)
restore(before)
mine = call(first, given)
my_files = contents(places)
parts = [(n, a, b) for n, a, b in zip(("status", "stdout", "stderr"), mine, theirs) if (a != b if n == "status" else settled(a) != settled(b))]
parts += [(at, my_files[at], their_files[at]) for at in places if my_files[at] != their_files[at]]
settings = {k: v for k, v in os.environ.items() if k.startswith("GO") and k not in ("GOPATH",)}
with open(log, "a") as file:
    file.write(json.dumps({"cwd": os.getcwd(), "args": arguments, "env": settings, "same": not parts,
                           "parts": [[n, shown(a), shown(b)] for n, a, b in parts]}) + "\n")
sys.stdout.buffer.write(mine[1])
sys.stderr.buffer.write(mine[2])
sys.exit(mine[0] if mine[0] >= 0 else 1)
