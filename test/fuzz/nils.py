"""Nil checks: what panics when a pointer is nil, and what doesn't.

Random struct types with arrays, nested and embedded structs, pointers, fields without size and some beyond the first
page; small functions use a pointer to one of them in ways that need a check, or don't, alone or after each other. Each
is called with nil, with an object whose pointers are nil, and with one whose pointers are set.
"""
import random

FLAGS = ["-d=verify"]

TYPES, CASES = 6, 60
NIL = "invalid memory address or nil pointer dereference"
HEAD = f"""package main

import "strings"

var sink any

type I interface{{ M() int }}

//go:noinline
func take[T any](x T) {{
}}

//go:noinline
func give[T any]() (x T) {{
	return x
}}

func try(name string, f func() int) {{
	defer func() {{
		if e := recover(); e != nil {{
			text := e.(error).Error()
			// (gc calls a method of a known type directly, without the wrapper that says more.)
			if strings.Contains(text, "{NIL}") || strings.Contains(text, "called using nil") {{
				text = "nil"
			}}
			println(name, text)
		}}
	}}()
	println(name, f())
}}
"""


class Struct:
    def __init__(self, rng, number, earlier):
        self.name, self.fields = f"T{number}", []  # (name, kind, Go type)
        for i in range(rng.randint(2, 6)):
            kind = rng.choice(["int", "int", "byte", "string", "array", "array", "strings", "nested", "nested", "pointer",
                               "pointer", "slice", "map", "func", "iface", "empty", "noints", "pad", "grid",
                               "embedded", "embeddedp", "float"])
            if kind in ("nested", "pointer", "embedded", "embeddedp") and not earlier:
                kind = "int"
            other = rng.choice(earlier) if earlier else None
            if other and other.large and kind in ("nested", "embedded"):
                kind += "p" if kind == "embedded" else ""
                kind = "pointer" if kind == "nested" else kind
            if kind.startswith("embedded") and any(f[2].lstrip("*") == other.name for f in self.fields):
                kind = "array"
            go = {"int": "int", "byte": "uint8", "string": "string", "array": "[4]int", "strings": "[3]string",
                  "slice": "[]int", "map": "map[int]int", "func": "func() int", "iface": "I", "empty": "struct{}",
                  "noints": "[0]int", "pad": f"[{rng.choice([100, 300])}]byte",
                  "grid": "[3][2]int", "float": "float64"}.get(kind)
            if kind in ("nested", "embedded"):
                go = other.name
            if kind in ("pointer", "embeddedp"):
                go = "*" + other.name
            name = other.name if kind.startswith("embedded") else f"f{i}"
            self.fields.append((name, kind, go))
            if kind in ("nested", "pointer", "embedded", "embeddedp"):
                self.fields[-1] += (other,)
        # What is large is at the end, and not nested: gc leaves a check to a later access although one beyond the first
        # page stands between, and crashes.
        self.large = rng.random() < 0.4
        if self.large:
            self.fields.append(("last", "big", f"[{rng.choice(['1 << 16', '4096', '600'])}]int"))

    def text(self):
        lines = [f"\t{go}" if kind.startswith("embedded") else f"\t{name} {go}"
                 for name, kind, go, *_ in self.fields]
        body = "\n".join(lines)
        return (f"type {self.name} struct {{\n{body}\n}}\n\nfunc (x *{self.name}) P{self.name[1:]}() int {{ return 3 }}\n\n"
                f"func (x {self.name}) V{self.name[1:]}() int {{ return 4 }}\n\n"
                f"func (x {self.name}) M() int {{ return 5 }}\n")


