package main

func f() {
	if x := 1 { // ERROR "syntax error: cannot use x := 1 as value"
	}
	for i := 0; i < 10 { // ERROR "syntax error: unexpected [{], expected semicolon or newline"
	} // ERROR "syntax error: unexpected [}], expected expression"
	a + b := 3
	else { // ERROR "syntax error: unexpected keyword else, expected [}]"
	}
}

func g( { // ERROR "syntax error: unexpected [{], expected [)]"
}
