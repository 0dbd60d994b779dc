// Stack growth, appends, maps, strings and collections in one import-free program.
package main

type T struct {
	a, b int
	next *T
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func deep(n int, p *int) int {
	var buf [64]int
	buf[n%64] = n
	if n == 0 {
		*p += 1
		return *p
	}
	return deep(n-1, p) + buf[n%64] - n
}

func main() {
	println(fib(25))
	x := 5
	println(deep(10000, &x))
	s := []int{}
	for i := 0; i < 1000; i++ {
		s = append(s, i)
	}
	println(len(s), cap(s), s[999])
	m := map[string]int{}
	for i := 0; i < 100; i++ {
		m[string(rune('a'+i%26))+string(rune('0'+i%10))] += i
	}
	println(len(m), m["a0"], m["b1"])
	str := ""
	for i := 0; i < 10; i++ {
		str += "xy"
	}
	println(str, len(str))
	var head *T
	for i := 0; i < 100000; i++ {
		head = &T{i, i, head}
		if i%1000 == 0 {
			head = nil
		}
	}
	n := 0
	for p := head; p != nil; p = p.next {
		n++
	}
	println(n)
}
