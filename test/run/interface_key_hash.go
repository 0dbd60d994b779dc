// Keys in interfaces are hashed by their descriptor, others by compiled code: both find what equals them, whatever they are
// made of, and what has no hash says so.
package main

import (
	"fmt"
	"math"
	"reflect"
)

type pair struct {
	_    int
	name string
	f    float64
	more any
}

type deep struct {
	pairs [2]pair
	c     complex64
	id    int32
	s     fmt.Stringer
	z     [0]string
}

type n int

func (n) String() string { return "n" }

type big [40]int64

// found puts in key by key, and asks by what equals it.
func found[K comparable](key, equal K) {
	typed, dynamic := map[K]int{key: 1}, map[any]int{any(key): 2}
	inArray, made := map[[2]any]int{{key, "x"}: 3}, reflect.MakeMap(reflect.TypeFor[map[K]int]())
	made.SetMapIndex(reflect.ValueOf(key), reflect.ValueOf(4))
	fmt.Println(typed[equal], dynamic[equal], inArray[[2]any{equal, "x"}], made.MapIndex(reflect.ValueOf(equal)), len(typed))
}

func refused(key any) {
	defer func() { fmt.Println(recover()) }()
	fmt.Println(map[any]int{1: 1}[key])
}

func main() {
	zero := math.Copysign(0, -1)
	text := func(s string) string { return string([]byte(s)) }
	found(true, true)
	found(int8(-1), -1)
	found(uint16(7), 7)
	found(int32(-7), -7)
	found(1<<40, 1<<40)
	found("key", text("key"))
	found("", text(""))
	found(0.0, zero)
	found(float32(0), float32(zero))
	found(1.5, 1.5)
	found(complex(0, 0), complex(zero, zero))
	found(complex64(complex(1, 0)), complex64(complex(1, zero)))
	found([3]float32{0, 1, 2}, [3]float32{float32(zero), 1, 2})
	found([0]float64{}, [0]float64{})
	found(struct{}{}, struct{}{})
	found(big{1, 2}, big{1, 2})
	found(&zero, &zero)
	p := pair{name: "p", f: 0, more: n(3)}
	q := pair{name: text("p"), f: zero, more: n(3)}
	found(p, q)
	found(deep{pairs: [2]pair{p, q}, s: n(1)}, deep{pairs: [2]pair{q, p}, s: n(1)})
	found[fmt.Stringer](n(5), n(5))
	found[any](p, q)

	nan := map[any]int{math.NaN(): 1}
	nan[math.NaN()]++
	nan[float32(math.NaN())]++
	nan[[1]any{complex(1, math.NaN())}]++
	fmt.Println(len(nan), nan[math.NaN()])

	refused([]int{1})
	refused(map[int]int{})
	refused(func() {})
	refused([1][]int{})
	refused(struct{ a, b any }{1, []string{}})
	refused([2]any{1, func() {}})
	refused(pair{more: pair{more: map[string]bool{}}})
}
