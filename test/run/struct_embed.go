// Spec: Struct types, Selectors, Method sets, Composite literals.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

// caught runs f and returns the message of the run-time error that stops it.
func caught(f func()) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = r.(error).Error()
		}
	}()
	f()
	return "nothing"
}

type base struct {
	id   int
	name string
}

func (b base) describe() string { return "base " + b.name }
func (b *base) rename(n string) { b.name = n }

type middle struct {
	base
	extra int
	name  int // hides base.name
}

type left struct{ shared int }
type right struct{ shared int }

func (left) side() string { return "left" }

type both struct {
	left
	*right
	own int
}

type deep struct {
	*middle
	both
	inner interface{ describe() string }
}

type list struct {
	*list
	value int
}

type describer interface{ describe() string }
type renamer interface {
	describer
	rename(string)
}
type wrapper struct{ renamer }
type alias = base
type viaAlias struct{ alias }

func main() {
	m := middle{base: base{1, "one"}, name: 7}
	check(m.id == 1 && m.name == 7 && m.base.name == "one" && m.describe() == "base one", "promotion")
	m.rename("uno")
	check(m.base.name == "uno", "promoted pointer method on addressable value")
	d := deep{middle: &m, both: both{left{3}, &right{4}, 5}}
	d.id++
	d.rename("two")
	check(m.id == 2 && d.describe() == "base two" && d.middle.base.describe() == "base two", "through two levels")
	check(d.left.shared == 3 && d.right.shared == 4 && d.own == 5 && d.side() == "left", "ambiguity by path")
	var i describer = d
	check(i.describe() == "base two", "interface from promoted method")
	var r renamer = &m
	r.rename("three")
	w := wrapper{r}
	w.rename("four")
	check(w.describe() == "base four" && m.base.name == "four", "embedded interface")
	var j describer = w
	check(j.describe() == "base four", "interface embedded in struct")
	l := list{&list{&list{nil, 3}, 2}, 1}
	check(l.value == 1 && l.list.value == 2 && l.list.list.value == 3, "self-reference")
	v := viaAlias{base{9, "alias"}}
	check(v.alias.id == 9 && v.describe() == "base alias", "embedded alias")
	f := d.rename
	g := (*middle).describe
	f("five")
	check(g(&m) == "base five", "method value and expression of promoted methods")
	var none deep
	println(caught(func() { println(none.id) }))
	println(caught(func() { println(none.describe()) }))
	println(caught(func() { println(none.right.shared) }))
	println(caught(func() { println(wrapper{}.describe()) }))
	anonymous := struct {
		base
		int
		*string
	}{base{1, "x"}, 2, nil}
	check(anonymous.int == 2 && anonymous.string == nil && anonymous.describe() == "base x", "predeclared types embedded")
	println("struct_embed ok")
}
