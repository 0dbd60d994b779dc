#!/usr/bin/env python3
"""Finds long functions, long files and code that is there twice, and compares them with docs/exceptions.md.

usage: test/sizes.py [-h] [-l] [FILE or FOLDER ...]      -l: lists what there is, in the table's form, and checks nothing

A finding is, in src/, runtime/, overlay/, test/unit and test/hosted (.c .h .S .def .go), or in what is named instead,

  a function of more than 100 lines, from its first line to its closing brace;
  a file of more than 800 lines, tables (.def) aside;
  a pair of places with six or more equal lines in a row. White space within a line does not matter; comments, blank
  lines, #include, import and package lines, braces alone and words like `break;` and `return nil` are passed over: they
  neither count nor end a row. A place is the function, or the type or variable, in which the row begins.

A row of a table of the page is

  | place | reason |

where place is "file" for a long file, "file: function" for a long function, and "file: function = file: function" for
a pair, in the order of the names. A finding without its row fails, and so do a row without its finding and a row
without a reason. Ends with "sizes: N passed, N failed"; what passes is a file without a finding of its
own, and a row that is needed.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = "docs/exceptions.md"
PLACES = ["src", "runtime", "overlay", "test/unit", "test/hosted"]
ENDINGS = (".c", ".h", ".S", ".def", ".go")
FUNCTION_LINES = 100
FILE_LINES = 800
EQUAL_LINES = 6

# What neither counts as an equal line nor ends a row of them.
TRIVIAL = re.compile(
    r"\W*"
    r"|(#\s*include|#\s*pragma|import|package)\b.*"
    r"|(\} )?else( \{)?"
    r"|(break|continue|fallthrough|default|return( (true|false|nil|NULL|0))?)[;:]?"
)
NAME = r"[A-Za-z_]\w*"


def sources(places):
    for place in places:
        if os.path.isfile(place):
            yield place
        for folder, _, names in os.walk(place):
            for name in sorted(names):
                if name.endswith(ENDINGS):
                    yield os.path.join(folder, name)


def without_comments(lines):
    """The lines with their comments gone, white space made single spaces."""
    inside = False
    for line in lines:
        if inside:
            _, end, line = line.partition("*/")
            inside = not end
        line = re.sub(r"/\*.*?\*/", "", line)
        if "/*" in line and not re.search(r'"[^"]*/\*', line):
            line, inside = line.split("/*", 1)[0], True
        yield " ".join(re.sub(r"(^|\s)//(\s.*|$)", "", line).split())


def opened_by(line, path):
    """(name, whether it is a function) of the declaration that a line at the left margin begins, or None."""
    if path.endswith(".S"):
        label = re.match(r"(?:function )?([\w.]+):?$", line)
        return (label[1], True) if label and (line.endswith(":") or line.startswith("function")) else None
    if path.endswith(".go"):
        found = re.match(rf"func (?:\((?:{NAME} )?\*?({NAME})[^)]*\) )?({NAME})", line)
        if found:
            return (f"{found[1]}.{found[2]}" if found[1] else found[2]), True
        found = re.match(rf"(?:type|var|const) ({NAME})?", line)
        return (found[1] or "(declarations)", False) if found else None
    if not re.match(NAME, line) or line.endswith(":"):
        return None
    before = line.split("=", 1)[0].split("{", 1)[0]
    before = re.sub(r"__attribute__\(\(.*?\)\)|_Alignas\(.*?\)", "", before)
    if line.startswith("typedef") or "=" in line or "(" not in before:
        names = re.findall(NAME, re.sub(r"\[.*", "", before).split(";")[0])
        return (names[-1], False) if names else None
    found = re.search(rf"({NAME})\s*\(", before)
    return (found[1], True) if found else None


class Function:
    def __init__(self, path, name, line):
        self.path, self.name, self.first, self.last = path, name, line, line

    @property
    def place(self):
        return f"{self.path}: {self.name}"

    @property
    def lines(self):
        return self.last - self.first + 1


class Source:
    """A file: its number of lines, its functions, and the lines that count as (text, number, place)."""

    def __init__(self, path):
        self.path = path
        raw = open(path, encoding="utf-8", errors="replace").read().splitlines()
        self.lines, self.functions, self.code = len(raw), [], []
        place, function = None, None
        for number, (line, text) in enumerate(zip(raw, without_comments(raw)), 1):
            at_margin = line[:1].strip() != "" and text != ""
            opened = opened_by(text, path) if at_margin else None
            if opened:
                place = opened[0]
                function = Function(path, place, number) if opened[1] else None
            if at_margin and function and self.ends(line, text):
                function.last = number
                self.functions.append(function)
                function = None
            if text and not TRIVIAL.fullmatch(text):
                self.code.append((text, number, place or "(top)"))

    def ends(self, line, text):
        """Whether a line at the margin ends the function that it stands in."""
        if self.path.endswith(".S"):
            return text.startswith("end_function")
        return line.startswith("}") or (text.endswith("}") and "{" in text)


def equal_rows(files):
    """Yields (place, place, lines, first line, first line) for each pair of equal rows that cannot be made longer."""
    lines = [(text, file, number, place) for file in files for text, number, place in file.code + [(None, 0, "")]]
    texts = [text if text is not None else index for index, (text, _, _, _) in enumerate(lines)]
    windows = {}
    for start in range(len(texts) - EQUAL_LINES + 1):
        windows.setdefault(tuple(texts[start : start + EQUAL_LINES]), []).append(start)
    for starts in windows.values():
        for i, a in enumerate(starts):
            for b in starts[i + 1 :]:
                if b - a < EQUAL_LINES or (a and texts[a - 1] == texts[b - 1]):
                    continue
                count = EQUAL_LINES
                while a + count < b and b + count < len(texts) and texts[a + count] == texts[b + count]:
                    count += 1
                ends = sorted([(lines[x][1].path, lines[x][3], lines[x][2]) for x in (a, b)])
                yield (*[f"{path}: {place}" for path, place, _ in ends], count, *[number for _, _, number in ends])


def findings(files):
    """{place of the table: what was found}"""
    found = {}
    for file in files:
        if file.lines > FILE_LINES and not file.path.endswith(".def"):
            found[file.path] = f"{file.path}: {file.lines} lines"
        for function in file.functions:
            if function.lines > FUNCTION_LINES:
                found[function.place] = f"{file.path}:{function.first}: {function.name} has {function.lines} lines"
    for a, b, count, line_a, line_b in equal_rows(files):
        path_a, path_b = a.split(":")[0], b.split(":")[0]
        message = f"{path_a}:{line_a} and {path_b}:{line_b}: {count} equal lines"
        found[f"{a} = {b}"] = found.get(f"{a} = {b}", "") + ("; " if f"{a} = {b}" in found else "") + message
    return found


def exceptions():
    """({place: line of the page}, [mistakes])"""
    rows, wrong = {}, []
    if not os.path.exists(PAGE):
        return rows, [f"there is no {PAGE}"]
    for number, line in enumerate(open(PAGE, encoding="utf-8"), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 2 or not re.search(r"\.(c|h|S|def|go)\b", cells[0]):
            continue
        if cells[0] in rows:
            wrong.append(f"{PAGE}:{number}: {cells[0]} is there twice")
        if not cells[1]:
            wrong.append(f"{PAGE}:{number}: what is the reason?")
        rows[cells[0]] = number
    return rows, wrong


def main():
    options = [a for a in sys.argv[1:] if a.startswith("-")]
    if "-h" in options or set(options) - {"-l"}:
        print(__doc__)
        return 0 if "-h" in options else 2
    os.chdir(ROOT)
    named = [a for a in sys.argv[1:] if not a.startswith("-")]
    files = [Source(path) for path in sources(named or PLACES)]
    found = findings(files)
    if "-l" in options:
        for place, message in sorted(found.items()):
            print(f"| {place} |  |    {message}")
        return 0
    rows, wrong = exceptions()
    wrong += [f"{message}: not in {PAGE} (| {place} |)" for place, message in found.items() if place not in rows]
    if not named:
        wrong += [f"{PAGE}:{number}: no longer needed: {place}" for place, number in rows.items() if place not in found]
    for mistake in wrong:
        print("FAIL", mistake)
    count = len(files) + len(set(rows) & set(found))
    print(f"sizes: {max(count - len(wrong), 0)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
