package main

func f(xs ...int, y int)   {} // ERROR "can only use [.][.][.] with final parameter"
func g() (xs ...int)       { return } // ERROR "invalid use of [.][.][.]"
func h(xs ...int)          {}

type T struct{ f ...int } // ERROR "syntax error: unexpected [.][.][.], expected type"

var v ...int // ERROR "syntax error: unexpected [.][.][.], expected type"

func main() {
	h(1, 2, []int{3}...)
	h([]string{}...)
	h([3]int{}...)
	h(nil...)
	h(1...) // ERROR "syntax error: unexpected [.], expected name or [(]"
}
