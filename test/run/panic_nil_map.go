// Spec: Map types, Run-time panics.
// exit: 2
package main

var m map[string]int

func main() { m["x"] = 1 }
