// Spec: Handling panics.
// exit: 2
package main

import "runtime"

// Goexit of the last goroutine while others are gone is a deadlock.
func main() {
	defer println("deferred runs")
	runtime.Goexit()
}
