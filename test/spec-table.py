#!/usr/bin/env python3
"""Checks docs/spec-tests.md: every section of the specification has a row with a test, in the specification's order; every test
that is named exists. With -v, programs that the page does not name, as those for bugs that were fixed.

  test/spec-table.py [-h] [-v] [GOROOT]

Sections are compared where GOROOT has doc/go_spec.html; distributions leave it out."""
import glob, html, os, re, sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Sections that say nothing a program could show.
WITHOUT_ROWS = {"Introduction", "Notation", "Appendix"}


def names(pattern):
    found = set()
    for path in glob.glob(os.path.join(TOP, "test", pattern)):
        found.add(re.sub(r"\.go$", "", os.path.basename(path.rstrip("/"))))
    return found


def sections(goroot):
    """The headings of the specification, in order; None where it is not there."""
    path = os.path.join(goroot, "doc", "go_spec.html")
    if not os.path.exists(path):
        return None
    text = open(path, encoding="utf-8").read()
    found = [html.unescape(re.sub(r"<[^>]*>", "", h)).strip() for h in re.findall(r"<h[234][^>]*>(.*?)</h[234]>", text, re.S)]
    return [" ".join(h.split()) for h in found if " ".join(h.split()) not in WITHOUT_ROWS]


def main():
    if "-h" in sys.argv:
        print(__doc__)
        return 0
    run, fail = names("run/*.go") | names("run/*/"), names("fail/*.go")
    rows, beyond, passed, wrong, in_table = [], set(), 0, [], True
    for line in open(os.path.join(TOP, "docs", "spec-tests.md"), encoding="utf-8"):
        if line.startswith("## Beyond"):
            in_table = False
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if not line.startswith("|") or cells[0] in ("section", "program") or cells[0].startswith("---"):
            continue
        if in_table:
            rows.append((cells[0].replace("&nbsp;", "").strip(), cells[1].split(), cells[2].split() if len(cells) > 2 else []))
        else:
            beyond.add(cells[0])
    for section, programs, rejected in rows:
        unknown = [p for p in programs if p not in run] + [p for p in rejected if p not in fail]
        if unknown or not programs + rejected:
            wrong.append(f"{section}: " + (f"there is no {', '.join(unknown)}" if unknown else "no test"))
        else:
            passed += 1
    unnamed = (run - beyond - {p for r in rows for p in r[1]}) | (fail - {p for r in rows for p in r[2]})
    if "-v" in sys.argv:
        print("not named:", *sorted(unnamed))
    wrong += [f"there is no {p}" for p in sorted(beyond - run)]
    roots = [a for a in sys.argv[1:] if not a.startswith("-")]
    wanted = sections(roots[0]) if roots else None
    if wanted is not None:
        have = [r[0] for r in rows]
        wrong += [f"section without a row: {s}" for s in wanted if s not in have] + [f"no such section: {s}" for s in have if s not in wanted]
        if not wrong and have != wanted:
            wrong.append("the rows are not in the specification's order")
    for text in wrong:
        print("FAIL", text)
    print(f"spec table: {passed} passed, {len(wrong)} failed" + ("" if wanted is not None else ", 1 skipped"))
    return len(wrong) != 0


if __name__ == "__main__":
    sys.exit(main())
