// Spec: Conversions from slice to array or array pointer.
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

type four [4]int

func main() {
	s := []int{1, 2, 3, 4, 5}
	a := [4]int(s)
	a[0] = 9
	p := (*[4]int)(s)
	p[1] = 8
	println(s[0], s[1], a[0], a[1], len(p), cap(p[:]))
	println(four(s)[3], (*four)(s)[2], [0]int(s) == [0]int{}, [5]int(s)[4])
	println(caught(func() { _ = [6]int(s) }))
	println(caught(func() { _ = (*[6]int)(s) }))
	println(caught(func() { _ = (*[4]int)(s[:3]) }))
	var null []int
	println((*[0]int)(null) == nil, (*[0]int)(s[:0]) == nil, caught(func() { _ = [1]int(null) }))
	q := (*[2]string)([]string{"x", "y", "z"}[1:])
	println(q[0], q[1], *q == [2]string{"y", "z"})
	for i, v := range [3]int(s) {
		s[i] = 100
		print(v, " ")
	}
	println(s[0], s[1], s[2])
}
