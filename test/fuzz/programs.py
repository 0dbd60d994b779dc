#!/usr/bin/env python3
"""Whole programs over all of the language: programs.py SEED [-lines N]

A kind of run.py: 300 to 2,000 lines with structs that embed others, methods, interfaces, generic types and functions,
closures, defer and recover, maps, slices, strings, labelled loops, goto, switches of all kinds, loops over everything,
select, channels and goroutines. What is told of scalars and of composite values depends on the program alone.

A Program grows out of the statements' Generator: it makes types and functions at random, and adds the statements of
features.py. A variable of a composite type also brings its fields into scope, by their paths.
"""
import argparse
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from features import Features
from prelude import prelude
from statements import BITS, Generator, INTEGERS, PRELUDE as STATEMENTS, SCALARS

FLAGS = ["-d=verify"]
# (name, parameters, result): methods that many types have; each interface asks for some of them.
SIGNATURES = [("size", ["int"], "int"), ("label", [], "string"), ("mix", ["uint8", "string"], "uint32"),
              ("test", ["int64"], "bool"), ("half", ["float64"], "float64")]


class Type:
    """A named type: a struct with fields (name, type, embedded), or with another underlying type and no fields."""

    def __init__(self, name, fields, underlying=None):
        self.name, self.fields, self.underlying = name, fields, underlying
        self.methods = []   # (name, pointer receiver, parameters, result)
        self.promoted = {}  # methods of embedded types: name -> needs an address
        self.comparable = True


