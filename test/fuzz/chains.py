"""Pointers that are packed and unpacked again, for pointers.py.

A chain begins with the address of a variable and packs it again and again: into the address of the variable that holds
it, a struct, slice, array, map, closure, interface, an embedded pointer, a list. What undoes each step is known, so a
path leads from every stage back to the variable. Paths are walked in pieces, by expressions, functions, closures,
branches and loops. A chain case packs in a function whose frame is gone when the rest of the path is walked, or in one
iteration of a loop while a later one walks the rest.
"""

# (type made of t, expression of a variable v of type t, path back from x, how often). Lines before it: see pack().
STEPS = [
    ("*{t}", "&{v}", "(*{x})", 8),
    ("Box[{t}]", "Box[{t}]{{v: {v}}}", "{x}.v", 4),
    ("*Box[{t}]", "&Box[{t}]{{v: {v}}}", "{x}.v", 4),
    ("*Box[{t}]", "&Box[{t}]{{v: {v}}}", "{x}.get()", 1),
    ("Box[{t}]", "Box[{t}]{{next: &Box[{t}]{{v: {v}}}}}", "{x}.next.v", 2),
    ("*Box[{t}]", "&Box[{t}]{{next: &Box[{t}]{{v: {v}}}}}", "held({x})", 2),
    ("*Box[{t}]", "&Box[{t}]{{next: &Box[{t}]{{next: &Box[{t}]{{v: {v}}}}}}}", "tail({x})", 2),
    ("*Box[{t}]", "&Box[{t}]{{next: &Box[{t}]{{next: &Box[{t}]{{v: {v}}}}}}}", "down({x}, 2)", 1),
    ("*Box[*Box[{t}]]", "&Box[*Box[{t}]]{{v: &Box[{t}]{{v: {v}}}}}", "finally({x})", 1),
    ("[2]{t}", "[2]{t}{{{v}, {v}}}", "{x}[{bit}]", 2),
    ("*[2]{t}", "&[2]{t}{{{v}, {v}}}", "{x}[{bit}]", 2),
    ("[1]{t}", "[1]{t}{{{v}}}", "{x}[0]", 1),
    ("[]{t}", "[]{t}{{{v}, {v}}}", "{x}[{bit}]", 4),
    ("[]{t}", "(&[3]{t}{{{v}, {v}, {v}}})[1:]", "{x}[{bit}]", 2),
    ("[]{t}", "append([]{t}(nil), {v})", "{x}[0]", 1),
    ("[]{t}", "append(make([]{t}, 0, 2), {v})", "{x}[0]", 1),
    ("[]{t}", "[]{t}{{{v}, {v}, {v}}}", "mid({x}...)", 1),
    ("map[int]{t}", "map[int]{t}{{1: {v}}}", "{x}[1]", 1),
    ("func() {t}", "func() {t} {{ return {v} }}", "{x}()", 2),
    ("func() {t}", "func() {t} {{ return {v} }}", "call({x})", 2),
    ("func() {t}", "(&Box[{t}]{{v: {v}}}).get", "{x}()", 1),
    ("func() {t}", "(&Box[{t}]{{v: {v}}}).get", "apply({x})", 1),
    ("any", "any({v})", "{x}.({t})", 1),
    ("any", "any(&Box[{t}]{{v: {v}}})", "{x}.(*Box[{t}]).v", 1),
    ("Getter[{t}]", "Getter[{t}](&Box[{t}]{{v: {v}}})", "{x}.get()", 1),
    ("Emb[{t}]", "Emb[{t}]{{Box: &Box[{t}]{{v: {v}}}}}", "{x}.v", 2),
    ("*Emb2[{t}]", "&Emb2[{t}]{{Emb: Emb[{t}]{{&Box[{t}]{{v: {v}}}, 1}}}}", "{x}.v", 1),
    ("Emb3[{t}]", "Emb3[{t}]{{&Emb2[{t}]{{Emb: Emb[{t}]{{&Box[{t}]{{v: {v}}}, 1}}}}}}", "{x}.fetch()", 1),
    ("*Emb3[{t}]", "&Emb3[{t}]{{&Emb2[{t}]{{Emb: Emb[{t}]{{&Box[{t}]{{v: {v}}}, 1}}}}}}", "{x}.Emb.Box.v", 1),
    ("chan {t}", "filled({v})", "peek({x})", 1),
]
# What the next iteration finds the value in: declaration of {c} for a {t}, and the place.
CARRIERS = [
    ("var {c} {t}", "{c}", 6),
    ("var {c} Box[{t}]", "{c}.v", 2),
    ("{c} := &Box[{t}]{{}}", "{c}.v", 1),
    ("var {c}a {t}; {c} := &{c}a", "(*{c})", 1),
    ("var {c}a Box[Box[{t}]]; {c} := &{c}a.v", "{c}.v", 1),
    ("var {c} [2]{t}", "{c}[1]", 1),
    ("var {c} [2]{t}", "{c}[count&0]", 1),
    ("{c} := make([]{t}, 2)", "{c}[1]", 1),
    ("{c} := map[string]{t}{{}}", '{c}["a"]', 1),
    ("var {c}a, {c}b Box[{t}]; {c} := choose(&{c}a, &{c}b)", "{c}.v", 1),
    ("var {c}a {t}; {c} := func() *{t} {{ return &{c}a }}", "(*{c}())", 1),
]
# How a function gives its caller a value v of type t: its head, the end of its body, what the caller does.
RETURNS = [
    ("func {f}() {t}", "return {v}", "{g} := {f}()", 6),
    ("func {f}() (r {t})", "defer func() {{ r = {v} }}(); return", "{g} := {f}()", 1),
    ("func {f}() (int, {t})", "return 1, {v}", "_, {g} := {f}()", 1),
    ("func {f}(out *{t})", "*out = {v}", "var {g} {t}; {f}(&{g})", 1),
    ("func {f}(out *Box[{t}])", "out.v = {v}", "var {g}a Box[{t}]; {f}(&{g}a); {g} := {g}a.v", 1),
    ("func {f}(c chan<- {t})", "c <- {v}", "{g}c := make(chan {t}); go {f}({g}c); {g} := <-{g}c", 1),
    ("func {f}()", "panic({v})", "{g} := caught({f}).({t})", 1),
    ("func {f}() func() {t}", "return func() {t} {{ return {v} }}", "{g} := {f}()()", 1),
    ("func {f}(yield func({t}) bool)", "yield({v})", "var {g} {t}; for x := range {f} {{ {g} = x }}", 1),
    ("func {f}() Box[{t}]", "return Box[{t}]{{v: {v}}}", "{g} := {f}().v", 1),
    ("func {f}(b Box[{t}]) *Box[{t}]", "b.v = {v}; return &b", "{g} := {f}(Box[{t}]{{}}).v", 1),
]
MAX_TYPE = 60  # letters


