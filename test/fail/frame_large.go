// Frames over 1 GB, also of functions that nothing calls.
package main

type large struct{ b [1500000000]byte }

func (x large) method() int { return 5 } // ERROR "stack frame too large \(>1GB\): 0 MB locals \+ 1430 MB args"

func result() (x large, i int) { return } // ERROR "stack frame too large"

func two(a, b [600 << 20]byte) {} // ERROR "0 MB locals \+ 1200 MB args"

func fits(a [600 << 20]byte) *large { return new(large) }

func loop(x *[1<<30 + 1e6]byte) byte { // ERROR "stack frame too large"
	for _, b := range *x {
		return b
	}
	return 0
}

func index(x *[1<<30 + 1e6]byte) int {
	for i := range *x {
		return i
	}
	return 0
}

func literal() [][]int {
	return [][]int{1e9: {}}
}

func closure() any {
	return func(large) {} // ERROR "stack frame too large"
}

func generic[T any](x T) T { return x }

func main() {}
