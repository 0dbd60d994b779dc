// Which of two operands that fail comes first where values are copied, compared in memory, made, or added to a map's
// entry: slices of elements without pointers are copied by assignments, what a literal among them moves comes before
// both; a struct or array on the left fails before the right one does; what is added to an entry comes in order.
package main

import "fmt"

type P struct {
	n    int
	arr  [4]int
	big  [9]int
	t    T
	nest *P
	b    []int
}
type T struct{ a, b int }

var gi, gj, gk, gz = 10, 1, 5, 0

//go:noinline
func run(n string, f func()) {
	defer func() { fmt.Println(n, recover()) }()
	f()
}

//go:noinline
func g() int { return 1 }
func main() {
	// copy
	run("c1", func() { var nb *[]int; copy(*nb, []int{gk / gz, 3}) })
	run("c2", func() { var nb *[]*int; copy(*nb, []*int{&[]int{1}[gi]}) })
	run("c3", func() { var nb *[]int; k, z := gk, gz; copy([]int{k / z, 3}, *nb) })
	run("c4", func() { var p *P; b2 := [][]int{{1}}; i := gi; copy(p.b, b2[i]) })
	run("c5", func() { var p *P; b2 := [][]int{{1}}; i := gi; copy(b2[i], p.b) })
	run("c6", func() { var p *P; b := []int{1}; i := gi; copy(p.b, append(b, b[i])) })
	run("c7", func() { var p *P; b := []int{1}; i := gi; copy(p.b, b[i:]) })
	run("c8", func() { var nb *[]int; k, z := gk, gz; fmt.Println(copy(*nb, []int{k / z, 3})) })
	run("c9", func() { var np *[]byte; var ns *string; k, z := gk, gz; copy(*np, []string{*ns, "a"}[k/z]) })
	run("c10", func() { var np *[]byte; k, z := gk, gz; copy(*np, any(k/z).(string)) })
	run("c11", func() { var np *[]byte; k, z := gk, gz; copy(*np, fmt.Sprint(k/z)) })
	run("c12", func() { var np *[]byte; bs := []byte("a"); i := gi; s := "x"; copy(*np, s+string(rune(bs[i]))) })
	run("c13", func() { var p *P; b2 := [][]int{{1}}; i := gi; copy(b2[i], p.arr[:]) })
	run("c14", func() { var p *P; b2 := [][]int{{1}}; i := gi; copy(p.nest.arr[:], b2[i]) })
	run("c15", func() { var p *P; b2 := [][]int{{1}}; k, z := gk, gz; copy(b2[gi], []int{1, p.n, k / z}) })
	run("c16", func() { var p *P; m := map[int][]int{}; k, z := gk, gz; copy(p.b, m[k/z]) })
	run("c17", func() { var p *P; var q **P; copy(p.b, (*q).b) })
	run("c18", func() { var p *P; m := map[any][]int{}; var bad any = []int{}; copy(p.b, m[bad]) })
	run("c19", func() { var p *P; m := map[any][]int{}; k, z := gk, gz; copy(p.b, m[k/z]) })
	run("c20", func() { var p **P; m := map[any][]*P{}; k, z := gk, gz; copy([]*P{*p}, m[k/z]) })
	run("c21", func() { var p *[]*P; m := map[int][]*P{}; k, z := gk, gz; copy(*p, m[k/z]) })
	run("c22", func() {
		var p *P
		m := map[string]string{}
		k, z := gk, gz
		var bs *[]byte
		copy(*bs, m[string(rune(k/z))])
		_ = p
	})
	// Comparisons.
	var ok bool
	{
		var p *P
		var np *[4]int
		var arr [4]int
		ta, ts, i, j := [3]T{}, make([]T, 3), gi, gj
		run("e1", func() { var aa [3][4]int; aa[gj][0] = 3; ok = p.arr == aa[i] })
		run("e2", func() { var aa [3][4]int; aa[gj][0] = 3; ok = p.arr != aa[arr[i&3]+i] })
		run("e3", func() { var aa [3][4]int; aa[gj][0] = 3; ok = aa[i] == p.arr })
		run("e4", func() { var bb [3][9]int; bb[gj][0] = 3; ok = p.big == bb[i] })
		run("e5", func() { var bb [3][9]int; bb[gj][0] = 3; ok = bb[i] == p.big })
		run("e6", func() { ok = p.t == ta[i] })
		run("e7", func() { ok = p.t == ts[i] })
		run("e8", func() { ok = ts[i] == p.t })
		run("e9", func() { ok = *np == [3][4]int{}[i] })
		run("e10", func() { var aa [3][4]int; aa[gj][0] = 3; ok = p.arr == aa[i/j] })
		run("e11", func() { var aa [3][4]int; aa[gj][0] = 3; ok = p.arr == aa[j/(j-1)] })
		run("e12", func() { var aa [3][4]int; aa[gj][0] = 3; ok = p.nest.arr == aa[i+j] })
	}
	_ = ok
	// make
	run("m1", func() { k, z := gk, gz; n := gi; b := []int{1}; x := make([]int, b[n], k/z); _ = x })
	run("m2", func() { k, z := gk, gz; n := gi; b := []int{1}; x := make([]int, b[n], k/z); fmt.Println(x) })
	run("m3", func() { k, z := gk, gz; n := gi; b := []int{1}; x := make([]int, k/z, b[n]); _ = x })
	run("m4", func() { k, z := gk, gz; n := gi; b := []int{1}; x := len(make([]int, k/z, b[n])); _ = x })
	run("m5", func() { k, z := gk, gz; n := gi; b := []int{1}; x := make([]*int, b[n], k/z); _ = x })
	run("m6", func() { k, z := gk, gz; n := gi; b := []int{1}; x := make([]int, b[n&1], k/z); x[0] = 2 })
	run("m7", func() { k, z := gk, gz; var p *P; x := make([]int, p.n, k/z); x[0] = 2 })
	run("m8", func() { var q **P; var p *P; x := make([]int, p.n, (*q).b[gi]); x[0] = 2 })
	run("m11", func() { b := []int{1}; i := gi; var p *P; x := make([]int, p.n, b[i]); fmt.Println(x) })
	run("m12", func() { b := []int{1}; i := gi; x := make([]int, b[i], g()); fmt.Println(x) })
	run("m13", func() { b := []int{1}; i := gi; x := make([]int, b[i], g()); x[0] = 1 })
	run("m14", func() { b := []int{1}; i := gi; x := make([]int, 3, b[i]); x[0] = 1 })
	run("m16", func() {
		b := []int{1}
		i := gi
		var p *P
		s := 0
		for _, v := range make([]int, p.n, b[i&1]) {
			s += v
		}
	})
	run("m17", func() {
		b := []int{1}
		i := gi
		var p *P
		s := 0
		for _, v := range make([][9]int, p.n, b[i]) {
			s += v[0]
		}
	})
	run("m18", func() {
		i := gi
		k := gj
		s := 0
		for _, v := range make([]int, i, k) {
			s += v
		}
	})
	run("m19", func() {
		i := gi
		k := gj - 3
		s := 0
		for _, v := range make([]int, i, k) {
			s += v
		}
	})
	run("m20", func() {
		i := gi - 20
		k := gj - 3
		s := 0
		for _, v := range make([]int, i, k) {
			s += v
		}
	})
	run("m21", func() {
		i := gi - 20
		k := gj
		s := 0
		for _, v := range make([]int, i, k) {
			s += v
		}
	})
	// append to map entries
	run("a1", func() {
		ml := map[int][]int{}
		b := []int{1}
		x, k, z, i := gk, gk, gz, gi
		ml[x] = append(ml[x], b[i], k/z)
	})
	run("a2", func() {
		ml := map[int][]int{}
		b := []int{1}
		x, k, z, i := gk, gk, gz, gi
		ml[x] = append(ml[x], k/z, b[i])
	})
	run("a3", func() {
		ml := map[int][]int{}
		b := []int{1}
		x, i := gk, gi
		var p *P
		ml[x] = append(ml[x], p.n, b[i])
	})
	run("a4", func() {
		ml := map[int][]int{}
		b := []int{1}
		x, i := gk, gi
		ml[x] = append(ml[x], b[i], ([8]int)(b)[2])
	})
	run("a5", func() {
		ml := map[int][]int{}
		b := []int{1}
		x, k, z, i := gk, gk, gz, gi
		l := ml[x]
		l = append(l, b[i], k/z)
		ml[x] = l
	})
	run("a6", func() {
		ml := map[int][]int{}
		b := []int{1}
		x, k, z, i := gk, gk, gz, gi
		ml[x] = append(ml[x], b[k/z], b[i])
	})
	run("a7", func() {
		ml := map[int][]int{}
		b := []int{1}
		x, k, z, i := gk, gk, gz, gi
		ml[x] = append(ml[x], b[i], b[k/z])
	})
	run("a8", func() {
		ml := map[int][]any{}
		b := []int{1}
		x, k, z, i := gk, gk, gz, gi
		ml[x] = append(ml[x], b[i], b[k/z])
	})
	run("a9", func() {
		ml := map[int][]any{}
		b := []any{1}
		x, k, z, i := gk, gk, gz, gi
		ml[x] = append(ml[x], b[i], k/z)
	})
	run("a10", func() {
		ml := map[int][]any{}
		b := []any{1}
		x, k, z, i := gk, gk, gz, gi
		l := ml[x]
		l = append(l, b[i], k/z)
		ml[x] = l
	})
	run("a11", func() {
		ml := map[int][]int{}
		b := []int{1}
		x, k, z, i := gk, gk, gz, gi
		ml[x] = append(ml[x], b[i], []int{k / z}[0])
	})
	run("a12", func() {
		ml := map[int][]int{}
		b := []int{1}
		x, k, z, i := gk, gk, gz, gi
		l := ml[x]
		l = append(l, b[i], []int{k / z}[0])
		ml[x] = l
	})
	run("a13", func() {
		ml := map[int][]int{}
		b := []int{1}
		x, k, z, i := gk, gk, gz, gi
		ml[k/z] = append(ml[x], b[i])
	})
	run("a14", func() { ml := map[int][]int{}; b := []int{1}; k, z, i := gk, gz, gi; ml[k/z] = append(ml[k/z], b[i]) })
	run("a15", func() { ml := map[int][]int{}; b := []int{1}; k, z, i := gk, gz, gi; ml[b[i]] = append(ml[b[i]], k/z) })
	run("a16", func() {
		ml := map[int][]int{}
		b := []int{1}
		k, z, i := gk, gz, gi
		ml[k/z] = append(ml[k/z], []int{b[i]}...)
	})
	run("a17", func() {
		ml := map[int][]int{}
		b2 := [][]int{}
		k, z, i := gk, gz, gi
		ml[k/z] = append(ml[k/z], b2[i]...)
	})
	run("a18", func() {
		ml := map[int][]int{}
		b := []int{1}
		k, z, i := gk, gz, gi
		ml[k/z] = append(ml[k/z], make([]int, b[i])...)
	})
	run("a19", func() {
		ml := map[int][]int{}
		var p *P
		b := []int{1}
		x, i := gk, gi
		ml[x] = append(ml[x], p.n, b[i])
	})
	run("a20", func() {
		ml := map[int][]int{}
		var p *P
		b := []int{1}
		x, i := gk, gi
		ml[x] = append(ml[x], b[i], p.n)
	})
	run("a21", func() {
		ml := map[int][][4]int{}
		var p *P
		b := [][4]int{}
		x, i := gk, gi
		ml[x] = append(ml[x], p.arr, b[i])
	})
	run("a22", func() {
		ml := map[int][][4]int{}
		var p *P
		b := [][4]int{}
		x, i := gk, gi
		ml[x] = append(ml[x], b[i], p.arr)
	})
	run("a23", func() { var nm map[int][]int; b := []int{1}; x, i := gk, gi; nm[x] = append(nm[x], b[i]) })
	run("a24", func() { var nm map[int][]int; b2 := [][]int{}; x, i := gk, gi; nm[x] = append(nm[x], b2[i]...) })
	run("a25", func() {
		var nm map[int][]int
		b := []int{1}
		x, i := gk, gi
		nm[x] = append(nm[x], make([]int, b[i])...)
	})
	run("a26", func() { var nm map[int][]int; x, i := gk, gi-100; nm[x] = append(nm[x], make([]int, i)...) })
	run("a27", func() { var nm map[int][]int; b := []int{1}; x, i := gk, gi; nm[b[i]] = append(nm[b[i]], x) })
	run("a28", func() {
		ml := map[int][]int{}
		var p *P
		b := []int{1}
		x, i := gk, gi
		ml[x] = append(ml[x], make([]int, p.n+b[i])...)
	})
}
