// Values of many sizes are copied and cleared whole, and nothing beside them.
package main

import "fmt"

type around[T any] struct {
	before [3]byte
	value  T
	after  [3]byte
}

//go:noinline
func copyTo[T any](p, q *T) { *p = *q }

//go:noinline
func clearOf[T any](p *T) {
	var zero T
	*p = zero
}

func fill(b []byte, seed byte) {
	for i := range b {
		b[i] = byte(i)*7 + seed
	}
}

func test[T any](bytes func(*T) []byte) int {
	var x, y around[T]
	x.before, x.after = [3]byte{1, 2, 3}, [3]byte{4, 5, 6}
	fill(bytes(&y.value), 9)
	copyTo(&x.value, &y.value)
	b, c := bytes(&x.value), bytes(&y.value)
	for i := range b {
		if b[i] != c[i] || c[i] != byte(i)*7+9 {
			fmt.Println("wrong copy", len(b), i)
		}
	}
	copyTo(&x.value, &x.value)
	if string(b) != string(c) {
		fmt.Println("wrong copy to itself", len(b))
	}
	clearOf(&x.value)
	for i := range b {
		if b[i] != 0 {
			fmt.Println("wrong zero", len(b), i)
		}
	}
	if x.before != [3]byte{1, 2, 3} || x.after != [3]byte{4, 5, 6} {
		fmt.Println("wrong neighbours", len(b))
	}
	return len(b)
}

type pointers struct {
	p [40]*int
	n [3]byte
}

func main() {
	sum := 0
	sum += test(func(p *[255]byte) []byte { return p[:] })
	sum += test(func(p *[256]byte) []byte { return p[:] })
	sum += test(func(p *[257]byte) []byte { return p[:] })
	sum += test(func(p *[258]byte) []byte { return p[:] })
	sum += test(func(p *[264]byte) []byte { return p[:] })
	sum += test(func(p *[271]byte) []byte { return p[:] })
	sum += test(func(p *[272]byte) []byte { return p[:] })
	sum += test(func(p *[300]byte) []byte { return p[:] })
	sum += test(func(p *[319]byte) []byte { return p[:] })
	sum += test(func(p *[320]byte) []byte { return p[:] })
	sum += test(func(p *[321]byte) []byte { return p[:] })
	sum += test(func(p *[1000]byte) []byte { return p[:] })
	sum += test(func(p *[1024]byte) []byte { return p[:] })
	sum += test(func(p *[4095]byte) []byte { return p[:] })
	sum += test(func(p *[4096]byte) []byte { return p[:] })
	sum += test(func(p *[4097]byte) []byte { return p[:] })
	sum += test(func(p *[5003]byte) []byte { return p[:] })
	fmt.Println(sum)
	var all [20]pointers
	for i := range all {
		for j := range all[i].p {
			all[i].p[j] = new(int)
			*all[i].p[j] = i * j
		}
	}
	copied := all
	all[3] = copied[4]
	copied[5] = pointers{}
	total, f := 0, 1.5
	for i := range copied {
		for j := range copied[i].p {
			if q := copied[i].p[j]; q != nil {
				total += *q
			}
			total += *all[i].p[j]
		}
		f *= 1.25 // zero constants and floats live over the copies
		copied[i] = all[0]
	}
	fmt.Println(total, f, *all[3].p[7])
	defer func() { fmt.Println(recover() != nil) }()
	var none *[600]byte
	copyTo(none, &[600]byte{1})
}
