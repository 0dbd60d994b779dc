// Values that cannot be printed: their types are spelled as gc's back end spells them.
package main

import "time"

type local struct{ a, b int }
type generic[A, B any] struct{ x A }

func main() {
	print(struct{ local }{})                             // ERROR "illegal types for operand: print [ \t]*struct { local }"
	print([3]*local{})                                   // ERROR "illegal types for operand: print [ \t]*\[3\]\*local"
	print([1]func(x byte, y ...any) (r rune, e error){}) // ERROR "illegal types for operand: print [ \t]*\[1\]func\(byte, \.\.\.any\) \(rune, error\)"
	print([1]interface{ m(time.Time) }{})                // ERROR "illegal types for operand: print [ \t]*\[1\]interface { main.m\(time.Time\) }"
	print(generic[local, any]{})                         // ERROR "illegal types for operand: print [ \t]*generic\[main.local,interface {}\]"
	print([1]interface{}{})                              // ERROR "illegal types for operand: print [ \t]*\[1\]interface {}"
}
