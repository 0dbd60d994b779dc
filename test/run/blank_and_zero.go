// Spec: Blank identifier, The zero value, Size and alignment guarantees (zero-size types).
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type empty struct{}
type holder struct {
	_ int
	e empty
	_ string
	n int
	z [0]*int
}

func (empty) m() int     { return 1 }
func (*empty) p() int    { return 2 }
func pair() (int, error) { calls++; return 5, nil }

var calls int
var _, _ = pair()
var _ interface{ m() int } = empty{}

func main() {
	var (
		b  bool
		i  int
		f  float64
		c  complex128
		s  string
		p  *int
		fn func()
		e  interface{}
		sl []int
		m  map[string]int
		ch chan int
		st holder
		ar [3]string
	)
	check(!b && i == 0 && f == 0 && c == 0 && s == "" && p == nil && fn == nil && e == nil && sl == nil && m == nil && ch == nil && st == holder{} && ar == [3]string{}, "zero values")
	_, err := pair()
	x, _ := pair()
	_ = x
	check(err == nil && calls == 3 && x == 5, "blank assignment evaluates")
	_, _ = m["x"], sl
	var es [1000]empty
	sum := 0
	for _, e := range es {
		sum += e.m()
	}
	for i := range es {
		sum += es[i].p()
	}
	list := make([]empty, 5, 10)
	list = append(list, empty{})
	me := map[string]empty{"a": {}, "b": {}}
	ce := make(chan empty, 3)
	ce <- empty{}
	set := map[empty]int{{}: 1}
	set[empty{}]++
	println(sum, len(list), len(me), len(ce), set[empty{}])
	h := holder{n: 3}
	q := &h.e
	check(q.p() == 2 && h.n == 3 && len(h.z) == 0, "zero-size field")
	var ie interface{} = empty{}
	check(ie == interface{}(empty{}) && ie.(empty).m() == 1, "in an interface")
	for range list {
		sum++
	}
	f2 := func(empty, ...empty) (empty, int) { return empty{}, 9 }
	_, nine := f2(empty{}, empty{})
	println(sum, nine)
	println("blank_and_zero ok")
}
