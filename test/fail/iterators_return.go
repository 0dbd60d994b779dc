package main

func seq(yield func(int) bool) {}

func f() int {
	for x := range seq {
		return x
	}
} // ERROR "missing return"

func g() (string, int) {
	for x := range seq {
		return x, 1 // ERROR "cannot use x [(]variable of type int[)] as string value in return statement"
	}
	return "", 0
}

func main() {
	for x := range seq { // ERROR "declared and not used: x"
		goto out // ERROR "goto out jumps into block starting at [.]/iterators_return[.]go:23:2"
		continue M // ERROR "continue label not defined: M"
	}
	{
	out:
	}
}
