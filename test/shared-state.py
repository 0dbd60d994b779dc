#!/usr/bin/env python3
"""Checks that docs/runtime-state.md accounts for all of the runtime's shared state, and for nothing else.

usage: test/shared-state.py [-h] [-l]      -l: lists what there is, in the table's form, and checks nothing

Shared state is what the compiled runtime has: every mutable variable (the symbols in .data and .bss of its objects), and
every field of the structures that those variables lead to through pointers (from the objects' DWARF, read by readelf),
and of those with a lock of their own. A structure that is only read from the program's constant data, or that one
thread has on its stack, is in the table as "not shared", with the reason.

A row of the table is

  | names | under | who and how |

where names is "file.c: a, b" for variables or "Struct: a, b" for fields ("Struct: *" for all of them), and under is one of
the words that the page explains, or "lock R" with a rank R of runtime/lock.h. Of variables and of fields of `sched` that are
"atomic" the script also looks at the source: each use takes the address. Ends with "shared state: N passed, N failed".
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = "docs/runtime-state.md"
UNDER = {"owner", "published", "atomic", "stopped", "start", "not shared"}


def compiled(work):
    """Objects of the runtime's C as in the checking build, with debug information: {source: object}."""
    make = open(os.path.join(ROOT, "runtime/rules.mk")).read()
    flags = re.search(r"RUNTIME_CFLAGS := ((?:.*\\\n)*.*)", make).group(1).replace("\\\n", " ").split()
    compiler = os.environ.get("RUNTIME_CC", "gcc").split()
    objects = {}
    for source in sorted(glob.glob("runtime/*.c") + glob.glob("runtime/os/linux/*.c")):
        target = os.path.join(work, os.path.basename(source)[:-1] + "o")
        subprocess.run(compiler + flags + ["-g", "-DRT_CHECKS", "-c", "-o", target, source], check=True)
        objects[os.path.basename(source)] = target
    return objects


def readelf(*arguments):
    return subprocess.run(["readelf", *arguments], check=True, capture_output=True, text=True).stdout


def mutable_symbols(path):
    """Names of the variables in writable sections; those of static locals lose their suffix."""
    writable = set()
    for number, name in re.findall(r"^\s*\[\s*(\d+)\]\s+(\S+)", readelf("-SW", path), re.M):
        if re.match(r"\.(data|bss)(\.|$)", name) and not name.startswith(".data.rel.ro"):
            writable.add(number)
    names = set()
    for number, name in re.findall(r"\sOBJECT\s+\w+\s+\w+\s+(\d+)\s+(\S+)", readelf("-sW", path)):
        if number in writable:
            names.add(re.sub(r"\.\d+$", "", name))
    return names


class Types:
    """The debugging entries of one object: {offset: (tag, attributes, children)}."""

    def __init__(self, path):
        self.entries, stack = {}, []
        for line in readelf("--debug-dump=info", path).splitlines():
            head = re.match(r"\s*<(\d+)><([0-9a-f]+)>: Abbrev Number: \d+(?: \(DW_TAG_(\w+)\))?", line)
            if head:
                if not head[3]:
                    continue
                depth, entry = int(head[1]), (head[3], {}, [])
                self.entries[int(head[2], 16)] = entry
                del stack[depth:]
                if stack:
                    stack[-1][2].append(entry)
                stack.append(entry)
                continue
            attribute = re.match(r"\s*<[0-9a-f]+>\s+DW_AT_(\w+)\s*: (?:\([^)]*\): )?(.*)", line)
            if attribute and stack:
                stack[-1][1][attribute[1]] = attribute[2].strip()

    def referred(self, attributes, name="type"):
        found = re.match(r"<0x([0-9a-f]+)>", attributes.get(name, ""))
        return self.entries.get(int(found[1], 16)) if found else None

    def variables(self, names):
        for tag, attributes, _ in self.entries.values():
            if tag == "variable" and attributes.get("name") in names:
                yield attributes["name"], self.referred(attributes)

    def structures(self, entry, found, name=None):
        """Adds the structures that a type leads to, {name: [fields]}; not through const."""
        if not entry:
            return
        tag, attributes, children = entry
        if tag == "typedef":
            self.structures(self.referred(attributes), found, attributes.get("name"))
        elif tag in ("pointer_type", "array_type", "volatile_type"):
            self.structures(self.referred(attributes), found, None if tag == "pointer_type" else name)
        elif tag == "structure_type" and "declaration" not in attributes:
            name = attributes.get("name") or name
            if name in found:
                return
            found[name] = []
            for member, member_attributes, _ in children:
                if member == "member":
                    field = member_attributes.get("name")
                    found[name].append(field)
                    self.structures(self.referred(member_attributes), found, field)

    def locked_structures(self, found):
        for tag, attributes, children in list(self.entries.values()):
            fields = {a.get("name") for t, a, _ in children if t == "member"} if tag == "structure_type" else ()
            if "lock" in fields and attributes.get("name"):
                self.structures((tag, attributes, children), found)


