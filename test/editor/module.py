"""The module that the editor's session is about: 50 packages of the module example.test/fifty, which import each other,
with tests, generics, embedded files, files for other systems, and one fault of each kind; and beside it the modules
example.test/dep (which go.mod replaces), example.test/extra and example.test/lib (which later edits name)."""
import os

COUNT = 50
M = "example.test/fifty"

PACKAGE = """// Package {p} is the number {k} of fifty.
package {p}

import (
	"errors"
	"fmt"
	"sort"
{imports})

//go:generate go version

// A Shape{k} has a name and sides.
type Shape{k} struct {{
{embedded}	Name{k} string `json:"name"`
	Sides []int
}}

// Kind{k} tells shapes apart.
type Kind{k} int

const (
	Flat{k} Kind{k} = iota // no height
	Solid{k}
)

// ErrNone{k} is the error of shapes without sides.
var ErrNone{k} = errors.New("no sides")

// Area{k} is what has an area.
type Area{k} interface {{
	Area() (int, error)
	fmt.Stringer
}}

// New{k} returns a shape; sides are sorted.
func New{k}(name string, sides ...int) *Shape{k} {{
	sort.Ints(sides)
	return &Shape{k}{{Name{k}: name, Sides: sides}}
}}

// Area adds the sides up.
func (s *Shape{k}) Area() (int, error) {{
	if len(s.Sides) == 0 {{
		return 0, ErrNone{k}
	}}
	total := {start}
	for _, side := range s.Sides {{
		total += side
	}}
	return total, nil
}}

// String is the shape's name.
func (s *Shape{k}) String() string {{ return fmt.Sprintf("%s of %d sides", s.Name{k}, len(s.Sides)) }}

// Map{k} calls f for each of list.
func Map{k}[T, U any](list []T, f func(T) U) []U {{
	var all []U
	for i := 0; i < len(list); i++ {{
		all = append(all, f(list[i]))
	}}
	return all
}}

func use{k}() {{
	var a Area{k} = New{k}("ünder", 3, 1, 2)
	names := Map{k}([]Area{k}{{a}}, func(a Area{k}) string {{ return a.String() }})
	fmt.Println(names, Flat{k}, Solid{k})
}}
{more}"""

TEST = """package {p}

import "testing"

func TestArea{k}(t *testing.T) {{
	t.Run("sorted", func(t *testing.T) {{
		if n, _ := New{k}("x", 2, 1).Area(); n == 0 {{
			t.Error(n)
		}}
	}})
}}

func BenchmarkArea{k}(b *testing.B) {{
	for i := 0; i < b.N; i++ {{
		use{k}()
	}}
}}

func FuzzName{k}(f *testing.F) {{ f.Fuzz(func(t *testing.T, name string) {{ New{k}(name) }}) }}
"""

OUTSIDE_TEST = """package {p}_test

import (
	"fmt"

	"{m}/{path}"
)

func ExampleNew{k}() {{
	fmt.Println({p}.New{k}("square", 4))
	// Output: square of 1 sides
}}
"""

# What is added to one package, by number: one fault of each kind, and some things that are none.
MORE = {
    5: "\nfunc fromDep() string { return dep.Hello() }\n",
    7: "\nfunc deep() string { return inner.Inner() }\n",
    11: '\nvar wrong11 int = "text"\n',
    13: "\nfunc unused13() { left := 1 }\n",
    19: "\nfunc absent19() { absent.Do() }\n",
    23: "\nfunc broken23( {\n",
    31: '\nfunc vet31() { fmt.Printf("%d\\n", "text") }\n',
    35: "\n// Deprecated: use New35.\nfunc Old35() { New35(\"old\") }\n\nvar _ = Old35\n",
    37: "\nfunc missing37() int {}\n",
    43: "\n//go:embed none.txt\nvar none43 string\n",
    44: "\n//go:embed some.txt\nvar some44 string\n",
}
IMPORTS = {
    5: ['"example.test/dep"'], 7: ['"%s/p07/internal/inner"' % M], 17: ['"strings"'], 19: ['"example.test/absent"'],
    28: ['"%s/cycle/a"' % M], 43: ['_ "embed"'], 44: ['_ "embed"'], 47: ['"%s/p07/internal/inner"' % M],
}


