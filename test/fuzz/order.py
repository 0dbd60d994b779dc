"""Statements with two operands that fail, have effects or read what the other one changes: which comes first is gc's
choice where the specification leaves it open, and must be the same.

OPERANDS are expressions by their type, FORMS statements with places for them ({i} an int, {s} a string, {v} an any,
{p} a *P, {l} a []int, {t} a T, {b} a bool, {f} a func() int). Programs go through all pairs of operands in all forms in
a scattered order, some cases with operands nested at random. Each case is a function of its own that prints its trace,
the panic and what the variables are afterwards.
"""
import random
import re

CASES = 120
STRICT = True  # gc without optimizations has another order

OPERANDS = {
    "i": """x|y|gx|f()|gf()|pf()|nf()|b[i]|a[i]|b[j]|pa[i]|npa[j]|p.n|q.n|*ip|*iq|k/z|k%z|k/j|k<<neg|k>>neg|int(uk>>neg)|
        m[bad]|m["a"]|e.(int)|str.(int)|none.(int)|len(b[i:])|len(s[i:])|int(s[i])|(*[8]int)(b)[0]|[8]int(b)[j]|[2]int(b)[j]|
        T{n: k/z, w: x}.n|T{n: x, w: y}.n|q.get()|p.get()|p.val()|it.get()|nit.get()|func() int { tr("lit"); x = 5; return x }()|
        min(x, b[i])|max(y, f())|len(append(b, b[i]))|<-ch|-b[i]|^p.n|int(int8(b[i]))|int(float64(k/z))|len(string(bs[i:]))|len(s+p.s)|
        len(s+sf())|len([]int{x, k/z})|cap(b[j:k:i])|int(real(complex(float64(x), float64(k/z))))|*&q.n|(&T{n: x, w: p.n}).w|
        len(map[int]int{x: k/z})|copy(b[j:], b[i:])|mm[x]|mm[f()]|nm[y]|ms[s[i:]]|arr.a[i]|q.arr[i]|p.arr[j]|ts[i].n|ts[j].n|
        pp.p.n|pq.p.n|len(ss[i])|uns(i)|pfs(s)|b2[j][i]|b2[i][j]|len([]byte(p.s))|len([]rune(p.s))|len(np)-3|len(np[:])|
        len(*nb)|fs[i]()|fs[j]()|[]int{1, x}[j]|x*y|b[x]|b[j]+x|(func() int)(nil)()""",
    "s": """s|p.s|q.s|ss[i]|ss[j]|s[i:]|s[j:]|sf()|s+p.s|s+sf()|string(bs[i:])|string(bs)|string(rune(k/z))|string(rune(x))|
        str.(string)|none.(string)|"c"|string([]rune(p.s))|ms2[bad]|gs|psf()|*sp""",
    "v": """any(x)|any(k/z)|any(b[i])|any(p.s)|any(T{n: k/z})|any(T{n: x})|any(p)|any(pp.p)|any(q.n)|str|bad|es[i]|es[j]|p.v|q.v|vf()|any(int8(k/z))|
        any(pf())|any(s+p.s)|any(p.T)|any(it)|any(nit)|any(np)|any(p.arr)|any([1]int{b[i]})|any(f == nil)|none|any(struct{}{})|any(uint16(x))|
        any(&T{n: b[i]})|any(s[j:])|any(b[i:])|any(b)|m2[bad]""",
    "p": """p|q|pp.p|pq.p|ps[i]|ps[j]|&pl[i]|&P{T: T{n: k/z}}|&P{T: T{n: x}}|tf()|tp.(*P)|none.(*P)|str.(*P)|p.nest|q.nest|mp["a"]|mp[s[i:]]|(*P)(q)|new(P)|*ptp""",
    "l": """b|b[i:]|b[j:]|p.b|q.b|bf()|[]int{k/z, x}|[]int{x, y}|append(b, k/z)|append(b, x)|append(p.b, b[j])|append(b[:j:j], b[i:]...)|
        b2[i]|b2[j]|np[:]|q.arr[:]|p.arr[:]|make([]int, neg)|make([]int, k/z, x)|append(b, make([]int, k/z)...)|*nb|gb|a[i:]|a[j:]""",
    "t": """T{n: k/z, w: x}|T{n: x, w: y}|p.T|q.T|tvf()|ts[i]|ts[j]|pp.p.in2()|tv.(T)|none.(T)|lt|gt|T{v: bad}|T{v: p.v}|mt["a"]|p.sub.T|T{n: f(), v: any(x)}|ps[i].T|*tpt""",
    "b": """p.ok|x == k/z|b[i] < y|e == any(p.n)|e == bad|bad == bad|s == p.s|s[i:] == "a"|sf() == s|s < p.s|p.T == q.T|lt == p.T|gt == lt|
        T{v: bad} == lt|lt == T{v: bad}|p == ps[i]|okf() && p.ok|okf() || p.ok|k/z == 1 && p.ok|!p.ok|e == x|e == p.n|es[i] == es[j]|
        es[i] == p.v|arr == p.sub2.A|[1]any{bad} == [1]any{bad}|[3]int{x, y, k/z} == a3|e == nil|es[i] == nil|p.it == nit|any(x) == any(k/z)|
        bad == e|str == s|str == p.s|q.it == it|two2{bad, x} == two2{bad, y}|two2{bad, x} == two2{bad, x}|two3{x, bad} == two3{y, bad}|two3{y, bad} != two3{y, bad}|one3{[1]two3{{x, bad}}} == one3{}""",
    "f": """f|nf|q.get|p.get|p.val|q.val|it.get|nit.get|fs[i]|fs[j]|p.f|func() int { return x }|ff()|fv.(func() int)|none.(func() int)|es[i].(getter).get|pp.p.get""",
}

