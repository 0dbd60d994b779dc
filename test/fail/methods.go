package main

import "strings"

type T struct{ f int }

func (t T) f()               {} // ERROR "field and method with the same name f"
func (int) m()               {} // ERROR "cannot define new methods on non-local type int"
func (t strings.Builder) n() {} // ERROR "cannot define new methods on non-local type strings[.]Builder"
func (t []int) o()           {} // ERROR "invalid receiver type ..int"
func (p **T) q()             {} // ERROR "invalid receiver type [*][*]T"
func (I) r()                 {} // ERROR "invalid receiver type I [(]pointer or interface type[)]"
func (U) s()                 {} // ERROR "undefined: U"
func (T) ok() int            { return 1 }

type I interface{ m() }
type P *T

func (P) t() {} // ERROR "invalid receiver type P [(]pointer or interface type[)]"

func main() {
	T.ok() // ERROR "not enough arguments in call to T[.]ok"
	_ = T.ok(1) // ERROR "cannot use 1 [(]untyped int constant[)] as T value in argument to T[.]ok"
	_ = T{}.missing // ERROR "T[{][}][.]missing undefined [(]type T has no field or method missing[)]"
	T{}.ptr() // ERROR "cannot call pointer method ptr on T"
	_ = (*T).ok(T{}) // ERROR "cannot use T[{][}] [(]value of struct type T[)] as [*]T value in argument to [(][*]T[)][.]ok"
	f := T.ptr // ERROR "invalid method expression T[.]ptr [(]needs pointer receiver [(][*]T[)][.]ptr[)]"
	f(T{})
}

func (t *T) ptr() {}
