// Spec: Type assertions, Run-time panics.
// exit: 2
package main

type I interface{ Missing() }
type T struct{}

var x interface{} = T{}

func main() {
	defer func() {
		println(recover().(error).Error())
		println(x.(int))
	}()
	x.(I).Missing()
}
