#!/usr/bin/env python3
"""Writes a random valid Go program with one defined output: statements.py SEED [--fmt] [--size N]

A kind of run.py, where every second program prints with fmt. The program prints what it computes with println to
standard error, or with fmt to standard output (--fmt). It always ends: loops have constant bounds and functions call
earlier functions only. Nothing in it depends on the compiler: maps are read by sorted keys, indices are reduced to the
length, divisors are or-ed with one unless the division stands in a function that recovers. The same seed gives the
same program. Statements stand one a line, blocks are closed by a line of their own, so that run.py can shorten a
program by deleting lines.
"""
import argparse
import random

FLAGS = ["-d=verify"]
INTEGERS = ["int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr"]
BITS = {"int": 64, "int8": 8, "int16": 16, "int32": 32, "int64": 64, "uint": 64, "uint8": 8, "uint16": 16,
        "uint32": 32, "uint64": 64, "uintptr": 64}
FLOATS = ["float32", "float64"]
SCALARS = INTEGERS + FLOATS + ["bool", "string"]

PRELUDE = """
type number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64
}

type pair[A, B any] struct {
	first  A
	second B
}

type shape interface {
	area(scale int) int
	name() string
}

type square struct{ side int }
type rect struct {
	square
	height int16
}
type counter int

func (s square) area(scale int) int   { return s.side * s.side * scale }
func (s square) name() string         { return "square" }
func (r *rect) area(scale int) int    { return r.side*int(r.height) + scale }
func (c counter) area(scale int) int  { return int(c) - scale }
func (c counter) name() string        { return "counter" }
func (c *counter) add(n int) counter  { *c += counter(n); return *c }

func sum[T number](values ...T) T {
	var total T
	for _, v := range values {
		total += v
	}
	return total
}

func mapped[A, B any](values []A, f func(A) B) []B {
	var result []B
	for _, v := range values {
		result = append(result, f(v))
	}
	return result
}

func larger[T int | int8 | int64 | uint16 | string | float64](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func swap[A, B any](p pair[A, B]) pair[B, A] { return pair[B, A]{p.second, p.first} }

func sortedKeys[K int | int8 | uint16 | string, V any](m map[K]V) []K {
	var keys []K
	for k := range m {
		at := len(keys)
		keys = append(keys, k)
		for at > 0 && keys[at-1] > k {
			keys[at] = keys[at-1]
			at--
		}
		keys[at] = k
	}
	return keys
}

func evens(limit int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < limit; i += 2 {
			if !yield(i) {
				return
			}
		}
	}
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:20] + s[len(s)-20:]
	}
	return s
}

// try calls f and describes the panic it ends with.
func try(f func() int) (value int, message string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			message = r.Error()
		case string:
			message = r
		case int:
			value = r
		}
	}()
	return f(), "none"
}
"""


