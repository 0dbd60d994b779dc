// Spec: For statements with range clause (integers).
package main

type small uint8

func main() {
	for i := range 3 {
		i *= 10 // does not change the loop
		print(i, " ")
	}
	for range 2 {
		print("x ")
	}
	n := 4
	for i := range n {
		n = 100
		print(i, " ")
	}
	for i := range small(3) {
		var s small = i
		print(s, " ")
	}
	for range -5 {
		panic("negative")
	}
	for i := range int8(127) {
		if i == 126 {
			print(i, "\n")
		}
	}
	const c = 2
	for i := range c {
		for j := range i + 1 {
			defer println(i, j)
		}
	}
	var k int64
	for k = range 10 {
		if k == 7 {
			break
		}
	}
	println(k)
}