def shared_state():
    """({file: {variable}}, {structure: {field}})"""
    variables, structures = {}, {}
    with tempfile.TemporaryDirectory() as work:
        for file, path in compiled(work).items():
            names = mutable_symbols(path)
            if names:
                variables[file] = names
            types, found = Types(path), {}
            for name, kind in types.variables(names):
                types.structures(kind, found, name)
            types.locked_structures(found)
            for name, fields in found.items():
                structures.setdefault(name, set()).update(f for f in fields if f)
    return variables, structures


def table(ranks):
    """({(owner, name): row's line}, {(owner, name)} that are atomic, [mistakes]) of the page."""
    rows, atomic, wrong = {}, set(), []
    for number, line in enumerate(open(PAGE), 1):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 3 or ":" not in cells[0]:
            continue
        owner, names = cells[0].split(":", 1)
        lock = re.match(r"lock (\w+)$", cells[1])
        if not (lock and lock[1] in ranks) and cells[1] not in UNDER:
            wrong.append(f"{PAGE}:{number}: what is “{cells[1]}”?")
        if not cells[2] and cells[1].split()[0] not in ("lock", "start", "stopped"):
            wrong.append(f"{PAGE}:{number}: who and how?")
        for name in names.split(","):
            key = owner.strip(), name.strip()
            if key in rows:
                wrong.append(f"{PAGE}:{number}: {key[0]}: {key[1]} is there twice")
            rows[key] = number
            if cells[1] == "atomic":
                atomic.add(key)
    return rows, atomic, wrong


def plain_accesses(atomic):
    """Uses of atomic variables and fields of `sched` that do not take the address, as every atomic operation does."""
    for path in sorted(glob.glob("runtime/*.c") + glob.glob("runtime/os/linux/*.c")):
        file = os.path.basename(path)
        names = {name for owner, name in atomic if owner == file}
        fields = {"sched." + name for owner, name in atomic if owner == "Sched"}
        pattern = re.compile(r"(?<![&\w.>])(" + "|".join(map(re.escape, sorted(names | fields))) + r")\b(?!\s*\()")
        for number, line in enumerate(open(path), 1):
            line = re.sub(r'"(\\.|[^"\\])*"', '""', line).split("//")[0]
            if not line[:1].isspace():
                line = line[line.find("{") :] if "{" in line else ""  # a function in one line; else a declaration
            if re.match(r"\s+(static )?(struct )?\w+ \**\w+(\[\w*\])?( = [^;]*)?;", line) and "return" not in line:
                line = line.split("=", 1)[1] if "=" in line else ""
            for use in pattern.finditer(line):
                yield f"{path}:{number}: {use[1]} is atomic, but used plainly"


def compare(variables, structures, rows):
    there = {(owner, name) for part in (variables, structures) for owner, names in part.items() for name in names}
    whole = {owner for owner, name in rows if name == "*"}
    for owner, name in sorted(there):
        if owner not in whole and (owner, name) not in rows:
            yield f"{owner}: {name} is not in {PAGE}"
    owners = {owner for owner, _ in there}
    for (owner, name), number in rows.items():
        if (owner, name) not in there and not (name == "*" and owner in owners):
            yield f"{PAGE}:{number}: there is no {owner}: {name}"


def main():
    if "-h" in sys.argv[1:]:
        print(__doc__)
        return 0
    os.chdir(ROOT)
    variables, structures = shared_state()
    if "-l" in sys.argv[1:]:
        for part in (variables, structures):
            for owner, names in sorted(part.items()):
                print(f"| {owner}: {', '.join(sorted(names))} |  |  |")
        return 0
    ranks = {r.lower() for r in re.findall(r"^\s+RANK_(\w+)", open("runtime/lock.h").read(), re.M)}
    rows, atomic, wrong = table(ranks)
    wrong += compare(variables, structures, rows)
    wrong += plain_accesses(atomic)
    for mistake in wrong:
        print("FAIL", mistake)
    count = sum(len(names) for part in (variables, structures) for names in part.values())
    print(f"shared state: {max(count - len(wrong), 0)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
