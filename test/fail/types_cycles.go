package main

type A struct{ b B } // ERROR "invalid recursive type A"
type B struct{ a A }
type C [2]C // ERROR "invalid recursive type: C refers to itself"
type D D // ERROR "invalid recursive type: D refers to itself"
type E interface{ E } // ERROR "invalid recursive type: E refers to itself"
type F struct{ F } // ERROR "invalid recursive type: F refers to itself"
type G []G
type H struct{ p *H }
type I = J // ERROR "invalid recursive type I"
type J = I
type K [len(k)]int // ERROR "invalid recursive type K"

var k K

type M map[M]int // ERROR "invalid map key type M"
type N func(N) N
type O struct{ f func(O) }

func main() {}
