"""Arithmetic of all widths: the same expressions on constants, parameters, memory and many live variables.

Each case is a function of a few numbers. It is called through the parameters of a function that is not inlined, and
again inlined with constants, which may be folded. Division by constants, shifts of all counts, conversions between all
types, loads and stores of narrow integers, comparisons, math/bits, and enough variables to spill some.
"""
import random

FLAGS = ["-d=verify"]

CASES, CALLS = 36, 4
WIDTH = {"int": 64, "int64": 64, "int32": 32, "int16": 16, "int8": 8,
         "uint": 64, "uint64": 64, "uint32": 32, "uint16": 16, "uint8": 8, "uintptr": 64}
INTS, FLOATS = list(WIDTH), ["float64", "float32"]
HEAD = """package main

import (
	"math"
	"math/bits"
)

var _ = math.Pi
var _ = bits.UintSize
var zero int
"""
TRY = """
func show(x float64) uint64 {
	if x != x {
		return 1
	}
	return math.Float64bits(x)
}

func try(name string, f func() uint64) {
	defer func() {
		if e := recover(); e != nil {
			println(name, e.(error).Error())
		}
	}()
	println(name, f())
}
"""


def constant(rng, kind, nonzero=False):
    if kind in FLOATS:
        return rng.choice(["0.0", "1.0", "-1.0", "0.5", "2.0", "3.0", "0.1", "-7.25", "255.5", "65536.75", "2147483648.0",
                           "4294967296.0", "9223372036854775808.0", "18446744073709551616.0", "1e30", "-1e30", "1e-30",
                           "-2147483649.0", "-9223372036854775809.0", "-0.5"])
    bits = WIDTH[kind]
    unsigned = kind.startswith("u")
    low, top = (0, 2 ** bits - 1) if unsigned else (-2 ** (bits - 1), 2 ** (bits - 1) - 1)
    edge = rng.choice([0, 1, 2, 3, 5, 7, 10, 60, 100, 127, 128, 255, 256, 641, 1000, 32767, 65535, 10 ** 6, 10 ** 9, 2 ** 31 - 1,
                       2 ** 31, 2 ** 32 - 1, 2 ** 32, 10 ** 18, 2 ** 63 - 1, 2 ** 63, 2 ** 64 - 1, rng.getrandbits(64)])
    value = rng.choice([edge, -edge, top, low, top - edge, low + edge, 1 << rng.randrange(bits)])
    value = (value - low) % (top - low + 1) + low
    if nonzero and value == 0:
        value = 3
    return str(value)