class Generator:
    def __init__(self, seed, with_fmt, size):
        self.random = random.Random(seed)
        self.with_fmt = with_fmt
        self.size = size
        self.lines = []
        self.indent = 1
        self.names = 0
        self.functions = []  # (name, parameter types, result types)
        self.scopes = [[]]   # (name, type, assignable)
        self.budget = 0
        self.loops = 0       # product of the enclosing loops' bounds is kept small
        self.breakable = 0

    # ---- text

    def emit(self, text):
        self.lines.append("\t" * self.indent + text)

    def fresh(self, prefix="v"):
        self.names += 1
        return f"{prefix}{self.names}"

    def chance(self, n):
        return self.random.randrange(n) == 0

    def pick(self, values):
        return self.random.choice(values)

    def declare(self, name, type_, assignable=True):
        self.scopes[-1].append((name, type_, assignable))

    def variables(self, type_, assignable=False):
        return [n for scope in self.scopes for n, t, a in scope if t == type_ and (a or not assignable)]

    def open(self, text):
        self.emit(text + " {")
        self.indent += 1
        self.scopes.append([])

    def close(self, text="}"):
        self.scopes.pop()
        self.indent -= 1
        self.emit(text)

    # ---- expressions; all of them have the type asked for without context

    def literal(self, type_):
        r = self.random
        if type_ in BITS:
            bits = BITS[type_]
            low, high = (0, 2**bits - 1) if type_[0] == "u" else (-2 ** (bits - 1), 2 ** (bits - 1) - 1)
            value = self.pick([0, 1, 2, 3, 7, low, high, high - 1, r.randint(low, high), r.randint(0, 100)])
            return f"{type_}({min(max(value, low), high)})"
        if type_ in FLOATS:
            return f"{type_}({self.pick(['0', '1', '-1', '0.5', '3.25', '1e10', '-2.75', '1e-3', '123456.789'])})"
        if type_ == "bool":
            return self.pick(["true", "false"])
        return self.pick(['""', '"a"', '"hello"', '"\\x00\\xff"', '"héllo, 世界"', "`raw\\n`", '"zz"'])

    def variable(self, type_):
        """A variable made opaque by its use; a literal if there is none."""
        names = self.variables(type_)
        return self.pick(names) if names else self.hidden(type_)

    def hidden(self, type_):
        # Indexing a package variable: no constant folding, so no compile-time overflow errors.
        return f"pool_{type_}[{self.random.randrange(4)}]"

    def expression(self, type_, depth=3):
        if depth <= 0 or self.chance(4):
            return self.variable(type_) if not self.chance(4) else self.hidden(type_)
        if type_ in BITS:
            return self.integer(type_, depth - 1)
        if type_ in FLOATS:
            return self.float(type_, depth - 1)
        return self.boolean(depth - 1) if type_ == "bool" else self.string(depth - 1)

    def integer(self, type_, depth):
        e = lambda: self.expression(type_, depth)
        way = self.random.randrange(16)
        if way < 5:
            return f"({e()} {self.pick(['+', '-', '*', '&', '|', '^', '&^'])} {e()})"
        if way == 5:
            return f"({e()} {self.pick(['/', '%'])} ({e()} | 1))"
        if way == 6:
            return f"({e()} {self.pick(['<<', '>>'])} ({self.expression(self.pick(['uint8', 'uint', 'uint16']), depth)} & 71))"
        if way == 7:
            return f"({e()} {self.pick(['<<', '>>', '+', '*', '/', '%', '-'])} {self.random.randrange(1, 7)})"
        if way == 8:
            return f"({self.pick(['-', '^', '+'])}{e()})"
        if way in (9, 10):
            return f"{type_}({self.expression(self.pick(INTEGERS), depth)})"
        if way == 11:
            return f"{type_}(len({self.expression('string', depth)}))"
        if way == 12 and type_ in ("uint8", "int", "int64"):
            s = self.hidden("string")
            return f'{type_}(("x" + {s})[uint({self.expression("int", depth)})%uint(len({s})+1)])'
        if way == 13:
            calls = [f for f in self.functions if f[2] == [type_]]
            if calls and self.loops < 2:
                name, parameters, _ = self.pick(calls)
                return f"{name}({', '.join(self.expression(p, depth - 1) for p in parameters)})"
        if way == 14:
            return f"{self.pick(['min', 'max'])}({e()}, {e()})"
        if way == 15:
            return f"sum({e()}, {e()}, {e()})" if self.chance(2) else f"func(a {type_}) {type_} {{ return a ^ {e()} }}({e()})"
        arrays = [(n, t) for scope in self.scopes for n, t, _ in scope if t.startswith("[") and t.endswith("]" + type_)]
        if arrays:
            name, _ = self.pick(arrays)
            return f"{name}[uint({self.expression('int', depth)})%uint(len({name}))]"
        return e()

    def float(self, type_, depth):
        e = lambda: self.expression(type_, depth)
        way = self.random.randrange(7)
        if way < 3:
            # The conversion keeps a product from being fused with a sum.
            return f"{type_}({e()} {self.pick(['+', '-', '*'])} {e()})"
        if way == 3:
            return f"({e()} / {e()})"
        if way == 4:
            return f"{type_}({self.expression(self.pick(['int32', 'int8', 'uint16', 'int64', 'int', 'uint64']), depth)})"
        if way == 5:
            return f"{type_}({self.expression(self.pick(FLOATS), depth)})"
        return f"-({e()})"

    def boolean(self, depth):
        way = self.random.randrange(7)
        if way < 3:
            type_ = self.pick(INTEGERS + FLOATS + ["string"])
            return (f"({self.expression(type_, depth)} {self.pick(['==', '!=', '<', '<=', '>', '>='])} "
                    f"{self.expression(type_, depth)})")
        if way == 3:
            return f"!({self.expression('bool', depth)})"
        if way == 4:
            t, u = self.pick(INTEGERS), self.pick(["string", "int8"])
            make = lambda: f"(pair[{t}, {u}]{{{self.expression(t, depth - 1)}, {self.expression(u, depth - 1)}}})"
            return f"({make()} == {make()})"
        return f"({self.expression('bool', depth)} {self.pick(['&&', '||', '==', '!='])} {self.expression('bool', depth)})"

    def string(self, depth):
        way = self.random.randrange(8)
        if way < 3:
            return f"clip({self.expression('string', depth)} + {self.expression('string', depth)})"
        if way == 3:
            s = self.variable("string")
            return f"{s}[:uint({self.expression('int', depth)})%uint(len({s})+1)]"
        if way == 4:
            return f"string(rune({self.expression('uint16', depth)}))"
        if way == 5:
            return f"string([]byte({self.expression('string', depth)}))"
        if way == 6:
            return f"larger({self.expression('string', depth)}, {self.expression('string', depth)})"
        return f"string([]rune({self.expression('string', depth)}))"

    # ---- statements

    def show(self, expression, type_):
        if type_ in FLOATS:
            expression = f"bits{type_[5:]}({expression})"
        elif type_ == "string":
            expression = f"hash({expression})"
        label = self.fresh("p")
        if self.with_fmt:
            self.emit(f'fmt.Println("{label}", {expression})')
        else:
            self.emit(f'println("{label}", {expression})')

    def show_variable(self):
        candidates = [(n, t) for scope in self.scopes for n, t, _ in scope if t in SCALARS]
        if candidates:
            name, type_ = self.pick(candidates[-8:])
            self.show(name, type_)

    def new_variable(self, type_=None):
        type_ = type_ or self.pick(SCALARS)
        name = self.fresh()
        value = self.expression(type_)
        self.emit(f"{name} := {value}" if self.chance(2) else f"var {name} {type_} = {value}")
        self.emit(f"_ = {name}")
        self.declare(name, type_)

    def assign(self):
        type_ = self.pick(SCALARS)
        names = self.variables(type_, True)
        if not names:
            return self.new_variable(type_)
        name = self.pick(names)
        if type_ in BITS and self.chance(2):
            operator = self.pick(["+=", "-=", "*=", "&=", "|=", "^=", "&^="])
            self.emit(f"{name} {operator} {self.expression(type_)}")
        elif type_ in BITS and self.chance(3):
            self.emit(f"{name}{self.pick(['++', '--'])}")
        elif len(names) > 1 and self.chance(3):
            other = self.pick([n for n in names if n != name])
            self.emit(f"{name}, {other} = {other}, {self.expression(type_, 2)}")
        else:
            self.emit(f"{name} = {self.expression(type_)}")

    def block(self, count):
        for _ in range(count):
            self.statement()

    def conditional(self):
        self.open(f"if {self.expression('bool')}")
        self.block(self.random.randint(1, 3))
        if self.chance(2):
            self.scopes.pop()
            self.indent -= 1
            self.open("} else" if self.chance(2) else f"}} else if {self.expression('bool')}")
            self.block(self.random.randint(1, 2))
        self.close()

    def loop(self):
        name = self.fresh("i")
        count = self.random.randint(1, 6)
        form = self.random.randrange(6)
        element = None
        if form == 0:
            header, type_ = f"for {name} := 0; {name} < {count}; {name}++", "int"
        elif form == 1:
            header, type_ = f"for {name} := range {count}", "int"
        elif form == 2:
            header, type_ = f"for {name} := range evens({count * 2})", "int"
        elif form == 3:
            element = self.fresh("e")
            header, type_ = f"for {name}, {element} := range {self.hidden('string')}", "int"
        elif form == 4:
            element = self.fresh("e")
            t = self.pick(INTEGERS)
            header, type_ = f"for {name}, {element} := range [...]{t}{{{', '.join(self.expression(t, 1) for _ in range(count))}}}", "int"
        else:
            header, type_ = f"for {name} := {count}; {name} > 0; {name} -= {self.random.randint(1, 2)}", "int"
        self.open(header)
        self.loops += 1
        self.breakable += 1
        self.emit(f"_ = {name}")
        self.declare(name, type_, False)
        if element:
            self.emit(f"_ = {element}")
            self.declare(element, "int32" if form == 3 else t)
        if self.chance(4):
            self.open(f"if {self.expression('bool', 2)}")
            self.emit(self.pick(["break", "continue"]))
            self.close()
        self.block(self.random.randint(1, 3))
        self.breakable -= 1
        self.loops -= 1
        self.close()

    def switch(self):
        type_ = self.pick(["int8", "uint8", "int", "string"])
        tagless = self.chance(3)
        self.open("switch" if tagless else f"switch {self.expression(type_)}")
        for i in range(self.random.randint(1, 4)):
            # Tag values are no constants: those must differ.
            self.emit(f"case {self.expression('bool' if tagless else type_, 1)}:")
            self.indent += 1
            self.scopes.append([])
            self.block(1)
            if self.chance(5):
                self.emit("fallthrough")
            self.scopes.pop()
            self.indent -= 1
        self.emit("default:")
        self.indent += 1
        self.scopes.append([])
        self.block(1)
        self.scopes.pop()
        self.indent -= 1
        self.close()

    def slices(self):
        type_ = self.pick(INTEGERS)
        name = self.fresh("s")
        count = self.random.randint(1, 6)
        values = ", ".join(self.expression(type_, 1) for _ in range(count))
        if self.chance(2):
            self.emit(f"{name} := []{type_}{{{values}}}")
            for _ in range(self.random.randint(0, 3)):
                self.emit(f"{name} = append({name}, {self.expression(type_, 2)})")
            if self.chance(2):
                self.emit(f"{name} = append({name}[:1], {name}[uint({self.expression('int', 2)})%uint(len({name})):]...)")
            if self.chance(3):
                self.emit(f"copy({name}[len({name})/2:], {name})")
            self.declare(name, f"[]{type_}")
        else:
            self.emit(f"{name} := [...]{type_}{{{values}}}")
            copy = self.fresh("s")
            self.emit(f"{copy} := {name}")
            self.emit(f"{copy}[uint({self.expression('int', 2)})%uint(len({copy}))] {self.pick(['=', '+=', '^='])} {self.expression(type_, 2)}")
            self.show(f"{copy} == {name}", "bool")
            self.declare(name, f"[{count}]{type_}")
            self.declare(copy, f"[{count}]{type_}")
        self.show(f"sum({name}[:]...)", type_)

    def maps(self):
        key = self.pick(["int", "int8", "uint16", "string"])
        value = self.pick(INTEGERS)
        name = self.fresh("m")
        self.emit(f"{name} := map[{key}]{value}{{}}")
        i = self.fresh("i")
        self.open(f"for {i} := range {self.random.randint(1, 20)}")
        self.emit(f"_ = {i}")
        self.declare(i, "int", False)
        self.emit(f"{name}[{self.expression(key, 2)}] {self.pick(['=', '+=', '^='])} {self.expression(value, 2)}")
        if self.chance(3):
            self.emit(f"delete({name}, {self.expression(key, 2)})")
        self.close()
        k = self.fresh("k")
        self.open(f"for _, {k} := range sortedKeys({name})")
        self.show(k, key)
        self.show(f"{name}[{k}]", value)
        self.close()
        ok = self.fresh("ok")
        self.emit(f"_, {ok} := {name}[{self.expression(key, 2)}]")
        self.show(ok, "bool")

    def structs(self):
        a, b = self.pick(SCALARS), self.pick(SCALARS)
        name = self.fresh("t")
        self.emit(f"{name} := swap(pair[{a}, {b}]{{{self.expression(a, 2)}, {self.expression(b, 2)}}})")
        pointer = self.fresh("q")
        self.emit(f"{pointer} := &{name}")
        self.emit(f"{pointer}.first = {self.expression(b, 2)}")
        self.show(f"{name}.first", b)
        self.show(f"{pointer}.second", a)

    def interfaces(self):
        name = self.fresh("n")
        choices = [f"square{{{self.expression('int', 2)}}}", f"&rect{{square{{{self.expression('int', 2)}}}, {self.expression('int16', 2)}}}",
                   f"counter({self.expression('int', 2)})", f"&square{{{self.expression('int', 2)}}}"]
        self.open(f"for _, {name} := range []shape{{{', '.join(self.random.sample(choices, self.random.randint(1, 4)))}}}")
        self.show(f"{name}.area({self.expression('int', 2)})", "int")
        self.show(f"{name}.name()", "string")
        x = self.fresh("x")
        self.emit(f"switch {x} := {name}.(type) {{")
        self.emit("case square:")
        self.show(f"{x}.side", "int")
        self.emit("case *rect:")
        self.show(f"{x}.height", "int16")
        self.emit("case counter:")
        self.show(f"{x}.add({self.expression('int', 1)})", "int")
        self.show(x, "int")
        self.emit("default:")
        self.show(f"{x}.name()", "string")
        self.emit("}")
        self.close()
        value = self.fresh("a")
        t = self.pick(SCALARS)
        self.emit(f"var {value} any = {self.expression(t, 2)}")
        for u in {t, self.pick(SCALARS)}:
            got, ok = self.fresh(), self.fresh("ok")
            self.emit(f"{got}, {ok} := {value}.({u})")
            self.show(got, u)
            self.show(ok, "bool")

    def closures(self):
        captured = self.pick(["int", "uint8", "int16", "string"])
        names = self.variables(captured, True)
        if not names:
            self.new_variable(captured)
            names = self.variables(captured, True)
        name, function = self.pick(names), self.fresh("f")
        argument = self.fresh("a")
        self.emit(f"{function} := func({argument} {captured}) {captured} {{")
        self.indent += 1
        self.emit(f"{name} = {'clip(' + name + ' + ' + argument + ')' if captured == 'string' else name + ' + ' + argument}")
        self.emit(f"return {name}")
        self.indent -= 1
        self.emit("}")
        for _ in range(self.random.randint(1, 2)):
            self.show(f"{function}({self.expression(captured, 2)})", captured)
        self.show(name, captured)
        if captured != "string":
            self.show(f"sum(mapped([]{captured}{{{self.expression(captured, 1)}, {self.expression(captured, 1)}}}, {function})...)", captured)

    def recovers(self):
        value, message = self.fresh(), self.fresh()
        self.emit(f"{value}, {message} := try(func() int {{")
        self.indent += 1
        way = self.random.randrange(5)
        if way == 0:
            self.emit(f"return {self.expression('int', 2)} / ({self.expression('int', 1)} & 1)")
        elif way == 1:
            self.emit(f"return pool_int[{self.expression('int', 1)} & 7]")
        elif way == 2:
            self.emit(f"panic({self.expression(self.pick(['int', 'string']), 2)})")
        elif way == 3:
            self.emit("var r *rect")
            self.emit(f"return {self.expression('int', 1)} + r.side")
        else:
            self.emit(f"var a any = {self.expression(self.pick(['int8', 'int', 'string']), 1)}")
            self.emit("return a.(int)")
        self.indent -= 1
        self.emit("})")
        self.show(value, "int")
        self.show(message, "string")

    def defers(self):
        names = self.variables("int", True)
        if not names:
            return self.new_variable("int")
        name, i = self.pick(names), self.fresh("i")
        self.emit("func() {")
        self.indent += 1
        self.open(f"for {i} := range {self.random.randint(1, 4)}")
        self.emit(f"defer func() {{ {name} = {name}*3 + {i} }}()")
        self.close()
        if self.chance(2):
            self.emit(f"defer func(n int) {{ {name} ^= n }}({self.expression('int', 2)})")
        self.indent -= 1
        self.emit("}()")
        self.show(name, "int")

    def channels(self):
        type_ = self.pick(INTEGERS + ["string"])
        channel, done, i, total = self.fresh("c"), self.fresh("c"), self.fresh("i"), self.fresh()
        count = self.random.randint(1, 10)
        self.emit(f"{channel} := make(chan {type_}{self.pick(['', ', 1', ', 3'])})")
        self.emit(f"{done} := make(chan bool)")
        value = self.fresh("a")
        self.emit(f"{value} := {self.expression(type_, 2)}")
        self.emit(f"go func() {{ for {i} := 0; {i} < {count}; {i}++ {{ {channel} <- {value} }}; close({channel}); {done} <- true }}()")
        self.emit(f"var {total} {type_}")
        if self.chance(2):
            v = self.fresh()
            self.emit(f"for {v} := range {channel} {{ {total} += {v} }}")
        else:
            v, ok = self.fresh(), self.fresh("ok")
            self.emit(f"for {ok} := true; {ok}; {{")
            self.emit(f"\tvar {v} {type_}")
            self.emit("\tselect {")
            self.emit(f"\tcase {v}, {ok} = <-{channel}:")
            self.emit(f"\t\t{total} += {v}")
            self.emit("\t}")
            self.emit("}")
        self.emit(f"<-{done}")
        self.show(total, type_)

    def statement(self):
        self.budget -= 1
        nested = self.budget > 0 and self.indent < 6 and self.loops < 3
        ways = [(self.new_variable, 6), (self.assign, 8), (self.show_variable, 5)]
        if nested:
            ways += [(self.conditional, 4), (self.loop, 4), (self.switch, 2), (self.slices, 3), (self.maps, 1),
                     (self.structs, 2), (self.interfaces, 1), (self.closures, 2), (self.recovers, 2), (self.defers, 2),
                     (self.channels, 1)]
        chosen, = self.random.choices([w for w, _ in ways], [n for _, n in ways])
        chosen()

    # ---- declarations

    def function(self):
        name = self.fresh("f")
        parameters = [self.pick(SCALARS) for _ in range(self.random.randint(0, 11 if self.chance(5) else 4))]
        results = [self.pick(SCALARS) for _ in range(self.random.choice([1, 1, 1, 2, 3]))]
        self.scopes = [[]]
        names = [self.fresh("a") for _ in parameters]
        for n, t in zip(names, parameters):
            self.declare(n, t)
        arguments = ", ".join(f"{n} {t}" for n, t in zip(names, parameters))
        self.lines.append("")
        if self.chance(4):
            self.lines.append("//go:noinline")
        self.lines.append(f"func {name}({arguments}) ({', '.join(results)}) {{")
        self.indent = 1
        self.budget = self.random.randint(2, 6)
        self.block(self.random.randint(1, 4))
        self.emit("return " + ", ".join(self.expression(t) for t in results))
        self.lines.append("}")
        self.functions.append((name, parameters, results))

    def main_function(self):
        self.scopes = [[]]
        self.lines += ["", "func main() {"]
        self.indent = 1
        self.budget = self.size
        for name, parameters, results in self.functions:
            call = f"{name}({', '.join(self.expression(p, 2) for p in parameters)})"
            names = [self.fresh() for _ in results]
            self.emit(f"{', '.join(names)} := {call}")
            for n, t in zip(names, results):
                self.show(n, t)
                self.declare(n, t)
        while self.budget > 0:
            self.statement()
        if self.chance(6):
            self.emit('panic("the end")' if not self.with_fmt else "os.Exit(%d)" % self.random.randint(0, 9))
        self.lines.append("}")

    def program(self):
        self.lines = ["package main", ""]
        if self.with_fmt:
            self.lines += ['import (', '\t"fmt"', '\t"math"', '\t"os"', ')', "", "var _ = os.Args"]
            bits = ["func bits32(x float32) uint32 {", "\tif x != x {", "\t\treturn 0", "\t}", "\treturn math.Float32bits(x)", "}",
                    "", "func bits64(x float64) uint64 {", "\tif x != x {", "\t\treturn 0", "\t}", "\treturn math.Float64bits(x)", "}"]
        else:
            self.lines += ['import "unsafe"']
            bits = ["func bits32(x float32) uint32 {", "\tif x != x {", "\t\treturn 0", "\t}", "\treturn *(*uint32)(unsafe.Pointer(&x))", "}",
                    "", "func bits64(x float64) uint64 {", "\tif x != x {", "\t\treturn 0", "\t}", "\treturn *(*uint64)(unsafe.Pointer(&x))", "}"]
        self.lines += [""] + PRELUDE.strip("\n").split("\n") + [""] + bits
        self.lines += ["", "func hash(s string) uint32 {", "\th := uint32(len(s))", "\tfor i := range len(s) {",
                       "\t\th = h*31 + uint32(s[i])", "\t}", "\treturn h", "}", ""]
        for t in SCALARS:
            self.lines.append(f"var pool_{t} = [...]{t}{{{', '.join(self.literal(t) for _ in range(4))}}}")
        for _ in range(max(1, self.size // 6)):
            self.function()
        self.main_function()
        return "\n".join(self.lines) + "\n"


def generate(seed):
    return Generator(seed, seed % 2 == 0, 30).program()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seed", type=int)
    parser.add_argument("--fmt", action="store_true", help="print with fmt to standard output")
    parser.add_argument("--size", type=int, default=30, help="statements, roughly (30)")
    arguments = parser.parse_args()
    print(Generator(arguments.seed, arguments.fmt, arguments.size).program(), end="")


if __name__ == "__main__":
    main()