class Chains:
    """Makes chain cases: functions in self.lines, and the names of the cases."""

    def __init__(self, random, names):
        """names: how many the rest of the program has."""
        self.random, self.lines, self.names, self.constants = random, [], names, 0

    def emit(self, indent, text):
        self.lines.append("\t" * indent + text)

    def fresh(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def begin(self, head, noinline=True):
        self.lines.append("")
        if noinline:
            self.lines.append("//go:noinline")
        self.lines.append(head + " {")

    # ---- packing

    def pack(self, indent, count, start):
        """Emits `count` steps from the int variable `start`. The stages: (type, name, path back to the last)."""
        stages = [("*int", self.fresh("p"), None)]
        self.emit(indent, f"{stages[0][1]} := &{start}")
        for _ in range(count):
            type_, value, _ = stages[-1]
            steps = [s for s in STEPS if len(s[0].format(t=type_)) < MAX_TYPE]
            made, expression, path, _ = self.random.choices(steps, [s[3] for s in steps])[0]
            name, made = self.fresh("p"), made.format(t=type_)
            expression = expression.format(t=type_, v=value)
            self.place(indent, made, name, expression)
            stages.append((made, name, path.format(t=type_, x="{x}", bit=self.random.choice(["0", "1", "count&1"]))))
        return stages

    def place(self, indent, type_, name, expression):
        """Declares a variable with this value, in one of several ways."""
        way = self.random.randrange(12)
        if way == 0:
            self.emit(indent, f"var {name} {type_}")
            self.emit(indent, f"if len(ballast) > 1 {{")
            self.emit(indent + 1, f"{name} = {expression}")
            self.emit(indent, "}")
        elif way == 1:
            self.emit(indent, f"var {name}a Box[{type_}]")
            self.emit(indent, f"{name}b := &{name}a")
            self.emit(indent, f"{name}b.v = {expression}")
            self.emit(indent, f"{name} := {name}a.v")
        elif way == 2:
            self.emit(indent, f"{name}a, {name}b := {expression}, {expression}")
            self.emit(indent, f"{name}c := &{name}a")
            self.emit(indent, f"if len(ballast) > 3 {{")
            self.emit(indent + 1, f"{name}c = &{name}b")
            self.emit(indent, "}")
            self.emit(indent, f"{name} := *{name}c")
        elif way == 3:
            self.emit(indent, f"{name}a := Box[{type_}]{{v: {expression}}}")
            self.emit(indent, f"{name}, _ := both(&{name}a, &{name}a)")
        elif way == 4:
            self.emit(indent, f"{name} := pass({expression})")
        else:
            self.emit(indent, f"{name} := {expression}")

    # ---- unpacking

    def unpack(self, indent, stages, to=0):
        """The name of a variable with stage number `to`, reached from the last one."""
        at, name = len(stages) - 1, stages[-1][1]
        while at > to:
            piece = self.random.randint(1, min(4, at - to))
            path = "{x}"
            for number in range(at, at - piece, -1):
                path = stages[number][2].replace("{x}", path)
            name = self.walk(indent, stages[at][0], stages[at - piece][0], path, name)
            at -= piece
        return name

    def walk(self, indent, from_type, to_type, path, name):
        result, way = self.fresh("q"), self.random.randrange(9)
        if way <= 2:
            self.helper(indent, from_type, to_type, path, name, result)
        elif way == 3:
            self.emit(indent, f"{result} := call(func() {to_type} {{ return {path.replace('{x}', name)} }})")
        elif way == 4:
            self.emit(indent, f"var {result} {to_type}")
            self.emit(indent, f"for range 2 {{")
            self.emit(indent + 1, f"{result} = {path.replace('{x}', name)}")
            self.emit(indent, "}")
        elif way == 5:
            self.emit(indent, f"{result} := zero[{to_type}]()")
            self.emit(indent, f"if count >= 0 {{")
            self.emit(indent + 1, f"{result} = {path.replace('{x}', name)}")
            self.emit(indent, "}")
        elif way == 6:
            self.emit(indent, f"{result}a := Box[{from_type}]{{v: {name}}}")
            self.emit(indent, f"{result}b := &{result}a")
            self.emit(indent, f"{result} := {path.replace('{x}', result + 'b.v')}")
        else:
            self.emit(indent, f"{result} := {path.replace('{x}', name)}")
        return result

    def helper(self, indent, from_type, to_type, path, name, result):
        """The path as a function of its own, which goes before the others."""
        function = self.fresh("walk")
        lines, self.lines = self.lines, self.helpers
        way = self.random.randrange(5)
        self.begin(f"func {function}(a {from_type}) {'(r ' + to_type + ')' if way == 1 else to_type}", self.chance(75))
        if way == 0:
            self.emit(1, f"b := {path.replace('{x}', 'a')}")
            self.emit(1, f"churn({self.random.randrange(4)})")
            self.emit(1, "return b")
        elif way == 1:
            self.emit(1, f"defer func() {{ r = {path.replace('{x}', 'a')} }}()")
            self.emit(1, "return r")
        elif way == 2:
            self.emit(1, "b := a")
            self.emit(1, "c := &b")
            self.emit(1, f"return {path.replace('{x}', '(*c)')}")
        else:
            self.emit(1, f"return {path.replace('{x}', 'a')}")
        self.lines.append("}")
        self.lines = lines
        self.emit(indent, f"{result} := {function}({name})")

    # ---- cases

    def variable(self, indent, extra=""):
        self.constants += 7
        name = self.fresh("v")
        self.emit(indent, f"{name} := {self.constants}{extra}")
        return name

    def pick(self, table):
        return self.random.choices(table, [row[-1] for row in table])[0]

    def returning(self):
        """A function packs and unpacks a part; its caller goes on."""
        maker, case, got = self.fresh("make"), self.fresh("case"), self.fresh("g")
        lines, self.lines = self.lines, []
        start = self.variable(1)
        stages = self.pack(1, self.random.randint(1, 6), start)
        to = self.random.randrange(len(stages))
        name = self.unpack(1, stages, to)
        if self.chance(30):
            self.emit(1, f"{start}++")
        body, self.lines = self.lines, lines
        type_ = stages[to][0]
        head, end, caller, _ = self.pick(RETURNS)
        self.begin(head.format(f=maker, t=type_), self.chance(80))
        self.lines += body
        self.emit(1, end.format(v=name, t=type_))
        self.lines.append("}")
        self.begin(f"func {case}()")
        self.emit(1, caller.format(f=maker, g=got, t=type_))
        self.emit(1, f"churn({self.random.randrange(4)})")
        last = self.unpack(1, [*stages[:to], (type_, got, stages[to][2])])
        self.emit(1, f"churn({self.random.randrange(2)})")
        self.emit(1, f"seeP({last})")
        self.lines.append("}")
        return case

    def carrying(self):
        """An iteration packs, a later one unpacks the rest."""
        case, i, carrier = self.fresh("case"), self.fresh("i"), self.fresh("c")
        declaration, carried, _ = self.pick(CARRIERS)
        carried = carried.format(c=carrier)
        self.begin(f"func {case}()")
        at, way, times = len(self.lines), self.random.randrange(8), self.random.randint(2, 4)
        indent = 2
        if way == 0:
            self.emit(1, f"{i} := 0")
            self.lines.append(f"{case}again:")
            self.emit(1, "{")
        elif way == 1:
            self.emit(1, f"for {i} := range {self.random.choice(['each', 'eachOf'])}(make([]int, {times})) {{")
        elif way == 2:
            self.emit(1, f"{i} := 0")
            self.emit(1, f"if len(ballast) > 2 {{")
            self.emit(2, f"goto {case}in")
            self.emit(1, "}")
            self.lines.append(f"{case}again:")
            self.emit(1, "see(1)")
            self.lines.append(f"{case}in:")
            self.emit(1, "{")
        elif way == 3:
            self.emit(1, f"{i} := 0")
            self.emit(1, f"for range 2 {{")
            self.emit(2, f"for range {times} {{")
            indent = 3
        elif way == 4:
            self.emit(1, f"for {i} := 0; {i} < {times}; {i}++ {{")
        else:
            self.emit(1, f"for {i} := range {times} {{")
        self.emit(indent, f"_ = {i}")
        start = self.variable(indent, f" + 1000*{i}") if self.chance(80) or way in (0, 2, 3) else i
        stages = self.pack(indent, self.random.randint(1, 6), start)
        to = self.random.randrange(len(stages))
        name = self.unpack(indent, stages, to)
        self.emit(indent, f"if {i} > 0 {{")
        last = self.unpack(indent + 1, [*stages[:to], (stages[to][0], carried, stages[to][2])])
        self.emit(indent + 1, f"seeP({last})")
        self.emit(indent, "}")
        self.emit(indent, f"{carried} = {name}")
        if way in (0, 2, 3):
            self.emit(indent, f"{i}++")
        if way in (0, 2):
            self.emit(indent, f"if {i} < {times} {{")
            self.emit(indent + 1, f"goto {case}again")
            self.emit(indent, "}")
        if way == 3:
            self.emit(2, "}")
        self.emit(1, "}")
        self.lines.insert(at, "\t" + declaration.format(c=carrier, t=stages[to][0]))
        self.emit(1, f"churn({self.random.randrange(4)})")
        last = self.unpack(1, [*stages[:to], (stages[to][0], carried, stages[to][2])])
        self.emit(1, f"seeP({last})")
        self.lines.append("}")
        return case

    def make(self, count):
        cases = []
        self.helpers = []
        for _ in range(count):
            cases.append(self.returning() if self.chance(50) else self.carrying())
        self.lines = self.helpers + self.lines
        return cases
