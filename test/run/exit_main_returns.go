// Spec: Program execution.
package main

// The program ends when main returns; it does not wait for other goroutines.
func main() {
	for range 10 {
		go func() {
			for c := make(chan int); ; {
				<-c
			}
		}()
	}
	println("main returns")
}
