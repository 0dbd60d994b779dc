package main

type A = B
type B = int
type C = []C // ERROR "invalid recursive type: C refers to itself"
type D[T any] = map[string]T
type E = D // ERROR "cannot use generic type D.T any. without instantiation"
type F[T any] = T // ERROR "cannot use type parameter declared in alias declaration as RHS"
type G = struct{ g G } // ERROR "invalid recursive type: G refers to itself"
type H[T any] = []H[T] // ERROR "invalid recursive type: H refers to itself"

func (A) m() {} // ERROR "cannot define new methods on non-local type A"
func (D[int]) n() {} // ERROR "cannot define new methods on generic alias type D.T any."

var d D // ERROR "cannot use generic type D.T any. without instantiation"
var e D[int, string] // ERROR "too many type arguments for type D: have 2, want 1"
var f F[int] = "s" // ERROR "cannot use generic type F.T any. without instantiation"

func main() {}
