package main

type A[T any, T any] struct{} // ERROR "T redeclared in this block"
type B[P Undefined] struct{} // ERROR "undefined: Undefined"
type C[P int | string | I] struct{} // ERROR "cannot use main[.]I in union [(]main[.]I contains methods[)]"
type I interface{ M() }
type D[P *int,] struct{}
type E[T interface{ int; string }] struct{}
type F interface {
	int | ~MyInt // ERROR "invalid use of ~ [(]underlying type of MyInt is int[)]"
	~string | ~error // ERROR "invalid use of ~ [(]error is an interface[)]"
	comparable | int // ERROR "cannot use comparable in union"
}
type MyInt int

func f[T any](x T) {
	type local[U any] struct{}
	switch x.(type) { // ERROR "cannot use type switch on type parameter value x [(]variable of type T constrained by any[)]"
	}
	var y T = nil // ERROR "cannot use nil as T value in variable declaration"
	var z T = 1 // ERROR "cannot use 1 [(]untyped int constant[)] as T value in variable declaration"
	_ = T.foo // ERROR "T[.]foo undefined [(]type T has no field or method foo[)]"
	const c T = 1 // ERROR "invalid constant type T"
	x = 5 // ERROR "cannot use 5 [(]untyped int constant[)] as T value in assignment"
	_, _ = y, z
}

func g[T int | string](x T) {
	var i int = x // ERROR "cannot use x [(]variable of type T constrained by int [|] string[)] as int value in variable declaration"
	_ = len(x) // ERROR "invalid argument: x [(]variable of type T constrained by int [|] string[)] for built-in len"
	_ = x + 1 // ERROR "invalid operation: x [+] 1 [(]mismatched types T and untyped int[)]"
	_ = i
}

func init[T any]() {} // ERROR "func init must have no type parameters"
func main[T any]() {} // ERROR "func main must have no type parameters"

func h[P any](P) { h[*P](*new(*P)) }
