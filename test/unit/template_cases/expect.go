// What text/template makes of the cases of template_cases.c: writes the files anew.
//
//	go run test/unit/template_cases/expect.go FILE...
//	go run test/unit/template_cases/expect.go -compare FILE...     prints the cases whose result is another
//
// The values are those of model.c.
package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"time"
)

type Inner struct {
	A int
	B string
}

type Day struct{ Year, Month, Number int }

func (d Day) String() string { return fmt.Sprintf("%d-%02d-%02d", d.Year, d.Month, d.Number) }
func (d Day) Format(layout string) (string, error) {
	if layout == "" {
		return "", errors.New("no layout")
	}
	return layout + "/" + strconv.Itoa(d.Year), nil
}

type Module struct {
	Path, Version string
	Main          bool
	Replace       *Module
	Time          *Day
}

func (m *Module) String() string { return m.Path + "@" + m.Version }

type Failure struct {
	Pos, Text string
	secret    int
}

func (f *Failure) Error() string { return f.Pos + ": " + f.Text }

type Kind string

type Package struct {
	Dir, Name string
	Kind      Kind
	Module    *Module
	NoModule  *Module
	Standard  bool
	Binary    bool
	Number    int
	Small     int8
	Size      uint64
	Ratio     float64
	Complex   complex128
	Files     []string
	Empty     []string
	Imports   map[string]string
	NoMap     map[string]string
	Numbers   map[string]int
	ByNumber  map[int]string
	AnyMap    map[string]any
	Failed    *Failure
	Failures  []*Failure
	Any       any
	NoAny     any
	AnyList   []any
	Err       error
	NoErr     error
	Inner     Inner
	InnerPtr  *Inner
	NoInner   *Inner
	Inners    []Inner
	Matrix    [][]int
	Day       Day
	DayPtr    *Day
	NoDay     *Day
	Repeat    func(string, int) string
	NoFunc    func(string, int) string
	Str       *string
	NoStr     *string
	HTML      string
	When      *time.Time
	Never     *time.Time
	There     *time.Time
	secret    string
}

func (p *Package) Greet(text string, n int) (string, error) { return repeat(text, n) }
func (p *Package) Sum(numbers ...int) int                   { return sum(numbers...) }
func (p *Package) Fail() (string, error)                    { return fail() }

func repeat(text string, n int) (string, error) {
	if n < 0 {
		return "", errors.New("negative count")
	}
	return strings.Repeat(text, min(n, 10)), nil
}

func sum(numbers ...int) (total int) {
	for _, n := range numbers {
		total += n
	}
	return total
}

func fail() (string, error) { return "", errors.New("it failed") }

func pathOf(m *Module) string {
	if m == nil {
		return "none"
	}
	return m.Path
}

func model() *Package {
	text := "pointed at"
	day := Day{2024, 2, 29}
	other := &Module{Path: "example.com/other", Version: "v0.1.0"}
	failures := []*Failure{{"a.go:1:2", "wrong", 7}, {"b.go:3:4", "worse", 8}}
	inner := Inner{1, "one"}
	when := time.Unix(1709222645, 120000000).UTC()
	there := when.In(time.FixedZone("", -12600))
	files := []string{"b.go", "a.go", "c.go"}
	return &Package{
		Dir: "/src/m", Name: "m", Kind: "lib", Standard: true, Number: 17, Small: -5, Size: 1 << 63, Ratio: 2.5,
		Module:  &Module{"example.com/m", "v1.2.3", true, other, &day},
		Complex: 1 - 2i, Files: files,
		Imports:  map[string]string{"x": "vendor/x", "a": "vendor/a"},
		Numbers:  map[string]int{"two": 2, "one": 1},
		ByNumber: map[int]string{10: "ten", 9: "nine"},
		AnyMap:   map[string]any{"nil": nil, "list": files, "n": 5},
		Failed:   failures[0], Failures: failures, Any: inner, AnyList: []any{1, "x", nil, other}, Err: failures[1],
		Inner: inner, InnerPtr: &inner, Inners: []Inner{{2, "two"}, {3, "three"}}, Matrix: [][]int{{1, 2}, {}},
		Day: day, DayPtr: &day, Str: &text, HTML: "<a href=\"x?y=z&w\">it's</a> \u00e9\t\u2028", secret: "hush", When: &when, There: &there,
		Repeat: func(text string, n int) string { return strings.Repeat(text, max(0, min(n, 10))) },
	}
}

func functions(p *Package) template.FuncMap {
	return template.FuncMap{
		"join": strings.Join,
		"context": func() *Inner {
			return p.InnerPtr
		},
		"module": func(path string) *Module {
			if path == "m" {
				return p.Module
			}
			return nil
		},
		"add":     func(a, b int) int { return a + b },
		"sum":     sum,
		"repeat":  repeat,
		"fail":    fail,
		"float":   func(f float64) float64 { return f },
		"truth":   func(b bool) bool { return b },
		"natural": func(n uint64) uint64 { return n },
		"pathOf":  pathOf,
		"inner":   func(i Inner) Inner { return i },
	}
}

func resultOf(text string) string {
	var out strings.Builder
	p := model()
	t, err := template.New("main").Funcs(functions(p)).Parse(text)
	if err == nil {
		err = t.Execute(&out, p)
	}
	result := strconv.Quote(out.String()) + "\n"
	if err != nil {
		result += err.Error() + "\n"
	}
	return result
}

// Addresses differ from run to run.
var address = regexp.MustCompile(`0x[0-9a-f]{6,}`)

func withoutAddresses(result string) string {
	return address.ReplaceAllString(strings.TrimRight(result, "\n"), "0xaddress")
}

func main() {
	files := os.Args[1:]
	compare := len(files) > 0 && files[0] == "-compare"
	if compare {
		files = files[1:]
	}
	same, other := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		var out strings.Builder
		pending := ""
		for i, part := range strings.Split("\n"+string(data), "\n-- ") {
			// "-- is --" is split off its case.
			if i == 0 {
				if intro := strings.TrimPrefix(part, "\n"); intro != "" {
					out.WriteString(intro + "\n")
				}
				continue
			}
			if result, ok := strings.CutPrefix(part, "is --\n"); ok {
				name, text, _ := strings.Cut(pending, " --\n")
				found := resultOf(text)
				if withoutAddresses(result) == withoutAddresses(found) {
					same++
				} else {
					other++
					if compare {
						fmt.Printf("OTHER %s\n%s\nhere %sGo   %s\n", name, text, result, found)
					}
				}
				fmt.Fprintf(&out, "-- %s --\n%s\n-- is --\n%s\n", name, text, found)
				continue
			}
			pending = part // its result is in the next
		}
		if !compare {
			if err := os.WriteFile(file, []byte(strings.TrimSuffix(out.String(), "\n")), 0o666); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
	}
	fmt.Printf("expect: %d cases as they were, %d others\n", same, other)
}
