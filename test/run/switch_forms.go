// Spec: Expression switches, Fallthrough statements, If statements.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

var log string

func v(x int) int { log += string(rune('0' + x)); return x }

func ints(x int) string {
	switch x {
	case 1, 2, 3:
		return "few"
	case 10:
		fallthrough
	case 11:
		return "ten or eleven"
	case -5:
	case 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000:
		return "thousands"
	case 20, 21, 22, 23, 24, 25, 26:
		return "dense"
	default:
		return "default"
	}
	return "after"
}

func strs(s string) int {
	switch s {
	case "":
		return 0
	case "a":
		return 1
	case "ab", "abc":
		return 2
	case "func", "for", "fallthrough", "if", "import", "interface":
		return 3
	case "package", "range", "return", "select", "struct", "switch", "type", "var":
		return 4
	}
	return -1
}

func conditions(x, y int) string {
	switch s := x + y; {
	case s > 10 && x > y:
		return "a"
	case s > 10:
		return "b"
	case x == y:
		return "c"
	}
	return "d"
}

func main() {
	for _, x := range []int{0, 1, 2, 3, 4, 10, 11, -5, 5000, 5001, 20, 23, 26, 27, -1 << 63} {
		print(ints(x), " ")
	}
	println()
	for _, s := range []string{"", "a", "ab", "abc", "abd", "interface", "fallthrough", "switch", "swatch", "var", "z"} {
		print(strs(s), " ")
	}
	println()
	println(conditions(9, 3), conditions(3, 9), conditions(2, 2), conditions(1, 2))
	switch v(2) {
	case v(1), v(2), v(3):
		log += "x"
		fallthrough
	case v(4):
		log += "y"
	case v(5):
	}
	check(log == "212xy", "order of evaluation: "+log)
	switch x := 5; x {
	default:
		panic("default")
	case 6, 5:
	}
	var e interface{} = "s"
	switch e {
	case 1:
		panic("int")
	case "s":
		log = "string"
	case nil:
		panic("nil")
	}
	switch x := 2.5; x {
	case 2.5:
		log += " float"
	}
	switch struct{ a, b int }{1, 2} {
	case struct{ a, b int }{2, 1}:
		panic("struct")
	case struct{ a, b int }{1, 2}:
		log += " struct"
	}
	switch {
	}
	switch true {
	case false:
	default:
		log += " true"
	}
	var err error
	switch err {
	case nil:
		log += " nil"
	}
	switch b := byte(200); b {
	case 0, 100, 200, 255:
		log += " byte"
	}
	println(log)
	if x := 3; x > 5 {
		panic("if")
	} else if y := x * 2; y > 5 {
		println("else if", x, y)
	} else {
		panic("else")
	}
	for i := range 6 {
		switch i {
		case 1:
			continue
		case 4:
			break
		default:
			print(i, " ")
		}
	}
	println("switch_forms ok")
}
