// Blank fields of composite literals stay zero, though their values are evaluated.
package main

import (
	"fmt"
	"reflect"
)

type pair struct{ a, _, c int }

var static = pair{1, 2, 3}
var list = []pair{{4, 5, 6}, {7, 8, 9}}

type large struct {
	a, b, c, d int
	_          string
	e          [4]int
}

func f(s string) int { fmt.Println("evaluated", s); return 8 }

func main() {
	p := pair{1, f("local"), 3}
	l := large{1, 2, 3, 4, fmt.Sprint(f("large")), [4]int{5, 6, 7, 8}}
	fmt.Println(static, list, p, l, p == pair{a: 1, c: 3})
	for _, v := range []any{static, list[0], list[1], p, pair{1, 2, 3}} {
		fmt.Println(reflect.ValueOf(v).Field(1).Int())
	}
	fmt.Println(reflect.ValueOf(l).Field(4).String() == "")
}
