package main

// Indices that ascend, step back and come twice, in both orders.
var a = [...]int{
	5: 1,
	2,
	3: 4,
	5, // an index between
	6, // ERROR "duplicate index 5 in array or slice literal"
	3: 1, // ERROR "duplicate index 3 in array or slice literal"
	100: 1,
	100: 2, // ERROR "duplicate index 100 in array or slice literal"
	7:   9,
	4:   9, // ERROR "duplicate index 4 in array or slice literal"
	7:   8, // ERROR "duplicate index 7 in array or slice literal"
}

func main() { _ = a }
