package main

//go:embed x.txt // ERROR "go:embed requires import .embed. [(]or import _ .embed., if package is not used[)]"
var s string

func f() // ERROR "missing function body"

func g() // ERROR "missing function body"

func main() {}
