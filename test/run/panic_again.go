// Spec: Handling panics.
// exit: 2
package main

func main() {
	defer func() {
		r := recover()
		println("recovered", r.(string))
		panic(r)
	}()
	panic("first")
}
