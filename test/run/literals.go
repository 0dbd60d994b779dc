// Spec: Integer literals, Floating-point literals, Imaginary literals, Rune literals, String literals, Semicolons, Comments, Identifiers.
package main

/*
	a general comment

acts like a newline
*/
var a1 = 1 /* and one in a line acts like a space */ + 2

type 数 int

const ÿ, _x9 数 = 42, 7

func main() {
	println(42, 0b101, 0b1_1, 0o17, 0o1_7, 017, 0x_FF, 0xaB, 1_000_000, 0_600)
	println(0., 72.40, 072.40, 2.71828, 1.e+0, 6.67428e-11, 1e6, .25, .12345e+5, 1_5., 0.15e+02)
	println(0x1p-2, 0x2.p10, 0x1.Fp+0, 0x.8p-0, 0x_1FFFp-16, 0x15e-2)
	println(0i, 123i, 0o123i, 0xabci, 0.i, 2.71828i, 1.e+0i, .25i, 0x1p-2i)
	println('a', 'ä', '\a', '\b', '\f', '\n', '\r', '\t', '\v', '\\', '\'', '\000', '\007', '\xff', '\u12e4', '\U00101234')
	println(`abc`, len(`\n
\n`), "\n" == `
`, len("\u65e5本\U00008a9e"), "\xff\u00FF" == "\xffÿ", "日本語" == "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e")
	println(a1, ÿ, _x9)
	if x := 1; x == 1 {
		println("braces on one line")
	}
	for i := 0; i < 1; i++ {
		println("semicolons")
	}
	func() { println("call") }()
	var s = []int{
		1,
		2,
	}
	println(len(s), 5/ /* between */ 2, 7&^2, 1<<2>>1, 3&1|4^1, -5%3, !true || false && true, 2+3*4-6/2)
	x, y := 3, &s
	println(x*(*y)[1], (*y)[0] - -1, ^x, - -x, +x)
}
