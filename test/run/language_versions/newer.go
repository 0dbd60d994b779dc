//go:build go1.22

package main

func own() (values []int) {
	var functions []func() int
	for i := 0; i < 3; i++ {
		functions = append(functions, func() int { i += 10; return i })
	}
	for _, f := range functions {
		values = append(values, f())
	}
	return values
}

func ownRange() (values []int) {
	var pointers []*int
	for _, v := range []int{7, 8, 9} {
		pointers = append(pointers, &v)
	}
	for _, p := range pointers {
		values = append(values, *p)
	}
	return values
}

func ownAddresses() (p []*int) {
	for i := 0; i < 2; i++ {
		p = append(p, &i)
	}
	return p
}

func overInteger() (sum int) {
	for i := range 5 {
		sum += i
	}
	return sum
}