# Not in the table: append(l, make([]int, f())...) where f is inlined. gc 1.26 forgets to evaluate it then.
FORMS = """
g2({i}, {i})|gv({i}, {i})|gva({v}, {v})|gva({i}, {v})|gsv({s}, {v})|gpt({p}, {t})|glt({l}, {t})|gbi({b}, {i})|gfi({f}, {i})|gif({i}, {f})
sink = {i} + {i}|sink = {i} * {i}|sink = {i} / {i}|sink = {i} % {i}|sink = {i} << {i}|_ = {i} - {i}|v := {i} + {i}; out(v)
okay = {i} == {i}|okay = {i} < {i}|okay = {s} == {s}|okay = {s} < {s}|okay = {v} == {v}|okay = {v} != {v}|okay = {t} == {t}|okay = {p} == {p}|okay = two3{{i}, {v}} == two3{{i}, {v}}|okay = two3{{i}, bad} != two3{{i}, bad}|okay = {v} == {i}|okay = {i} == {v}|okay = {s} == "c"|okay = {v} == {s}
okay = {b} && {b}|okay = {b} || {b}|okay = {b} == {b}|if {b} && {b} { tr("then") }|if {i} == {i} || {b} { tr("then") }
text = {s} + {s}|text = {s} + {s} + "z" + {s}|text += {s}|text = {s} + {s} + {s} + {s} + {s} + {s}
b[{i}] = {i}|a[{i}] = {i}|pa[{i}] = {i}|npa[{i}] = {i}|arr.a[{i}] = {i}|q.arr[{i}] = {i}|p.arr[{i}] = {i}|b2[{i}][{i}] = 3|ts[{i}].n = {i}|ps[{i}].n = {i}|gb[{i}] = {i}|{l}[{i}] = 4|{l}[j] = {i}|{p}.n = {i}|{p}.s = {s}|{p}.v = {v}|{p}.b = {l}|{p}.in = {t}.in|{p}.T = {t}|{p}.arr[{i}] = 5|ts[{i}] = {t}
b[{i}] += {i}|a[{i}] += {i}|b[{i}] /= {i}|b[{i}] <<= {i}|pa[{i}] -= {i}|{p}.n += {i}|{p}.n /= {i}|{p}.s += {s}|arr.a[{i}] |= {i}|b2[{i}][{i}]++|ts[{i}].n *= {i}|{l}[{i}]++|{l}[{i}] += y|x += {i}|y /= {i}|gx -= {i}
m[{v}] = {i}|nm[{i}] = {i}|mm[{i}] = {i}|mm[{i}] += {i}|mm[{i}] /= {i}|mm[{i}] <<= {i}|m[{v}] += {i}|m[{v}] /= {i}|ms[{s}] = {i}|ms[{s}] += {i}|mt[{s}] = {t}|ml[{i}] = append(ml[{i}], {i})|ml[x] = append(ml[x], {i}, {i})|ml[{i}] = {l}|mk[[1]int{{i}}] = {i}|mst[{t}] = {i}|mm[{i}]++|nm[{i}]++|mmm[{s}][{i}] = {i}|mp[{s}].n = {i}|me[{i}] = {v}|mpk[{p}] = {i}
sink = m[{v}] + {i}|sink = {i} + m[{v}]|sink = mm[{i}] + mm[{i}]|sink, okay = m[{v}]|sink, okay = mmm[{s}][{i}]|b[{i}], okay = m[{v}]|b[{i}], okay = mm[{i}]|p.n, okay = mm[{i}]|mm[{i}], okay = mm[{i}]|sink = mst[{t}] + {i}
b[{i}], okay = {v}.(int)|b[{i}], p.ok = {v}.(int)|p.n, okay = {v}.(int)|b[{i}], okay = <-cs[{i}]|p.n, b[{i}] = two()|b[{i}], b[{i}] = two()|mm[{i}], b[{i}] = two()|b[{i}], mm[{i}] = ptwo()|_, b[{i}] = two()
x, y = {i}, {i}|y, x = {i}, {i}|b[{i}], b[{i}] = 1, 2|b[{i}], y = 5, {i}|y, b[{i}] = {i}, 6|x, b[{i}] = {i}, x|b[{i}], mm[{i}] = {i}, 2|q.n, b[j] = {i}, {i}|*iq, x = {i}, {i}|gx, y = {i}, {i}|p.n, y = 1, {i}|y, p.n = {i}, 2|i, b[i] = {i}, {i}|v, w := {i}, {i}; out(v, w)|var v, w = {i}, {v}; out(v, w)|_, y = {i}, {i}|y, _ = {i}, {i}|_, _ = {i}, {i}|lt, y = {t}, {i}|lt.n, lt.w = {i}, {i}|a[{i}], a[{i}] = {i}, 3|arr.a[{i}], x = {i}, {i}|b, y = {l}, {i}|q, q.n = {p}, {i}|mm[{i}], x = {i}, {i}|x, mm[{i}] = {i}, {i}|text, y = {s}, {i}|p.n, p.w = {i}, {i}|{p}.n, {p}.w = 3, {i}|e, y = {v}, {i}
out([]int{{i}, {i}})|out([2]int{{i}, {i}})|out(T{n: {i}, w: {i}})|out(&T{n: {i}, v: {v}})|out(map[int]int{{i}: {i}})|out(map[int]int{{i}: 1, {i}: {i}})|out(map[any]any{{v}: {v}})|out(map[[1]int]int{{{i}}: {i}})|out([]any{{v}, {i}})|out([]T{{n: {i}}, {v: {v}}})|out([]*P{{T: T{n: {i}}}, {p}})|out(map[string][]int{{s}: {l}})|lt = T{n: {i}, w: {i}}|ts = []T{{n: {i}}, {n: {i}}}|a3 = [3]int{{i}, {i}, 3}|v := T{n: {i}, v: {v}}; out(v)|v := []int{{i}, {i}}; out(v)|out([]map[int]int{{{i}: {i}}})|out(T{in: {t}.sub3(), n: {i}})|out(two2{{v}, {i}}, {i})|q.in = in{{i}, {i}}|e = T{n: {i}, w: {i}}|e = [2]int{{i}, {i}}
b = append(b, {i}, {i})|b = append({l}, {i})|b = append({l}, {l}...)|out(append({l}, {i}, {i}))|q.b = append(q.b, {i}, {i})|p.b = append(p.b, {i})|p.b = append(q.b, {i})|ts = append(ts, {t}, {t})|es = append(es, {v}, {v})|bs = append(bs, {s}...)|b2[{i}] = append(b2[{i}], {i})|b = append({l}, make([]int, g1({i}))...)|ss = append(ss, {s}, {s})|es = append(es, {i}, {s})
out(b[{i}:{i}])|out(s[{i}:{i}])|out({l}[{i}:])|out(b[{i}:{i}:{i}])|b = b[{i}:{i}]|q.b = q.b[{i}:{i}]|out(pa[{i}:{i}])|out(npa[{i}:{i}])|out({s}[{i}:])|out(q.arr[{i}:{i}])|out({p}.arr[{i}:])|out(a[{i}:{i}])
out(make([]int, {i}&7, {i}&7))|out(len(make(chan int, {i}&7)), {i})|sink = copy({l}, {l})|copy({l}, {l})|copy(ts, {l2})|copy(bs, {s})|clear({l})|delete(mm, {i})|delete(m, {v})|delete(mmm[{s}], {i})|sink = min({i}, {i})|sink = max({i}, {i}, 3)|text = max({s}, {s})|cx = complex(float64({i}), float64({i}))|sink = len({l}) + {i}|sink = len({s}) + {i}|panic(fmt.Sprint({i}, {i}))
cs[{i}] <- {i}|ch <- {i} + {i}|ct <- {t}|cv <- {v}|sink = <-cs[{i}] + {i}|cts[{i}] <- {t}|close(cs[{i}])
switch {i} { case {i}: tr("one"); case {i}: tr("two"); default: tr("none") }|switch { case {i} == 1: tr("one"); case {b}: tr("two") }|switch {v} { case {v}: tr("one"); case {s}: tr("two") }|switch {s} { case {s}: tr("one"); case "c": tr("c") }|switch v := {v}.(type) { case int: out(v, {i}); case error: out("error") }|switch {t} { case {t}: tr("one") }
select { case cs[{i}] <- {i}: tr("one"); case cs[{i}] <- {i}: tr("two"); default: tr("none") }|select { case b[{i}] = <-cs[{i}]: tr("one"); default: tr("none") }|select { case b[{i}], okay = <-cf: tr("one") }
for v := range {l}[{i}:] { out(v) }|for v := range {s} { out(v) }|for b[{i}] = range {l} { out("l"); break }|for b[{i}], y = range {l} { break }|for range {i} & 3 { tr("r") }|for v := range {i} & 1 + {i} & 1 { out(v) }|for _, v := range [2]int{{i}, {i}} { out(v) }|for v := range map[int]int{{i}: {i}} { out(v) }|for v := {i}; v < {i}; v += 1000 { tr("l") }
defer g2({i}, {i})|defer gva({v}, {i})|defer {p}.get2({i})|defer {f}()|defer it.get2({i})|defer nit.get2({i})|defer nf2({i}, {i})|defer gv({i}, {i})|defer delete(mm, {i})|defer copy({l}, {l})|defer func(v, w int) { out(v, w) }({i}, {i})|defer p.val2({i})
a = *npa|a = {p}.arr|arr.a = {p}.arr|q.arr = *npa|*pa = {p}.arr|*npa = {p}.arr|ts[{i}] = ts[{i}]|pl[{i}] = *{p}|*{p} = pl[{i}]|a, x = {p}.arr, {i}|*npa, x = a, {i}|pl[{i}], x = *{p}, {i}|aa[{i}][{i}] = {i}|aa[{i}] = {p}.arr|aa[{i}], y = {p}.arr, {i}|mar[{i}] = {p}.arr|mar[{i}] = aa[{i}]|out({p}.arr, {i})|out(*npa, {i})|out(aa[{i}], {i})|e = {p}.arr|okay = {p}.arr == aa[{i}]|okay = a == {p}.arr|sink = aa[{i}][{i}] + {i}|p.nest.sub.T.n = {i}|out(p.nest.in.n, {i})|aa[{i}][{i}] += {i}|{p}.in.n, {p}.in.w = {i}, {i}|lt.in.n = {i}|lt.in, x = {p}.in, {i}
print({i}, {i}, ".")|println({s}, {b}, {i})|println({i}, {f} == nil)|print(float64({i}), uint8({i}), ".")
go gog({i}, {v}); <-did|go {p}.gog({i}, {i}); <-did|go nit.gog({i}, {i})|go it.gog({i}, {i}); <-did
{p}.get2({i})|q.get3({i}, {i})|it.get2({i})|nit.get2({i})|nit.get3({i}, {i})|its[{i}].get2({i})|p.val2({i})|fs2[{i}]({i}, {i})|nf2({i}, {i})|(*P).get3({p}, {i}, {i})|T.val2({t}, {i})|getter.get2({it}, {i})|ff2()({i}, {i})|{f}()|out({p}.get3({i}, {i}))|out({f}() + {i})|q.self(f()).get2({i})|{p}.self({i}).get2({i})|func(v, w int) { out(v, w) }({i}, {i})|lt.val2({i})|q.val2({i})|out({p}.get, {i})|v := {p}.get2; v({i})|it.self({i}).get2({i})|p.nest.get2({i})|p.itn.get2({i})|q.itn.get2({i})
out(func() (int, int) { return {i}, {i} }())|out(func() (v, w int) { return {i}, {i} }())|out(func() (v, w int) { defer func() { recover(); w += v }(); return {i}, {i} }())|out(func() (v int, w any) { defer func() { recover(); out(v) }(); v = 9; return v + {i}, {v} }())|out(func() (v T, w int) { return {t}, {i} }())|out(func() (v, w int) { v = 3; return w, v + {i} }())|out(func() (int, any, string) { defer tr("d"); return {i}, {v}, {s} }())|out(func() (v, w int) { pv := &v; w = 4; return w + *pv, {i} + *pv }())
sink = g1(g1({i}) + {i})|g2(g1({i}), {i})|g2({i}, g1({i}))|out(any({i}).(int) + {i})|sink = b[{i}] + a[{i} & 3]|sink = b[g1({i})] + {i}|out({i}, {t}, {i})|out(&{p}.n == &b[{i}])|*(&b[{i}]) = {i}|*&{p}.n = {i}|sink = [2]int{{i}, {i}}[{i} & 1]|sink = []int{{i}, {i}}[{i}]|sink = T{n: {i}, w: {i}}.w|okay = !({b}) || {b}|out(string(bs[{i}:]) + {s})|out([]byte({s} + {s}))|out([]byte({s}), {i})|out((*[2]int)({l}), {i})|out([2]int({l}), {i})|text = string(rune({i})) + {s}|out(float64({i}) / float64({i}))|out(uint8({i}) + uint8({i}))|out(-{i} + ^{i})|out({i} &^ {i})|out(interface{ get() int }({p}), {i})|out(unsafe.Slice(&b[{i}], {i} & 1))|out(unsafe.String(&bs[{i}], {i} & 1))|out(unsafe.Slice(ips[{i}], b[{i}]))|out(unsafe.Slice(q.ip, {i}))|var w1, w2 = func() int { return {i} }(), {i}; out(w1, w2)|b[{i}], b[{i}] = b[{i}], b[{i}]|x, y, gx = y, gx, {i}|if v := {i}; v == {i} { tr("then") } else { tr("else") }|{ v := {i}; v += {i}; out(v) }|out(gp({p}), {i})|out(gp({p}).T, {i})|out(gp({p}).n + {i})|(*vp).val3({i}, {i})|vs[{i}].val3({i}, {i})|out(vs[{i}].val2({i}) + {i})|vs[g1({i})].val2({i})|defer vs[{i}].val2({i})|vs[{i}], x = *vp, {i}|valuer(vs[{i}]).val2({i})|valuer({p}).val2({i})|valuer({t}).val3({i}, {i})|{ var w valuer = {p}; out(w.val3({i}, {i})) }|{ w := valuer({t}); out(w.val2({i})) }|{ var w valuer = {t}; func() { out(w.val3({i}, {i})) }() }|{ w := valuer({p}); out(w.get3({i}, {i})) }|gp({p}).n = {i}|gp({p}).n += {i}|ms[string(bs)] = {i}|mg2({i})[string(bs)] = {i}|mg2({i})[string(bs[{i}:])] += {i}|mg2({i})[string(bs)]++|mg2({i})[string(bs)], x = {i}, {i}|mg2({i})[string(bs)], okay = mg2({i})["a"]|mks[ks{string(bs[{i}:]), {i}}] = {i}|mks[ks{string(bs), g1({i})}] /= {i}|sink = mks[ks{string(bs), {i}}] + {i}|sink = {i} + ms[string(bs[{i}:])]|a, x = [4]int({l}), {i}|b[{i}], a = {i}, [4]int({l})|b[{i}], pa = {i}, (*[4]int)({l})|gp({p}).get3({i}, {i})|gp({p}).nest.get2({i})|fs2[len(make([]int, {i} & 3))]({i}, {i})|its[make([]int, 2)[{i}]].get2({i})|(&P{T: T{n: {i}}}).get2({i})|(&P{T: T{n: g1({i})}}).get3({i}, {i})|T{n: g1({i})}.val2({i})|defer gp({p}).get2({i})|defer gp({p}).nest.get2({i})|defer (&P{T: T{n: g1({i})}}).get3({i}, {i})|b = append({l}, (&P{T: T{n: g1({i})}}).get2({i}))|gl({l})[{i}] = {i}|gl({l})[{i}] += {i}|mg({i})[{i}] = {i}|mg({i})[{i}] += {i}|mg({i})[{i}]++
"""

