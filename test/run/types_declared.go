// Spec: Type declarations, Alias declarations, Type identity, Assignability, Underlying types.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type celsius float64
type kelvin float64
type text string
type ints []int
type table map[text]ints
type handler func(text) int
type recursive struct {
	next *recursive
	m    map[string]recursive
	f    func(recursive) *recursive
	c    chan recursive
}
type alias = recursive
type textAlias = text

func (c celsius) kelvin() kelvin { return kelvin(c + 273.15) }
func (t textAlias) size() int    { return len(t) }
func (h handler) run(t text) int { return h(t) * 2 }
func (x ints) sum() (s int) {
	for _, v := range x {
		s += v
	}
	return
}

type base struct{ x int }

func (base) hello() string { return "hello" }

type derived base // has the fields but not the methods

func take(s []int) int { return len(s) }

func main() {
	check(celsius(26.85).kelvin() == 300, "conversion")
	var t text = "abc"
	check(t.size() == 3 && textAlias("ab").size() == 2, "methods through an alias")
	var x ints = []int{1, 2, 3}
	check(take(x) == 3 && x.sum() == 6 && ints([]int{4}).sum() == 4, "assignable")
	tb := table{"a": {1, 2}, "b": nil}
	check(tb["a"].sum() == 3, "composite")
	check(handler(func(t text) int { return t.size() }).run("four") == 8, "function type")
	var r alias
	r.m = map[string]recursive{"x": r}
	r.next = &r
	r.f = func(q recursive) *recursive { return q.next }
	check(r.f(r) == &r && len(r.next.m) == 1, "recursive type")
	d := derived{5}
	_, has := interface{}(d).(interface{ hello() string })
	check(!has && base(d).hello() == "hello" && d.x == 5, "methods are not inherited")
	type tagged struct {
		x int `tag:"ignored by conversions"`
	}
	check(base(tagged{3}).x == 3, "tags are ignored")
	var bi chan int = make(chan int, 1)
	var send chan<- int = bi
	send <- 1
	check(<-(<-chan int)(bi) == 1, "channel conversion")
	type local int
	f := func() interface{} {
		type local int
		return local(1)
	}
	_, same := f().(local)
	check(!same, "local types differ")
	var anon struct{ a int } = struct{ a int }{1}
	type named struct{ a int }
	var n named = anon
	check(n.a == 1, "unnamed to named")
	var pf *func() = new(func())
	*pf = func() { n.a++ }
	(*pf)()
	check(n.a == 2, "pointer to function")
	println("types_declared ok")
}
