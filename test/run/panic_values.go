// Spec: Handling panics, Run-time panics.
// exit: 2
package main

type failure struct{ code int }

func (f failure) Error() string { return "failure with a code" }

type describer struct{}

func (describer) String() string { return "described" }

// Each panic replaces the one before, all are printed.
func main() {
	defer func() { panic(describer{}) }()
	defer func() { panic(failure{3}) }()
	defer func() { panic('x') }()
	defer func() { panic(1.5) }()
	defer func() { panic(true) }()
	defer func() { panic(uint8(7)) }()
	defer func() { panic(-42) }()
	defer func() { panic(2i) }()
	defer func() { panic("two\nlines") }()
	defer func() { panic(nil) }()
	type named string
	defer func() { panic(named("a name")) }()
	panic([]int{1})
}
