// Nil pointers to arrays and structs panic where they are used, also where nothing is read: slicing, addresses,
// comparing with itself, unused values, fields beyond the first page, branches that end in one place.
package main

type S struct {
	a   [4]int
	n   int
	m   map[int]int
	pad [1 << 24]byte
	far int
	z   struct{}
	arr [1 << 20]int
}

type H struct {
	pad [1 << 31]byte
	x   int
	y   struct{}
}

var sink any

//go:noinline
func sliceField(p *S) []int { return p.a[:] }

//go:noinline
func sliceFar(p *S) []byte { return p.pad[:] }

//go:noinline
func sliceStar(p *[4]int) []int { return (*p)[:] }

//go:noinline
func sliceElement(p *[4][2]int) []int { return p[1][:] }

//go:noinline
func equalSelf(x, y *S) bool { return x.a == y.a }

//go:noinline
func equalWhole(x, y *[4]string) bool { return *x == *y }

//go:noinline
func bothWays(x *S) (r int) {
	if x.n == 0 {
		r = 4
	} else {
		r = 4
	}
	return r
}

//go:noinline
func unusedLength(x *S) { _ = len(x.m) }

//go:noinline
func farThenNear(p *S) int { return p.far + p.n }

//go:noinline
func indexThenNear(p *S, i int) int { return p.arr[i] + p.n }

// Read first, used last: its load must not move behind the one that relies on it.
//
//go:noinline
func nearUsedLast(p *S) int {
	x := p.n
	y := p.far
	return y - x
}

//go:noinline
func nearUsedAfterIndex(p *S, i int) bool {
	x := p.n
	y := p.arr[i]
	return y > x
}

//go:noinline
func nearUsedInBranch(p *S) int {
	x := p.n
	y := p.far
	if y > x {
		return 1
	}
	return 2
}

//go:noinline
func hugeAddress(p *H) *int { return &p.x }

//go:noinline
func hugeNothing(p *H) struct{} { return p.y }

//go:noinline
func hugeStore(p *H) { p.x = 1 }

func try(name string, f func()) {
	defer func() {
		e := recover()
		if e == nil {
			println(name, "no panic")
		} else if s := e.(error).Error(); s != "runtime error: invalid memory address or nil pointer dereference" {
			println(name, s)
		}
	}()
	f()
}

func main() {
	try("sliceField", func() { sink = sliceField(nil) })
	try("sliceFar", func() { sink = sliceFar(nil) })
	try("sliceStar", func() { sink = sliceStar(nil) })
	try("sliceElement", func() { sink = sliceElement(nil) })
	try("equalSelf", func() { sink = equalSelf(nil, nil) })
	try("equalWhole", func() { sink = equalWhole(nil, nil) })
	try("bothWays", func() { bothWays(nil) })
	try("unusedLength", func() { unusedLength(nil) })
	try("farThenNear", func() { farThenNear(nil) })
	try("indexThenNear", func() { indexThenNear(nil, 0x40b) })
	try("nearUsedLast", func() { nearUsedLast(nil) })
	try("nearUsedAfterIndex", func() { nearUsedAfterIndex(nil, 0x40b) })
	try("nearUsedInBranch", func() { nearUsedInBranch(nil) })
	try("hugeAddress", func() { hugeAddress(nil) })
	try("hugeNothing", func() { hugeNothing(nil) })
	try("hugeStore", func() { hugeStore(nil) })
	println("done")
}
