// Methods that only reflection calls: by a constant name, by a computed one, through an interface's table, and types
// matched against interfaces whose methods nobody calls.
package main

import (
	"fmt"
	"os"
	"reflect"
)

type T struct{ x int }

func (t T) Constant() string           { return fmt.Sprint("constant ", t.x) }
func (t *T) Deferred()                 { fmt.Println("deferred", t.x) }
func (t *T) OnPointer(n int) int       { return t.x + n }
func (t T) Expression(a, b string) any { return a + b }

type E struct{ *T }

func (E) OfType() string { return "of type" }

type named interface{ MethodByName(string) reflect.Value }

type Shape interface {
	Area() int
	hidden() int
}
type Square struct{ side int }

func (s Square) Area() int   { return s.side * s.side }
func (s Square) hidden() int { return 1 }

type Circle struct{}

func (Circle) Area() int { return 3 }

type Holder struct{ S Named }
type Named interface{ InTable() string }
type named1 struct{ text string }

func (n named1) InTable() string { return n.text }

func call(v reflect.Value, args ...any) {
	in := []reflect.Value{}
	for _, a := range args {
		in = append(in, reflect.ValueOf(a))
	}
	for _, out := range v.Call(in) {
		fmt.Println(out.Interface())
	}
}

func byInterface(v named) { call(v.MethodByName("OnPointer"), 5) }

func main() {
	t := &T{7}
	call(reflect.ValueOf(t).MethodByName("Constant"))
	byInterface(reflect.ValueOf(t))
	call(reflect.Value.MethodByName(reflect.ValueOf(t), "Expression"), "a", "b")
	func() { defer reflect.ValueOf(t).MethodByName("Deferred").Call(nil) }()
	m, ok := reflect.TypeOf(E{t}).MethodByName("OfType")
	fmt.Println(ok, m.Name)
	call(m.Func, E{t})
	call(reflect.ValueOf(E{t}).MethodByName("OnPointer"), 1)

	var x any = Square{2}
	_, isShape := x.(Shape)
	_, isCircle := any(Circle{}).(Shape)
	fmt.Println(isShape, isCircle, reflect.TypeOf(Square{}).Implements(reflect.TypeFor[Shape]()))

	h := Holder{named1{"in table"}}
	call(reflect.ValueOf(&h).Elem().Field(0).MethodByName("InTable"))
	fmt.Println(reflect.ValueOf(t).MethodByName("Missing").IsValid())

	if len(os.Args) > 100 {
		var s Shape = Square{3}
		println(s)
	}
}
