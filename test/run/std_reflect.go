// Package reflect: types, values, calls, functions made at run time.
package main

import (
	"fmt"
	"reflect"
	"strings"
)

type T struct {
	A int `k:"v" other:"x"`
	B string
	c float64
	E
}
type E struct{ Z []int }
type I interface{ Sum(x ...int) int }

func (t T) Get() int             { return t.A }
func (t *T) Set(a int, b string) { t.A, t.B = a, b }
func (t T) Sum(x ...int) (s int) {
	for _, v := range x {
		s += v
	}
	return s + t.A
}
func (e E) Promoted(a, b float64, s string, arr [3]int32) (string, float64) {
	return fmt.Sprint(s, arr, len(e.Z)), a * b
}

func caught(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return nil
}

func main() {
	t := &T{1, "b", 2.5, E{[]int{1, 2}}}
	rt := reflect.TypeOf(t)
	fmt.Println(rt, rt.Kind(), rt.Elem().Name(), rt.Elem().NumField(), rt.NumMethod(), rt.Elem().NumMethod(), rt.Elem().Size(), rt.Elem().PkgPath())
	for i := range rt.Elem().NumField() {
		f := rt.Elem().Field(i)
		fmt.Println(f.Name, f.Type, f.Tag.Get("k"), f.Offset, f.Index, f.Anonymous, f.IsExported())
	}
	for i := range rt.NumMethod() {
		m := rt.Method(i)
		fmt.Println(m.Name, m.Type, m.Type.IsVariadic())
	}
	v := reflect.ValueOf(t)
	v.MethodByName("Set").Call([]reflect.Value{reflect.ValueOf(42), reflect.ValueOf("new")})
	fmt.Println(t.A, t.B, v.MethodByName("Get").Call(nil)[0], v.Elem().Method(2).Call([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf(2)})[0])
	out := v.MethodByName("Promoted").Call([]reflect.Value{reflect.ValueOf(1.5), reflect.ValueOf(2.0), reflect.ValueOf("s"), reflect.ValueOf([3]int32{1, 2, 3})})
	fmt.Println(out[0], out[1], v.MethodByName("Sum").CallSlice([]reflect.Value{reflect.ValueOf([]int{5, 6})})[0])
	get := v.MethodByName("Get").Interface().(func() int)
	fmt.Println(get(), v.Type().Implements(reflect.TypeFor[I]()), reflect.TypeOf(5).Implements(reflect.TypeFor[fmt.Stringer]()))
	v.Elem().Field(0).SetInt(7)
	v.Elem().FieldByName("Z").Index(1).SetInt(9)
	fmt.Println(*t, caught(func() { v.Elem().FieldByName("c").SetFloat(1) }), caught(func() { reflect.ValueOf(5).SetInt(6) }))

	swap := reflect.MakeFunc(reflect.TypeOf(func(int, string, float64) (float64, string, int) { return 0, "", 0 }), func(a []reflect.Value) []reflect.Value {
		return []reflect.Value{a[2], reflect.ValueOf(strings.ToUpper(a[1].String())), a[0]}
	}).Interface().(func(int, string, float64) (float64, string, int))
	fmt.Println(swap(1, "x", 2.5))
	big := reflect.MakeFunc(reflect.TypeOf(func(a, b, c, d, e, f, g, h, i, j, k, l int, x ...string) []string { return nil }), func(a []reflect.Value) []reflect.Value {
		s := a[12].Interface().([]string)
		return []reflect.Value{reflect.ValueOf(append(s, fmt.Sprint(a[0], a[8], a[9], a[11])))}
	}).Interface().(func(a, b, c, d, e, f, g, h, i, j, k, l int, x ...string) []string)
	fmt.Println(big(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, "p", "q"))
	many := func(a int8, b float32, c string, d []int, e error, f [2]string, g struct{ x, y int64 }, h bool, i uint16) string {
		return fmt.Sprint(a, b, c, d, e, f, g, h, i)
	}
	fmt.Println(reflect.ValueOf(many).Call([]reflect.Value{reflect.ValueOf(int8(-1)), reflect.ValueOf(float32(1.5)), reflect.ValueOf("c"), reflect.ValueOf([]int{1}), reflect.Zero(reflect.TypeFor[error]()),
		reflect.ValueOf([2]string{"f", "g"}), reflect.ValueOf(struct{ x, y int64 }{1, 2}), reflect.ValueOf(true), reflect.ValueOf(uint16(9))})[0])

	m := reflect.MakeMap(reflect.MapOf(reflect.TypeOf(""), reflect.SliceOf(reflect.TypeOf(0))))
	m.SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf([]int{1, 2}))
	fmt.Println(m.Interface(), m.Len(), m.MapIndex(reflect.ValueOf("none")).IsValid())
	for it := m.MapRange(); it.Next(); {
		fmt.Println(it.Key(), it.Value())
	}
	st := reflect.StructOf([]reflect.StructField{{Name: "X", Type: reflect.TypeOf(0), Tag: `json:"x"`}, {Name: "Y", Type: reflect.TypeOf("")}})
	sv := reflect.New(st).Elem()
	sv.Field(0).SetInt(3)
	sv.Field(1).SetString("y")
	fmt.Printf("%v %+v %T\n", sv.Interface(), sv.Interface(), sv.Interface())
	fmt.Println(reflect.ArrayOf(3, st.Field(0).Type), reflect.ChanOf(reflect.RecvDir, st.Field(1).Type), reflect.PointerTo(rt), reflect.FuncOf([]reflect.Type{rt}, nil, false))
	ch := reflect.MakeChan(reflect.TypeOf(make(chan int)), 2)
	ch.Send(reflect.ValueOf(5))
	chosen, recv, ok := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: ch}, {Dir: reflect.SelectRecv, Chan: reflect.ValueOf(make(chan string))}})
	fmt.Println(chosen, recv, ok)
	chosen, _, _ = reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectDefault}, {Dir: reflect.SelectRecv, Chan: ch}})
	fmt.Println(chosen, reflect.DeepEqual(map[string][]int{"a": {1}}, map[string][]int{"a": {1}}), reflect.DeepEqual([]int{}, []int(nil)), reflect.DeepEqual(t, &T{7, "new", 2.5, E{[]int{1, 9}}}))
	s := reflect.ValueOf([]int{1, 2, 3})
	s = reflect.Append(s, reflect.ValueOf(4))
	fmt.Println(s, s.Slice(1, 3), s.Len(), reflect.ValueOf(3.7).Convert(reflect.TypeOf(0)), reflect.ValueOf("x").Kind() == reflect.String, reflect.ValueOf(nil).IsValid(), reflect.Zero(rt).IsNil())
	swapper := []string{"a", "b", "c"}
	reflect.Swapper(swapper)(0, 2)
	fmt.Println(swapper, caught(func() { reflect.ValueOf(t).Elem().Field(0).SetString("x") }), caught(func() { reflect.ValueOf(get).Call([]reflect.Value{s}) }))
	for i, x := range reflect.ValueOf([]string{"p", "q"}).Seq2() {
		fmt.Print(i, x, " ")
	}
	fmt.Println(reflect.TypeOf(struct {
		a int `tag:"x"`
		T
	}{}), reflect.TypeOf((*I)(nil)).Elem().Method(0).Type, reflect.TypeFor[map[string]func(int) <-chan *T]())
}
