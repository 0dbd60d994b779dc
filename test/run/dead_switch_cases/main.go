// What a constant tag never selects is not compiled: missing has no body anywhere.
package main

func missing()

type kind uint8

const k kind = 3

func f(s string) int {
	switch k {
	case 1, 2:
		missing()
	case 3:
		if s != "x" {
			return 4
		}
	default:
		missing()
	}
	switch "abc" {
	case "ab":
		missing()
	case "ab" + "c":
		return 11
	default:
		missing()
	}
	return 12
}

func g(x any) int {
	switch 5 {
	case 6:
		missing()
	default:
		if x == 5 {
			return 1
		}
	}
	return 3
}

func main() {
	switch {
	case false:
		missing()
	}
	if f("x") != 11 || f("y") != 4 || f("abc") != 4 || g(5) != 1 || g("a") != 3 {
		panic("wrong case")
	}
}
