// exit: 3
package main

import "os"

func main() {
	println("main waits")
	go func() { os.Exit(3) }()
	select {}
}
