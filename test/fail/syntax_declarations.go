package main

import "fmt"

var x int = 1
import "os" // ERROR "syntax error: imports must appear before other declarations"

type T struct {
	a int b int // ERROR "syntax error: unexpected name b in struct type; possibly missing semicolon or newline or [}]"
}

func (a, b T) m() {} // ERROR "method has multiple receivers"

x := 5 // ERROR "syntax error: non-declaration statement outside function body"

const c

func h() int { return 1 } } // ERROR "syntax error: unexpected [}] after top level declaration"
