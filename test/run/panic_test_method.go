// Spec: Handling panics, Method values.
// exit: 2
package main

type T struct{ x *int }

//go:noinline
func (t *T) method() int { return *t.x }

//go:noinline
func generic[A any](f func() A) A { return f() }

func main() {
	t := &T{}
	f := func() int { return t.method() }
	println(generic(f))
}
