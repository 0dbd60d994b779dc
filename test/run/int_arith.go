// Spec: Arithmetic operators, Integer overflow, Numeric types.
package main

type integer interface {
	int8 | int16 | int32 | int64 | int | uint8 | uint16 | uint32 | uint64 | uint | uintptr
}

// Operands come through a call that is not inlined, so that nothing is folded.
//
//go:noinline
func op[T integer](which string, a, b T) T {
	switch which {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	case "%":
		return a % b
	case "&":
		return a & b
	case "|":
		return a | b
	case "^":
		return a ^ b
	case "&^":
		return a &^ b
	case "neg":
		return -a
	case "not":
		return ^a
	}
	panic(which)
}

var all = []string{"+", "-", "*", "/", "%", "&", "|", "^", "&^", "neg", "not"}

func table[T integer](name string, values ...T) {
	var sum T
	for _, o := range all {
		print(name, " ", o)
		for _, a := range values {
			for _, b := range values {
				if b == 0 && (o == "/" || o == "%") {
					continue
				}
				r := op(o, a, b)
				sum = sum*31 + r
			}
			print(" ", sum)
		}
		println()
	}
	// (a/b)*b + a%b == a, also where a/b overflows.
	for _, a := range values {
		for _, b := range values {
			if b != 0 && op("+", op("*", op("/", a, b), b), op("%", a, b)) != a {
				panic(name + ": quotient and remainder")
			}
		}
	}
}

func main() {
	table[int8]("int8", 0, 1, -1, 7, -7, 100, 127, -128)
	table[int16]("int16", 0, 1, -1, 7, -7, 1000, 32767, -32768)
	table[int32]("int32", 0, 1, -1, 7, -7, 1<<20, 1<<31-1, -1<<31)
	table[int64]("int64", 0, 1, -1, 7, -7, 1<<40, 1<<63-1, -1<<63)
	table[int]("int", 0, 1, -1, 13, -13, 1<<33, 1<<63-1, -1<<63)
	table[uint8]("uint8", 0, 1, 7, 100, 128, 255)
	table[uint16]("uint16", 0, 1, 7, 1000, 32768, 65535)
	table[uint32]("uint32", 0, 1, 7, 1<<20, 1<<31, 1<<32-1)
	table[uint64]("uint64", 0, 1, 7, 1<<40, 1<<63, 1<<64-1)
	table[uint]("uint", 0, 1, 13, 1<<40, 1<<63, 1<<64-1)
	table[uintptr]("uintptr", 0, 1, 13, 1<<40, 1<<63, 1<<64-1)
}