class Case:
    def __init__(self, rng, number):
        self.rng, self.number, self.lines, self.fresh = rng, number, [], 0
        kinds = [rng.choice(INTS + FLOATS) for _ in range(rng.randint(2, 7))]
        self.params = [(f"p{i}", kind) for i, kind in enumerate(kinds)]
        self.names = list(self.params)

    def leaf(self, kind):
        names = [name for name, k in self.names if k == kind]
        choice = self.rng.random()
        if names and choice < 0.6:
            return self.rng.choice(names)
        if choice < 0.63:
            return f"kept({self.names[0][0]}, {self.leaf(kind)})"
        if choice < 0.8:
            return self.rng.choice([f"m_{kind}[{self.rng.randrange(8)}]", f"g.f_{kind}", f"m_{kind}[k&7]",
                                    f"(*pg).f_{kind}", f"m_{kind}[(k+{self.rng.randrange(5)})&7]"])
        name, other = self.rng.choice(self.names)
        return name if other == kind else f"{kind}({name})"

    def value(self, kind, depth):
        rng = self.rng
        if depth == 0:
            return self.leaf(kind)
        choice = rng.random()
        sub = lambda k=kind: self.value(k, depth - 1)
        if kind in FLOATS:
            if choice < 0.45:
                return f"({sub()} {rng.choice('+-*/')} {sub()})"
            if choice < 0.6:
                return f"({sub()} {rng.choice('+-*/')} {constant(rng, kind) if rng.random() < 0.5 else rng.choice(['2', '4', '0.25', '3', '-8'])})".replace("/ 0.0", "/ 3")
            if choice < 0.65:
                return f"{rng.choice(['min', 'max'])}({sub()}, {sub()})"
            if choice < 0.7:
                return f"-({sub()})"
            if choice < 0.78 and kind == "float64":
                return f"math.{rng.choice(['Abs', 'Floor', 'Ceil', 'Trunc', 'Sqrt', 'RoundToEven'])}({sub()})"
            if choice < 0.8 and kind == "float64":
                return f"math.FMA({sub()}, {sub()}, {sub()})"
            if choice < 0.82 and kind == "float64":
                return f"math.Copysign({sub()}, {sub()})"
            return f"{kind}({sub(rng.choice(INTS + FLOATS))})"
        unsigned = kind.startswith("u")
        if choice < 0.25:
            return f"({sub()} {rng.choice(['+', '-', '*', '&', '|', '^', '&^'])} {sub()})"
        if choice < 0.37:
            return f"({sub()} {rng.choice(['+', '-', '*', '&', '|', '^', '&^'])} {constant(rng, kind)})"
        if choice < 0.47:
            return f"({sub()} {rng.choice('/%')} {constant(rng, kind, True)})"
        if choice < 0.5:
            return f"({sub()} {rng.choice('/%')} ({sub()} | 1))"
        if choice < 0.53:
            return f"({constant(rng, kind)} {rng.choice('-+*&|^')} {sub()})"
        if choice < 0.6:
            return f"({sub()} {rng.choice(['<<', '>>'])} {rng.choice([0, 1, 3, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65])})"
        if choice < 0.66:
            return f"({sub()} {rng.choice(['<<', '>>'])} {sub(rng.choice(['uint8', 'uint', 'uint64', 'uint16', 'uint32']))})"
        if choice < 0.69:
            return f"({sub()} {rng.choice(['<<', '>>'])} ({sub(rng.choice(['uint8', 'int', 'int32']))} & {rng.choice([7, 15, 31, 63, 127])}))"
        if choice < 0.72:
            return f"{rng.choice('-^')}({sub()})"
        if choice < 0.75:
            return f"{rng.choice(['min', 'max'])}({sub()}, {sub()})"
        if choice < 0.82 and unsigned and kind != "uintptr":
            width = "" if kind == "uint" else str(WIDTH[kind])
            if choice < 0.77:
                return f"bits.RotateLeft{width}({sub()}, int({sub('int')}))"
            if choice < 0.79:
                count = rng.choice(["LeadingZeros", "TrailingZeros", "OnesCount", "Len"])
                return f"{kind}(bits.{count}{width}({sub()}))"
            if choice < 0.8:
                return f"bits.Reverse{width}({sub()})"
            if width != "8":
                return f"bits.ReverseBytes{width}({sub()})"
        if choice < 0.84 and kind == "uint64":
            return f"{rng.choice(['high', 'low', 'sum', 'carry', 'borrow'])}({sub()}, {sub()})"
        if choice < 0.88:
            return f"choose({self.condition(depth - 1)}, {sub()}, {sub()})"
        return f"{kind}({sub(rng.choice(INTS + INTS + FLOATS))})"

    def condition(self, depth):
        rng = self.rng
        kind = rng.choice(INTS + INTS + FLOATS)
        relation = rng.choice(["<", "<=", ">", ">=", "==", "!="])
        choice = rng.random()
        if choice < 0.4:
            return f"{self.value(kind, depth)} {relation} {constant(rng, kind)}"
        if choice < 0.5 and kind not in FLOATS:
            return f"{self.value(kind, 0)} & {constant(rng, kind)} {rng.choice(['==', '!='])} 0"
        if choice < 0.6:
            return f"({self.value(kind, 0)} {relation} {self.value(kind, 0)} {rng.choice(['&&', '||'])} {self.value(kind, 0)} != {constant(rng, kind)})"
        return f"{self.value(kind, depth)} {relation} {self.value(kind, depth)}"

    def statements(self, count, indent):
        rng, tab = self.rng, "\t" * indent
        for _ in range(count):
            choice = rng.random()
            kind = rng.choice(INTS + FLOATS)
            if choice < 0.5:
                self.fresh += 1
                name = f"x{self.fresh}"
                self.lines += [f"{tab}{name} := {self.value(kind, rng.randint(1, 3))}", f"{tab}_ = {name}"]
                self.names.append((name, kind))
            elif choice < 0.6:
                name, kind = rng.choice(self.names)
                self.lines.append(f"{tab}{name} {rng.choice(['=', '+=', '-=', '*='])} {self.value(kind, 2)}")
            elif choice < 0.75:
                self.lines.append(f"{tab}{rng.choice([f'm_{kind}[k&7]', f'g.f_{kind}', f'pg.f_{kind}'])} "
                                  f"{rng.choice(['=', '+=', '-=', '='])} {self.value(kind, 2)}")
            elif choice < 0.9 and indent < 3:
                saved = list(self.names)
                self.lines.append(f"{tab}if {self.condition(1)} {{")
                self.statements(rng.randint(1, 3), indent + 1)
                self.names = list(saved)
                if rng.random() < 0.5:
                    self.lines.append(f"{tab}}} else {{")
                    self.statements(rng.randint(1, 2), indent + 1)
                    self.names = saved
                self.lines.append(f"{tab}}}")
                self.names = saved
            elif choice < 0.93 and indent < 3:
                self.switch(indent)
            elif indent < 3:
                saved = list(self.names)
                self.lines.append(f"{tab}for k := range {rng.randint(1, 5)} {{")
                self.lines.append(f"{tab}\t_ = k")
                self.statements(rng.randint(1, 3), indent + 1)
                self.lines.append(f"{tab}}}")
                self.names = saved

    def switch(self, indent):
        """Dense, sparse or mixed cases; some stand for several values."""
        rng, tab, saved = self.rng, "\t" * indent, list(self.names)
        kind = rng.choice(INTS)
        bits, unsigned = WIDTH[kind], kind.startswith("u")
        low, top = (0, 2 ** bits - 1) if unsigned else (-2 ** (bits - 1), 2 ** (bits - 1) - 1)
        start = rng.choice([0, 1, low, top - 12, -3])
        values = {start + i for i in range(rng.randint(1, 12))} | {int(constant(rng, kind)) for _ in range(rng.randint(0, 6))}
        values = [v for v in values if low <= v <= top]
        rng.shuffle(values)
        self.lines.append(f"{tab}switch {self.value(kind, 1)}{rng.choice(['', ' & 15', ' % 16'])} {{")
        while values:
            count = rng.choice([1, 1, 1, 2, 3])
            self.lines.append(f"{tab}case {', '.join(map(str, values[:count]))}:")
            values = values[count:]
            self.statements(1, indent + 1)
            self.names = list(saved)
            if values and rng.random() < 0.1:
                self.lines.append(f"{tab}\tfallthrough")
        if rng.random() < 0.5:
            self.lines.append(f"{tab}default:")
            self.statements(1, indent + 1)
        self.lines.append(f"{tab}}}")
        self.names = saved

    def body(self):
        self.statements(self.rng.choice([2, 4, 6, 25, 60]), 1)
        for name, kind in self.names:
            self.lines.append(f"\tr = r*31 + show(float64({name}))" if kind in FLOATS else f"\tr = r*31 + uint64({name})")
        return "\n".join(self.lines)

    def text(self):
        params = ", ".join(f"{name} {kind}" for name, kind in self.params)
        names = ", ".join(name for name, _ in self.params)
        body = self.body()
        return (f"func c{self.number}(pg *record, k int, {params}) (r uint64) {{\n{body}\n\treturn r\n}}\n\n"
                f"//go:noinline\nfunc n{self.number}(pg *record, k int, {params}) uint64 {{\n"
                f"\treturn c{self.number}(pg, k, {names})\n}}\n")

    def calls(self):
        out = ""
        for i in range(CALLS):
            args = ", ".join(f"{kind}({constant(self.rng, kind)})" if kind != "float32" else
                             f"float32({constant(self.rng, kind)})" for _, kind in self.params)
            k = self.rng.randrange(9)
            for way in "nc":
                out += (f'\treset()\n\ttry("{way}{self.number}.{i}", func() uint64 {{ '
                        f"return {way}{self.number}(&g, {k}, {args}) + digest() }})\n")
        return out


