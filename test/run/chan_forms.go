// Spec: Channel types, Close, Length and capacity, For statements with range clause (channels).
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

// caught runs f and returns the message of the run-time error that stops it.
func caught(f func()) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = r.(error).Error()
		}
	}()
	f()
	return "nothing"
}

type message struct {
	text  string
	reply chan<- string
}

func producer(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range n {
			c <- i
		}
	}()
	return c
}

func filter(in <-chan int, prime int) <-chan int {
	out := make(chan int)
	go func() {
		for i := range in {
			if i%prime != 0 {
				out <- i
			}
		}
		close(out)
	}()
	return out
}

func main() {
	c := make(chan int, 3)
	check(len(c) == 0 && cap(c) == 3, "empty")
	c <- 1
	c <- 2
	check(len(c) == 2, "two buffered")
	x, ok := <-c
	check(x == 1 && ok, "first in, first out")
	close(c)
	x, ok = <-c
	check(x == 2 && ok, "after close, the buffer")
	x, ok = <-c
	check(x == 0 && !ok && len(c) == 0 && cap(c) == 3, "then zero values")
	println(caught(func() { c <- 1 }))
	println(caught(func() { close(c) }))
	var null chan string
	check(len(null) == 0 && cap(null) == 0, "nil channel")
	println(caught(func() { close(null) }))
	sum := 0
	for v := range producer(1000) {
		sum += v
	}
	check(sum == 499500, "unbuffered")
	ch := producer(200)
	<-ch
	<-ch
	count := 0
	in := (<-chan int)(make(chan int))
	gen := make(chan int)
	go func() {
		for i := 2; i < 200; i++ {
			gen <- i
		}
		close(gen)
	}()
	in = gen
	for {
		prime, ok := <-in
		if !ok {
			break
		}
		count++
		in = filter(in, prime)
	}
	println("primes below 200:", count)
	for range ch {
	}
	requests := make(chan message)
	go func() {
		for m := range requests {
			m.reply <- "re: " + m.text
		}
	}()
	reply := make(chan string)
	for _, s := range []string{"a", "b"} {
		requests <- message{s, reply}
		println(<-reply)
	}
	close(requests)
	signals := make(chan struct{}, 10)
	for range 10 {
		go func() { signals <- struct{}{} }()
	}
	for range 10 {
		<-signals
	}
	type big [300]int64
	bigs := make(chan big, 2)
	go func() { bigs <- big{299: 7}; bigs <- big{0: 8}; bigs <- big{1: 9} }()
	check((<-bigs)[299]+(<-bigs)[0]+(<-bigs)[1] == 24, "large elements")
	funcs := make(chan func() int, 1)
	funcs <- func() int { return 42 }
	check((<-funcs)() == 42, "functions")
	chans := make(chan chan int, 1)
	chans <- make(chan int, 1)
	cc := <-chans
	cc <- 5
	check(<-cc == 5 && cc == (chan int)(cc), "channels of channels")
	var bi chan int = make(chan int)
	var snd chan<- int = bi
	var rcv <-chan int = bi
	go func() { snd <- 3 }()
	check(<-rcv == 3, "directions")
	println("chan_forms ok")
}
