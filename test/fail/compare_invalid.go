// A switch on a value whose type is not known; comparisons of type parameters whose terms hold interfaces.
package main

type S struct{ x any }

func g(a, b S) bool { return a == b }

func f[T S](a, b T) {
	switch a { // ERROR "cannot switch on a"
	case b:
	}
	_ = a == b // ERROR "incomparable types in type set"
}

func main() {
	switch (T1{}) { // ERROR "undefined: T1"
	case 1:
	}
	_ = g
}
