// Small objects without pointers share blocks: each has its own bytes, aligned and zero at first; what holds one holds its
// block; finalizers, cleanups and weak pointers are each object's own.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
	"weak"
)

//go:noinline
func fill(n int, who byte) (bad int) {
	text := strings.Repeat(string(rune('a'+who%26)), 16)
	b, w, l, p, t := make([]*byte, n), make([]*uint16, n), make([]*uint32, n), make([]*[2]uint32, n), make([]*[3]byte, n)
	s := make([]string, n)
	for i := range n {
		b[i], w[i], l[i], p[i], t[i] = new(byte), new(uint16), new(uint32), new([2]uint32), new([3]byte)
		if *b[i] != 0 || *w[i] != 0 || *l[i] != 0 || *p[i] != [2]uint32{} || *t[i] != [3]byte{} {
			bad++
		}
		if uintptr(unsafe.Pointer(w[i]))%2 != 0 || uintptr(unsafe.Pointer(l[i]))%4 != 0 || uintptr(unsafe.Pointer(p[i]))%8 != 0 {
			bad++
		}
		*b[i], *w[i], *l[i], *t[i] = who, uint16(who)*257, uint32(i), [3]byte{who, byte(i), who}
		*p[i] = [2]uint32{uint32(i), uint32(who)}
		s[i] = strings.Clone(text[:i%16])
		if i%3 != 0 { // a neighbour of what remains
			b[i], l[i] = nil, nil
		}
		if i%5 != 0 {
			p[i], t[i] = nil, nil
		}
		if i%512 == 0 {
			runtime.GC()
		}
	}
	for i := range n {
		ok := (b[i] == nil || *b[i] == who) && *w[i] == uint16(who)*257 && (l[i] == nil || *l[i] == uint32(i)) &&
			(p[i] == nil || *p[i] == [2]uint32{uint32(i), uint32(who)}) &&
			(t[i] == nil || *t[i] == [3]byte{who, byte(i), who}) && s[i] == text[:i%16]
		if !ok {
			bad++
		}
	}
	return bad
}

func contents() {
	var wait sync.WaitGroup
	var bad atomic.Int64
	for who := range 4 {
		wait.Go(func() { bad.Add(int64(fill(3000, byte(who+1)))) })
	}
	wait.Wait()
	fmt.Println("bad contents:", bad.Load())
}

// until runs collections until there are enough.
func until(count *atomic.Int64, enough int64) bool {
	for start := time.Now(); count.Load() < enough && time.Since(start) < 30*time.Second; {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	return count.Load() >= enough
}

// What cleanups use is no tiny object, which may lie beside that whose cleanup it is.
var finalized, cleaned, cleanedAlone, wrong atomic.Int64
var seen [300]atomic.Bool

//go:noinline
func register() (weaks []weak.Pointer[int32]) {
	for i := range int32(300) {
		x := new(int32)
		*x = i
		switch i % 3 {
		case 0:
			runtime.SetFinalizer(x, func(p *int32) {
				if *p < 0 || *p >= 300 || *p%3 != 0 || seen[*p].Swap(true) {
					wrong.Add(1)
				}
				finalized.Add(1)
			})
		case 1:
			runtime.AddCleanup(x, func(of int32) {
				if of%3 != 1 || seen[of].Swap(true) {
					wrong.Add(1)
				}
				cleaned.Add(1)
			}, i)
		case 2:
			weaks = append(weaks, weak.Make(x))
			if weak.Make(x) != weaks[len(weaks)-1] || *weaks[len(weaks)-1].Value() != i {
				wrong.Add(1)
			}
		}
		runtime.KeepAlive(x)
	}
	return weaks
}

func specials() {
	weaks := register()
	fmt.Println("finalizers:", until(&finalized, 90), "cleanups:", until(&cleaned, 90))
	dead := 0
	for range 10 {
		dead = 0
		for _, w := range weaks {
			if w.Value() == nil {
				dead++
			}
		}
		if dead >= 90 {
			break
		}
		runtime.GC()
	}
	fmt.Println("weak pointers ended:", dead >= 90, "wrong:", wrong.Load())
}

// One of each alone: nothing else is in its block that lives on.
func alone() {
	for range 20 {
		registerAlone()
		var spacer [2]*[16]byte
		spacer[0], spacer[1] = new([16]byte), new([16]byte)
		runtime.KeepAlive(spacer)
	}
	fmt.Println("alone:", until(&cleanedAlone, 18))
}

//go:noinline
func registerAlone() {
	x := new(int64)
	w := weak.Make(x)
	runtime.AddCleanup(x, func(int) {
		if w.Value() == nil {
			cleanedAlone.Add(1)
		}
	}, 12345)
}

func main() {
	contents()
	specials()
	alone()
}
