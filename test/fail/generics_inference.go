package main

func zero[T any]() T                     { var t T; return t }
func mapf[A, B any](xs []A, f func(A) B) []B { return nil }
func same[T any](a, b T)                 {}
func ptr[T any, P interface{ *T; Set(string) }](s string) T { var t T; P(&t).Set(s); return t }
func chans[T any](c chan T)              {}
func fn[T any](f func(T))                {}

type L[T any] struct{ next *L[T] }

func (l *L[T]) push(x T)    {}
func (l *L[U]) bad(x T)     {} // ERROR "undefined: T"
func (l *L) none()          {} // ERROR "cannot use generic type L.T any. without instantiation"
func (l L[int]) shadow() int { return 0 } // ERROR "cannot use 0 [(]untyped int constant[)] as int /[*] with int declared at [.]/generics_inference[.]go:15:11"

type X[T any] T // ERROR "cannot use a type parameter as RHS in type declaration"
type Y[T any] struct{ T } // ERROR "embedded field type cannot be a [(]pointer to a[)] type parameter"
type R[T any] struct{ x R[[]T] } // ERROR "invalid recursive type: R refers to itself"

func main() {
	_ = zero() // ERROR "in call to zero, cannot infer T [(]declared at [.]/generics_inference[.]go:3:11[)]"
	_ = mapf([]int{1}, 5) // ERROR "in call to mapf, cannot infer B [(]declared at [.]/generics_inference[.]go:4:14[)]"
	same(1, "a") // ERROR "in call to same, mismatched types untyped int and untyped string [(]cannot infer T[)]"
	same(nil, nil) // ERROR "in call to same, cannot infer T [(]declared at [.]/generics_inference[.]go:5:11[)]"
	_ = ptr[int]("x") // ERROR "[*]int does not satisfy interface[{]Set[(]string[)]; [*]int[}] [(]missing method Set[)]"
	chans([]int{}) // ERROR "in call to chans, type ..int of ..int[{][}] does not match chan T [(]cannot infer T[)]"
	fn(func(a, b int) {}) // ERROR "in call to fn, type func[(]a int, b int[)] of func[(]a, b int[)] [{][}] does not match func[(]T[)] [(]cannot"
	var l L[int]
	l.push("x") // ERROR "cannot use .x. [(]untyped string constant[)] as int value in argument to l[.]push"
	_ = L{} // ERROR "cannot use generic type L.T any. without instantiation"
}