PRELUDE = r"""package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"unsafe"
)

type in struct{ n, w int }
type sub struct{ T }
type array struct{ a [4]int }
type one struct{ A array }
type two2 struct {
	v any
	n int
}
type two3 struct {
	n int
	v any
}
type one3 struct{ a [1]two3 }
type getter interface {
	get() int
	get2(int) int
	get3(int, int) int
	self(int) getter
	gog(x, y int)
}

// Its methods are called directly where gc knows what is in it; here *T and T have them all.
type valuer interface {
	val2(int) int
	val3(int, int) int
	get3(int, int) int
}

var did = make(chan int)

type T struct {
	n, w int
	s    string
	v    any
	in   in
	ok   bool
	f32  float32
}
type P struct {
	T
	b    []int
	ip   *int
	arr  [4]int
	it   getter
	f    func() int
	sub  *sub
	sub2 *one
	nest *P
	itn  getter
}


var trace []string

//go:noinline
func tr(s string) { trace = append(trace, s) }

// Addresses differ.
func clean(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if !strings.HasPrefix(s[i:], "0x") {
			b.WriteByte(s[i])
			i++
			continue
		}
		for i += 2; i < len(s) && strings.IndexByte("0123456789abcdef", s[i]) >= 0; i++ {
		}
		b.WriteString("ptr")
	}
	return b.String()
}

//go:noinline
func out(list ...any) {
	for _, x := range list {
		switch x := x.(type) {
		case func() int:
			tr("func")
		case *P:
			if x == nil { tr("nil") } else { tr(fmt.Sprint("P", x.n, x.w, x.s, x.in, x.b, x.arr)) }
		case *int:
			tr("ptr")
		case map[any]any, getter:
			tr(fmt.Sprintf("%T", x))
		default:
			tr(clean(fmt.Sprintf("%v", x)))
		}
	}
}

//go:noinline
func (t *P) get() int             { tr("get"); return t.n }
//go:noinline
func (t *P) get2(x int) int       { out("get2", x); return t.n + x }
//go:noinline
func (t *P) get3(x, y int) int    { out("get3", x, y); return t.n + x + y }
//go:noinline
func (t *P) self(x int) getter    { out("self", x); return t }
//go:noinline
func (t T) val() int              { tr("val"); return t.n }
//go:noinline
func (t T) val2(x int) int        { out("val2", x); return t.n + x }
func (t T) val3(x, y int) int     { return t.n + x + y }
func (t T) get3(x, y int) int     { return t.n - x - y }
//go:noinline
func (t *P) in2() T               { tr("in2"); return t.T }
//go:noinline
func (t T) sub3() in              { return t.in }

func (t *P) gog(x, y int) { out("gog", x, y); did <- x }

func gog(x int, v any) { out("gog", x, v); did <- x }

//go:noinline
func call(f func()) { f() }

//go:noinline
func g1(x int) int { out("g1", x); return x }

//go:noinline
func g2(x, y int) int { out("g2", x, y); return x + y }

//go:noinline
func gv(x ...int) { out("gv", fmt.Sprint(x)) }

//go:noinline
func gva(x ...any) { tr("gva"); out(x...) }

//go:noinline
func gsv(s string, v any) { tr("gsv" + s); out(v) }

//go:noinline
func gpt(p *P, t T) { tr("gpt"); out(t.n) }

//go:noinline
func glt(l []int, t T) { tr("glt"); out(fmt.Sprint(l), t.n) }

//go:noinline
func gbi(b bool, x int) { out("gbi", b, x) }

//go:noinline
func gfi(f func() int, x int) { out("gfi", f == nil, x) }

//go:noinline
func gif(x int, f func() int) { out("gif", f == nil, x) }

//go:noinline
func gp(p *P) *P { tr("gp"); return p }

//go:noinline
func gl(l []int) []int { tr("gl"); return l }

//go:noinline
func uns(x int) int { tr("uns"); gx += 3; return x }

//go:noinline
func pfs(s string) int { tr("pfs"); panic("pfs " + s) }

//go:noinline
func mg2(x int) map[string]int { out("mg2", x); if x == 1 { return nil }; return map[string]int{"a": 4} }

type ks struct { s string; n int }

//go:noinline
func mg(x int) map[int]int { out("mg", x); if x == 1 { return nil }; return gm }

//go:noinline
func two() (int, int) { tr("two"); gx++; return 8, 9 }

//go:noinline
func ptwo() (int, int) { tr("ptwo"); panic("ptwo") }

//go:noinline
func gf() int { tr("gf"); gx = 31; gs = "changed"; return 1 }

//go:noinline
func pf() int { tr("pf"); panic("pf") }

var gx, gi, gj, gk, gz, gn = 21, 10, 1, 5, 0, -1
var gs, gs2 = "gs", "hello"
var gb = []int{4, 5, 6}
var gt T
var gm map[int]int

func done(n int) {
	r := recover()
	text := fmt.Sprint(r)
	if err, ok := r.(error); ok { text = err.Error() }
	if r != nil && fmt.Sprintf("%T", r) == "*main.P" { text = "P" }
	if _, ok := r.(func() int); ok { text = "func" }
	keys := []int{}
	for k := range gm { keys = append(keys, k*1000+gm[k]) }
	sort.Ints(keys)
	fmt.Fprintln(os.Stdout, n, strings.Join(trace, " "), "|", clean(text), "|", gx, gs, gb, gt.n, gt.w, keys)
	trace, gx, gs, gb, gt, gm = nil, 21, "gs", []int{4, 5, 6}, T{}, map[int]int{1: 2, 20: 3}
}

//go:noinline
func reset() { trace, gx, gs, gb, gt, gm = nil, 21, "gs", []int{4, 5, 6}, T{}, map[int]int{1: 2, 20: 3} }
"""

