#!/usr/bin/env python3
"""Small programs in which pointers go every way that they can: pointers.py SEED

A kind of run.py against wrong decisions about where variables live. A program has some helpers and some cases, each a
small function: in large ones everything goes to the heap. They take addresses of variables, store them in structs,
slices, arrays, maps, channels, interfaces and closures, carry them round loops, get them back by dereferences, and
return what they reach. Between the taking of an address and its use `churn` overwrites the dead part of the stack,
moves it, collects and allocates, so that a dangling pointer or a place that two variables share shows in the numbers.

An expression is made from rules: a type has templates with holes of other types. No pointer is ever nil, all maps have
the keys 0 to 2 and all slices two elements, so nothing panics. The order of evaluation never matters: calls of
functions that write stand alone on the right side of an assignment to a variable. A part of the cases is made on
purpose to have long ways back to a variable: chains.py.
"""
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from chains import Chains
from prelude import prelude

FLAGS = ["-d=verify"]

PRELUDE = prelude("pointers")

# Templates; holes are $type$. An expression that is not a primary one is parenthesized.
READS = {
    "int": ["$int$", "(*$*int$)", "$*N$.v", "$*S$.v", "(**$**int$)"],
    "*int": ["(*$**int$)", "(**$***int$)", "$*N$.p", "$*N$.next.p", "$*N$.next.next.p", "$N$.p", "$S$.p", "$*S$.p",
             "$*S$.q.p", "$*S$.q.next.next.p", "$*S$.a[$bit$]", "$*S$.s[$bit$]", "(*$*S$.pp)", "$*E$.p", "$*E$.S.q.p",
             "$E$.next.p", "$*E$.m[1]", "$*E$.f()", "$[]*int$[$bit$]", "$[2]*int$[$bit$]", "$*[2]*int$[$bit$]",
             "$[][]*int$[$bit$][$bit$]", "$[]*N$[$bit$].p", "$[]*N$[$bit$].next.p", "$map[int]*int$[2]",
             "$map[int]*N$[1].next.p", "$func() *int$()", "$func() *N$().p", "$I$.reach()", "$*N$.reach()",
             "$S$.far()", "$*S$.far()", "$E$.mapped()", "$*Box[*int]$.v", "$*Box[*int]$.next.next.v", "$Box[*int]$.v",
             "unbox($*Box[*int]$)", "last($*int$, $*int$)", "last($[]*int$...)", "same($*int$)", "through($*int$)",
             "choose($*int$, $*int$)", "$any*int$.(*int)", "$*N$.deep().p"],
    "**int": ["(*$***int$)", "$*S$.pp", "$E$.pp", "&$*N$.p", "&$*S$.a[1]", "&$[]*int$[$bit$]", "&$*S$.q.p",
              "&$*Box[*int]$.v", "same($**int$)", "through($**int$)", "last($**int$, $**int$)", "$any**int$.(**int)"],
    "***int": ["&$*S$.pp", "same($***int$)", "choose($***int$, $***int$)"],
    "*N": ["$*N$.next", "$*N$.next.next", "$*S$.q", "$*S$.next", "&$*S$.N", "$*E$.q", "$E$.q", "&$*E$.N", "(*$**N$)",
           "$[]*N$[$bit$]", "$map[int]*N$[0]", "$func() *N$()", "$*N$.deep()", "$I$.deep()", "last($*N$, $*N$)",
           "same($*N$)", "through($*N$)", "$any*N$.(*N)"],
    "N": ["(*$*N$)", "$*S$.N", "$S$.N", "same($N$)"],
    "**N": ["&$*N$.next", "&$*S$.q", "&$[]*N$[$bit$]", "same($**N$)"],
    "*S": ["$*E$.S", "$E$.S", "same($*S$)", "last($*S$, $*S$)", "through($*S$)"],
    "S": ["(*$*S$)", "(*$E$.S)", "same($S$)"],
    "E": ["(*$*E$)", "same($E$)"],
    "*E": ["same($*E$)", "through($*E$)"],
    "[]*int": ["$*S$.s", "$S$.s", "$*S$.a[:]", "$*[2]*int$[:]", "$[][]*int$[$bit$]", "$[]*int$[:2]", "same($[]*int$)",
               "append($[]*int$, $*int$)", "append([]*int(nil), $[]*int$...)", "$any[]*int$.([]*int)"],
    "[][]*int": ["append($[][]*int$, $[]*int$)", "same($[][]*int$)"],
    "[]*N": ["append($[]*N$, $*N$)", "same($[]*N$)", "append([]*N{}, $[]*N$...)"],
    "[2]*int": ["$*S$.a", "$S$.a", "(*$*[2]*int$)", "[2]*int($[]*int$)"],
    "*[2]*int": ["&$*S$.a", "(*[2]*int)($[]*int$)", "same($*[2]*int$)"],
    "map[int]*int": ["$*E$.m", "$E$.m"],
    "map[int]*N": ["same($map[int]*N$)"],
    "func() *int": ["$*E$.f", "same($func() *int$)"],
    "func() *N": ["same($func() *N$)", "through($func() *N$)"],
    "I": ["$*E$.i", "same($I$)"],
    "Box[*int]": ["(*$*Box[*int]$)", "(*$*Box[*int]$.next)"],
    "*Box[*int]": ["$*Box[*int]$.next", "last($*Box[*int]$, $*Box[*int]$)"],
    "bit": ["($int$ & 1)"],
}
MAKES = {
    "int": ["$const$"],
    "*int": ["ptr($int$)"],
    "**int": ["ptr($*int$)"],
    "***int": ["ptr($**int$)"],
    "N": ["N{$*N$, $*int$, $int$}", "N{p: $*int$, next: $*N$}"],
    "*N": ["&N{$*N$, $*int$, $int$}", "&N{$*N$, $*int$, $const$}"],
    "**N": ["ptr($*N$)"],
    "S": ["S{$N$, $*N$, $[2]*int$, $[]*int$, $**int$}"],
    "*S": ["&S{$N$, $*N$, $[2]*int$, $[]*int$, $**int$}"],
    "E": ["E{$*S$, $map[int]*int$, $func() *int$, $I$}"],
    "*E": ["&E{$*S$, $map[int]*int$, $func() *int$, $I$}"],
    "[]*int": ["[]*int{$*int$, $*int$}", "[]*int{$*int$, $*int$, $*int$}"],
    "[][]*int": ["[][]*int{$[]*int$, $[]*int$}"],
    "[]*N": ["[]*N{$*N$, $*N$}"],
    "[2]*int": ["[2]*int{$*int$, $*int$}"],
    "*[2]*int": ["&[2]*int{$*int$, $*int$}"],
    "map[int]*int": ["map[int]*int{0: $*int$, 1: $*int$, 2: $*int$}"],
    "map[int]*N": ["map[int]*N{0: $*N$, 1: $*N$, 2: $*N$}"],
    "func() *int": ["func() *int { return $*int$ }", "$*N$.reach", "$S$.far", "$I$.reach",
                    "func() *int { x := $int$; return &x }"],
    "func() *N": ["func() *N { return $*N$ }", "$*N$.deep", "func() *N { x := $N$; return &x }"],
    "I": ["I($*N$)", "I(F($func() *int$))", "I($*S$)", "I($E$.S)"],
    "Box[*int]": ["Box[*int]{$*int$, $*Box[*int]$}"],
    "*Box[*int]": ["&Box[*int]{$*int$, $*Box[*int]$}"],
    "any": ["any($*int$)", "any($*N$)", "any($*S$)", "any($[]*int$)", "any($[2]*int$)", "any($N$)", "any($**int$)"],
    "any*int": ["any($*int$)"],
    "any**int": ["any($**int$)"],
    "any*N": ["any($*N$)"],
    "any[]*int": ["any($[]*int$)"],
    "bit": ["0", "1"],
}
LEAVES = {
    "int": "#", "*int": "leafP(#)", "**int": "ptr(leafP(#))", "***int": "ptr(ptr(leafP(#)))", "N": "(*leafN(#))",
    "*N": "leafN(#)", "**N": "ptr(leafN(#))", "S": "(*leafS(#))", "*S": "leafS(#)", "E": "(*leafE(#))",
    "*E": "leafE(#)", "[]*int": "leafS(#).s", "[][]*int": "[][]*int{leafS(#).s, leafS(#).s}",
    "[]*N": "[]*N{leafN(#), leafN(#)}", "[2]*int": "leafS(#).a", "*[2]*int": "(&leafS(#).a)",
    "map[int]*int": "leafM(#)", "map[int]*N": "leafMN(#)", "func() *int": "leafE(#).f",
    "func() *N": "leafN(#).deep", "I": "I(leafN(#))", "Box[*int]": "(*leafB(#))", "*Box[*int]": "leafB(#)",
    "any": "any(leafP(#))", "any*int": "any(leafP(#))", "any**int": "any(ptr(leafP(#)))", "any*N": "any(leafN(#))",
    "any[]*int": "any(leafS(#).s)", "bit": "0",
}
TYPES = [t for t in LEAVES if t != "bit" and not (t.startswith("any") and t != "any")]
STORES = {  # left sides
    "int": ["*$*int$", "$*N$.v", "$*S$.v", "**$**int$"],
    "*int": ["*$**int$", "$*N$.p", "$*N$.next.p", "$*S$.p", "$*S$.a[$bit$]", "$*S$.s[$bit$]", "*$*S$.pp", "$*E$.p",
             "$[]*int$[$bit$]", "$*[2]*int$[$bit$]", "$map[int]*int$[1]", "$[]*N$[$bit$].p", "$*Box[*int]$.v",
             "**$***int$", "$[][]*int$[$bit$][$bit$]"],
    "**int": ["$*S$.pp", "*$***int$"],
    "*N": ["$*N$.next", "$*S$.q", "$*S$.next", "*$**N$", "$[]*N$[$bit$]", "$map[int]*N$[2]", "$*N$.next.next"],
    "N": ["*$*N$", "$*S$.N"],
    "S": ["*$*S$", "*$*E$.S"],
    "*S": ["$*E$.S"],
    "E": ["*$*E$"],
    "[]*int": ["$*S$.s", "$[][]*int$[$bit$]"],
    "[2]*int": ["$*S$.a", "*$*[2]*int$"],
    "map[int]*int": ["$*E$.m"],
    "func() *int": ["$*E$.f"],
    "I": ["$*E$.i"],
    "*Box[*int]": ["$*Box[*int]$.next"],
}
SHOWS = {
    "int": "see(%s)", "*int": "seeP(%s)", "**int": "seePP(%s)", "***int": "seePPP(%s)", "N": "seeN(&%s)",
    "*N": "seeN(%s)", "**N": "seeNN(%s)", "S": "seeS(&%s)", "*S": "seeS(%s)", "E": "seeE(&%s)", "*E": "seeE(%s)",
    "[]*int": "seeSlice(%s)", "[][]*int": "seeSlices(%s)", "[]*N": "seeNodes(%s)", "[2]*int": "seeA(&%s)",
    "*[2]*int": "seeA(%s)", "map[int]*int": "seeM(%s)", "map[int]*N": "seeMN(%s)", "func() *int": "seeP(%s())",
    "func() *N": "seeN(%s())", "I": "seeP(%s.reach())", "Box[*int]": "seeB(&%s)", "*Box[*int]": "seeB(%s)",
    "any": "seeAny(%s)",
}
# How often a type is taken: what is small and what lives in frames, more often.
WEIGHTS = {"int": 6, "*int": 8, "**int": 4, "N": 5, "*N": 6, "S": 2, "[]*int": 4, "[2]*int": 3, "Box[*int]": 2}
LOCALS = ["int", "int", "*int", "*int", "N", "N", "*N", "**int", "[2]*int", "[]*int", "Box[*int]"]
DEEP = ["*N", "*N", "N", "**N", "*S", "S", "E", "*E", "**int", "***int", "[]*int", "[][]*int", "[]*N", "*[2]*int",
        "[2]*int", "Box[*int]", "*Box[*int]", "func() *int", "func() *N", "map[int]*N", "I"]
