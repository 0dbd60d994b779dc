// Functions whose calls are single operations can be used as values.
package main

import (
	"fmt"
	"math"
	"math/bits"
	"sync/atomic"
)

var sqrt = math.Sqrt

func apply(f func(addr *uint64, old, new uint64) bool, p *uint64) bool { return f(p, 1, 2) }

func main() {
	var x uint64 = 1
	fmt.Println(apply(atomic.CompareAndSwapUint64, &x), x)
	for _, f := range []func(*int64, int64) int64{atomic.AddInt64, atomic.SwapInt64, atomic.AndInt64, atomic.OrInt64} {
		n := int64(6)
		fmt.Println(f(&n, 3), n)
	}
	load, store := atomic.LoadUint32, atomic.StoreInt32
	var n int32
	store(&n, 7)
	u := uint32(8)
	fmt.Println(n, load(&u))
	mul := bits.Mul64
	fmt.Println(mul(1<<63, 6))
	fmt.Println(sqrt(9), bits.Len64(5))
	go atomic.AddInt32(&n, 1)
	defer func() { fmt.Println(atomic.LoadInt32(&n) >= 7) }()
	defer atomic.AddInt32(&n, 1)
	add := (*atomic.Int32).Add
	var a atomic.Int32
	fmt.Println(add(&a, 4))
}
