// Spec: Package initialization, Program initialization.
package main

var (
	a = c + b // 9
	b = f()   // 4
	c = 1 + g()
	d = 3
)

func f() int { trace("f"); d++; return d }
func g() int { trace("g"); return 4 }

var log string

func trace(s string) int { log += s + " "; return len(log) }

var x = func() int { trace("x"); return y }()
var y = z * 2
var z = trace("z")
var _ = trace("blank")
var p, q = pair()

func pair() (int, int) { trace("pair"); return late, late + 1 }

var late = trace("late")
var T1 = T{}.m

type T struct{}

func (T) m() int { return viaMethod }

var early = T1()
var viaMethod = trace("viaMethod")
var table = map[string]func() int{"a": func() int { return used }}
var used = trace("used")
var self *node = &node{&other}
var other = node{self2}
var self2 = new(node)

type node struct{ next *node }

func init() { trace("init1") }
func init() { trace("init2") }

func main() {
	println(a, b, c, d, y == 2*z)
	println(log)
	println(p > 0, q == p+1, early > 0, table["a"]() == used, self.next == &other, other.next == self2)
}

func init() { trace("init3") }
