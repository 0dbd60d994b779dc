package main

func f() {
	break
	continue
	fallthrough
	goto missing
L:
	for {
		break M
	}
	defer 1 // ERROR "expression in defer must be function call"
	go (func() {}) // ERROR "expression in go must not be parenthesized" "expression in go must be function call"
	var a []int = [...]int{1}[:] // ERROR "declared and not used: a" "cannot slice unaddressable value .[.][.][.].int[{]…[}] [(]value of type .1.int[)]"
	switch 1 {
	case 1:
		fallthrough
	}
	_ = [...]int // ERROR "invalid use of .[.][.][.]. array [(]outside a composite literal[)]" ".[.][.][.].int [(]type[)] is not an expression"
}

func main() {}
