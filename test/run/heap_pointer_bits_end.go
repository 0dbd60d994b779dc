// Writing the pointer bits of an object touched the word behind them, which belongs to the next object, perhaps of
// another thread, or to nothing: the last object of the accessible part of the heap crashed.
package main

type pair struct {
	p *int
	n int
}

func main() {
	var keep [][]pair
	x := 7
	for i := 0; i < 70; i++ {
		s := make([]pair, (1<<20)/16)
		s[0].p, s[len(s)-1].p = &x, &x
		keep = append(keep, s)
	}
	sum := 0
	for _, s := range keep {
		sum += *s[0].p + *s[len(s)-1].p
	}
	println(len(keep), sum)
}
