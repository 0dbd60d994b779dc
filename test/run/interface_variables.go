// Interface variables in loops: the type word and the data word are values of their own, which phis, copies of structs and
// collections must keep together.
package main

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
)

type shape interface{ area() int }
type square struct{ side int }
type box struct{ w, h int }

func (s *square) area() int { return s.side * s.side }
func (b box) area() int     { return b.w * b.h }

type cell struct {
	name  string
	value any
	next  shape
}

// The last one that a condition picks, converted back and forth on the way.
//
//go:noinline
func pick(list []any) (found any, count int) {
	var s shape
	for i, v := range list {
		switch v := v.(type) {
		case nil:
			s = nil
		case *square:
			s = v
		case box:
			if v.w > i {
				s = v
			}
		case shape:
			s = v
		case error:
			found = v
			continue
		}
		if i%3 == 0 {
			runtime.GC()
		}
		if s != nil {
			count += s.area()
			found = s
		}
	}
	return found, count
}

// A struct with interfaces that is copied as a whole, from and to memory that stays.
//
//go:noinline
func rotate(cells []cell, n int) cell {
	var held cell
	for i := range n {
		c := cells[i%len(cells)]
		if held.next == nil || c.value != held.value {
			held, c = c, held
		}
		if i%2 == 0 {
			c.value = &square{i}
			runtime.GC()
		}
		cells[i%len(cells)] = c
	}
	return held
}

// Two variables that change places: their phis depend on each other.
//
//go:noinline
func swap(a, b any, n int) (any, any) {
	for range n {
		a, b = b, a
		if n > 4 {
			grow(30)
		}
	}
	return a, b
}

//go:noinline
func grow(n int) int {
	var room [64]int
	if n == 0 {
		return room[0]
	}
	room[n] = n
	return grow(n-1) + room[n]
}

// The type in the interface is made at run time.
//
//go:noinline
func made(n int) any {
	var v any
	for i := 1; i <= n; i++ {
		t := reflect.ArrayOf(i, reflect.TypeFor[*square]())
		e := reflect.New(t).Elem()
		e.Index(i - 1).Set(reflect.ValueOf(&square{i}))
		v = e.Interface()
		runtime.GC()
	}
	return v
}

func deferred() (err error) {
	var last any
	defer func() {
		recover()
		err = fmt.Errorf("after %v: %w", last, err)
	}()
	for i := range 3 {
		last = i
		err = errors.New(fmt.Sprint("error ", i))
		if i == 2 {
			panic(last)
		}
	}
	return nil
}

func main() {
	list := []any{&square{3}, box{5, 2}, nil, box{1, 1}, errors.New("an error"), box{9, 9}, &square{2}, "text", &square{7}}
	for i := range list {
		found, count := pick(list[:i+1])
		fmt.Printf("%T %v %d\n", found, found, count)
	}
	held := rotate([]cell{{"a", 1, &square{1}}, {"b", "two", box{2, 2}}, {"c", 3.0, nil}}, 20)
	fmt.Printf("%s %v %T\n", held.name, held.value, held.next)
	fmt.Println(swap(1, "one", 3))
	fmt.Println(swap(&square{1} == nil, box{1, 2}, 6))
	v := reflect.ValueOf(made(12))
	fmt.Println(v.Len(), v.Index(11).Elem().Field(0))
	fmt.Println(deferred())
}
