// Spec: Constants, Constant expressions, Representability.
package main

const (
	big    = 1 << 200
	third  = 1.0 / 3
	huge   = 1e1000
	mask   = ^0
	kilo   = 1 << (10 * (iota + 1))
	mega   // 1 << 60, iota is 5
	letter = 'a' + 1
	mixed  = 'a' + 1.0
	long   = "constant " + "string"
	length = len(long)
	minus  = -5 % 3
	shift  = 1.0 << 3
	cplx   = (1 + 2i) * (3 - 1i)
)

type Celsius float32

const boiling Celsius = 100

const typed uint8 = 255
const inverted = ^typed
const truth = big > huge || third*3 == 1

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

var eight uint = 8

func main() {
	check(big>>198 == 4, "exact big shift")
	check(huge/1e999 == 10, "exact big float")
	check(third*3 == 1, "exact rational")
	check(kilo == 1<<50 && mega == 1<<60, "implicit repetition")
	check(mask == -1, "untyped complement")
	check(inverted == 0, "typed complement")
	check(letter == 98 && string(rune(letter)) == "b", "rune constant")
	check(length == 15, "len of constant")
	check(minus == -2, "constant remainder")
	check(shift == 8, "untyped float shift")
	check(real(cplx) == 5 && imag(cplx) == 5, "complex constant")
	check(truth, "boolean constant")
	check(5/2*2.0 == 4 && 5.0/2*2 == 5, "integer and float division")
	check(boiling*2 == 200, "typed float")
	var f float32 = 1 << 3 // the constant takes the type of the context
	var i = 1.0 << 3
	var u64 = uint64(1<<eight) << 56
	check(f == 8 && i == 8, "shift in float context")
	check(u64 == 0, "shift takes the type from the conversion")
	var x interface{} = mixed
	_, isRune := x.(rune)
	_, isFloat := x.(float64)
	check(isFloat && !isRune, "default type of the later kind")
	x = 'x'
	_, isRune = x.(rune)
	check(isRune, "default type of a rune")
	x = 2i
	_, isComplex := x.(complex128)
	check(isComplex, "default type of an imaginary literal")
	println(long, length, uint64(big>>137), kilo, mega, letter, boiling)
	println(0.1+0.2 == 0.3, float64(0.1)+float64(0.2) == 0.3)
	a, b := 0.1, 0.2
	check(a+b != 0.3, "run-time floats are not exact")
	const maxUint = ^uint(0)
	const maxInt = int(maxUint >> 1)
	println(maxUint, maxInt, -maxInt-1)
	println("const_exact ok")
}
