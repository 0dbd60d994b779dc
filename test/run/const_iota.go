// Spec: Iota, Constant declarations.
package main

type Weekday int

const (
	Sunday Weekday = iota
	Monday
	_
	Wednesday
	numberOfDays = 7
	after        = iota
)

const (
	a, b = iota, iota + 10
	c, d
	_, _
	e, f
)

const (
	bit0, mask0 = 1 << iota, 1<<iota - 1
	bit1, mask1
	_, _
	bit3, mask3
)

const (
	x = "s"
	y
	z = iota
)

const single = iota

func (d Weekday) String() string { return [...]string{"Sun", "Mon", "Tue", "Wed"}[d] }

func main() {
	println(Sunday, Monday, Wednesday, numberOfDays, after)
	println(a, b, c, d, e, f)
	println(bit0, mask0, bit1, mask1, bit3, mask3)
	println(x, y, z, single)
	const (
		local = iota * 1.5
		next
	)
	println(local, next)
	println(Wednesday.String(), Weekday(1).String())
}
