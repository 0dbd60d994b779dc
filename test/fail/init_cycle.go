package main

var a = b + 1 // ERROR "initialization cycle for a"
var b = f()

func f() int { return g() }
func g() int { return a }

var x = y // ERROR "initialization cycle for x"
var y = x

var self = func() int { return self() } // ERROR "initialization cycle: self refers to itself"

type T struct{}

func (T) m() int { return tv }

var tv = T{}.m() // ERROR "initialization cycle for tv"
var fine = func() int { return ok }
var ok = 1

func main() {}
