// Spec: Map types, Run-time panics.
// exit: 2
package main

func main() {
	m := map[interface{}]int{}
	m[func() {}] = 1
}
