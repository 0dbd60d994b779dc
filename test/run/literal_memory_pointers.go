// Memory of literals in initializers is data, aligned to 16: the collector's bitmap of data has to say where the pointers of
// each are, whatever stands before them. Both parities of what does.
package main

import "runtime"

//go:noinline
func text(c byte) string {
	p := make([]byte, 30)
	for i := range p {
		p[i] = c
	}
	return string(p)
}

type part struct{ name, value string }

var (
	word  = &one
	one   = 1
	names = []string{text('a'), text('b')}
	parts = []part{{text('c'), text('d')}, {"known", text('e')}}
	third = []*part{{text('f'), "known"}, {"known", text('g')}}
	odd   = &struct {
		p *int
		part
	}{&one, part{text('h'), text('i')}}
	more = []part{{text('j'), ""}, {"", text('k')}}
	last = [...]*[]string{{text('l')}, {"known", text('m')}, {"known", "known", text('n')}}
)

func garbage() {
	runtime.GC()
	for range 2000 {
		text('!')
	}
}

func main() {
	garbage()
	garbage()
	println(*word, names[0], names[1])
	for _, p := range parts {
		println(p.name, p.value)
	}
	for _, p := range third {
		println(p.name, p.value)
	}
	println(*odd.p, odd.name, odd.value)
	for _, p := range more {
		println(p.name, p.value)
	}
	for _, p := range last {
		println((*p)[len(*p)-1])
	}
}
