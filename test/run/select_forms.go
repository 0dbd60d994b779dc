// Spec: Select statements, Receive operator, Send statements.
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

var log string

func c(ch chan int, s string) chan int { log += s; return ch }
func val(x int) int                    { log += string(rune('0' + x)); return x }

func main() {
	a, b := make(chan int, 1), make(chan int, 1)
	var null chan int
	select {
	case x := <-a:
		println(x)
	case <-null:
	case null <- 1:
	default:
		log = "default"
	}
	check(log == "default", "nothing ready")
	b <- 5
	select {
	case <-a:
		panic("a is empty")
	case x, ok := <-b:
		check(x == 5 && ok, "value")
	}
	log = ""
	b <- 6
	arr := [3]int{}
	idx := func(i int) int { log += "i"; return i }
	select { // channels and values are evaluated in order, once; the left side only if chosen
	case arr[idx(0)] = <-c(a, "a"):
	case c(null, "n") <- val(1):
	case arr[idx(1)] = <-c(b, "b"):
	}
	check(log == "an1bi" && arr[1] == 6, "order: "+log)
	close(a)
	n := 0
	for range 10 {
		select {
		case _, ok := <-a:
			check(!ok, "closed")
			n++
		case b <- n:
			<-b
		}
	}
	counts := [2]int{}
	x, y := make(chan int, 1000), make(chan int, 1000)
	for i := range 1000 {
		x <- i
		y <- i
	}
	for range 1000 {
		select {
		case <-x:
			counts[0]++
		case <-y:
			counts[1]++
		}
	}
	check(counts[0] > 100 && counts[1] > 100, "a random choice")
	println(caught(func() {
		closed := make(chan int)
		close(closed)
		select {
		case closed <- 1:
		default:
		}
	}))
	done, data := make(chan bool), make(chan int)
	go func() {
		defer close(done)
		for {
			select {
			case v, ok := <-data:
				if !ok {
					return
				}
				arr[2] += v
			}
		}
	}()
	for i := range 100 {
		select {
		case data <- i:
		}
	}
	close(data)
	<-done
	check(arr[2] == 4950, "single case")
	var out, in chan int = nil, make(chan int)
	go func() {
		for i := range 50 {
			in <- i
		}
		close(in)
	}()
	sink, sum, queue := make(chan int), make(chan int), []int{}
	go func() {
		s := 0
		for v := range sink {
			s += v
		}
		sum <- s
	}()
	source := in
	for source != nil || len(queue) > 0 { // nil channels switch cases off
		out = nil
		first := 0
		if len(queue) > 0 {
			out, first = sink, queue[0]
		}
		select {
		case v, ok := <-source:
			if !ok {
				source = nil
				break
			}
			queue = append(queue, v)
		case out <- first:
			queue = queue[1:]
		}
	}
	close(sink)
	check(<-sum == 1225, "queue")
	println("select_forms ok")
}
