// A second Lock of a mutex that nobody will unlock.
// exit: 2
package main

import "sync"

func main() {
	var mu sync.Mutex
	mu.Lock()
	mu.Lock()
}