# How a local variable is declared, by name.
LOCALS = {
    "x": "x := 20", "y": "y := gk + 17", "i": "i := gi", "j": "j := gj", "k": "k := gk", "z": "z := gz", "neg": "neg := gn", "uk": "uk := uint(gk)",
    "b": "b := []int{1, 2, gk, 4}", "b2": "b2 := [][]int{{1}, {2, 3}}", "a": "var a [4]int; a[gj] = 3", "a3": "var a3 [3]int; a3[gj] = 3",
    "pa": "pa := &[4]int{gk}", "npa": "var npa *[4]int", "np": "var np *[4]int", "p": "var p *P", "q": "q := &P{}; q.n, q.s, q.b, q.v = 4, \"q\", []int{7, 8}, gk",
    "ip": "var ip *int", "ips": "ips := []*int{nil, new(int)}", "iq": "iq := new(int)", "m": "m := map[any]int{\"a\": 1, 20: 2}", "m2": "m2 := map[any]any{\"a\": 1}", "ms2": "ms2 := map[any]string{\"a\": \"b\"}",
    "mm": "mm := gm", "nm": "var nm map[int]int", "ms": "ms := map[string]int{\"a\": 1, \"hello\": 2}", "mt": "mt := map[string]T{\"a\": {}}",
    "ml": "ml := map[int][]int{20: {1}}", "mk": "mk := map[[1]int]int{}", "mst": "mst := map[T]int{}", "mmm": "mmm := map[string]map[int]int{\"a\": {}}",
    "mks": "mks := map[ks]int{}", "mp": "mp := map[string]*P{\"a\": {}}", "me": "me := map[int]any{}", "mpk": "mpk := map[*P]int{}",
    "e": "var e any = gk", "str": "var str any = gs2", "bad": "var bad any = []int{gk}", "none": "var none any", "tv": "var tv any = T{}", "tp": "var tp any = &P{}",
    "fv": "var fv any = nf", "s": "s := gs2", "bs": "bs := []byte(gs2)", "ss": "ss := []string{\"a\", \"b\"}", "sp": "var sp *string",
    "es": "es := []any{gk, \"s\"}", "ps": "ps := []*P{nil, {}}", "ts": "ts := make([]T, 2)", "pl": "pl := make([]P, 2)", "tpt": "var tpt *T", "arr": "var arr array; arr.a[gj] = 2", "lt": "var lt T; lt.n = gk",
    "pp": "var pp *struct{ p *P }", "pq": "pq := &struct{ p *P }{new(P)}", "ptp": "var ptp **P", "nb": "var nb *[]int",
    "it": "var it getter = &P{}", "nit": "var nit getter", "its": "its := []getter{nil, &P{}}",
    "f": "f := func() int { tr(\"f\"); x += 100; return 1 }", "nf": "var nf func() int", "fs": "fs := []func() int{nil, gf}", "nf2": "var nf2 func(int, int) int",
    "fs2": "fs2 := []func(int, int) int{nil, g2}", "ff": "ff := func() func() int { tr(\"ff\"); x = 44; return nf }", "ff2": "ff2 := func() func(int, int) int { tr(\"ff2\"); x = 45; return g2 }",
    "sf": "sf := func() string { tr(\"sf\"); s = \"sf\"; return s }", "psf": "psf := func() string { tr(\"psf\"); panic(\"psf\") }", "vf": "vf := func() any { tr(\"vf\"); x = 33; return x }",
    "tf": "tf := func() *P { tr(\"tf\"); x = 34; return q }", "tvf": "tvf := func() T { tr(\"tvf\"); x = 35; return q.T }", "bf": "bf := func() []int { tr(\"bf\"); b = []int{x, 2}; return b }",
    "okf": "okf := func() bool { tr(\"okf\"); x = 36; return gk == 5 }", "ch": "ch := make(chan int, 4); ch <- 1", "cs": "cs := []chan int{make(chan int, 4), make(chan int, 4)}; cs[1] <- 6",
    "vp": "var vp *V", "vs": "vs := make([]V, 2)", "ct": "ct := make(chan T, 1)", "cts": "cts := []chan T{make(chan T, 1), make(chan T, 1)}", "cv": "cv := make(chan any, 1)", "cf": "cf := make(chan int, 1); cf <- 7", "cx": "var cx complex128", "sink": "sink := 1",
    "okay": "okay := false", "aa": "var aa [3][4]int; aa[gj][gj] = 4", "mar": "mar := map[int][4]int{}", "text": "text := gs2",
}
SHOWN = ["aa", "mar", "x", "y", "i", "b", "b2", "a", "a3", "arr", "mm", "ms", "ml", "mk", "sink", "okay", "text", "ss", "cx", "bs"]
WORD = re.compile(r"[A-Za-z_]\w*")


