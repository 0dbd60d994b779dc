// Spec: Go statements.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type node struct{ n int }

func (n *node) add(d int, done chan<- int) { n.n += d; done <- n.n }

func tree(depth int, result chan<- int) {
	if depth == 0 {
		result <- 1
		return
	}
	sub := make(chan int)
	go tree(depth-1, sub)
	go tree(depth-1, sub)
	result <- <-sub + <-sub
}

func main() {
	const many = 10000
	start, done := make(chan bool), make(chan int)
	for i := range many {
		go func() { <-start; done <- i }()
	}
	close(start)
	sum := 0
	for range many {
		sum += <-done
	}
	check(sum == many*(many-1)/2, "sum")
	// A long chain of goroutines, each passes one value on.
	first := make(chan int)
	in := first
	for range 2000 {
		out := make(chan int)
		go func(in <-chan int, out chan<- int) { out <- 1 + <-in }(in, out)
		in = out
	}
	first <- 0
	check(<-in == 2000, "chain")
	r := make(chan int)
	go tree(10, r)
	check(<-r == 1024, "tree")
	n := &node{5}
	go n.add(2, done)
	check(<-done == 7, "method")
	go (*node).add(n, 3, done)
	check(<-done == 10, "method expression")
	x := 1
	go func(y int) { done <- y*10 + x }(x) // arguments are evaluated now
	x = 2
	v := <-done
	check(v == 12 || v == 11, "argument")
	go func() {
		defer func() { done <- 99 }()
	}()
	check(<-done == 99, "deferred in goroutine")
	for i := range 3 {
		go func(a int, b string, c float64, d [4]int, e interface{}) {
			done <- a + len(b) + int(c) + d[3] + e.(int)
		}(i, "xy", 3.5, [4]int{3: 10}, 100)
	}
	check(<-done+<-done+<-done == 348, "many arguments")
	println("goroutine_many ok")
}
