// What the body of a loop over a function defers is called, wherever the stack ends and has to move: while the record of
// the deferred calls is made, too. The record had the place of its frame from before the move, was taken for another
// frame's, and its calls were lost.
package main

import "fmt"

var called int

func once(yield func(int) bool) { yield(1) }

//go:noinline
func loop() {
	for i := range once {
		defer func() { called += i }()
	}
}

// Frames of different sizes, so that their sums come close to every place.

//go:noinline
func small(n int) int {
	if n == 0 {
		loop()
		return 0
	}
	return small(n-1) + 1
}

//go:noinline
func large(n, rest int) int {
	var space [5]int
	if n == 0 {
		return small(rest)
	}
	space[n%5] = n
	return large(n-1, rest) + space[(n+1)%5] + 1
}

func main() {
	done, hold := make(chan int), make(chan int)
	tried := 0
	for depth := range 160 {
		for rest := range 5 {
			go func() {
				done <- large(depth, rest)
				<-hold // its stack, large by now, is not the next one's
			}()
			<-done
			tried++
		}
	}
	fmt.Println(called == tried, called)
}
