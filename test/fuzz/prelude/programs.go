// What the programs of programs.py share, beside what those of statements.py do.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

var _ = os.Args
var _ = slices.Sort[[]int]
var _ atomic.Int64
var _ sync.Mutex
var _ strings.Builder

type kind int

const (
	kindA kind = iota
	kindB
	_
	kindD
	kindE = kind(1 << iota)
)

var kindNames = [...]string{kindA: "A", kindB: "B", kindD: "D"}

func (k kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("kind(%d)", int(k))
	}
	return "kind" + kindNames[k]
}

const (
	_   = 1 << (10 * iota)
	kib = 1 << (10 * iota)
	mib
	big = 1 << 100 >> 98
	pi  = 3.14159265358979323846
)

type failure struct {
	code int
	text string
}

func (e *failure) Error() string { return e.text + "!" + strconv.Itoa(e.code) }
func (e *failure) Is(target error) bool {
	other, ok := target.(*failure)
	return ok && other.code == e.code
}

var errPlain = errors.New("plain")

func fail(n int) (int, error) {
	switch {
	case n%4 == 0:
		return n, nil
	case n%4 == 1:
		return 0, errPlain
	case n%4 == 2:
		return 0, &failure{n, "failed"}
	}
	return 0, fmt.Errorf("wrapped %d: %w", n, &failure{3, "inner"})
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x ...T) *stack[T] { s.items = append(s.items, x...); return s }
func (s *stack[T]) pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}
func (s stack[T]) all() func(func(int, T) bool) {
	return func(yield func(int, T) bool) {
		for i := len(s.items) - 1; i >= 0; i-- {
			if !yield(i, s.items[i]) {
				return
			}
		}
	}
}

type tree[K cmp.Ordered, V any] struct {
	left, right *tree[K, V]
	key         K
	value       V
}

func (t *tree[K, V]) insert(key K, value V) *tree[K, V] {
	if t == nil {
		return &tree[K, V]{key: key, value: value}
	}
	switch c := cmp.Compare(key, t.key); {
	case c < 0:
		t.left = t.left.insert(key, value)
	case c > 0:
		t.right = t.right.insert(key, value)
	default:
		t.value = value
	}
	return t
}
func (t *tree[K, V]) walk(yield func(K, V) bool) bool {
	return t == nil || t.left.walk(yield) && yield(t.key, t.value) && t.right.walk(yield)
}
func (t *tree[K, V]) each(yield func(K, V) bool) { t.walk(yield) }

type set[T comparable] map[T]struct{}

func (s set[T]) add(x T) bool {
	if _, ok := s[x]; ok {
		return false
	}
	s[x] = struct{}{}
	return true
}

type numeric interface {
	~int | ~int16 | ~uint8 | ~uint32 | ~int64
}

func fold[T, A any](items []T, start A, f func(A, T) A) A {
	for _, x := range items {
		start = f(start, x)
	}
	return start
}
func filter[S ~[]T, T any](items S, keep func(T) bool) S {
	var kept S
	for _, x := range items {
		if keep(x) {
			kept = append(kept, x)
		}
	}
	return kept
}
func total[T numeric](items ...T) (t T) {
	for i := range items {
		t += items[i]
	}
	return
}
func at[T any](items []T, i int) T {
	if len(items) == 0 {
		var zero T
		return zero
	}
	return items[uint(i)%uint(len(items))]
}
func ptrTo[T any](x T) *T             { return &x }
func pair2[A, B any](a A, b B) (A, B) { return a, b }
func join(all ...any) string          { return fmt.Sprint(all...) }

func count(to int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer func() { counted++ }()
		for i := 0; i < to; i++ {
			if !yield(i) {
				return
			}
		}
	}
}
func nothing(yield func() bool) {
	for yield() {
	}
}

var counted int

func even(n uint) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}
func odd(n uint) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}
func fib(n uint) uint {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

// guarded says how f ends.
func guarded(f func()) (how string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
			how += " returned"
		case runtime.Error:
			how += " runtime: " + r.Error()
		case *failure:
			how += " failure: " + r.Error()
		case error:
			how += " error: " + r.Error()
		case fmt.Stringer:
			how += " stringer: " + r.String()
		default:
			how += fmt.Sprintf(" %T: %v", r, r)
		}
	}()
	f()
	return "it"
}

// text prints a value of any type that a program makes, without addresses.
func bits32(x float32) uint32 {
	if x != x {
		return 0
	}
	return math.Float32bits(x)
}

func bits64(x float64) uint64 {
	if x != x {
		return 0
	}
	return math.Float64bits(x)
}

func hash(s string) uint32 {
	h := uint32(len(s))
	for i := range len(s) {
		h = h*31 + uint32(s[i])
	}
	return h
}

func text(x any) string { return describe(reflect.ValueOf(x), 0) }

func describe(v reflect.Value, depth int) string {
	if depth > 5 {
		return "..."
	}
	switch v.Kind() {
	case reflect.Invalid:
		return "nil"
	case reflect.Pointer, reflect.Interface:
		return "&" + describe(v.Elem(), depth+1)
	case reflect.Func:
		if v.IsNil() {
			return "func nil"
		}
		return v.Type().String()
	case reflect.Struct:
		s := v.Type().String() + "{"
		for i := range v.NumField() {
			s += v.Type().Field(i).Name + ":" + describe(v.Field(i), depth+1) + " "
		}
		return s + "}"
	case reflect.Slice, reflect.Array:
		s := "["
		for i := range v.Len() {
			s += describe(v.Index(i), depth+1) + " "
		}
		return s + "]"
	case reflect.Map:
		var all []string
		for it := v.MapRange(); it.Next(); {
			all = append(all, describe(it.Key(), depth+1)+":"+describe(it.Value(), depth+1))
		}
		sort.Strings(all)
		return fmt.Sprint(all)
	case reflect.String:
		return strconv.Quote(clip(v.String()))
	case reflect.Float32, reflect.Float64:
		return fmt.Sprint(bits64(v.Float()))
	}
	return fmt.Sprint(v)
}