def split(text):
    return [x.strip() for x in text.replace("\n", "|").split("|") if x.strip()]


def table(text):
    protect = text.replace("||", "\0").replace("|=", "\1")
    return [x.replace("\0", "||").replace("\1", "|=") for x in split(protect)]


OPS = {kind: table(text) for kind, text in OPERANDS.items()}
STATEMENTS = table(FORMS)
FAULTY = re.compile(r"\bn?p\.|\bi\b|/z|%z|neg|bad|none|str\.\(|nit|\bnf|pf|npa|\*ip|pp\.|nb|psf|nil|np\[|\*sp|\*ptp|\*tpt")
FAULTS = {kind: [x for x in list if FAULTY.search(x)] for kind, list in OPS.items()}


def choose(rng, kind):
    """Mostly something that fails: two of them are what shows an order."""
    return rng.choice(FAULTS[kind] if rng.random() < 0.6 else OPS[kind])


PLACE = re.compile(r"\{([isvpltbf]|it|l2)\}")

NESTED = {
    "i": ["g1({i})", "{i} + {i}", "{i} / {i}", "b[{i}]", "a[{i}&3]", "T{n: {i}, w: {i}}.w", "len(b[{i}:])", "len({s})", "any({i}).(int)", "[]int{{i}, {i}}[j]", "m[{v}]",
          "g2({i}, {i})", "{p}.n", "{p}.get2({i})", "len({s} + {s})", "{v}.(int)", "len({l})", "{l}[{i}]", "min({i}, {i})", "mm[{i}]", "{f}()", "({i} & 3)"],
    "s": ["{s} + {s}", "{s}[{i}:]", "string(rune({i}))", "{p}.s", "{v}.(string)"],
    "v": ["any({i})", "any({s})", "any({t})", "any({p})", "{p}.v", "any({l})"],
    "p": ["gp({p})", "&P{T: T{n: {i}}}", "{v}.(*P)"],
    "l": ["{l}[{i}:]", "append({l}, {i})", "[]int{{i}, {i}}", "gl({l})", "{p}.b"],
    "t": ["T{n: {i}, w: {i}}", "{p}.T", "{v}.(T)", "T{n: {i}, v: {v}}"],
    "b": ["{i} == {i}", "{b} && {b}", "{v} == {v}", "{s} == {s}", "!({b})", "{t} == {t}"],
    "f": ["{p}.get", "fs[{i}]"],
}


