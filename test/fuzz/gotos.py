"""Random control flow: blocks that jump to each other by goto, also out of loops and the bodies of range-over-func.

Most of these graphs are irreducible; their variables live over many of the edges, are captured, or are new at each
entry of a block. Half of the functions recover: what their deferred function sees are the values at the fault, in
whichever block it happened. Each function has fuel and says what its variables are at the end, and how it got there.
"""
import random

FUNCTIONS = 14

INTS = ["a", "b", "c", "d"]
SCALARS = """var a, b, c, d int = x, y, 3, -1
var u uint8 = uint8(x)
var w int32 = int32(y)
var f float64 = float64(x)
var s string = "s"
var p, q *int = &a, new(int)
var xs []int = make([]int, 3, 5)
var ar [4]int
var st pair = pair{n: x}
var e any = y
var g func(int) int = func(i int) int { return i + 1 }
var m = map[int]string{1: "one"}
"""
PRELUDE = """package main

import "fmt"

type pair struct {
	n    int
	s    string
	next *pair
}

func (t pair) add(i int) pair { t.n += i; return t }
func (t *pair) inc() int      { t.n++; return t.n }

func trace(r *[]int, xs ...int) {
	if len(*r) < 200 {
		*r = append(*r, xs...)
	}
}

//go:noinline
func hide[T any](x T) T { return x }

func upto(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

"""


