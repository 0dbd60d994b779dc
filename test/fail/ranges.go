package main

func main() {
	for i := range 1.5 { // ERROR "cannot range over 1[.]5 [(]untyped float constant[)]"
	}
	for i, j := range 10 { // ERROR "declared and not used: i" "range over 10 [(]untyped int constant[)] permits only one iteration variable"
	}
	for range nil { // ERROR "cannot range over nil"
	}
	for i, j, k := range []int{} { // ERROR "declared and not used: i" "declared and not used: j" "range clause permits at most two iteration variables"
	}
	c := make(chan<- int)
	for range c { // ERROR "cannot range over c [(]variable of type chan<- int[)]: receive from send-only channel chan<- int"
	}
	d := make(chan int)
	for a, b := range d { // ERROR "declared and not used: a" "range over d [(]variable of type chan int[)] permits only one iteration variable"
	}
	for x := range func(yield func(int)) {} { // ERROR "cannot range over func[(]yield func[(]int[)][)] [{][}] [(]value of type func[(]yield func[(]int[)][)][)]:"
	}
	for x, y := range func(yield func(int) bool) {} { // ERROR "declared and not used: x" "range over func[(]yield func[(]int[)] bool[)] [{][}] [(]value of type func[(]yield func[(]int[)] bool[)][)]"
	}
	for range func(int) bool { return true } { // ERROR "cannot range over func[(]int[)] bool [{]…[}] [(]value of type func[(]int[)] bool[)]: func must be"
	}
	var s string
	for i, s = range "abc" { // ERROR "undefined: i" "cannot use s [(]value of type rune[)] as string value in assignment"
	}
	for i := range &[]int{} { // ERROR "cannot range over &..int[{][}] [(]value of type [*]..int[)]"
	}
	for range main { // ERROR "cannot range over main [(]value of type func[(][)][)]: func must be func[(]yield func[(][.][.][.][)] bool[)]:"
	}
	var u8 uint8 // ERROR "declared and not used: u8"
	for u8 = range 1000 { // ERROR "cannot use 1000 [(]untyped int constant[)] as uint8 value in range clause [(]overflows[)]"
	}
	for struct{}{} = range 5 { // ERROR "cannot assign to struct[{][}][{][}] [(]neither addressable nor a map index expression[)]"
	}
	_ = s
}