def wrap(operand):
    """In parentheses, which mean nothing, where what stands around it might bind more tightly."""
    return operand if re.fullmatch(r'[\w.\[\]()":]+', operand) else "(" + operand + ")"


class Case:
    def __init__(self, rng, depth):
        self.rng, self.depth = rng, depth

    def operand(self, kind, fixed=None):
        if kind == "it":
            return "it"
        if kind == "l2":
            return "ts"
        if fixed is not None:
            return fixed
        if self.depth > 0 and self.rng.random() < 0.45:
            self.depth -= 1
            return self.fill(self.rng.choice(NESTED[kind]))
        return choose(self.rng, kind)

    def fill(self, form, fixed=None):
        fixed = list(fixed or [])
        return PLACE.sub(lambda m: wrap(self.operand(m.group(1), fixed.pop(0) if fixed else None)), form)


def needed(text):
    names, order = set(), []

    def add(name):
        if name in names or name not in LOCALS:
            return
        names.add(name)
        for other in WORD.findall(re.sub(r'"[^"]*"', "", LOCALS[name])):
            if other != name:
                add(other)
        order.append(name)

    for name in WORD.findall(re.sub(r'"[^"]*"|\.\w+', "", text)):
        add(name)
    return order


ASSERTED = re.compile(r"(?<![\w.])(\w+|any\(\w+\))\.\(int\)")


