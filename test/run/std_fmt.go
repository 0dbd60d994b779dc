// Package fmt: verbs, flags, operands of each kind, Stringer, Formatter, errors in formats, scanning.
package main

import (
	"errors"
	"fmt"
	"os"
)

type point struct {
	X, Y int
	name string
}
type stringer struct{ n int }
type pointerStringer struct{ n int }
type goStringer int
type formatter struct{}
type panicker struct{}
type tree struct {
	left, right *tree
	v           interface{}
}

func (s stringer) String() string         { return fmt.Sprintf("<%d>", s.n) }
func (s *pointerStringer) String() string { return "pointer" }
func (goStringer) GoString() string       { return "go!" }
func (formatter) Format(f fmt.State, c rune) {
	w, wok := f.Width()
	p, pok := f.Precision()
	fmt.Fprint(f, "F", string(c), w, wok, p, pok, f.Flag('+'), f.Flag('-'))
}
func (panicker) String() string { panic("oops") }

func main() {
	p := point{1, -2, "p"}
	for _, v := range []interface{}{true, 42, -7, uint8(200), int64(-1 << 63), uint64(1<<64 - 1), 3.14159, 1e21, float32(0.1), 1 + 2i, "héllo\n", 'x',
		[]byte("by"), []int{1, 2}, [2]bool{true}, map[string]int{"b": 2, "a": 1}, p, &p, struct{}{}, nil, errors.New("err"), stringer{5}, &stringer{6},
		goStringer(3), []interface{}{1, "a", nil}, []string{"x y", "z"}, (*int)(nil), [3]byte{1, 2, 3}, []error{nil}, tree{v: 1}} {
		fmt.Printf("%v|%+v|%#v|%T\n", v, v, v, v)
	}
	for _, v := range []interface{}{0, 42, -42, uint16(65535), int8(-128)} {
		fmt.Printf("%d|%5d|%-5d|%05d|%+d|%x|%X|%#x|%o|%#o|%O|%b|%c|%q|%U|% d|%08.3d\n", v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v)
	}
	for _, v := range []float64{0, 1, -1.5, 123456.789, 1e-10, 1e100} {
		fmt.Printf("%f|%.2f|%8.3f|%-8.1f|%e|%E|%g|%G|%+.1e|%x|%010.2f|% .3g|%b\n", v, v, v, v, v, v, v, v, v, v, v, v, v)
	}
	for _, v := range []string{"", "abc", "日本", "a\x00\xff\"`"} {
		fmt.Printf("%s|%q|%x|%X|% x|%#q|%+q|%10s|%-10s|%.2s|%5.1s|\n", v, v, v, v, v, v, v, v, v, v, v)
	}
	fmt.Printf("%t %5t %v %p %v\n", true, false, &pointerStringer{1}, nil, pointerStringer{1})
	fmt.Printf("%[2]d %[1]d %*d %-*d| %.*f\n", 1, 2, 5, 3, 4, 4, 2, 3.14159)
	fmt.Printf("%d %s %z %!\n", "s", 5, 7)
	fmt.Printf("%d %d\n", 1)
	fmt.Printf("%d\n", 1, 2)
	fmt.Printf("%8v|%-8q|%+8.3v|%s|%v\n", formatter{}, formatter{}, formatter{}, panicker{}, (*stringer)(nil))
	fmt.Printf("%6.2f%% %v %v\n", 99.5, [][]int{{1}, {2, 3}}, map[point]string{{1, 2, "a"}: "x"})
	fmt.Println("a", 1, 2, "b", "c", 3.0, nil, []string(nil), error(nil), struct{ a *int }{})
	fmt.Print("a", 1, 2, "b", "c", 3.0, 4, "\n")
	fmt.Fprintln(os.Stdout, fmt.Sprint(), fmt.Sprint(1, 2), fmt.Sprintln("x"), fmt.Append(nil, 1, "q"), fmt.Appendf([]byte("n="), "%03d", 7))
	e1 := errors.New("one")
	e2 := fmt.Errorf("two: %w", e1)
	e3 := fmt.Errorf("three: %w and %w", e2, os.ErrNotExist)
	fmt.Println(e3, errors.Is(e3, e1), errors.Is(e3, os.ErrNotExist), errors.Unwrap(e2) == e1, errors.Unwrap(e3))
	var a, b int
	var s string
	var f float64
	n, err := fmt.Sscanf("10-0x1f word 2.5", "%d-%v %s %g", &a, &b, &s, &f)
	fmt.Println(n, err, a, b, s, f)
	n, err = fmt.Sscan("1 x", &a, &b)
	fmt.Println(n, err)
}
