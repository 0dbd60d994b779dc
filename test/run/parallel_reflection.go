// Reflection, interface tables and type caches filled by many goroutines at once; fmt, json, regexp, templates, strconv beside.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"sync"
	"text/template"
)

func rounds(n int) int {
	if os.Getenv("TUCO_DEBUG") != "" {
		return (n + 9) / 10
	}
	return n
}

type namer interface{ Name() string }
type sizer interface{ Size() int }
type both interface {
	namer
	sizer
}
type a struct{ n int }
type b struct{ s string }
type c[T any] struct{ v T }

func (x a) Name() string    { return fmt.Sprint("a", x.n) }
func (x a) Size() int       { return x.n }
func (x *b) Name() string   { return x.s }
func (x *b) Size() int      { return len(x.s) }
func (x c[T]) Name() string { return fmt.Sprint(x.v) }
func (x c[T]) Size() int    { return -1 }

// Conversions between interfaces make tables at run time, all at the same moment.
func interfaces(g int) {
	values := []any{a{g}, &b{"b"}, c[int]{g}, c[string]{"s"}, c[[]int]{nil}, c[a]{a{1}}, g}
	n := 0
	for _, v := range values {
		if x, ok := v.(both); ok {
			n += len(x.(namer).Name()) + any(x).(sizer).Size()
		}
		if _, ok := v.(io.Reader); ok {
			panic("not a reader")
		}
		switch v.(type) {
		case namer:
		case int:
		default:
			panic("neither")
		}
	}
}

func types(g int) {
	base := reflect.TypeFor[int]()
	for i := range 5 {
		base = reflect.SliceOf(base)
		m := reflect.MapOf(reflect.TypeFor[string](), base)
		ch := reflect.ChanOf(reflect.BothDir, m)
		f := reflect.FuncOf([]reflect.Type{ch, base}, []reflect.Type{m}, false)
		s := reflect.StructOf([]reflect.StructField{{Name: "F", Type: f}, {Name: "M", Type: m, Tag: `json:"m"`}})
		arr := reflect.ArrayOf(i+1, s)
		if reflect.ArrayOf(i+1, reflect.StructOf([]reflect.StructField{{Name: "F", Type: f}, {Name: "M", Type: m, Tag: `json:"m"`}})) != arr {
			panic("two types")
		}
		v := reflect.New(arr).Elem()
		v.Index(i).Field(1).Set(reflect.MakeMap(m))
		v.Index(i).Field(1).SetMapIndex(reflect.ValueOf("k"), reflect.MakeSlice(base, 2, 3))
		if v.Index(i).Field(1).MapIndex(reflect.ValueOf("k")).Len() != 2 {
			panic("lost")
		}
	}
	swap := reflect.MakeFunc(reflect.TypeFor[func(int, string) (string, int)](), func(in []reflect.Value) []reflect.Value {
		return []reflect.Value{in[1], in[0]}
	}).Interface().(func(int, string) (string, int))
	if s, n := swap(g, "x"); s != "x" || n != g {
		panic("not swapped")
	}
	name := reflect.ValueOf(both(a{g})).MethodByName("Name")
	if name.Call(nil)[0].String() != fmt.Sprint("a", g) || name.Interface().(func() string)() != fmt.Sprint("a", g) {
		panic("method value")
	}
}

type record struct {
	Name  string            `json:"name"`
	Tags  []string          `json:"tags,omitempty"`
	Attrs map[string]int    `json:"attrs"`
	Inner *record           `json:"inner,omitempty"`
	Any   any               `json:"any"`
	Extra map[string]record `json:",omitempty"`
}

func encodings(g int) {
	in := record{Name: fmt.Sprint("n", g), Tags: []string{"x", "y"}, Attrs: map[string]int{"a": g, "b": 2}, Any: []any{1.5, nil, true}}
	in.Inner = &record{Name: "inner", Attrs: map[string]int{}, Any: "s"}
	text, err := json.Marshal(in)
	if err != nil {
		panic(err)
	}
	var out record
	if err := json.Unmarshal(text, &out); err != nil || !reflect.DeepEqual(in, out) {
		panic(fmt.Sprint(err, out))
	}
}

var pattern = regexp.MustCompile(`(\w+)@(\w+)\.com`)
var page = template.Must(template.New("page").Funcs(template.FuncMap{"up": strings.ToUpper}).Parse(
	`{{range $i, $x := .}}{{if $i}}, {{end}}{{$x.Name | up}}={{$x.Size | printf "%03d"}}{{end}}`))

func texts(g int) {
	if got := pattern.ReplaceAllString("me@home.com and you@work.com", "$2:$1"); got != "home:me and work:you" {
		panic(got)
	}
	var b strings.Builder
	if err := page.Execute(&b, []both{a{g}, c[string]{"z"}}); err != nil {
		panic(err)
	}
	if got, want := b.String(), fmt.Sprintf("A%d=%03d, Z=-01", g, g); got != want {
		panic(got + " " + want)
	}
	words := strings.Fields("the quick brown fox jumps over the lazy dog")
	sort.Strings(words)
	if got := fmt.Sprintf("%v %+v %q %x %8.3f", words[:2], struct{ A int }{g}, "q", "hex", 1.5); got != fmt.Sprint("[brown dog] {A:", g, "} \"q\" 686578    1.500") {
		panic(got)
	}
}

func main() {
	for _, f := range []func(int){interfaces, types, encodings, texts} {
		var wg sync.WaitGroup
		start := make(chan bool)
		for g := range 12 {
			wg.Go(func() {
				<-start
				for i := range rounds(30) {
					f(g + i)
				}
			})
		}
		close(start)
		wg.Wait()
	}
	fmt.Println("done")
}
