package main

import "os" // ERROR ".os. imported and not used"
import os "strings" // ERROR "os redeclared in this block" ".strings. imported as os and not used"

var a int
var a string // ERROR "a redeclared in this block"

func f() {}
func f() {} // ERROR "f redeclared in this block"

type T struct {
	x int
	x string // ERROR "x redeclared"
}

func (T) m() {}
func (T) m() {} // ERROR "method T[.]m already declared at [.]/redeclared[.]go:17:10"
func (T) x() {} // ERROR "field and method with the same name x"

type I interface {
	m()
	m() // ERROR "duplicate method m"
}

func g(a int, a string) (b int) { // ERROR "a redeclared in this block"
	var b string // ERROR "b redeclared in this block"
	c := 1
	c := 2 // ERROR "no new variables on left side of :="
	_, _ = b, c
	return
}

func main() {}
func main() {} // ERROR "main redeclared in this block"
func init() int { return 1 } // ERROR "func init must have no arguments and no return values"

const init = 1 // ERROR "cannot declare init - must be func"