def type_parameters(number, statement):
    """Of the case's function, as declared and as given: V where it has variables of that type, N for what is asserted."""
    asserts = number % 2 and not re.search(r"okay = |p\.ok = ", statement) and ASSERTED.search(statement)
    return ("[N ~int, V valuer]", "[int, T]") if asserts or re.search(r"\bv[ps]\b", statement) else ("", "")


def function(number, statement, in_closure):
    """Assertions are to the function's type parameter, if that changes no type: gc knows such types at run time only."""
    names = needed(statement)
    parameters = type_parameters(number, statement)[0]
    if parameters and not re.search(r"okay = |p\.ok = ", statement):
        statement = ASSERTED.sub(r"int(\1.(N))", statement)
    lines = ["//go:noinline", "func c%d%s() {" % (number, parameters), "\tdefer done(%d)" % number]
    for name in names:
        lines.append("\t" + LOCALS[name] + "; _ = " + name)
    if in_closure:
        lines.append("\tcall(func() {")
    lines.append("\t" + statement)
    if not statement.startswith("panic("):
        shown = [name for name in SHOWN if name in names]
        lines.append("\tout(\"end\"" + "".join(", " + name for name in shown) + ")")
    lines.append("\t})\n}" if in_closure else "}")
    return "\n".join(lines)


