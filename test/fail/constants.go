package main

const a = b
const b = 1
const c int8 = 128 // ERROR "cannot use 128 [(]untyped int constant[)] as int8 value in constant declaration [(]overflows[)]"
const d = 1 / 0 // ERROR "invalid operation: division by zero"
const e = len([]int{1}) // ERROR "len[(]..int[{]…[}][)] [(]value of type int[)] is not constant"
const f = f // ERROR "initialization cycle: f refers to itself"
const g uint = -1 // ERROR "cannot use -1 [(]untyped int constant[)] as uint value in constant declaration [(]overflows[)]"
const h = "a" + 1 // ERROR "invalid operation: .a. [+] 1 [(]mismatched types untyped string and untyped int[)]"
const i string = 1 // ERROR "cannot use 1 [(]untyped int constant[)] as string value in constant declaration"
const j = 1 << 10000 // ERROR "invalid operation: invalid shift count 10000 [(]untyped int constant[)]"
const k float32 = 1e100 // ERROR "cannot use 1e100 [(]untyped float constant 1e[+]100[)] as float32 value in constant declaration"
const l = f2() // ERROR "f2[(][)] [(]value of type int[)] is not constant"
const m = 'a' << 1.5 // ERROR "1[.]5 [(]untyped float constant[)] truncated to uint"
const n int = 1.5 // ERROR "cannot use 1[.]5 [(]untyped float constant[)] as int value in constant declaration [(]truncated[)]"
const o []int = nil // ERROR "invalid constant type ..int"
const p, q = 1 // ERROR "missing init expr for q"

func f2() int { return 1 }

var arr [c2]int // ERROR "invalid array length c2"
var c2 = 3
var neg [-1]int // ERROR "invalid array length -1 [(]untyped int constant[)]"
var flt [1.5]int // ERROR "array length 1[.]5 [(]untyped float constant[)] must be integer"
var idx = [3]int{1, 2, 3}[5] // ERROR "invalid argument: index 5 out of bounds .0:3."
var str = "abc"[3] // ERROR "invalid argument: index 3 out of bounds .0:3."
var sl = "abc"[2:1] // ERROR "invalid slice indices: 1 < 2"
var big = int64(1 << 63) // ERROR "constant 9223372036854775808 overflows int64"
var conv = uint8(300) // ERROR "constant 300 overflows uint8"
var ch = string(1.5) // ERROR "cannot convert 1[.]5 [(]untyped float constant[)] to type string"

func main() {}
