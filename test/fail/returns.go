package main

func a() int {
} // ERROR "missing return"

func b() int {
	for {
		break
	}
} // ERROR "missing return"

func c(x int) int {
	if x > 0 {
		return 1
	}
} // ERROR "missing return"

func d(x int) int {
	switch x {
	case 1:
		return 1
	}
} // ERROR "missing return"

func e() (int, string) {
	return 1 // ERROR "not enough return values"
}

func f() {
	return 1 // ERROR "too many return values"
}

func g() int {
	return // ERROR "not enough return values"
}

func h() (x int) {
	{
		x := 2
		_ = x
		return // ERROR "result parameter x not in scope at return"
	}
}

func i() (int, error) {
	return 1, 2 // ERROR "cannot use 2 [(]constant of type int[)] as error value in return statement: int does not implement error"
}

func j() int {
L:
	for {
		for {
			break L
		}
	}
} // ERROR "missing return"

func k(c chan int) int {
	select {
	case <-c:
		return 1
	default:
		panic("fine")
	}
}

func l() int {
	return 1, 2 // ERROR "too many return values"
}

func main() {
	_ = func() int {} // ERROR "missing return"
}
