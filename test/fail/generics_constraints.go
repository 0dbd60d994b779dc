package main

type Number interface{ ~int | ~float64 }
type Stringer interface{ String() string }

func sum[T Number](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}
func str[T Stringer](x T) string { return x.String() }
func key[K comparable, V any](m map[K]V, k K) V { return m[k] }

type Set[T comparable] map[T]struct{}
type Pair[A, B any] struct {
	a A
	b B
}

func add[T any](a, b T) T      { return a + b } // ERROR "invalid operation: operator [+] not defined on a [(]variable of type T constrained by any[)]"
func less[T any](a, b T) bool   { return a < b } // ERROR "invalid operation: a < b [(]type parameter T cannot use operator <[)]"
func eq[T any](a, b T) bool     { return a == b } // ERROR "invalid operation: a == b [(]incomparable types in type set[)]"
func field[T struct{ x int }](a T) int { return a.x } // ERROR "a[.]x undefined [(]type T has no field or method x[)]"
func conv[T Number](a T) string { return string(a) } // ERROR "cannot convert a [(]variable of type T constrained by Number[)] to type string: cannot convert float64 [(]in"
func index[T any](a T) int      { return a[0] } // ERROR "cannot index a [(]variable of type T constrained by any[)]"
func call[F any](f F)           { f() } // ERROR "invalid operation: cannot call f [(]variable of type F constrained by any[)]: no specific type"
func rng[T any](x T) {
	for range x { // ERROR "cannot range over x [(]variable of type T constrained by any[)]: no specific type"
	}
}

func main() {
	_ = sum("a", "b") // ERROR "string does not satisfy Number [(]string missing in ~int [|] ~float64[)]"
	_ = sum[string]() // ERROR "string does not satisfy Number [(]string missing in ~int [|] ~float64[)]"
	_ = sum(1, 2.5)
	_ = sum(1, "a") // ERROR "in call to sum, mismatched types untyped int and untyped string [(]cannot infer T[)]"
	_ = str(5) // ERROR "int does not satisfy Stringer [(]missing method String[)]"
	_ = str[int](5) // ERROR "int does not satisfy Stringer [(]missing method String[)]"
	_ = key(map[string]int{}, 1) // ERROR "cannot use 1 [(]untyped int constant[)] as string value in argument to key"
	var s Set[[]int] // ERROR "..int does not satisfy comparable"
	var p Pair[int] // ERROR "not enough type arguments for type Pair: have 1, want 2"
	var q Pair // ERROR "cannot use generic type Pair.A, B any. without instantiation"
	var r Pair[int, string, bool] // ERROR "too many type arguments for type Pair: have 3, want 2"
	var n Number // ERROR "cannot use type Number outside a type constraint: interface contains type constraints"
	_, _, _, _, _ = s, p, q, r, n
	_ = sum // ERROR "cannot use generic function sum without instantiation"
	_ = add[int, int] // ERROR "got 2 type arguments but want 1"
	f := key // ERROR "declared and not used: f" "cannot use generic function key without instantiation"
	_ = main[int] // ERROR "cannot index main [(]value of type func[(][)][)]"
}