RESULTS = ["*int", "*int", "*int", "*N", "*N", "**int", "N", "[]*int", "[2]*int", "*Box[*int]", "*S", "func() *int",
           "I"]
# A function does without most of what sends everything to the heap.
FEATURES = ["through", "any", "map", "func", "I", "append", "="]
MAX_COST = 300


class Variable:
    def __init__(self, name, type_, assignable=True):
        self.name, self.type, self.assignable = name, type_, assignable


class Function:
    def __init__(self, name, parameters, results, pure, cost):
        self.name, self.parameters, self.results, self.pure, self.cost = name, parameters, results, pure, cost


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines, self.functions = [], []
        self.names = self.constants = 0
        self.literals = 0  # of functions around: nothing is called in them, lest they call themselves

    # ---- text

    def emit(self, text):
        self.lines.append("\t" * self.indent + text)

    def fresh(self, prefix="x"):
        self.names += 1
        return f"{prefix}{self.names}"

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def pick(self, values):
        return self.random.choice(values)

    def type(self):
        return self.random.choices(TYPES, [WEIGHTS.get(t, 1) * (20 if t in self.favoured else 1) for t in TYPES])[0]

    def favoured_of(self, types):
        return self.pick([t for t in types if t in self.favoured] or types)

    def constant(self):
        self.constants += 10
        return str(self.constants)

    def open(self, text):
        self.emit(text + " {")
        self.indent += 1
        self.scopes.append([])

    def close(self, text="}"):
        self.scopes.pop()
        self.indent -= 1
        self.emit(text)

    # ---- variables

    def declare(self, name, type_, assignable=True):
        self.scopes[-1].append(Variable(name, type_, assignable))

    def variable(self, type_, assignable=False):
        """A variable in scope, rather a late one; None if there is none."""
        found = [v for scope in self.scopes for v in scope if v.type == type_ and (v.assignable or not assignable)]
        if not found:
            return None
        return self.pick(found[-2:] if self.chance(60) else found).name

    def within_reach(self, type_):
        """Whether an expression of this type can be made of what there is in the function."""
        return self.variable(type_) or type_[0] == "*" and self.variable(type_[1:])

    def template(self, templates):
        """One of them, rather one whose holes variables can fill."""
        weights = []
        without = [*self.without, "()"] if self.literals else self.without
        templates = [t for t in templates if not any(f in t for f in without)] or templates
        for template in templates:
            holes = [hole for hole in template.split("$")[1::2] if hole not in ("const", "bit")]
            found = [hole for hole in holes if self.within_reach(hole)]
            weights.append(30 if holes and len(found) == len(holes) else 3 if found else 1)
        return self.random.choices(templates, weights)[0]

    # ---- expressions

    def fill(self, template, depth):
        literal = "return" in template
        self.literals += literal
        parts = template.split("$")
        for i in range(1, len(parts), 2):
            parts[i] = self.constant() if parts[i] == "const" else self.expression(parts[i], depth)
        self.literals -= literal
        return "".join(parts)

    def leaf(self, type_):
        text = LEAVES[type_]
        while "#" in text:
            text = text.replace("#", self.constant(), 1)
        return text

    def expression(self, type_, depth=3, read=60):
        """read: how often, in percent, it is one that reads rather than one that makes."""
        name = self.variable(type_)
        address = self.variable(type_[1:]) if type_[0] == "*" else None
        if address and self.chance(min(45, 100 - read)):
            return f"(&{address})"
        if name and (depth <= 0 or self.chance(min(35, 120 - read))):
            return name
        if depth <= 0:
            return f"(&{address})" if address else self.leaf(type_)
        calls = [f for f in self.functions if f.pure and f.results == [type_] and self.room(f)]
        if calls and not self.literals and self.chance(25):
            return self.call(self.pick(calls), depth)
        templates = READS.get(type_, []) if self.chance(read) or type_ not in MAKES else MAKES[type_]
        text = self.fill(self.template(templates or MAKES[type_]), depth - 1)
        return f"({text})" if text.startswith(("&", "func")) or text.endswith("}") else text

    def room(self, function):
        return self.cost + self.times * function.cost <= MAX_COST

    def call(self, function, depth):
        self.cost += self.times * function.cost
        return f"{function.name}({', '.join(self.expression(p, depth - 1) for p in function.parameters)})"

    # ---- statements

    def new_variable(self, type_=None):
        type_ = type_ or self.type()
        name, value = self.fresh(), self.expression(type_)
        self.emit(f"var {name} {type_} = {value}" if self.chance(15) or type_ == "any" else f"{name} := {value}")
        self.emit(f"_ = {name}")
        self.declare(name, type_)
        return name

    def assign(self):
        type_ = self.type()
        name = self.variable(type_, True)
        if name:
            self.emit(f"{name} = {self.expression(type_)}")
        else:
            self.new_variable(type_)

    def store(self):
        self.pure = False
        types = [t for t in STORES for _ in range(WEIGHTS.get(t, 1))]
        type_ = self.pick([t for t in types if self.within_reach(t)] or types)
        self.emit(f"{self.fill(self.template(STORES[type_]), 2)} = {self.expression(type_, 2)}")

    def change(self):
        self.pure = False
        way = self.random.randrange(4)
        if way == 0:
            self.emit(f"*{self.expression('*int', 2)} += {self.constant()}")
        elif way == 1:
            self.emit(f"{self.expression('*N', 2)}.v++")
        elif way == 2:
            self.emit(f"{self.expression('*N', 2)}.set({self.expression('*int', 2)})")
        else:
            self.emit(f"{self.expression('*S', 1)}.swap()")

    def call_statement(self):
        calls = [f for f in self.functions if self.room(f)]
        if not calls:
            return self.new_variable()
        function = self.pick(calls)
        names = [self.fresh() for _ in function.results]
        self.pure = self.pure and function.pure
        self.emit(f"{', '.join(names)} := {self.call(function, 2)}")
        self.emit(f"{', '.join('_' for _ in names)} = {', '.join(names)}")
        for name, type_ in zip(names, function.results):
            self.declare(name, type_)

    def show(self):
        self.pure = False
        types = [v.type for scope in self.scopes for v in scope]
        type_ = self.pick(types) if types else "*int"
        name = self.variable(type_)
        self.emit(SHOWS[type_] % name if name else SHOWS[type_] % self.expression(type_, 2))

    def show_deep(self):
        self.pure = False
        self.emit(SHOWS["*int"] % self.expression("*int"))

    def churn(self):
        self.pure = False
        if self.times <= 3:
            self.emit(f"churn({self.random.randrange(4)})")

    def conditional(self):
        self.open(f"if len(ballast) > {self.random.randrange(4)}")
        self.block()
        if self.chance(50):
            self.close("} else {")
            self.indent += 1
            self.scopes.append([])
            self.block()
        self.close()

    def loop(self):
        """A loop that hands something on to the next iteration."""
        if self.times > 4:
            return self.new_variable()
        type_ = self.type()
        carried = self.variable(type_, True) if self.chance(40) else None
        carried = carried or self.new_variable(type_)
        times, way = self.random.randint(2, 3), self.random.randrange(7)
        i = self.fresh("i")
        old_times, self.times = self.times, self.times * times
        label = None
        if way == 0:
            self.open(f"for {i} := 0; {i} < {times}; {i}++")
        elif way == 1:
            self.emit(f"{i} := 0")
            label = self.fresh("again")
            self.indent -= 1
            self.emit(f"{label}:")
            self.indent += 1
            self.open("")
        elif way == 2:
            self.open(f"for {i}, _ := range {self.expression('[]*int', 1)}[:2]")
        elif way == 3:
            element = self.fresh()
            self.open(f"for {i}, {element} := range each({self.expression('[]*int', 1)}[:2])")
            self.emit(f"_ = {element}")
            self.declare(element, "*int")
        elif way == 4:
            self.emit(f"{i} := 0")
            self.open("for")
        else:
            self.open(f"for {i} := range {times}")
        self.emit(f"_ = {i}")
        self.declare(i, "int", False)
        self.block(self.random.randint(1, 4), [(self.new_variable, 10)])
        if self.chance(70):
            shown = self.variable(type_)
            self.emit(SHOWS[type_] % shown)
            self.pure = False
        self.emit(f"{carried} = {self.expression(type_, 3, 85)}")
        if way == 1 or way == 4:
            self.emit(f"{i}++")
            self.emit(f"if {i} < {times} {{")
            self.emit(f"\tgoto {label}" if label else "\tcontinue")
            self.emit("}")
            if not label:
                self.emit("break")
        self.close()
        self.times = old_times

    def deferred(self):
        if self.times > 1 or not self.named:
            return self.new_variable()
        result = self.pick(self.named)
        way = self.random.randrange(3)
        if way == 0:
            self.emit(f"defer func() {{ {result.name} = {self.expression(result.type, 2)} }}()")
        elif way == 1:
            self.emit(f"defer func(a {result.type}) {{ {result.name} = a }}({self.expression(result.type, 2)})")
        else:
            self.pure = False
            self.emit(f"defer {self.expression('*N', 1)}.link({self.expression('*N', 2)})")

    def channel(self):
        type_, c, name = self.type(), self.fresh("c"), self.fresh()
        way = self.random.randrange(4)
        self.emit(f"{c} := make(chan {type_}, {1 if way else 0})")
        if way == 0:
            self.emit(f"go func() {{ {c} <- {self.expression(type_, 2)} }}()")
        elif way == 1:
            self.emit(f"{c} <- {self.expression(type_, 2)}")
        elif way == 2:
            self.emit("select {")
            self.emit(f"case {c} <- {self.expression(type_, 2)}:")
            self.emit("default:")
            self.emit("}")
        else:
            self.emit(f"go func(a {type_}) {{ {c} <- a }}({self.expression(type_, 2)})")
        if self.chance(30):
            self.churn()
        if self.chance(30):
            other = self.fresh("c")
            self.emit(f"var {other} chan {type_}")
            self.emit(f"var {name} {type_}")
            self.emit("select {")
            self.emit(f"case {name} = <-{c}:")
            self.emit(f"case {name} = <-{other}:")
            self.emit("}")
        else:
            self.emit(f"{name} := <-{c}")
        self.emit(f"_ = {name}")
        self.declare(name, type_)

    def type_switch(self):
        name, type_ = self.fresh(), self.pick(["*int", "*N", "[]*int", "N"])
        self.open(f"switch {name} := {self.expression('any', 2)}.(type)")
        self.emit(f"case {type_}:")
        self.declare(name, type_)
        self.emit(f"\t_ = {name}")
        self.indent += 1
        self.block(1)
        self.indent -= 1
        self.scopes[-1] = []
        self.emit("case *S, **int:")
        self.emit(f"\t_ = {name}")
        self.close()

    def closure(self):
        """A function literal that assigns to what it captures."""
        type_ = self.type()
        name = self.variable(type_, True)
        if not name:
            return self.new_variable(type_)
        f = self.fresh("f")
        self.emit(f"{f} := func(a {type_}) {type_} {{ b := {name}; {name} = a; return b }}")
        for _ in range(self.random.randint(1, 2)):
            result = self.fresh()
            self.emit(f"{result} := {f}({self.expression(type_, 2)})")
            self.emit(f"_ = {result}")
            self.declare(result, type_)

    def statement(self, more=()):
        ways = [(self.new_variable, 10), (self.assign, 5), (self.call_statement, 4), (self.show, 2),
                (self.show_deep, 2), (self.churn, 2), *more]
        if "=" not in self.without:
            ways += [(self.store, 5), (self.change, 2), (self.closure, 1)]
        if self.indent < 4:
            ways += [(self.loop, 6), (self.conditional, 2), (self.deferred, 1)]
        if self.indent < 4 and "any" not in self.without:
            ways += [(self.type_switch, 1)]
        if self.indent < 4 and "through" not in self.without:
            ways += [(self.channel, 2)]
        self.random.choices([w for w, _ in ways], [n for _, n in ways])[0]()

    def block(self, count=None, more=()):
        for _ in range(self.random.randint(1, 2) if count is None else count):
            self.statement(more)

    def locals(self, count):
        for _ in range(count):
            self.new_variable(self.favoured_of(LOCALS))

    # ---- functions

    def start(self, head, noinline):
        self.scopes, self.indent, self.named = [[]], 1, []
        self.pure, self.cost, self.times = True, 1, 1
        self.without = [f for f in FEATURES if self.chance(80)]
        self.lines.append("")
        if noinline:
            self.lines.append("//go:noinline")
        self.lines.append(head)

    def function(self, types, results, body):
        """A helper; left out again if it takes too long."""
        name, at = self.fresh("f"), len(self.lines)
        names = [self.fresh("a") for _ in types]
        named = [Variable(self.fresh("r"), t) for t in results] if self.chance(20) else []
        arguments = ", ".join(f"{n} {t}" for n, t in zip(names, types))
        result = ", ".join(f"{v.name} {v.type}" for v in named) or ", ".join(results)
        self.start(f"func {name}({arguments}) ({result}) {{", self.chance(75))
        for n, t in zip(names, types):
            self.declare(n, t)
        self.named = named
        body(results)
        self.lines.append("}")
        if self.cost > MAX_COST // 4:
            del self.lines[at:]
        else:
            self.functions.append(Function(name, types, results, self.pure, self.cost))

    def reader(self, results):
        self.block(self.random.choice([0, 0, 0, 1, 2]))
        self.emit("return " + ", ".join(self.expression(t, self.random.randint(1, 4), 95) for t in results))

    def maker(self, results):
        self.locals(self.random.randint(2, 6))
        self.block(self.random.choice([0, 0, 1, 2, 3]))
        self.emit("return " + ", ".join(self.returned(t) for t in results))

    def returned(self, type_):
        calls = [f for f in self.functions if f.pure and f.results == [type_] and self.room(f)]
        return self.call(self.pick(calls[-6:]), 2) if calls and self.chance(70) else self.expression(type_, 3, 85)

    def case(self):
        name = self.fresh("case")
        self.start(f"func {name}() {{", True)
        self.locals(self.random.randint(0, 3))
        for _ in range(self.random.randint(1, 2)):
            self.call_statement()
        self.block(self.random.randint(0, 4))
        self.emit(f"churn({self.random.randrange(4)})")
        for variable in self.scopes[0][-8:]:
            self.emit(SHOWS[variable.type] % variable.name)
        self.lines.append("}")
        return name

    def program(self):
        self.lines = PRELUDE.split("\n")
        cases = []
        for _ in range(12):
            self.favoured = ["int", "*int", *self.random.sample(TYPES, 3)]
            self.functions = self.functions[-12:]
            for _ in range(2):
                parameters = [self.favoured_of(DEEP) for _ in range(self.random.choice([1, 1, 1, 2, 3]))]
                self.function(parameters, [self.favoured_of(RESULTS)], self.reader)
            parameters = [self.type() for _ in range(self.random.choice([0, 0, 1, 2]))]
            results = [self.favoured_of(RESULTS) for _ in range(self.random.choice([1, 1, 1, 2]))]
            self.function(parameters, results, self.maker)
            cases.append(self.case())
        chains = Chains(self.random, self.names)
        cases += chains.make(20)
        self.lines += chains.lines
        self.lines += ["", "func main() {"]
        self.lines += [f'\tshow("{name}", {name})' for name in cases]
        self.lines.append("}")
        return "\n".join(self.lines) + "\n"


def generate(seed):
    return Generator(seed).program()


if __name__ == "__main__":
    print(generate(int(sys.argv[1])), end="")
