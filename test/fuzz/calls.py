"""Calls of every kind with random signatures: how arguments and results are put into registers and on the stack.

Parameters and results are of random types: structs and arrays in each other, with blank and empty parts, floats beside
integers and pointers, more of them than there are registers. Each function is called plainly, as a function value, as a
method by value, by pointer, through an interface, an embedded struct and a method expression, deferred, in a goroutine,
by reflect.Value.Call, and as what reflect.MakeFunc makes of it. It grows its stack, and the collector runs, before it
uses what it got.
"""
import random

FUNCTIONS = 6
BASIC = ["int", "int8", "uint16", "int32", "uint64", "bool", "float32", "float64", "complex64", "complex128", "string",
         "[]int", "any", "error", "*int", "func() int", "map[string]int", "uintptr", "struct{}", "[0]string"]
VALUES = {
    "bool": "n%2 == 0", "string": 'fmt.Sprint("s", n)', "[]int": "[]int{n, n + 1}", "any": "boxed(n)",
    "error": "failed(n)",
    "*int": "&[]int{n}[0]", "func() int": "func() int { return n }", "map[string]int": 'map[string]int{"k": n}',
    "struct{}": "struct{}{}", "[0]string": "[0]string{}", "complex64": "complex(float32(n), 1)",
    "complex128": "complex(2, float64(n))",
}
PRELUDE = """package main

import (
	"fmt"
	"reflect"
	"runtime"
)

var turn int

//go:noinline
func disturb(n int) int {
	var room [64]int
	if n == 0 {
		if turn++; turn%16 == 0 {
			runtime.GC()
		}
		return room[5]
	}
	room[n%64] = n
	return disturb(n-1) + room[(n+1)%64]
}

func boxed(n int) any {
	switch n % 4 {
	case 0:
		return n
	case 1:
		return fmt.Sprint("boxed", n)
	case 2:
		return [2]float64{1, float64(n)}
	}
	return nil
}

func failed(n int) error {
	if n%3 == 0 {
		return nil
	}
	return fmt.Errorf("e%d", n)
}

// Text of a value without addresses.
func text(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return "nil"
		}
		return "&" + text(v.Elem())
	case reflect.Func:
		if v.IsNil() {
			return "nil"
		}
		return fmt.Sprint("func ", v.Pointer() != 0)
	case reflect.Struct:
		s := "{"
		for i := range v.NumField() {
			s += text(v.Field(i)) + " "
		}
		return s + "}"
	case reflect.Array, reflect.Slice:
		s := "["
		for i := range v.Len() {
			s += text(v.Index(i)) + " "
		}
		return s + "]"
	case reflect.Interface:
		if v.IsNil() {
			return "nil"
		}
		if v.Type().NumMethod() > 0 {
			return "error"
		}
		return text(v.Elem())
	}
	return fmt.Sprint(v)
}

func texts(vs ...any) (s string) {
	for i := range vs {
		s += text(reflect.ValueOf(vs).Index(i)) + ";"
	}
	return
}

func check(how, want, got string) {
	if want != got {
		fmt.Println("DIFFERS", how, "\\n", want, "\\n", got)
	}
}

"""


class Types:
    def __init__(self, rng):
        self.random = rng
        self.declared = []
        self.names = 0

    def any_type(self, depth=2):
        roll = self.random.random()
        if depth == 0 or roll < 0.55:
            return self.random.choice(BASIC)
        if roll < 0.75:
            return f"[{self.random.choice([0, 1, 1, 1, 2, 3])}]{self.any_type(depth - 1)}"
        if self.declared and roll < 0.85:
            return self.random.choice(self.declared)[0]
        self.names += 1
        name = f"T{self.names}"
        fields = []
        for i in range(self.random.randint(0, 5)):
            fields.append(("_" if self.random.random() < 0.08 else f"F{i}", self.any_type(depth - 1)))
        self.declared.append((name, fields))
        return name

    def text(self):
        out = []
        for name, fields in self.declared:
            body = "".join(f"\t{field} {type_}\n" for field, type_ in fields)
            out.append(f"type {name} struct {{\n{body}}}\n\n")
        return "".join(out)

    def value(self, type_, seed):
        """An expression of the type that depends on the variable n."""
        if type_.startswith("[") and not type_.startswith("[]") and type_ != "[0]string":
            length, elem = type_[1:].split("]", 1)
            return f"{type_}{{{', '.join(self.value(elem, seed + k) for k in range(int(length)))}}}"
        for name, fields in self.declared:
            if name == type_:
                given = [f"{f}: {self.value(t, seed + k)}" for k, (f, t) in enumerate(fields) if f != "_"]
                return f"{name}{{{', '.join(given)}}}"
        return VALUES.get(type_, f"{type_}(n + {seed})")