def name(k):
    return "p%02d" % k


def path(k):
    return name(k) if k % 10 else "nested/" + name(k)


def write(folder, files):
    for at, text in files.items():
        at = os.path.join(folder, at)
        os.makedirs(os.path.dirname(at), exist_ok=True)
        with open(at, "w") as file:
            file.write(text)


def package_files(k):
    p = name(k)
    imports = sorted(set(IMPORTS.get(k, [])) | ({'"%s/%s"' % (M, path(k // 2))} if k > 1 else set()))
    embedded = "\t%s.Shape%d\n" % (name(k // 2), k // 2) if k > 1 else ""
    text = PACKAGE.format(p=p, k=k, imports="".join("\n\t" + i for i in imports) + ("\n" if imports else ""),
                          embedded=embedded, start=k, more=MORE.get(k, ""))
    files = {"%s.go" % p: text, "%s_windows.go" % p: "package %s\n\nconst System = \"windows\"\n" % p,
             "%s_linux.go" % p: "package %s\n\nconst System = \"linux\"\n" % p}
    if k % 3 == 0:
        files["%s_test.go" % p] = TEST.format(p=p, k=k)
    if k % 5 == 0:
        files["outside_test.go"] = OUTSIDE_TEST.format(p=p, k=k, m=M, path=path(k))
    if k % 7 == 0:
        files["tagged.go"] = "//go:build extra\n\npackage %s\n\nfunc tagged() {}\n" % p
    if k == 41:
        files["other.go"] = "package other\n"
    if k == 44:
        files["some.txt"] = "some\n"
    return {os.path.join(path(k), f): t for f, t in files.items()}


GO_MOD = """module example.test/fifty

go 1.26

require example.test/dep v0.0.0

replace example.test/dep => ../dep
"""


def generate(folder):
    """Writes fifty/, dep/, extra/ and lib/ into folder."""
    files = {"go.mod": GO_MOD, "p07/internal/inner/inner.go": "package inner\n\n// Inner is deep.\nfunc Inner() string { return \"\" }\n",
             "cycle/a/a.go": 'package a\n\nimport "%s/cycle/b"\n\nvar A = b.B\n' % M,
             "cycle/b/b.go": 'package b\n\nimport "%s/cycle/a"\n\nvar B = a.A\n' % M,
             "cmd/main/main.go": 'package main\n\nimport (\n\t"%s/p44"\n\t"%s/p08"\n)\n\nfunc main() {\n'
                                 '\tprintln(p44.New44("a").String(), p08.New8("b").Name8)\n}\n' % (M, M),
             "testdata/t.go": "package testdata\n", "badly/badly.go": "package   badly\nfunc  F ( )  {\nreturn\n}\n"}
    for k in [*range(1, COUNT - 5), 47]:  # with inner, cycle/a, cycle/b, cmd/main and badly fifty; testdata is none
        files.update(package_files(k))
    write(os.path.join(folder, "fifty"), files)
    write(folder, {
        "dep/go.mod": "module example.test/dep\n\ngo 1.24\n", "dep/dep.go":
            "// Package dep is required.\npackage dep\n\n// Hello greets.\nfunc Hello() string { return \"hello\" }\n",
        "extra/go.mod": "module example.test/extra\n\ngo 1.24\n", "extra/extra.go":
            "// Package extra is required later.\npackage extra\n\n// More is one more.\nfunc More() int { return 1 }\n",
        "lib/go.mod": "module example.test/lib\n\ngo 1.26\n", "lib/lib.go":
            '// Package lib is a module of the workspace.\npackage lib\n\nimport "%s/p01"\n\n'
            "// Shape is one of fifty's.\nfunc Shape() *p01.Shape1 { return p01.New1(\"lib\") }\n" % M})