def pair(index):
    """The index-th combination of a form and operands for its first two places, scattered over all."""
    form = STATEMENTS[index % len(STATEMENTS)]
    rng = random.Random(index * 7919 + 13)
    kinds = [k for k in PLACE.findall(form) if k not in ("it", "l2")]
    fixed = [choose(rng, k) for k in kinds]
    return form, fixed


def with_constants_once(statement):
    """Two constants in a statement might be cases of a switch, keys of a literal, or too large an index."""
    for constant, other in (("len(np)-3", "len(np[:])-3"), ('"c"', '"d"')):
        first, found, rest = statement.partition(constant)
        statement = first + found + rest.replace(constant, other)
    return statement


def generate(seed):
    rng = random.Random(seed)
    cases = []
    for n in range(CASES):
        form, fixed = pair(seed * CASES + n)
        nested = rng.random() < 0.3
        case = Case(rng, 4 if nested else 0)
        cases.append(with_constants_once(case.fill(form, None if nested else fixed)))
    parts = [PRELUDE, "var _ = unsafe.Sizeof(0)\n"]
    for n, statement in enumerate(cases):
        parts.append(function(n, statement, rng.random() < 0.15))
    parts.append("func main() {\n\treset()")
    for n, statement in enumerate(cases):
        parts.append("\tc%d%s()" % (n, type_parameters(n, statement)[1]))
    parts.append("}\n")
    return "\n".join(parts)
