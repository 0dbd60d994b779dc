package main

func main() {
	c := make(chan int)
	var s chan<- int = c
	var r <-chan int = c
	<-s // ERROR "invalid operation: cannot receive from send-only channel chan<- int s [(]variable of type chan<- int[)]"
	r <- 1 // ERROR "invalid operation: cannot send to receive-only channel <-chan int r [(]variable of type <-chan int[)]"
	c <- "a" // ERROR "cannot use .a. [(]untyped string constant[)] as int value in send"
	close(r) // ERROR "invalid operation: cannot close receive-only channel r [(]variable of type <-chan int[)]"
	c = s // ERROR "cannot use s [(]variable of type chan<- int[)] as chan int value in assignment"
	var b chan int = r // ERROR "cannot use r [(]variable of type <-chan int[)] as chan int value in variable declaration"
	x := <-5 // ERROR "invalid operation: cannot receive from non-channel untyped int 5 [(]untyped int constant[)]"
	select {
	case c <- "x": // ERROR "cannot use .x. [(]untyped string constant[)] as int value in send"
	case y := <-s: // ERROR "declared and not used: y" "invalid operation: cannot receive from send-only channel chan<- int s [(]variable of type chan<- int[)]"
	default:
	default: // ERROR "multiple defaults [(]first at [.]/channels[.]go:17:2[)]"
	}
	len := len(r)
	_, _, _ = b, x, len
	var n chan int = make(chan string) // ERROR "declared and not used: n" "cannot use make[(]chan string[)] [(]value of type chan string[)] as chan int value in variable declaration"
}
