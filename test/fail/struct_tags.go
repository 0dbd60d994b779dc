package main

type T struct {
	a int "tag"
	b int 5 // ERROR "invalid syntax tree: incorrect tag syntax: .5."
}

func main() {}
