// Spec: Slice expressions (simple and full).
package main

func caught(f func()) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = r.(error).Error()
		}
	}()
	f()
	return "nothing"
}

var base = []int{0, 1, 2, 3, 4, 5, 6, 7}

func show(s []int) {
	print(len(s), "/", cap(s), ":")
	for _, v := range s {
		print(" ", v)
	}
	println()
}

func main() {
	a := [5]int{1, 2, 3, 4, 5}
	show(a[1:3])
	show(a[1:3:4])
	show(a[:0:0])
	show((&a)[2:])
	s := base[2:4]
	show(s)
	show(s[:6])
	show(s[1:5])
	show(s[2:2])
	show(base[2:4:4])
	show(append(base[2:4:4], 99))
	show(base)
	show(append(base[2:4], 99))
	show(base)
	for _, i := range []int{-1, 0, 3, 8, 9} {
		for _, j := range []int{-1, 2, 8, 9} {
			println(i, j, caught(func() { _ = base[i:j] }))
			for _, k := range []int{-1, 5, 8, 9} {
				println(i, j, k, caught(func() { _ = base[i:j:k] }))
			}
		}
	}
	i := 6
	println(caught(func() { _ = a[i:] }))
	println(caught(func() { _ = a[:i] }))
	println(caught(func() { _ = a[1:2:i] }))
	var null []int
	show(null[:])
	show(null[0:0:0])
	println(null[:] == nil, base[:0] == nil, caught(func() { _ = null[:i] }))
	b := make([]byte, 3, 10)
	println(len(b[:7]), cap(b[4:4]), len(b[3:10]), cap(b[10:10]))
	println("slice_three_index ok")
}
