// Frames over 1 GB by values that the source does not name: results of calls, arguments, type assertions, slice literals
// that stay in the function, functions that are inlined.
package main

import "runtime"

type (
	Big  = [400e6]byte
	Huge struct{ a, b, c Big }
)

var (
	big  func() Big
	two  func() (Huge, Big)
	give func(Big, Big)
	list []int
	huge Huge
	keep Big
	n    int
	sink any
)

func arguments()          { give(big(), big()) }                               // ERROR "762 MB locals \+ 0 MB args \+ 762 MB callee"
func oneArgument()        { give(keep, big()) }                                // ERROR "381 MB locals \+ 0 MB args \+ 762 MB callee"
func variables()          { give(keep, keep) }                                 // one GB at most
func deferred()           { defer give(big(), big()) }                         // ERROR "stack frame too large"
func compared() bool      { return big() == big() }                            // ERROR "762 MB locals \+ 0 MB args \+ 381 MB callee"
func indexed() byte       { return big()[n] + big()[n] + big()[n] }            // ERROR "1144 MB locals \+ 0 MB args$"
func lengths() int        { return len(big()) + len(big()) + len(big()) }      // known without the calls
func several()            { huge, keep = two() }                               // ERROR "1525 MB locals"
func elements()           { huge = Huge{big(), big(), big()} }                 // ERROR "stack frame too large"
func asserted()           { huge = sink.(Huge) }                               // ERROR "1144 MB locals"
func commaOK() bool       { _, ok := sink.(Huge); return ok }                  // ERROR "stack frame too large"
func typeSwitch()         { switch sink.(type) { case Huge: n++ } }            // looks at the type only
func literalIndex() int   { return []int{2e8: 1}[n] }                          // ERROR "1525 MB locals"
func literalRange()       { for _, v := range []int{2e8: 1} { n += v } }       // ERROR "1525 MB locals"
func literalAppend()      { list = append(list, []int{2e8: 1}...) }            // ERROR "1525 MB locals"
func literalRead() int    { x := []int{2e8: 1}; return x[n] }                  // ERROR "1525 MB locals"
func literalKept()        { x := [][]int{1e9: {}}; runtime.KeepAlive(x) }      // ERROR "22888 MB locals"
func literalWritten()     { x := []int{2e8: 1}; x[n] = 1 }                     // not needed
func literalLeaves()      { x := []int{2e8: 1}; n = x[n]; list = x }           // on the heap
func literalAddress()     { x := []int{2e8: 1}; sink = &x[n] }                 // on the heap
func inlined()            { literalRange() }                                   // ERROR "1525 MB locals"
func inlinedTwice()       { inlined() }                                        // ERROR "1525 MB locals"
func inlinedBesideDefer() { defer variables(); literalRange() }                // ERROR "1525 MB locals"
func notInlined()         { defer literalRange() }

//go:noinline
func once()  { literalRange() } // ERROR "1525 MB locals"
func calls() { once() }

func main() {}
