// In a generic function, too, a method of what is known to be in an interface is called directly, and its receiver is
// evaluated first; not where the function's type parameters are in the value's type or in the interface.
package main

import "fmt"

type valuer interface{ val(int, int) int }
type named[N any] interface {
	val(int, int) int
	of() N
}

type T struct{ n, w, h int }
type G[N any] struct {
	n, w int
	v    N
}

//go:noinline
func (t T) val(x, y int) int { return t.n + x + y }
func (t T) of() int          { return 1 }

//go:noinline
func (t G[N]) val(x, y int) int { return t.n + x + y }
func (t G[N]) of() N            { return t.v }

var zero, ten, five = 0, 10, 5

func done(what string) { fmt.Println(what, recover()) }

func concrete[N ~int]() {
	defer done("concrete")
	ts, i, k, z, x := make([]T, 2), ten, five, zero, 20
	var e any = k
	fmt.Println(valuer(ts[i]).val(int(real(complex(float64(x), float64(k/z)))), int(e.(N))))
}

func pointer[N ~int]() {
	defer done("pointer")
	ts, i, k, z := make([]*T, 2), ten, five, zero
	fmt.Println(valuer(ts[i]).val(k/z, 1))
}

func instance[N ~int]() {
	defer done("instance")
	ts, i, k, z := make([]G[int], 2), ten, five, zero
	fmt.Println(valuer(ts[i]).val(int(real(complex(1, float64(k/z)))), 1))
}

func parameter[V valuer]() {
	defer done("parameter")
	ts, i, k, z := make([]V, 2), ten, five, zero
	fmt.Println(valuer(ts[i]).val(int(real(complex(1, float64(k/z)))), 1))
}

func withParameter[N ~int]() {
	defer done("with parameter")
	ts, i, k, z := make([]G[N], 2), ten, five, zero
	fmt.Println(valuer(ts[i]).val(int(real(complex(1, float64(k/z)))), 1))
}

func pointerToParameter[N ~int]() {
	defer done("pointer to parameter")
	ts, i, k, z := make([]*G[N], 2), ten, five, zero
	fmt.Println(valuer(ts[i]).val(k/z, 1))
}

func declaredHere[N ~int]() {
	defer done("declared here")
	type L struct{ T }
	ts, i, k, z := make([]L, 2), ten, five, zero
	fmt.Println(valuer(ts[i]).val(int(real(complex(1, float64(k/z)))), 1))
}

func interfaceOfParameter[N ~int]() {
	defer done("interface of parameter")
	ts, i, k, z := make([]G[N], 2), ten, five, zero
	fmt.Println(named[N](ts[i]).val(int(real(complex(1, float64(k/z)))), 1))
}

func interfaceInstance[N ~int]() {
	defer done("interface instance")
	ts, i, k, z := make([]T, 2), ten, five, zero
	fmt.Println(named[int](ts[i]).val(int(real(complex(1, float64(k/z)))), 1))
}

func inLiteral[N ~int]() {
	defer done("in literal")
	ts, i, k, z := make([]*T, 2), ten, five, zero
	func() { fmt.Println(valuer(ts[i]).val(k/z, 1)) }()
}

func nilInVariable[N ~int]() {
	defer done("nil in variable")
	var p *T
	k, z := five, zero
	v := valuer(p)
	fmt.Println(v.val(k/z, 1))
}

type method[N ~int] struct{}

func (method[N]) call() {
	defer done("method")
	ts, i, k, z := make([]*T, 2), ten, five, zero
	fmt.Println(valuer(ts[i]).val(k/z, 1))
}

func main() {
	concrete[int]()
	pointer[int]()
	instance[int]()
	parameter[T]()
	withParameter[int]()
	pointerToParameter[int]()
	declaredHere[int]()
	interfaceOfParameter[int]()
	interfaceInstance[int]()
	inLiteral[int]()
	nilInVariable[int]()
	method[int]{}.call()
}
