// Prints what export data says of packages, and compares it with what other sources say of them.
//
//	objects [-compare gc|source] [-positions] packages...
//
// Standard input: lines "path file" for packages and all they import. Each package named is read by go/importer's "gc"
// importer from these files alone; each object in its scope is printed as types.ObjectString does, with its method sets.
// -compare FILE: of a second list of files, read likewise; source: by the importer that checks the source.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"go/constant"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"regexp"
	"sort"
	"strings"
)

var (
	compare   = flag.String("compare", "", "what to compare with: source, or a file with lines as on standard input")
	positions = flag.Bool("positions", false, "places, too")
)

func readList(r io.Reader) map[string]string {
	files := map[string]string{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if path, file, ok := strings.Cut(lines.Text(), " "); ok && file != "" {
			files[path] = file
		}
	}
	return files
}

// What one importer says.
type reader struct {
	fset *token.FileSet
	imp  types.Importer
}

func fromFiles(files map[string]string) *reader {
	fset := token.NewFileSet()
	return &reader{fset, importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		file, ok := files[path]
		if !ok {
			return nil, fmt.Errorf("no file for %q", path)
		}
		return os.Open(file)
	})}
}

func fromSource() *reader {
	fset := token.NewFileSet()
	return &reader{fset, importer.ForCompiler(fset, "source", nil)}
}

func (r *reader) place(o types.Object) string {
	if !*positions || !o.Pos().IsValid() {
		return ""
	}
	// Columns are not kept by the importer.
	p := r.fset.Position(o.Pos())
	return fmt.Sprintf(" // %s:%d", p.Filename, p.Line)
}

func (r *reader) describe(pkg *types.Package, out *[]string) {
	add := func(format string, args ...any) { *out = append(*out, fmt.Sprintf(format, args...)) }
	add("package %s %s", pkg.Path(), pkg.Name())
	for _, name := range pkg.Scope().Names() {
		object := pkg.Scope().Lookup(name)
		if !object.Exported() {
			continue // which of them are there depends on what can be reached
		}
		add("%s%s", types.ObjectString(object, nil), r.place(object))
		switch object := object.(type) {
		case *types.Const:
			add("\t= %s %v", object.Val().ExactString(), object.Val().Kind() == constant.Unknown)
		case *types.TypeName:
			r.describeType(object, add)
		case *types.Func:
			r.describeParams(object.Signature().TypeParams(), add)
		}
	}
}

func (r *reader) describeParams(list *types.TypeParamList, add func(string, ...any)) {
	for i := 0; i < list.Len(); i++ {
		p := list.At(i)
		add("\t[%d] %s %s%s", p.Index(), p, types.TypeString(p.Constraint(), nil), r.place(p.Obj()))
	}
}

func (r *reader) describeType(name *types.TypeName, add func(string, ...any)) {
	t := name.Type()
	if named, ok := t.(*types.Named); ok {
		r.describeParams(named.TypeParams(), add)
		for i := 0; i < named.NumMethods(); i++ {
			method := named.Method(i)
			add("\tfunc %s%s", types.ObjectString(method, nil), r.place(method))
			r.describeParams(method.Signature().RecvTypeParams(), add)
		}
	}
	if alias, ok := t.(*types.Alias); ok {
		r.describeParams(alias.TypeParams(), add)
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		for i := 0; i < s.NumFields(); i++ {
			add("\tfield %s %q%s", types.ObjectString(s.Field(i), nil), s.Tag(i), r.place(s.Field(i)))
		}
	}
	if i, ok := t.Underlying().(*types.Interface); ok {
		add("\tinterface %d %d %v %v", i.NumExplicitMethods(), i.NumEmbeddeds(), i.IsComparable(), i.IsMethodSet())
	}
	for _, t := range []types.Type{t, types.NewPointer(t)} {
		set := types.NewMethodSet(t)
		for i := 0; i < set.Len(); i++ {
			m := set.At(i)
			if m.Obj().Exported() || m.Obj().Pkg() == name.Pkg() {
				add("\t%s %v %v", types.SelectionString(m, nil), m.Index(), m.Indirect())
			}
		}
	}
}

func (r *reader) lines(path string) []string {
	pkg, err := r.imp.Import(path)
	if err != nil {
		return []string{fmt.Sprintf("import %s: %v", path, err)}
	}
	var out []string
	r.describe(pkg, &out)
	return out
}

// plain undoes what gc's compiler does to functions that return from loops over functions before it writes them: it
// gives names ("#rv1") to results that have none.
func plain(line string) string {
	for {
		begin := strings.Index(line, "(#rv")
		if begin < 0 {
			return line
		}
		end, depth, commas := begin, 0, 0
		for ; end < len(line); end++ {
			switch line[end] {
			case '(', '[', '{':
				depth++
			case ')', ']', '}':
				depth--
			case ',':
				if depth == 1 {
					commas++
				}
			}
			if depth == 0 {
				break
			}
		}
		results := resultName.ReplaceAllString(line[begin+1:end], "")
		if commas > 0 {
			results = "(" + results + ")"
		}
		line = line[:begin] + results + line[end+1:]
	}
}

var resultName = regexp.MustCompile(`#rv[0-9]+ `)

// difference prints the first lines that differ.
func difference(path string, have, want []string) bool {
	for i := 0; i < len(have) || i < len(want); i++ {
		var h, w string
		if i < len(have) {
			h = have[i]
		}
		if i < len(want) {
			w = plain(want[i])
		}
		if h != w {
			fmt.Printf("FAIL %s, line %d\n\thave %s\n\twant %s\n", path, i, h, w)
			return true
		}
	}
	return false
}

func main() {
	flag.Parse()
	files := readList(os.Stdin)
	ours := fromFiles(files)
	var other *reader
	switch {
	case *compare == "source":
		other = fromSource()
	case *compare != "":
		f, err := os.Open(*compare)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		other = fromFiles(readList(f))
	}
	paths := flag.Args()
	if len(paths) == 0 {
		for path := range files {
			paths = append(paths, path)
		}
		sort.Strings(paths)
	}
	passed, failed, count := 0, 0, 0
	for _, path := range paths {
		have := ours.lines(path)
		count += len(have)
		switch {
		case other == nil:
			fmt.Println(strings.Join(have, "\n"))
		case difference(path, have, other.lines(path)):
			failed++
		case strings.HasPrefix(have[0], "import "):
			fmt.Println("FAIL", have[0])
			failed++
		default:
			passed++
		}
	}
	if other != nil {
		fmt.Printf("objects: %d lines; %d passed, %d failed\n", count, passed, failed)
		if failed > 0 {
			os.Exit(1)
		}
	}
}
