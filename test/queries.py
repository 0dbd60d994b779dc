#!/usr/bin/env python3
"""Asks for versions, as `get` and `list -m` do, of the modules of GOROOT/src/cmd/go/testdata/mod.

  test/queries.py [-h] [-v] [--update] [--no-reference] [case.txt ...]

A case of test/queries is as those of test/commands.py are, with the same options: what tuco prints and leaves is compared
with what stands there, and, where it is, with gc's go. The modules lie in a folder that is a proxy (file://), $PROXY.
"go: downloading …" is left out, as its order is chance."""
import os, re, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "scripts"))
import commands, messages, modules, proxy


def write_proxy(source, folder):
    """The proxy's answers, a file each."""
    served = proxy.Proxy(source)

    def put(path, answer):
        if answer[0] == 200:
            file = os.path.join(folder, path)
            os.makedirs(os.path.dirname(file), exist_ok=True)
            open(file, "wb").write(answer[1])
        return answer[1] if answer[0] == 200 else b"{}"

    for path, versions in served.versions.items():
        escaped = modules.escape(path)
        put(escaped + "/@v/list", served.listing(path))
        put(escaped + "/@latest", served.module(escaped + "/@latest"))
        for version in versions:
            base = escaped + "/@v/" + modules.escape(version)
            for kind in ("mod", "zip"):
                put("%s.%s" % (base, kind), served.module("%s.%s" % (base, kind)))
            info = put(base + ".info", served.module(base + ".info"))
            commit = re.search(rb'"Short": *"([0-9a-f]+)"', info)
            if commit:
                name = "%s/@v/%s.info" % (escaped, commit.group(1).decode())
                put(name, served.module(name))


def main():
    if "-h" in sys.argv:
        print(__doc__)
        return 0
    goroot = os.popen("'%s' env GOROOT" % messages.TUCO).read().strip()
    environment, run_line = commands.environment, commands.run_line
    with tempfile.TemporaryDirectory() as top:
        folder = os.path.realpath(top)
        write_proxy(os.path.join(goroot, "src/cmd/go/testdata/mod"), folder)
        commands.environment = lambda *args: dict(environment(*args), GOPROXY="file://" + folder, GOFLAGS="")
        commands.run_line = lambda *args: re.sub(r"(?m)^go: downloading .*\n", "",
                                                 run_line(*args).replace(folder, "$PROXY"))
        cases = [a for a in sys.argv[1:] if not a.startswith("-")]
        if not cases:
            names = sorted(os.listdir(os.path.join(HERE, "queries")))
            sys.argv += [os.path.join(HERE, "queries", name) for name in names]
        return commands.main()


if __name__ == "__main__":
    sys.exit(main())
