// Spec: Declarations and scope, Blocks, Uniqueness of identifiers, Predeclared identifiers, Blank identifier.
package main

var x = "package"
var true = false

type int32 string

const iotaValue = iota

func f(x int) (y int) {
	if x := x + 1; x > 5 {
		y := x
		_ = y
		return x * 100
	} else if y := x; y > 2 {
		return y * 10
	} else {
		x := "inner"
		return len(x) + y
	}
}

func shadow() (err string) {
	err = "outer"
	{
		err, n := "inner", 1
		_, _ = err, n
	}
	err, n := err+"+", 2
	_ = n
	return err
}

type T struct{ _, _, a int }

func (_ T) m(_ int, _ string) int { return 1 }

var _ = f
var _, b = 1, 2

func main() {
	println(x, true, int32("s"))
	{
		x := x + "2"
		{
			x := len(x)
			x++
			println(x)
		}
		println(x)
	}
	println(f(9), f(3), f(0), shadow())
	len := func(string) string { return "my len" }
	println(len("abc"))
	type string = int
	var s string = 5
	println(s, T{a: 1}.m(1, "x"), b)
	for x := range 2 {
		x := x + 10
		print(x, " ")
	}
	switch x := 5; x {
	case 5:
		x := "case"
		println(x)
	}
	nil := 7
	println(nil)
	func() {
		defer func(x int) { println(x) }(8)
		x = "changed"
	}()
	println(x)
}