class Function:
    def __init__(self, types, number):
        rng = types.random
        self.types = types
        self.number = number
        self.declared = [types.any_type() for _ in range(rng.choice([0, 1, 2, 3, 5, 8, 12, 20]))]
        order = list(range(len(self.declared)))
        rng.shuffle(order)
        self.returned = order[:rng.choice([0, 1, 2, 4, 9, 20])]
        self.variadic = bool(self.declared) and rng.random() < 0.2
        self.parameters = list(self.declared)  # as the function sees them
        if self.variadic:
            self.parameters[-1] = "[]" + self.parameters[-1]
        names = [f"a{i}" for i in range(len(self.parameters))]
        self.arguments = ", ".join(names)
        self.spread = self.arguments + ("..." if self.variadic else "")
        self.shown = self.declared[:-1] + ["..." + self.declared[-1]] if self.variadic else self.declared
        self.list = ", ".join(f"{name} {type_}" for name, type_ in zip(names, self.shown))
        results = [self.parameters[j] for j in self.returned]
        self.type = f"func({', '.join(self.shown)}) ({', '.join(results + ['string'])})"
        self.results = ", ".join([f"r{i} {t}" for i, t in enumerate(results)] + ["s string"])

    def declarations(self):
        k = self.number
        returns = ", ".join([f"a{j}" for j in self.returned] + [f"texts({self.arguments})"])
        out = [f"type M{k} struct {{ x, y int }}", f"type E{k} struct {{ pad float64; *M{k} }}",
               f"type I{k} interface {{ P({self.list}) ({self.results}) }}"]
        for receiver, name in (("", f"f{k}"), (f"(m M{k}) ", "V"), (f"(m *M{k}) ", "P")):
            touch = "if m.x != 3 { panic(m.x) }; m.y++; " if receiver else ""
            out += ["//go:noinline", f"func {receiver}{name}({self.list}) ({self.results}) {{",
                    f"{touch}disturb(len(s) + 40)", f"return {returns}", "}"]
        return out

    def variables(self):
        out = []
        for i, type_ in enumerate(self.parameters):
            value = self.types.value(self.declared[i], i)
            if self.variadic and i == len(self.parameters) - 1:
                value = f"{type_}{{{value}, {value}}}"
            out.append(f"var a{i} {type_} = {value}")
        k = self.number
        return out + [f"want, m := texts({self.arguments}), M{k}{{3, 4}}", f"e := E{k}{{1, &m}}",
                      f"var i, ei I{k} = &m, e",
                      f"fv, mv, iv, rf := f{k}, e.V, ei.P, reflect.ValueOf(f{k})",
                      "made := reflect.MakeFunc(rf.Type(), func(in []reflect.Value) []reflect.Value {", "disturb(50)",
                      f"return rf.{self.reflected()}(in)", f"}}).Interface().({self.type})",
                      f'rm := reflect.ValueOf(e).MethodByName("V").Interface().({self.type})']

    def reflected(self):
        return "CallSlice" if self.variadic else "Call"

    def compared_calls(self, kept, plain):
        k, spread = self.number, self.spread
        first = spread and ", " + spread
        calls = {
            "plain": f"f{k}({spread})", "value": f"fv({spread})", "method": f"m.V({spread})",
            "pointer": f"(&m).P({spread})",
            "bound": f"mv({spread})", "interface": f"i.P({spread})", "embedded": f"e.V({spread})",
            "wrapped": f"ei.P({spread})", "expression": f"M{k}.V(m{first})",
            "expression by pointer": f"(*E{k}).P(&e{first})",
            "made": f"made({spread})", "interface expression": f"I{k}.P(ei{first})", "bound interface": f"iv({spread})",
            "made method": f"rm({spread})"}
        out = []
        for how, call in calls.items():
            out += ["{", f"{self.assigned()} := {call}", f'check("{how} {k}", want, s)',
                    f'check("{how} {k} results", {plain}, {kept})', "}"]
        values = {
            "reflect": "rf", "reflect method": "reflect.ValueOf(m).Method(0)",
            "reflect pointer": 'reflect.ValueOf(&e).MethodByName("P")',
            "reflect interface": "reflect.ValueOf(&ei).Elem().Method(0)", "reflect made": "reflect.ValueOf(made)"}
        for how, value in values.items():
            out += ["{", f"out := {value}.{self.reflected()}(in)",
                    f'check("{how} {k}", want, out[len(out)-1].String())', 'got := ""',
                    'for _, v := range out[:len(out)-1] { got += text(v) + ";" }',
                    f'check("{how} {k} results", {plain}, got)', "}"]
        return out

    def assigned(self):
        return ", ".join([f"r{i}" for i in range(len(self.returned))] + ["s"])

    def text(self):
        k, spread = self.number, self.spread
        kept = "texts(" + ", ".join(f"r{i}" for i in range(len(self.returned))) + ")"
        plain = "texts(" + ", ".join(f"a{j}" for j in self.returned) + ")"
        values = ", ".join(f"reflect.ValueOf(&a{i}).Elem()" for i in range(len(self.parameters)))
        out = self.declarations() + [f"func call{k}(n int) {{"] + self.variables()
        out += [f"in := []reflect.Value{{{values}}}"] + self.compared_calls(kept, plain)
        out += ["done := make(chan string)", f"go func({self.list}) {{", "disturb(30)",
                f"{self.assigned()} := f{k}({spread})",
                f"_ = {kept}", "done <- s", f"}}({spread})", f'check("go {k}", want, <-done)', f"go i.P({spread})",
                "func() {", f"defer f{k}({spread})", f"defer ei.P({spread})", "disturb(20)", "}()",
                "func() {", f"defer func({self.list}) {{", "recover()",
                f'check("defer {k}", want, texts({self.arguments}))',
                f"}}({spread})", "panic(1)", "}()", "fmt.Println(want)", "}"]
        return "\n".join(out) + "\n\n"


def generate(seed):
    types = Types(random.Random(seed))
    functions = [Function(types, k) for k in range(FUNCTIONS)]
    texts = [f.text() for f in functions]
    calls = "".join(f"\tfor n := range 3 {{\n\t\tcall{k}(n)\n\t}}\n" for k in range(FUNCTIONS))
    return PRELUDE + types.text() + "\n".join(texts) + "\nfunc main() {\n" + calls + "}\n"
