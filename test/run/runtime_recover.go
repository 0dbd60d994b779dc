// Run-time panics, their texts, and recover.
package main

import "errors"

type E struct{ s string }

func (e E) Error() string { return e.s }

func f(i int) (r int) {
	defer func() {
		if e := recover(); e != nil {
			r = -1
			if er, ok := e.(error); ok {
				println("recovered", er.Error())
			} else {
				println("recovered other")
			}
		}
	}()
	var a [3]int
	switch i {
	case 0:
		return a[i+3-0*i]
	case 1:
		var p *int
		return *p
	case 2:
		z := 0
		return 1 / (z * i)
	case 3:
		panic(E{"custom"})
	case 4:
		var m map[string]int
		m["a"] = 1
	case 5:
		var x any = "s"
		return x.(int)
	case 6:
		panic("str")
	case 7:
		s := []int{1, 2, 3}
		return len(s[i:])
	case 8:
		panic(errors.New("errors.New"))
	}
	return i
}

func main() {

	for i := 0; i < 10; i++ {
		println(i, f(i))
	}
	defer println("deferred 1")
	defer func() { println("deferred 2") }()
}
