package main

func main() {
	x := 1
	switch x {
	case 1:
	case 1: // ERROR "duplicate case 1 [(]constant of type int[)] in expression switch"
	case "a": // ERROR "cannot convert .a. [(]untyped string constant[)] to type int"
	case 2.5: // ERROR "2[.]5 [(]untyped float constant[)] truncated to int"
	case 3, 3: // ERROR "duplicate case 3 [(]constant of type int[)] in expression switch"
	default:
	default: // ERROR "multiple defaults [(]first at [.]/switches[.]go:11:2[)]"
	}
	switch "a" {
	case "a", "a": // ERROR "duplicate case .a. [(]constant of type string[)] in expression switch"
	}
	switch {
	case x: // ERROR "invalid case x in switch on true [(]mismatched types int and bool[)]"
	case true:
	case 1 < 2:
	}
	switch x := 5; x {
	case nil: // ERROR "cannot convert nil to type int"
	}
	switch f := func() {}; f {
	case nil:
	}
	switch []int{} {
	case []int{}: // ERROR "invalid case ..int[{][}] in switch on ..int[{][}] [(]slice can only be compared to nil[)]"
	}
	var e error
	switch e {
	case 5: // ERROR "cannot convert 5 [(]untyped int constant[)] to type interface[{]Error[(][)] string[}]"
	}
	switch y := x.(type) { // ERROR "y declared and not used" "x [(]variable of type int[)] is not an interface"
	}
	switch e := e.(type) { // ERROR "e declared and not used"
	case int: // ERROR "impossible type switch case: int"
	case error, error: // ERROR "duplicate case error in type switch"
	}
	for {
		switch {
		case true:
			fallthrough // ERROR "cannot fallthrough final case in switch"
		}
	}
}
