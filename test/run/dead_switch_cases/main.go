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
		if s == "x" {
			break
		}
		fallthrough
	case 4:
		return 4
	default:
		missing()
	}
	switch "abc" {
	case s:
		return 10
	case "ab" + "c":
		return 11
	default:
		missing()
	}
	return 12
}

func g(x any) int {
	switch 5 {
	case x:
		return 1
	case 6:
		missing()
	default:
		return 3
	}
	return 4
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