class Program(Features, Generator):
    def __init__(self, seed):
        super().__init__(seed, True, 0)
        self.types, self.interfaces_made, self.parts = {}, [], []
        self.sizes = self.random.choice([3, 5, 8, 12])

    # ---- expressions of any type

    def expression(self, type_, depth=3):
        if type_ in SCALARS:
            return super().expression(type_, depth)
        if type_ == "rune":
            return f"rune({super().expression('int32', depth)})"
        names = self.variables(type_)
        if names and not self.chance(3):
            return self.pick(names)
        return self.make(type_, depth)

    def make(self, type_, depth):
        depth = max(0, depth - 1)
        if type_ in SCALARS:
            return self.expression(type_, depth)
        if type_ in self.types:
            made = self.types[type_]
            if made.underlying:
                return f"{type_}({self.expression(made.underlying, depth)})"
            fields = [f for f in made.fields if not self.chance(6) or f[1].startswith("*")]
            if len(fields) == len(made.fields) and self.chance(2):
                return f"{type_}{{{', '.join(self.expression(f[1], depth) for f in fields)}}}"
            return f"{type_}{{{', '.join(f'{f[0]}: {self.expression(f[1], depth)}' for f in fields)}}}"
        if type_.startswith("*"):
            return f"ptrTo({self.expression(type_[1:], depth)})"
        if type_.startswith("[]"):
            count = self.random.randint(0, 3)
            return f"{type_}{{{', '.join(self.expression(type_[2:], depth) for _ in range(count))}}}"
        if type_.startswith("map["):
            key, value = type_[4:].split("]", 1)
            keys = self.random.sample(range(9), self.random.randint(0, 3))
            key_of = (lambda n: f'"k{n}"') if key == "string" else str
            return f"{type_}{{{', '.join(f'{key_of(n)}: {self.expression(value, depth)}' for n in keys)}}}"
        if type_.startswith("["):
            count, elem = type_[1:].split("]", 1)
            return f"{type_}{{{', '.join(self.expression(elem, depth) for _ in range(int(count)))}}}"
        if type_.startswith("func("):
            result = type_[type_.index(")") + 2:]
            return f"func() {result} {{ return {self.variable(result)} }}"
        if type_ == "any":
            return f"any({self.expression(self.pick(['int', 'string', 'uint8', 'float64']), depth)})"
        return f"{type_}({self.implementor(type_, depth)})"

    def implementor(self, interface, depth):
        chosen = self.pick([i for i in self.interfaces_made if i[0] == interface][0][2])
        type_, by_pointer = chosen
        return f"ptrTo({self.expression(type_, depth)})" if by_pointer else self.expression(type_, depth)

    # ---- types

    def field_type(self):
        way = self.random.randrange(12)
        structs = [t.name for t in self.types.values()]
        if way < 5 or not structs and way < 8:
            return self.pick(SCALARS)
        if way < 7:
            return self.pick(structs)
        if way == 7:
            return "*" + self.pick(structs)
        elem = self.pick(SCALARS + structs)
        if way == 8:
            return f"[{self.random.randint(1, 3)}]{elem}"
        if way == 9:
            return f"[]{elem}"
        if way == 10:
            return f"map[{self.pick(['string', 'int'])}]{elem}"
        return self.pick(["any", f"func() {self.pick(INTEGERS)}"])

    def new_type(self):
        name = self.fresh("T")
        if self.chance(5):
            made = Type(name, [], self.pick(["int", "uint16", "string", "float64", "[]int", "map[string]int"]))
            made.comparable = made.underlying in SCALARS
            self.types[name] = made
            self.lines += ["", f"type {name} {made.underlying}"]
            return made
        made = Type(name, [])
        structs = [t for t in self.types.values() if not t.underlying]
        embedded = self.random.sample(structs, min(len(structs), self.random.choice([0, 0, 1, 1, 2])))
        taken = set()
        for other in embedded:
            if other.name in taken or taken & set(other.promoted) | taken & {m[0] for m in other.methods}:
                continue  # methods would be ambiguous
            pointer = self.chance(3)
            made.fields.append((other.name, "*" * pointer + other.name, True))
            for method, address in [(m[0], m[1]) for m in other.methods] + list(other.promoted.items()):
                made.promoted[method] = address and not pointer
                taken.add(method)
            taken.add(other.name)
        for _ in range(self.random.randint(1, 5)):
            made.fields.append((self.fresh("f"), self.field_type(), False))
        made.comparable = all(self.is_comparable(f[1]) for f in made.fields)
        self.lines += ["", f"type {name} struct {{"]
        self.lines += [f"\t{t}" if e else f"\t{n} {t}" for n, t, e in made.fields] + ["}"]
        self.types[name] = made
        return made

    def is_comparable(self, type_):
        if type_ in self.types:
            return self.types[type_].comparable
        if type_.startswith(("[]", "map[", "func(", "any")):
            return False
        if type_.startswith("["):
            return self.is_comparable(type_.split("]", 1)[1])
        return True

    def methods(self, made):
        names = set()
        for name, parameters, result in self.random.sample(SIGNATURES, self.random.randint(1, 3)):
            self.method(made, name, parameters, result, self.chance(2))
            names.add(name)
        for _ in range(self.random.randint(0, 2)):
            parameters = [self.pick(SCALARS) for _ in range(self.random.randint(0, 3))]
            self.method(made, self.fresh("m"), parameters, self.pick(SCALARS), self.chance(2))
        made.promoted = {m: a for m, a in made.promoted.items() if m not in names}

    def method(self, made, name, parameters, result, pointer):
        names = [self.fresh("a") for _ in parameters]
        self.scopes = [[(n, t, True) for n, t in zip(names, parameters)]]
        self.declare_paths("r", made.name, True)
        arguments = ", ".join(f"{n} {t}" for n, t in zip(names, parameters))
        self.lines += ["", f"func (r {'*' * pointer}{made.name}) {name}({arguments}) {result} {{"]
        self.indent, self.budget, self.loops = 1, self.random.randint(0, 3), 1
        if made.underlying in BITS:
            self.declare(f"{made.underlying}({'*' * pointer}r)", made.underlying, False)
        for _ in range(self.random.randint(0, 2)):
            self.assign()
        self.emit(f"return {self.expression(result, 2)}")
        self.lines.append("}")
        made.methods.append((name, pointer, parameters, result))

    def declare_paths(self, path, type_, assignable, depth=0):
        """The scalars inside a variable, as variables; and what they lie in."""
        made = self.types.get(type_.lstrip("*"))
        if type_.startswith("**") or not made or depth > 2:
            return
        for name, field, _ in made.fields:
            if field in SCALARS or field in self.types or field.startswith("["):
                self.declare(f"{path}.{name}", field, assignable)
            self.declare_paths(f"{path}.{name}", field, assignable, depth + 1)

    def new_interface(self):
        wanted = self.random.sample(SIGNATURES, self.random.randint(1, 2))
        found = []
        for made in self.types.values():
            own = {m[0]: m[1] for m in made.methods}
            all_ = {**made.promoted, **own}
            if all(w[0] in all_ for w in wanted):
                found.append((made.name, any(all_[w[0]] for w in wanted) or self.chance(3)))
        if not found:
            return
        name = self.fresh("I")
        self.lines += ["", f"type {name} interface {{"]
        self.lines += [f"\t{w[0]}({', '.join(w[1])}) {w[2]}" for w in wanted] + ["}"]
        self.interfaces_made.append((name, wanted, found))

    def generic(self):
        """A generic function over a random constraint, and calls of it."""
        name, types = self.fresh("g"), self.random.sample(INTEGERS[:-1], self.random.randint(2, 4))
        tilde = lambda t: f"~{t}" if self.chance(2) else t
        constraint = " | ".join(tilde(t) for t in types)
        self.lines += ["", f"func {name}[T {constraint}, U any](x, y T, f func(T) U) (T, []U) {{"]
        operator = self.pick(["+", "-", "*", "^", "|"])
        self.lines += ["\tvar all []U", f"\tfor i := T(0); i < {self.random.randint(1, 4)}; i++ {{",
                       f"\t\tx = x {operator} y", f"\t\tif x > y {{", "\t\t\tall = append(all, f(x-i))", "\t\t}", "\t}",
                       f"\treturn x {self.pick(['/', '%'])} (y | 1), all", "}"]
        self.generics.append((name, types))

    # ---- statements on them

    def show_value(self, expression, type_):
        if type_ in SCALARS:
            self.show(expression, type_)
        else:
            self.tell(f"text({expression})")

    def composite(self):
        if not self.types:
            return self.new_variable()
        type_ = self.pick(list(self.types)) if not self.chance(4) else self.field_type()
        name = self.fresh("x")
        typed = self.chance(2) or type_ == "any" or type_ in SCALARS
        self.emit(f"var {name} {type_} = {self.make(type_, 2)}" if typed else f"{name} := {self.make(type_, 2)}")
        self.emit(f"_ = {name}")
        self.declare(name, type_)
        self.declare_paths(name, type_, True)
        if self.chance(3):
            self.show_value(name, type_)

    def composites(self, type_filter=lambda t: True):
        return [(n, t) for scope in self.scopes for n, t, a in scope
                if a and t.lstrip("*") in self.types and type_filter(self.types[t.lstrip("*")])]

    def copies(self):
        found = [(n, t) for n, t in self.composites() if not t.startswith("*")]
        if not found:
            return self.composite()
        name, type_ = self.pick(found[-6:])
        copy = self.fresh("x")
        self.emit(f"{copy} := {name}")
        self.emit(f"_ = {copy}")
        self.declare(copy, type_)
        self.declare_paths(copy, type_, True)
        for _ in range(self.random.randint(0, 2)):
            self.assign()
        if self.types[type_].comparable:
            self.tell(f"{copy} == {name}", f"any({copy}) != any({name})")
        self.show_value(self.pick([copy, name]), type_)

    def pointers(self):
        found = [(n, t) for n, t in self.composites() if not t.startswith("*")]
        if not found:
            return self.composite()
        name, type_ = self.pick(found[-6:])
        pointer = self.fresh("q")
        self.emit(f"{pointer} := &{name}")
        self.emit(f"_ = {pointer}")
        self.declare(pointer, "*" + type_)
        self.declare_paths(pointer, "*" + type_, True)
        self.assign()
        self.show_value(f"*{pointer}", type_)

    def method_calls(self):
        found = [(n, t, self.types[t.lstrip("*")]) for n, t in self.composites(lambda t: t.methods)]
        if not found:
            return self.composite()
        name, type_, made = self.pick(found[-6:])
        method, pointer, parameters, result = self.pick(made.methods)
        arguments = ", ".join(self.expression(p, 2) for p in parameters)
        value, way = self.fresh(), self.random.randrange(5)
        if way == 0:
            f = self.fresh("f")
            self.emit(f"{f} := {name}.{method}")
            self.emit(f"{value} := {f}({arguments})")
        elif way == 1:
            receiver = name if type_.startswith("*") else f"&{name}"
            self.emit(f"{value} := (*{made.name}).{method}({receiver}{', ' if arguments else ''}{arguments})")
        elif way == 2 and not pointer:
            receiver = f"*{name}" if type_.startswith("*") else name
            self.emit(f"{value} := {made.name}.{method}({receiver}{', ' if arguments else ''}{arguments})")
        elif way == 3:
            star = "*" if type_.startswith("*") else ""
            self.emit(f'defer func(s string) {{ fmt.Println(s, text({star}{name})) }}("{value}")')
            self.emit(f"{value} := {name}.{method}({arguments})")
        else:
            self.emit(f"{value} := {name}.{method}({arguments})")
        self.emit(f"_ = {value}")
        self.declare(value, result)
        self.show(value, result)

    def promoted_calls(self):
        found = [(n, self.types[t.lstrip("*")]) for n, t in self.composites(lambda t: t.promoted)]
        if not found:
            return self.composite()
        name, made = self.pick(found[-6:])
        method = self.pick(sorted(made.promoted))
        for signature, parameters, result in SIGNATURES:
            if signature == method:
                value = self.fresh()
                self.emit(f"{value} := {name}.{method}({', '.join(self.expression(p, 1) for p in parameters)})")
                self.show(value, result)

    def interface_values(self):
        if not self.interfaces_made:
            return self.interfaces()
        name, wanted, found = self.pick(self.interfaces_made)
        x, i = self.fresh("x"), self.fresh("i")
        values = ", ".join(self.implementor(name, 2) for _ in range(self.random.randint(1, 4)))
        self.open(f"for {i}, {x} := range []{name}{{{values}}}")
        self.counter(i)
        self.loops += 1
        method, parameters, result = self.pick(wanted)
        f = self.fresh("f")
        if self.chance(3):
            self.emit(f"{f} := {x}.{method}")
        else:
            names = [f"a{k}" for k in range(len(parameters))]
            declared = ", ".join(f"{n} {p}" for n, p in zip(names, parameters))
            self.emit(f"{f} := func({declared}) {result} {{ return {x}.{method}({', '.join(names)}) }}")
        value = self.fresh()
        self.emit(f"{value} := {f}({', '.join(self.expression(p, 1) for p in parameters)})")
        self.show(value, result)
        y = self.fresh("y")
        self.open(f"switch {y} := {x}.(type)")
        for type_, pointer in self.random.sample(found, min(len(found), 3)):
            self.emit(f"case {'*' * pointer}{type_}:")
            self.indent += 1
            self.show_value(f"{'*' * pointer}{y}", type_)
            self.indent -= 1
        other = self.pick(self.interfaces_made)
        if other[0] != name:
            self.emit(f"case {other[0]}:")
            self.emit(f'\tfmt.Println("also", {y} != nil)')
        self.emit("case nil:")
        self.emit("default:")
        self.emit(f'\tfmt.Printf("%T\\n", {y})')
        self.close()
        self.loops -= 1
        self.close()

    def generic_calls(self):
        if not self.generics:
            return self.composite()
        name, types = self.pick(self.generics)
        type_, to = self.pick(types), self.pick(SCALARS)
        x, all_ = self.fresh("x"), self.fresh("s")
        self.emit(f"{x}, {all_} := {name}({self.expression(type_, 2)}, {self.expression(type_, 2)}, "
                  f"func(x {type_}) {to} {{ return {self.expression(to, 1)} }})")
        self.emit(f"_ = {all_}")
        self.show(x, type_)
        self.tell(f"text({all_})")

    def ranges(self):
        elements = SCALARS + list(self.types)
        found = [(n, t) for scope in self.scopes for n, t, _ in scope
                 if t.startswith("[") and ("." in n or n[0] in "xsq") and t.split("]", 1)[1] in elements]
        if not found:
            return self.composite()
        name, type_ = self.pick(found[-6:])
        i, x = self.fresh("i"), self.fresh("e")
        pointer = not type_.startswith("[]") and self.chance(3) and "." not in name
        self.open(f"for {i}, {x} := range {'&' * pointer}{name}")
        self.emit(f"_, _ = {i}, {x}")
        self.counter(i)
        self.declare(x, type_.split("]", 1)[1])
        self.loops += 1
        self.block(self.random.randint(1, 2))
        self.loops -= 1
        self.close()

    WAYS = {"new_variable": 6, "assign": 8, "show_variable": 5}
    NESTED = {"conditional": 4, "loop": 4, "switch": 2, "slices": 2, "maps": 1, "structs": 1, "interfaces": 1,
              "closures": 2, "recovers": 1, "defers": 2, "channels": 1, "composite": 6, "copies": 2, "pointers": 2,
              "method_calls": 4, "promoted_calls": 2, "interface_values": 2, "generic_calls": 1, "ranges": 2,
              "labelled": 1, "goto_loop": 1, "constant_switch": 2, "range_func": 2, "panics": 2, "defers_order": 1,
              "error_chain": 1, "stacks": 1, "folds": 1, "aliasing": 1, "grids": 1, "map_kinds": 1, "sets": 1,
              "strings_": 2, "numbers": 2, "function_values": 1, "variadics": 1, "workers": 1, "mutexes": 1,
              "pipelines": 1, "selects": 1}

    def statement(self):
        self.budget -= 1
        nested = self.budget > 0 and self.indent < 6 and self.loops < 3
        ways = {**self.WAYS, **self.NESTED} if nested else self.WAYS
        getattr(self, self.random.choices(list(ways), list(ways.values()))[0])()

    # ---- the program

    def part(self):
        """A function without parameters that does a few things."""
        name = self.fresh("part")
        self.scopes = [[]]
        self.lines += ["", f"func {name}() {{"]
        self.indent, self.budget, self.loops = 1, self.random.randint(5, 30), 0
        while self.budget > 0:
            self.statement()
        self.lines.append("}")
        self.parts.append(name)

    def program(self):
        self.generics = []
        self.lines = (prelude("programs") + STATEMENTS).rstrip("\n").split("\n")
        for t in SCALARS:
            self.lines.append(f"var pool_{t} = [...]{t}{{{', '.join(self.literal(t) for _ in range(4))}}}")
        for _ in range(self.sizes):
            self.methods(self.new_type())
            if self.chance(2):
                self.function()
        for _ in range(self.sizes):
            self.new_interface()
            self.generic()
        for _ in range(self.sizes):
            self.part()
        self.lines += ["", "func main() {"]
        self.lines += [f"\tfmt.Println(guarded({p}))" for p in self.parts]
        if self.chance(4):
            self.lines.append(self.pick(["\tos.Exit(3)", '\tpanic("the end")', "\tpanic(&failure{7, \"end\"})"]))
        self.lines.append("}")
        return "\n".join(self.lines) + "\n"


def generate(seed):
    return Program(seed).program()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seed", type=int)
    print(generate(parser.parse_args().seed), end="")


if __name__ == "__main__":
    main()