def generate(seed):
    rng = random.Random(seed)
    kinds = INTS + FLOATS
    text = HEAD + "\nvar g record\n\ntype record struct {\n"
    for kind in rng.sample(kinds, len(kinds)):
        text += f"\tf_{kind} {kind}\n"
    text += "}\n"
    for kind in kinds:
        text += f"\nvar m_{kind} [8]{kind}\n"
    text += """
func choose[T any](b bool, x, y T) T {
	if b {
		return x
	}
	return y
}

//go:noinline
func kept[S, T any](s S, x T) T {
	return x
}

func high(x, y uint64) uint64 { h, _ := bits.Mul64(x, y); return h }

func low(x, y uint64) uint64 { h, l := bits.Mul64(x, y); return l ^ h>>1 }

func sum(x, y uint64) uint64 { s, c := bits.Add64(x, y, x&1); return s ^ c }

func carry(x, y uint64) uint64 { _, c := bits.Add64(x, y, y&1); return c }

func borrow(x, y uint64) uint64 { d, b := bits.Sub64(x, y, x>>63); return d + b }
"""
    text += TRY
    text += "\nfunc reset() {\n\tg = record{}\n"
    for kind in kinds:
        text += f"\tg.f_{kind} = {constant(rng, kind)}\n"
        text += f"\tm_{kind} = [8]{kind}{{{', '.join(constant(rng, kind) for _ in range(8))}}}\n"
    text += "}\n\nfunc digest() (r uint64) {\n"
    for kind in kinds:
        wrap = (lambda x: f"show(float64({x}))") if kind in FLOATS else (lambda x: f"uint64({x})")
        text += f"\tr = r*33 + {wrap('g.f_' + kind)}\n\tfor _, x := range m_{kind} {{\n\t\tr = r*33 + {wrap('x')}\n\t}}\n"
    text += "\treturn r\n}\n"
    calls = ""
    for number in range(CASES):
        case = Case(rng, number)
        text += "\n" + case.text()
        calls += case.calls()
    return text + "\nfunc main() {\n" + calls + "}\n"