class Graph:
    """One function."""

    def __init__(self, rng, number):
        self.random = rng
        self.number = number
        self.blocks = rng.randint(3, 9)
        self.recovers = rng.random() < 0.5
        self.fresh = 0

    def pick(self, values):
        return self.random.choice(values)

    def name(self):
        self.fresh += 1
        return f"n{self.fresh}"

    def integer(self, depth=2):
        if depth == 0 or self.random.random() < 0.25:
            return self.pick(INTS + ["x", "y", "fuel", f"(x&0 + {self.random.randint(-3, 9)})",
                              "len(xs)", "len(s)", "st.n", "int(u)", "int(w)"])
        one, two = self.integer(depth - 1), self.integer(depth - 1)
        return self.pick([
            f"({one} {self.pick(['+', '-', '*', '&', '|', '^', '&^'])} {two})", f"({one} << (uint({two}) & 7))",
            f"({one} >> (uint({two}) & 63))", f"ar[uint({one})%4]", "*q", f"g({one})", f"({one} % 17)", f"({one} / 3)",
            f"min({one}, {two})", f"int(int8({one}))", f"len(m[{one}])", f"st.add({one}).n", f"hide({one})",
            f"len(s[:uint({one})%uint(len(s)+1)])", "q0(p)"])

    def condition(self):
        one, two = self.integer(1), self.integer(1)
        return self.pick([
            f"{one} {self.pick(['<', '<=', '==', '!=', '>'])} {two}", "u < 128", "w&1 == 0", "f > 2.5", "p == q",
            "p == &a", "len(s) > 6", "e == any(a)", "st.next != nil", f"{one}&3 == 0 && {two} > 0",
            f"{one} < 0 || u > 3",
            "m[b&3] == \"one\"", "xs == nil", "uint(b) < uint(len(xs))"])

    def fault(self):
        """A statement that may panic: only functions that recover have any."""
        return self.pick([
            f"xs[{self.integer(1)}] = {self.integer(1)}", f"a = b / ({self.integer(1)} & 3)",
            f"c += *nilled(p, {self.integer(1)})",
            "d = e.(int)", "s = e.(string)", f"xs = xs[{self.integer(0)}:]", "st.next.n++",
            "b, *nilled(q, c), s = c, a, s + \"x\"",
            f"ar = [4]int(xs[:{self.integer(1)}])", "m = nil; m[a] = s", f"if {self.condition()} {{ panic(a) }}",
            f"w = int32(xs[uint({self.integer(1)})&7])"])

    def statement(self):
        if self.recovers and self.random.random() < 0.15:
            return self.fault()
        i, n = self.integer, self.name()
        return self.pick([
            lambda: f"{self.pick(INTS)} {self.pick(['=', '+=', '^=', '-='])} {i()}",
            lambda: "a, b = b, a",
            lambda: "a, b, c = b, c, a+b",
            lambda: f"u {self.pick(['+=', '^=', '-=', '*='])} uint8({i(1)})",
            lambda: f"w = w<<1 ^ int32({i(1)})",
            lambda: f"f = f*0.5 + float64(int16({i(1)}))",
            lambda: "if len(s) < 40 { s += string(rune('a' + uint8(a)%26)) }",
            lambda: f"s = s[uint({i(1)})%uint(len(s)+1):]",
            lambda: f"p, q = q, p; *p += {self.pick(INTS)}",
            lambda: f"p = &{self.pick(INTS)}",
            lambda: f"{n} := {i()}; q = &{n}",
            lambda: f"*p {self.pick(['=', '+='])} {i(1)}",
            lambda: f"if len(xs) < 30 {{ xs = append(xs, {i(1)}) }}",
            lambda: f"xs = xs[:uint({i(1)})%uint(len(xs)+1)]",
            lambda: f"if len(xs) > 0 {{ xs[uint({i(1)})%uint(len(xs))] = {i(1)}; q = &xs[0] }}",
            lambda: f"ar[uint({i(1)})%4] += {i(1)}",
            lambda: "ar[0], ar[1], ar[2], ar[3] = ar[1], ar[2], ar[3], ar[0]",
            lambda: "p = &ar[uint(c)%4]",
            lambda: f"st = st.add({i(1)})",
            lambda: f"st = pair{{{i(1)}, s, &pair{{st.n, st.s, nil}}}}",
            lambda: "if st.next != nil { st, st.s = *st.next, s }",
            lambda: "b = st.inc()",
            lambda: f"e = {self.pick([i(1), 's', 'st.n', 'u', 'nil'])}",
            lambda: f"if {n}, ok := e.({self.pick(['int', 'uint8'])}); ok {{ a ^= int({n}) }}",
            lambda: f"{n} := {i(1)}; g = func(i int) int {{ {n}++; {self.pick(INTS)} ^= i & 15; return {n}*2 + i }}",
            lambda: self.pick([f"{n} := a; defer func() {{ trace(r, {n}, b) }}()"] + 4 * [f"trace(r, {i(1)})"]),
            lambda: f"m[int(int8({i(1)}))] = s",
            lambda: f"for {n} := range upto(1 + c&1) {{ {self.pick(INTS)} += {n}; {self.jump_out()} }}",
            lambda: f"for {n} := 0; {n} < 3; {n}++ {{ {self.pick(INTS)} -= {n}; {self.jump_out()}; p = &{n} }}",
            lambda: f"for {n} := range xs {{ {self.jump_out()}; xs[{n}]++ }}",
        ])()

    def jump_out(self):
        way = self.pick(["goto " + self.label(), "goto " + self.label(), "break", "continue"])
        return f"if {self.condition()} {{ {way} }}"

    def label(self):
        return f"L{self.random.randrange(self.blocks)}"

    def terminator(self):
        choice = self.random.randrange(7)
        if choice < 3:
            return f"if {self.condition()} {{ goto {self.label()} }}\ngoto {self.label()}"
        if choice == 3:
            return f"goto {self.label()}"
        if choice == 4:
            cases = "\n".join(f"case {k}: goto {self.label()}" for k in range(self.random.randint(2, 6)))
            return f"switch uint({self.integer(1)}) % 8 {{\n{cases}\n}}\ngoto {self.label()}"
        if choice == 5:
            return f"if {self.condition()} {{ return r }}\ngoto {self.label()}"
        cases = f"case int: a += v; goto {self.label()}\ncase string: s = v; goto {self.label()}"
        return f"switch v := e.(type) {{\n{cases}\n}}\ngoto {self.label()}"

    def text(self):
        out = [f"func f{self.number}(x, y int) (r *[]int) {{", "r = new([]int)",
               f"fuel := {self.random.randint(5, 40)}", SCALARS,
               "q0 := func(p *int) int { if p == nil { return -1 }; return *p & 255 }",
               "nilled := func(p *int, i int) *int { if i%5 == 0 { return nil }; return p }",
               "_, _, _ = q0, nilled, g",
               "defer func() {"]
        if self.recovers:
            out += ["if e := recover(); e != nil { fmt.Println(\"recovered\", e) }"]
        out += ["fmt.Println(a, b, c, d, u, w, f, s, *p, *q, xs, ar, st.n, st.s, st.next == nil, e, len(m))", "}()"]
        for k in range(self.blocks):
            # goto must not jump over declarations: each block has its own scope
            out += [f"L{k}:", f"if fuel--; fuel < 0 {{ return r }}", f"trace(r, {k})", "{"]
            out += [self.statement() for _ in range(self.random.randint(1, 6))]
            out += [self.terminator(), "}"]
        used = "\n".join(f"if fuel == -100 {{ goto L{k} }}" for k in range(self.blocks))
        return "\n".join(out) + f"\n{used}\nreturn r\n}}\n"


def generate(seed):
    rng = random.Random(seed)
    parts = [PRELUDE]
    parts += [Graph(rng, k).text() for k in range(FUNCTIONS)]
    calls = []
    for k in range(FUNCTIONS):
        arguments = f"{{0, 1}}, {{{rng.randint(-9, 9)}, {rng.randint(-99, 99)}}}, {{7, 1 << 40}}"
        called = f"fmt.Println({k}, v, *f{k}(v[0], v[1]))"
        calls.append(f"\tfor _, v := range [][2]int{{{arguments}}} {{\n\t\t{called}\n\t}}\n")
    return "".join(parts) + "func main() {\n" + "".join(calls) + "}\n"