class Case:
    def __init__(self, rng, types, number):
        self.rng, self.number, self.type = rng, number, rng.choice(types)
        self.lines = []
        for _ in range(rng.choice([1, 1, 2, 3])):
            use = self.use().split("\n")
            # Declarations have a block of their own.
            self.lines += ["\t{"] + ["\t\t" + line for line in use] + ["\t}"] if ":=" in use[0] or "var" in use[0] else [
                "\t" + line for line in use]

    def path(self, base, struct, depth=2):
        """A field: expression, kind, Go type."""
        field = self.rng.choice(struct.fields)
        name, kind, go = field[:3]
        path = f"{base}.{name}"
        if len(field) > 3 and depth and self.rng.random() < 0.7:
            return self.path(path, field[3], depth - 1)
        return path, kind, go, field[3] if len(field) > 3 else None

    def use(self):
        rng = self.rng
        base = rng.choice(["p", "p", "p", "q", "(*p)"])
        choice = rng.random()
        t = self.type.name
        if choice < 0.18:
            return self.whole(t)
        path, kind, go, other = self.path(base, self.type)
        if choice < 0.3:
            return rng.choice([f"_ = {path}", f"sink = &{path}", f"_ = &{path}", f"x := {path}\n_ = x",
                               f"{path} = *new({go})", f"y := &{path}\n_ = y\nr++"])
        if kind in ("int", "byte", "float"):
            return rng.choice([f"r += int({path})", f"{path}++", f"{path} += 2", f"{path} = 7",
                               f"if {path} == 0 {{\n\tr = 4\n}} else {{\n\tr = 4\n}}",
                               f"if {path} > 3 {{\n\tr++\n}}", f"switch {path} {{\ncase 1:\n\tr = 2\ndefault:\n\tr = 2\n}}",
                               f"for k := {go}(0); k < {path}; k++ {{\n\tr++\n}}", f"{path}, r = 1, 2",
                               f"_ = {path} == {path}", f"_ = {path} * 0"])
        if kind in ("string", "slice", "map"):
            extra = {"string": [f"r += len({path} + \"x\")", f"if {path} == \"\" {{\n\tr++\n}}",
                                f"for range {path} {{\n\tr++\n}}", f"_ = {path} < \"a\""],
                     "slice": [f"{path} = append({path}, 1)", f"for range {path} {{\n\tr++\n}}", f"r += cap({path}[:0])",
                               f"r += copy({path}, []int{{1}})", f"if len({path}) > 0 {{\n\tr += {path}[0]\n}}"],
                     "map": [f"r += {path}[1]", f"delete({path}, 1)", f"for range {path} {{\n\tr++\n}}",
                             f"if {path} == nil {{\n\tr = 4\n}} else {{\n\tr = 4\n}}"]}[kind]
            return rng.choice([f"r += len({path})", f"_ = len({path})"] + extra)
        if kind in ("array", "strings", "noints", "pad", "big", "grid"):
            index = rng.choice(["0", "1", "i", "i"])
            element = {"array": "int", "strings": "string", "pad": "byte", "big": "int", "grid": "[2]int"}.get(kind, "int")
            uses = [f"sink = {path}[:]", f"_ = {path}[:]", f"r += len({path}[i:])", f"r += len({path})",
                    f"for k := range {path} {{\n\tr += k & 1\n\tif k > 3 {{\n\t\tbreak\n\t}}\n}}",
                    f"for range {path} {{\n\tr++\n\tif r > 9 {{\n\t\tbreak\n\t}}\n}}",
                    f"_ = {path} == {path}", f"if {path} == {path} {{\n\tr++\n}}", f"_ = {path}", f"x := {path}\nsink = &x",
                    f"{path} = *new({go})", f"r += cap({path}[:0])", f"take({path})", f"take({path})", f"{path} = give[{go}]()",
                    f"m := map[{go}]int{{}}\nm[{path}]++", f"m := map[{go}]int{{}}\nr += m[{path}]",
                    f"m := map[int]{go}{{}}\nm[1] = {path}", f"var e any = {path}\n_, ok := e.({go})\n_ = ok",
                    f"s := []{go}{{{path}}}\nr += len(s)", f"defer take({path})"]
            if kind not in ("big", "pad"):
                uses += [f"c := make(chan {go}, 1)\nc <- {path}", f"c := make(chan {go}, 1)\nclose(c)\n{path} = <-c"]
            if kind != "noints":
                uses += [f"_ = {path}[{index}]", f"sink = &{path}[{index}]", f"_ = &{path}[{index}]",
                         f"{path}[{index}] = *new({element})", f"sink = {path}[{index}]",
                         f"for _, x := range {path} {{\n\t_ = x\n\tr++\n\tif r > 9 {{\n\t\tbreak\n\t}}\n}}",
                         f"r += copy({path}[:], make([]{element}, 2))", f"clear({path}[1:])",
                         f"sink = *(*[1]{element})({path}[:])"]
            if kind == "grid":
                uses += [f"sink = {path}[1][:]", f"r += {path}[i][1]", f"_ = {path}[1] == {path}[i]", f"_ = &{path}[i][1]"]
            return rng.choice(uses)
        if kind in ("pointer", "embeddedp", "nested", "embedded"):
            n = other.name[1:]
            uses = [f"r += {path}.P{n}()", f"r += {path}.V{n}()", f"f := {path}.P{n}\nr += f()", f"f := {path}.V{n}\nr += f()",
                    f"defer {path}.V{n}()", f"defer {path}.P{n}()", f"sink = {path}.V{n}", f"sink = {path}.P{n}",
                    f"_ = {path}.P{n}"]
            if "pointer" == kind or kind == "embeddedp":
                uses += [f"if {path} == nil {{\n\tr = 4\n}}", f"_ = *{path}", f"sink = *{path}", f"var m I = {path}\nr += m.M()",
                         f"x := *{path}\n_ = x", f"*{path} = {other.name}{{}}", f"if {path} != nil {{\n\tr += {path}.V{n}()\n}}"]
            else:
                uses += [f"sink = {path}", f"sink = &{path}", f"var m I = {path}\nr += m.M()", f"var m I = &{path}\nr += m.M()"]
            return rng.choice(uses)
        if kind == "func":
            return rng.choice([f"r += {path}()", f"if {path} == nil {{\n\tr++\n}}", f"defer {path}()", f"f := {path}\nr += f()"])
        if kind == "iface":
            return rng.choice([f"r += {path}.M()", f"_ = {path}.M", f"f := {path}.M\nr += f()", f"if {path} == nil {{\n\tr++\n}}",
                               f"_, ok := {path}.(*{t})\nif ok {{\n\tr++\n}}", f"defer {path}.M()", f"_ = {path} == {path}"])
        return rng.choice([f"_ = {path}", f"{path} = struct{{}}{{}}", f"x := {path}\n_ = x", f"sink = {path}", f"_ = &{path}",
                           f"if {path} == {path} {{\n\tr++\n}}"])

    def whole(self, t):
        n = t[1:]
        return self.rng.choice([
            "_ = *p", "take(*p)", "defer take(*p)", f"*p = give[{t}]()", f"s := []{t}{{*p}}\nr += len(s)", "x := *p\n_ = x", "sink = *p", "*p = *q", f"*p = {t}{{}}", "x := *p\nsink = &x", "*p, *q = *q, *p",
            f"r += p.P{n}()", f"r += p.V{n}()", f"f := p.V{n}\nr += f()", f"f := p.P{n}\nr += f()", f"defer p.V{n}()",
            f"r += {t}.V{n}(*p)", f"r += (*{t}).V{n}(p)", f"var m I = p\nr += m.M()", "var m I = p\nf := m.M\nr += f()",
            "if p == nil {\n\tr += 2\n}", "if p != nil {\n\t_ = *p\n}", "if p == q {\n\tr++\n}",
            f"m := map[int]*{t}{{}}\n_ = *m[1]", f"s := []*{t}{{p}}\nfor _, x := range s {{\n\t_ = *x\n}}",
            f"a := [2]*{t}{{p, q}}\nx := *a[i]\n_ = x", f"pp := &p\n_ = **pp", "_ = &*p", "sink = &*p",
            f"var e any = p\n_ = *e.(*{t})", "func() { _ = *p }()",
            f"ps := (*[2]{t})(nil)\nfor k := range ps {{\n\tr += k\n}}\nr += len(ps)",
            f"ps := (*[2]{t})(nil)\nif p == nil {{\n\t_ = ps[:]\n}}", f"ps := (*[2]{t})(nil)\nif p == nil {{\n\t_ = &ps[i]\n}}",
        ])

    def text(self):
        return (f"{self.rng.choice(['//go:noinline' + chr(10), ''])}func c{self.number}(p, q *{self.type.name}, i int) (r int) {{\n"
                + "\n".join(self.lines) + "\n\treturn r\n}\n")


def generate(seed):
    rng = random.Random(seed)
    types = []
    for i in range(TYPES):
        types.append(Struct(rng, i, list(types)))
    text = HEAD
    for struct in types:
        text += "\n" + struct.text()
    calls = ""
    for number in range(CASES):
        case = Case(rng, types, number)
        text += "\n" + case.text()
        t = case.type.name
        for name, args in (("nil", "nil, nil"), ("first", f"nil, new({t})"), ("set", f"new({t}), new({t})"), ("second", f"new({t}), nil")):
            calls += f'\ttry("c{number}.{name}", func() int {{ return c{number}({args}, {rng.choice([0, 1])}) }})\n'
    return text + "\nfunc main() {\n" + calls + "}\n"
