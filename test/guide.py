#!/usr/bin/env python3
"""Compares docs/guide.md with the source: commands, flags and what becomes of them, words of -d, flags of gc's tools,
passes, fields of list, variables of the environment, settings of programs. What the guide calls refused is tried.

  test/guide.py [-h]
"""
import glob, os, re, subprocess, sys, tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TUCO = os.environ.get("TUCO", os.path.join(TOP, "bin", "tuco"))
passed, failed = 0, 0


def check(ok, text):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print("FAIL", text)


def same(what, guide, source):
    """Two lists of names: each name of either is one check, and none stands twice in the guide."""
    for name in sorted(set(guide) | set(source)):
        check(name in source, f"{what}: {name} is in the guide alone")
        check(name in guide, f"{what}: {name} is not in the guide")
    check(len(guide) == len(set(guide)), f"{what}: a name stands twice in the guide: {sorted(guide)}")


def read(path):
    return open(os.path.join(TOP, path), encoding="utf-8").read()


def between(text, start, end):
    """The text behind the first `start`, up to `end`."""
    at = text.index(start) + len(start)
    return text[at:text.index(end, at)]


def strings(text):
    return re.findall(r'"((?:[^"\\]|\\.)*)"', text)


# ---- the guide

GUIDE = read("docs/guide.md")


def section(title):
    """The text below a heading, up to the next one of its level or a higher one."""
    level = title.split(" ")[0]
    found = re.search(r"^%s.*?$(.*?)(?=^#{1,%d} |\Z)" % (re.escape(title), len(level)), GUIDE, re.S | re.M)
    return found.group(1) if found else ""


def table(text, head):
    """The rows of the table whose first heading is `head`."""
    rows, inside, lines = [], False, text.split("\n")
    for line, below in zip(lines, lines[1:] + [""]):
        cells = [c.strip() for c in line.strip().strip("|").split(" | ")]
        if not line.startswith("|"):
            inside = False
        elif inside and not cells[0].startswith("---"):
            rows.append(cells)
        elif cells[0] == head and below.startswith("|---"):
            inside = True
    return rows


def dashed(text):
    return [w.rstrip(".,") for w in re.findall(r"(?<![\w`])-([%+\w][\w.-]*)", text)]


def item(text, start):
    """A list's item that begins so, or the text behind it up to the end of its paragraph."""
    return re.split(r"\n- |\n\n", text[text.index(start) + len(start):])[0]


# ---- flags

def commands():
    """Of each command its name and the tables of its flags: those of its own, and the groups that it takes."""
    found = {}
    for path in sorted(glob.glob(os.path.join(TOP, "src", "cmd", "*.c"))):
        for body in re.findall(r"^const Command cmd_\w+ = \{(.*?)^\};", open(path, encoding="utf-8").read(), re.S | re.M):
            name = re.search(r'\.name = "([^"]+)"', body).group(1)
            tables = re.search(r"\.flags = \{([^}]*)\}", body)
            names = re.findall(r"\w+", tables.group(1)) if tables else []
            check(path.endswith(f"/{name.replace(' ', '_')}.c"), f"{name} is in {path}")
            found[name] = [path + ":own" if t == "own" else t for t in names]
    return found


COMMANDS = {}


def group_name(table_name):
    """As the guide writes it, which has commands of the same name."""
    return f"*{table_name[len('flags_'):]}*"


def flag_tables():
    """The tables of flags: the name of a group or of a command, and rows of name, kind and effect."""
    tables, owners = {}, {t: name for name, list in COMMANDS.items() for t in list if t.endswith(":own")}
    for path in glob.glob(os.path.join(TOP, "src", "cmd", "*.c")):
        for name, body in re.findall(r"^(?:static )?const FlagRow (\w+)\[\] = \{(.*?)FLAGS_END", open(path).read(), re.S | re.M):
            where = group_name(name) if name.startswith("flags_") else owners.get(path + ":own", path)
            for flag, kind, store in re.findall(r'\{"([^"]+)",\s+(\w+),\s+(REFUSED|[A-Z_]+\([^()]+\))\}', body):
                effect = "refused" if store == "REFUSED" else "no effect" if store in ("SET(set_all)",) or store.startswith("ONLY(") else ""
                tables.setdefault(where, []).append((flag, kind, effect))
            check(len(tables.get(where, [])) == body.count("FLAG_"), f"table {name} of {path} cannot be read")
    return tables


