package main

type S struct{ f []int }

func main() {
	i, s, b, f := 1, "s", true, 1.5
	_ = i + s // ERROR "invalid operation: i [+] s [(]mismatched types int and string[)]"
	_ = i + f // ERROR "invalid operation: i [+] f [(]mismatched types int and float64[)]"
	_ = b + b // ERROR "invalid operation: operator [+] not defined on b [(]variable of type bool[)]"
	_ = s - s // ERROR "invalid operation: operator - not defined on s [(]variable of type string[)]"
	_ = !i // ERROR "invalid operation: operator ! not defined on i [(]variable of type int[)]"
	_ = -s // ERROR "invalid operation: operator - not defined on s [(]variable of type string[)]"
	_ = ^f // ERROR "invalid operation: operator . not defined on f [(]variable of type float64[)]"
	_ = i && b // ERROR "invalid operation: i && b [(]mismatched types int and bool[)]"
	_ = i << f // ERROR "invalid operation: shift count f [(]variable of type float64[)] must be integer"
	_ = f << 1 // ERROR "invalid operation: shifted operand f [(]variable of type float64[)] must be integer"
	_ = f % 2 // ERROR "invalid operation: operator % not defined on f [(]variable of type float64[)]"
	_ = 1 / 0 // ERROR "invalid operation: division by zero"
	_ = i / 0 // ERROR "invalid operation: division by zero"
	_ = 1.0 << -1 // ERROR "invalid operation: negative shift count -1 [(]untyped int constant[)]"
	_ = s < 1 // ERROR "invalid operation: s < 1 [(]mismatched types string and untyped int[)]"
	_ = S{} == S{} // ERROR "invalid operation: S[{][}] == S[{][}] [(]struct containing ..int cannot be compared[)]"
	_ = []int{} == []int{} // ERROR "invalid operation: ..int[{][}] == ..int[{][}] [(]slice can only be compared to nil[)]"
	_ = main == main // ERROR "invalid operation: main == main [(]func can only be compared to nil[)]"
	_ = map[string]int{} == nil
	_ = b < b // ERROR "invalid operation: b < b [(]operator < not defined on bool[)]"
	_ = &1 // ERROR "invalid operation: cannot take address of 1 [(]untyped int constant[)]"
	_ = *i // ERROR "invalid operation: cannot indirect i [(]variable of type int[)]"
	_ = <-i // ERROR "invalid operation: cannot receive from non-channel int i [(]variable of type int[)]"
	_ = interface{}(1) < interface{}(2) // ERROR "invalid operation: interface[{][}][(]1[)] < interface[{][}][(]2[)] [(]operator < not defined on interface[)]"
	_ = [2]int{} == [3]int{} // ERROR "invalid operation: .2.int[{][}] == .3.int[{][}] [(]mismatched types .2.int and .3.int[)]"
	_ = nil == nil // ERROR "invalid operation: nil == nil [(]operator == not defined on untyped nil[)]"
	var p *int
	_ = p + 1 // ERROR "invalid operation: p [+] 1 [(]mismatched types [*]int and untyped int[)]"
	_ = i.x // ERROR "i[.]x undefined [(]type int has no field or method x[)]"
	_ = 1 << 1000 // ERROR "constant shift overflow"
	_ = uint8(1) + 255 + 1 // ERROR "uint8[(]1[)] [+] 255 [(]constant 256 of type uint8[)] overflows uint8"
}
