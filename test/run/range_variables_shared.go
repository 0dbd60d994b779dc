//go:build go1.21

// In files of language versions before go1.22 the variables of a loop are shared by its iterations: closures,
// goroutines and deferred calls see what the loop did to them afterwards. They were captured by value where only the
// range clause assigns them.
package main

import "fmt"

type number int

func slices() (fs []func() string) {
	for i, v := range []string{"a", "b", "c"} {
		fs = append(fs, func() string { return fmt.Sprint(i, v) })
	}
	return
}

func arrays() (fs []func() string) {
	for i, v := range [3]number{4, 5, 6} {
		fs = append(fs, func() string { return fmt.Sprint(i, v) })
	}
	p := &[2]bool{true, false}
	for i := range p {
		fs = append(fs, func() string { return fmt.Sprint(i) })
	}
	return
}

func texts() (fs []func() string) {
	for i, r := range "xyz" {
		fs = append(fs, func() string { return fmt.Sprint(i, string(r)) })
	}
	return
}

func maps() (fs []func() string) {
	for k, v := range map[int]int{7: 8} {
		fs = append(fs, func() string { return fmt.Sprint(k, v) })
	}
	return
}

func channels() (fs []func() string) {
	c := make(chan int, 3)
	c <- 1
	c <- 2
	close(c)
	for v := range c {
		fs = append(fs, func() string { return fmt.Sprint(v) })
	}
	return
}

func three() (fs []func() string) {
	for i, j := 0, 10; i < 3; i, j = i+1, j-1 {
		fs = append(fs, func() string { return fmt.Sprint(i, j) })
	}
	return
}

func pointers() (ps []*int) {
	for _, v := range []int{1, 2, 3} {
		ps = append(ps, &v)
	}
	return
}

func deferred() {
	for _, v := range []int{1, 2, 3} {
		defer func() { fmt.Print(v, " ") }()
	}
}

func goroutines() {
	done, turn := make(chan int), make(chan bool)
	for _, v := range []int{1, 2, 3} {
		go func() { <-turn; done <- v }()
	}
	close(turn)
	fmt.Println(<-done, <-done, <-done)
}

func nested() (fs []func() func() string) {
	for _, v := range []int{1, 2} {
		fs = append(fs, func() func() string { return func() string { return fmt.Sprint(v) } })
	}
	return
}

func generic[T any](list []T) (fs []func() T) {
	for _, v := range list {
		fs = append(fs, func() T { return v })
	}
	return
}

func main() {
	for _, fs := range [][]func() string{slices(), arrays(), texts(), maps(), channels(), three()} {
		for _, f := range fs {
			fmt.Print(f(), "; ")
		}
		fmt.Println()
	}
	for _, p := range pointers() {
		fmt.Print(*p, " ")
	}
	fmt.Println()
	deferred()
	fmt.Println()
	goroutines()
	for _, f := range nested() {
		fmt.Print(f()(), " ")
	}
	for _, f := range generic([]string{"p", "q"}) {
		fmt.Print(f(), " ")
	}
	fmt.Println()
}
