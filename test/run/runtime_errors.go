// Spec: Run-time panics.
package main

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

type T struct {
	pad [5000]byte
	x   int
}
type I interface{ M() }

var (
	zero  int
	one   = 1
	slice []int
	null  *T
	array [4]int
	iface I
	any1  interface{} = []int{}
	str               = "abc"
	fn    func()
	table map[string]int
	ch    chan int
)

func main() {
	for i, f := range []func(){
		func() { println(one / zero) },
		func() { println(one % zero) },
		func() { println(uint8(one) / uint8(zero)) },
		func() { slice[zero] = 1 },
		func() { array[one+3]++ },
		func() { println(array[-one]) },
		func() { println(str[one+2]) },
		func() { println(str[one+2 : one]) },
		func() { println(slice[one:]) },
		func() { println(array[:one+4]) },
		func() { println(null.x) },
		func() { null.x = 1 },
		func() { println(*(*int)(nil)) },
		func() { println(len(null.pad), null.pad[zero]) },
		func() { iface.M() },
		func() { fn() },
		func() { table["x"] = 1 },
		func() { println(any1 == any1) },
		func() { println(any1.(int)) },
		func() { iface.(interface{ N() }).N() },
		func() { println(1 << -one) },
		func() { println(make([]int, -one)) },
		func() { println(make(chan int, -one)) },
		func() { close(ch) },
		func() { c := make(chan int); close(c); close(c) },
		func() { c := make(chan int, 1); close(c); c <- 1 },
		func() { println([2]int(slice)[0]) },
		func() { var p *[4]int; println(p[one]) },
		func() { var p *[4]int; println(len(p[:]), p[:] == nil) },
		func() { println(len(map[interface{}]int{any1: 1})) },
		func() { x := null; y := *x; println(y.x) },
		func() { var pp **int; println(**pp) },
		func() { println(slice[zero:one:zero]) },
		func() { println(slice[uint64(one)<<63:]) },
	} {
		println(i, caught(f))
	}
}
