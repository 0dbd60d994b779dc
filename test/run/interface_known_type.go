// gc calls a method directly where it knows what an interface holds: a nil pointer is then dereferenced, before it is
// told that a value method was called with it, and the receiver is an operand like the others.
package main

import (
	"fmt"
	"runtime"
)

type V struct{ x [4]int }

func (v V) M(a, b int) int   { return v.x[0] + a + b }
func (v *V) P(a, b int) int  { return a + b }

//go:noinline
func (v V) N(a int) int { return a }

type W int

func (w W) M(a, b int) int { return int(w) + a + b }

type D struct{ *V }
type DI struct{ I }
type I interface{ M(a, b int) int }
type IN interface{ N(int) int }
type IP interface {
	I
	P(a, b int) int
}

func try(n string, f func()) {
	defer func() {
		r := recover()
		if e, ok := r.(runtime.Error); ok {
			fmt.Println(n, "RT", e)
		} else {
			fmt.Println(n, r)
		}
	}()
	f()
}

//go:noinline
func trace(s string, n int) int { fmt.Print(s, " "); return n }

var gp *V

func main() {
	var p *V
	s := []int{1}
	z := 0
	try("var", func() { var i I = p; i.M(1, 2) })
	try("def", func() { i := I(p); i.M(1, 2) })
	try("conv", func() { I(p).M(1, 2) })
	try("conv2", func() { I(IP(p)).M(1, 2) })
	try("order", func() { var i I = p; i.M(s[trace("a", 3)], 1) })
	try("order2", func() { var i I = p; i.M(trace("a", 3), 1) })
	try("noinline", func() { var i IN = p; i.N(trace("a", 3)) })
	try("noinline2", func() { var i IN = gp; i.N(s[z+2]) })
	try("ptr", func() { var i IP = p; fmt.Println(i.P(1, 2)) })
	try("reassigned", func() { var i I = p; i = W(1); fmt.Println(i.M(1, 2)) })
	try("reassigned2", func() { var i I = W(2); i = W(1); fmt.Println(i.M(1, 2)) })
	try("captured", func() { var i I = p; func() { i.M(1, 2) }() })
	try("captured2", func() { var i I = W(5); func() { fmt.Println(i.M(1, 2)) }() })
	try("go", func() { var i I = p; defer func() { i.M(1, 2) }() })
	try("mv", func() { var i I = p; g := i.M; g(1, 2) })
	try("word", func() { fmt.Println(I(W(3)).M(trace("a", 1), trace("b", 2))) })
	try("lit", func() { fmt.Println(I(V{[4]int{s[z+1]}}).M(trace("a", 1), trace("b", 2))) })
	try("lit2", func() { fmt.Println(I(&V{[4]int{s[z+1]}}).M(trace("a", 1), trace("b", 2))) })
	try("lit3", func() { fmt.Println(I(V{[4]int{s[z]}}).M(trace("a", 1), trace("b", 2))) })
	try("emb", func() { var i I = D{}; i.M(1, 2) })
	try("emb2", func() { var i I = D{&V{}}; fmt.Println(i.M(1, 2)) })
	try("emb3", func() { var i I = DI{}; i.M(1, 2) })
	try("emb4", func() { var i I = DI{W(4)}; fmt.Println(i.M(1, 2)) })
	try("emb5", func() { var i I = &D{}; fmt.Println(i.M(trace("x", 1), 2)) })
	try("emb6", func() { var i I = (*D)(nil); fmt.Println(i.M(trace("x", 1), 2)) })
	try("copy", func() { v := V{[4]int{7}}; var i I = v; v.x[0] = 9; fmt.Println(i.M(0, 0), v.M(0, 0)) })
	try("copy2", func() { v := &V{[4]int{7}}; var i I = v; fmt.Println(i.M(func() int { v.x[0] = 9; return 0 }(), 0)) })
	try("copy3", func() { v := &V{[4]int{7}}; var i IN = v; fmt.Println(i.N(func() int { v.x[0] = 9; return 0 }())) })
	try("err", func() { var e error = (*E)(nil); _ = e.Error() })
	try("err2", func() { var e error = E{3}; fmt.Println(e.Error(), len(e.Error())) })
	try("lists", func() {
		var i, j I = p, W(1)
		k, l := I(W(2)), I(p)
		fmt.Println(j.M(1, 2), k.M(3, 4))
		defer func() { fmt.Println(recover() != nil); l.M(trace("l", 1), s[z+3]) }()
		i.M(trace("i", 1), s[z+2])
	})
	try("literal", func() { var i I = V{[4]int{s[z]}}; fmt.Println(i.M(trace("a", 1), trace("b", 2))) })
	try("range", func() { for _, i := range []I{p} { i.M(1, 2) } })
	try("param", func() { callM(p) })
	try("global", func() { gi.M(1, 2) })
	try("gen", func() { gen[*V](p) })
}

type E struct{ n int }

func (e E) Error() string { return fmt.Sprint("E", e.n) }

var gi I = (*V)(nil)

//go:noinline
func callM(i I) int { return i.M(1, 2) }
func gen[T I](x T)  { var i I = x; i.M(1, 2) }
