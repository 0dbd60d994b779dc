package main

func f() {
	break // ERROR "break is not in a loop, switch, or select"
	continue // ERROR "continue is not in a loop"
	fallthrough // ERROR "fallthrough statement out of place"
	goto missing // ERROR "label missing not defined"
L: // ERROR "label L defined and not used"
	for {
		break M // ERROR "break label not defined: M"
	}
	switch 1 {
	case 1:
		fallthrough // ERROR "cannot fallthrough final case in switch"
	}
	func() {
		for {
			break
		}
		continue // ERROR "continue is not in a loop"
	}()
	if true {
		fallthrough // ERROR "fallthrough statement out of place"
	}
}

func main() {}