def check_flags():
    COMMANDS.update(commands())
    tables = flag_tables()
    groups = {row[0]: row[1] for row in table(section("## Flags"), "group")}
    same("groups of flags", [f"*{g}*" for g in groups], [g for g in tables if g not in COMMANDS])
    for group, named in groups.items():
        users = [c for c, list in COMMANDS.items() if "flags_" + group in list]
        if group == "any":
            check(named == "all commands", f"group any: {named}")
        else:
            same(f"group {group}", [c.strip() for c in named.split(",")], users)
    guide = {}
    for flag, where, text in table(section("## Flags"), "flag"):
        name = re.match(r"-([\w-]+)", flag).group(1)
        kind = "FLAG_OPTIONAL" if "[=" in flag else "FLAG_VALUE" if " " in flag else "FLAG_BOOL"
        effect = "refused" if text.startswith("refused:") else "no effect" if text.startswith("no effect:") else ""
        for place in where.split(", "):
            check((name, place) not in guide, f"flag {flag} of {place} stands twice in the guide")
            guide[name, place] = (kind, effect)
    there = {(name, where): (kind, effect) for where, rows in tables.items() for name, kind, effect in rows}
    for key in sorted(set(guide) | set(there)):
        check(guide.get(key) == there.get(key), f"flag -{key[0]} of {key[1]}: {there.get(key)} in the table, "
              f"{guide.get(key)} in the guide")


def try_refused():
    """Each flag that the guide calls refused, with each of its commands, in an empty folder."""
    tables = flag_tables()
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, GOENV="off", GOFLAGS="")
        for command, groups in COMMANDS.items():
            own = {row[0] for row in tables.get(command, [])}  # which count, where a group has one of that name, too
            rows = [row for g in groups if g.endswith(":own") for row in tables[command]]
            rows += [row for g in groups if not g.endswith(":own") for row in tables[group_name(g)] if row[0] not in own]
            for name, kind, effect in rows:
                if effect != "refused":
                    continue
                flag = f"-{name}" + ("=x" if kind == "FLAG_VALUE" else "")
                run = subprocess.run([TUCO, *command.split(), flag], cwd=folder, env=environment, capture_output=True,
                                     text=True, timeout=60)
                ok = run.returncode == 2 and f"tuco: not supported yet: {flag}" in run.stderr
                check(ok, f"tuco {command} {flag}: status {run.returncode}, {run.stderr.strip()!r}")


def check_tool_flags():
    source = read("src/cmd/tool_flags.c")
    for flag, tool in (("gcflags", "compiler"), ("ldflags", "linker")):
        text = section(f"### -{flag}")
        ignored = between(source, f"ignored_by_{tool}[] = {{", "};")
        others = between(source, f"other_{tool}_flags[] = {{", "NULL")
        setter = between(source, f"const char *set_{tool}_flags(", "\n}")
        acts = {re.match(r"\w+", w).group(0) for w in re.findall(r'n?cmp\(word, "([^"]+)"', setter)}
        acts |= set(re.findall(r"\*word == '(\w)'", setter))
        same(f"-{flag} that act", dashed(item(text, "- These act:").replace("`", "")), sorted(acts))
        named = re.sub(r"=\w+|\([^)]*\)", "", item(text, "- Without effect:"))
        same(f"-{flag} without effect", dashed(named), re.findall(r'\{"(\w+)"', ignored))
        same(f"-{flag} refused", dashed(item(text, "- Refused:")), strings(others))


def check_other_flags():
    others = between(read("src/cmd/flag_table.c"), "\nstatic const char others[] =", ";")
    named = item(section("### GOFLAGS"), "besides those of the table:")
    named = re.split(r"\.\s+Others", named)[0]
    same("GOFLAGS", dashed(named), " ".join(strings(others)).split())


