package main

type I interface {
	M(int) string
	N()
}
type T struct{}

func (T) M(int) string { return "" }

type P struct{}

func (*P) M(int) string { return "" }
func (*P) N()           {}

type W struct{}

func (W) M(string) string { return "" }
func (W) N()              {}

type L struct{}

func (L) m(int) string { return "" }
func (L) N()           {}

func main() {
	var i I = T{} // ERROR "cannot use T[{][}] [(]value of struct type T[)] as I value in variable declaration: T does not implement I"
	i = P{} // ERROR "cannot use P[{][}] [(]value of struct type P[)] as I value in assignment: P does not implement I [(]method M"
	i = &P{}
	i = W{} // ERROR "cannot use W[{][}] [(]value of struct type W[)] as I value in assignment: W does not implement I [(]wrong"
	i = L{} // ERROR "cannot use L[{][}] [(]value of struct type L[)] as I value in assignment: L does not implement I [(]missing"
	i = 5 // ERROR "cannot use 5 [(]constant of type int[)] as I value in assignment: int does not implement I [(]missing method"
	_ = i.(T) // ERROR "impossible type assertion: i[.][(]T[)]"
	_ = i.(int) // ERROR "impossible type assertion: i[.][(]int[)]"
	var x int
	_ = x.(int) // ERROR "invalid operation: x [(]variable of type int[)] is not an interface"
	switch i.(type) {
	case T: // ERROR "impossible type switch case: T"
	case *P:
	case *P: // ERROR "duplicate case [*]P in type switch"
	case string: // ERROR "impossible type switch case: string"
	}
	switch x.(type) { // ERROR "x [(]variable of type int[)] is not an interface"
	}
	switch y := i.(type) { // ERROR "y declared and not used"
	case *P:
	}
	var pi *I = &i
	pi.N() // ERROR "pi[.]N undefined [(]type [*]I is pointer to interface, not interface[)]"
	_ = I{} // ERROR "invalid composite literal type I"
	type E interface{ E } // ERROR "invalid recursive type: E refers to itself"
	type F interface{ int }
	var f F // ERROR "declared and not used: f" "cannot use type F outside a type constraint: interface contains type constraints"
	var c comparable // ERROR "declared and not used: c" "cannot use type comparable outside a type constraint: interface is [(]or embeds[)] comparable"
}