def check_debug_words():
    words = [re.match(r"\w+", row[0]).group(0) for row in table(section("### -d"), "word")]
    setter = between(read("src/cmd/debug_flags.c"), "const char *set_debug(", "\n}")
    same("-d", words, [re.match(r"\w+", w).group(0) for w in re.findall(r'n?cmp\(word, "([^"]+)"', setter)])
    passes = re.findall(r"^PASS\((\w+)", read("src/opt/passes.def"), re.M)
    named = re.search(r"^The passes: (.*?)\.", section("### -d"), re.S | re.M).group(1).split()
    check(named == passes, f"passes: {named} in the guide, {passes} in passes.def")


# ---- commands

def check_commands():
    names = [c.replace("_", " ") for c in re.findall(r"^COMMAND\((\w+)\)", read("src/cmd/commands.def"), re.M)]
    check(names == sorted(names), "commands.def is not sorted")
    same("commands.def", names, list(commands()))
    same("commands", [r[0] for r in table(section("## Commands"), "command")], names)
    sections = [s.strip() for s in re.findall(r"^### tuco ([a-z ]+?)(?= [<\[]| [a-z]+\||$)", GUIDE, re.M)]
    same("sections of commands", sections, names)
    fields = re.findall(r'^FIELD\(\w+, +\w+, +"(\w+)"\)', read("src/list/fields.def"), re.M)
    named = re.search(r"chooses: (.*?)\. What", section("### tuco list"), re.S).group(1).replace(",", " ")
    same("list -json", named.split(), fields)


# ---- variables and settings

def variables_of(paths, calls):
    found = set()
    for path in paths:
        text = open(path, encoding="utf-8").read()
        found |= set(re.findall(r'\b(?:%s)\((?:[\w>.&-]+, )*"([A-Z][A-Z0-9_]*)"' % calls, text))
    return found


def check_variables():
    sources = glob.glob(os.path.join(TOP, "src", "*", "*.c"))
    found = variables_of(sources, "getenv|environment_get|environment_default|add|add_set")
    env = read("src/cmd/env.c")
    found |= set(re.findall(r'\{"([A-Z][A-Z0-9_]+)", "', between(env, "EnvDefault plain[] = {", "};")))
    found |= set(re.findall(r'\{"\w+", "(\w+)", ', between(env, "} versions[] = {", "};")))
    found |= {"CGO_ENABLED"}
    limited = between(read("src/cmd/settings.c"), "Limited limited[] = {", "\n};")
    found |= set(re.findall(r'\{"([A-Z][A-Z0-9_]+)", "', limited))
    same("variables of tuco", [r[0] for r in table(section("### Of tuco"), "variable")], sorted(found))
    runtime = [path for kind in ("runtime/*.c", "overlay/runtime/*.go") for path in glob.glob(os.path.join(TOP, kind))]
    found = variables_of(runtime, "env_lookup|gogetenv")
    same("variables of programs", [r[0] for r in table(section("### Of programs"), "variable")], sorted(found))


def check_settings():
    source, text = read("runtime/settings.c"), section("### Of programs")
    for variable, function in (("GODEBUG", "set_godebug"), ("TUCO_DEBUG", "set_debug")):
        names = re.findall(r'item_value\(item, "(\w+)=', between(source, f"static void {function}(", "\n}"))
        # What package runtime reads in Go, and the features of internal/cpu.
        if variable == "GODEBUG":
            names += re.findall(r'item == "(\w+)=1"', read("overlay/runtime/env.go")) + ["cpu"]
        same(variable, [re.match(r"\w+", r[0]).group(0) for r in table(text, variable)], names)


def main():
    if "-h" in sys.argv:
        print(__doc__)
        return 0
    for step in (check_commands, check_flags, check_tool_flags, check_other_flags, check_debug_words, check_variables,
                 check_settings, try_refused):
        step()
    print(f"guide: {passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
