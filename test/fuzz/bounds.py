"""Loops and branches with edge values against bounds checks.

Each case is a small function over a few slices, a string, an array and integers of all widths, made of assignments,
branches that tell something of an index (also joined, also with early returns), loops that count up and down, uses of
indexes and slices. It is called with edge values and prints its result and what it has written, or the panic's text.
"""
import random

FLAGS = ["-d=verify"]

CASES, CALLS, FUEL = 40, 7, 40
INTS = ["int", "int", "int", "int64", "int32", "int16", "int8", "uint", "uint64", "uint32", "uint16", "uint8"]
BITS = {"int": 64, "int64": 64, "int32": 32, "int16": 16, "int8": 8,
        "uint": 64, "uint64": 64, "uint32": 32, "uint16": 16, "uint8": 8}
HELPERS = """
func at(t []int, i int) int { return t[i] }

func part(t []int, i, j int) []int { return t[i:j] }

func fits(t []int, i int) bool { return i >= 0 && i < len(t) }

func last(t []int) int { return t[len(t)-1] }

func clamp(i, n int) int {
	if i < 0 {
		return 0
	}
	if i > n {
		return n
	}
	return i
}

func try(name string, f func() int) {
	defer func() {
		if e := recover(); e != nil {
			println(name, e.(error).Error())
		}
	}()
	println(name, f())
}
"""


class Case:
    """One function: its text, and the variables that are in scope."""

    def __init__(self, rng, number):
        self.rng, self.number, self.lines, self.depth, self.fresh = rng, number, [], 1, 0
        self.params = [(f"{'nmklpq'[i]}", rng.choice(INTS)) for i in range(rng.randint(2, 5))]
        self.ints = list(self.params)
        self.slices, self.strings = ["t", "u"], ["s"]

    def put(self, text):
        self.lines.append("\t" * self.depth + text)

    def name(self, prefix):
        self.fresh += 1
        return f"{prefix}{self.fresh}"

    # Expressions

    def length(self):
        rng = self.rng
        kind = rng.random()
        if kind < 0.6:
            return f"len({rng.choice(self.slices)})"
        if kind < 0.7:
            return f"cap({rng.choice(self.slices)})"
        if kind < 0.8:
            return f"len({rng.choice(self.strings)})"
        if kind < 0.9:
            return "len(z)"
        return "len(a[:])"

    def constant(self, kind):
        rng = self.rng
        bits = BITS[kind]
        top = 2 ** bits - 1 if kind.startswith("u") else 2 ** (bits - 1) - 1
        low = 0 if kind.startswith("u") else -(top + 1)
        value = rng.choice([0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 63, 100, top, top - 1, top // 2, low, -1, -2, -8])
        return min(max(value, low), top)

    def value(self, kind, depth=2):
        """An expression of an integer type that is no constant."""
        rng = self.rng
        choice = rng.random()
        names = [name for name, t in self.ints if t == kind]
        if depth == 0 or choice < 0.35:
            if names and rng.random() < 0.8:
                return rng.choice(names)
            if kind == "int" and rng.random() < 0.6:
                return self.length()
            name, t = rng.choice(self.ints)
            return name if t == kind else f"{kind}({name})"
        if choice < 0.55:
            return f"({self.value(kind, depth - 1)} {rng.choice('+-')} {rng.choice([1, 1, 1, 2, 3, 8])})"
        if choice < 0.65:
            return f"({self.value(kind, depth - 1)} {rng.choice('+-*&|^')} {self.value(kind, depth - 1)})"
        if choice < 0.72:
            return f"({self.value(kind, depth - 1)} & {rng.choice([0, 1, 3, 7, 15, 127])})"
        if choice < 0.78:
            return f"({self.value(kind, depth - 1)} {rng.choice(['<<', '>>'])} {rng.choice([1, 2, 3, 7, 31, 63])})"
        if choice < 0.82:
            return f"({self.value(kind, depth - 1)} {rng.choice(['<<', '>>'])} ({self.value('uint8', 0)}))"
        if choice < 0.88:
            return f"({self.value(kind, depth - 1)} {rng.choice('/%')} {rng.choice([1, 2, 3, 4, 7, 8])})"
        if choice < 0.9:
            return f"({self.value(kind, depth - 1)} {rng.choice('/%')} {self.value(kind, depth - 1)})"
        if choice < 0.94:
            return f"{rng.choice(['min', 'max'])}({self.value(kind, depth - 1)}, {self.value(kind, depth - 1)})"
        if choice < 0.96 and kind == "int":
            return f"clamp({self.value(kind, depth - 1)}, {self.length()})"
        return f"{kind}({self.value(rng.choice(INTS), depth - 1)})"

    def index(self):
        """Something to index with."""
        rng = self.rng
        if rng.random() < 0.1:
            return str(rng.choice([0, 1, 2, 3, 5, 7]))
        if rng.random() < 0.75:
            name, _ = rng.choice(self.ints[-3:])
            return name if rng.random() < 0.6 else f"{name}{rng.choice(['+', '-'])}{rng.choice([1, 1, 2, 3])}"
        return self.value(rng.choice(INTS), 2)

    def condition(self, depth=1):
        rng = self.rng
        choice = rng.random()
        if depth and choice < 0.3:
            return f"{self.condition(depth - 1)} {rng.choice(['&&', '||'])} {self.condition(depth - 1)}"
        if choice < 0.4:
            return f"!({self.condition(0)})"
        if choice < 0.5:
            return f"fits({rng.choice(self.slices)}, int({self.index()}))"
        if choice < 0.6:
            return f"uint({self.value('int', 1)}) {rng.choice(['<', '<=', '>=', '>'])} uint({self.length()})"
        name, kind = rng.choice(self.ints)
        if choice < 0.8 and kind == "int":
            return f"{name} {self.relation()} {self.length()}"
        if choice < 0.9:
            return f"{name} {self.relation()} {self.constant(kind)}"
        return f"{name} {self.relation()} {self.value(kind, 1)}"

    def relation(self):
        return self.rng.choice(["<", "<", "<=", ">", ">=", "==", "!="])

    # Statements

    def block(self, budget, indent=True):
        self.depth += indent
        saved = list(self.ints), list(self.slices), list(self.strings)
        count = self.rng.randint(1, 3)
        for _ in range(count):
            self.statement(budget)
        self.ints, self.slices, self.strings = saved
        self.depth -= indent

    def statement(self, budget):
        rng = self.rng
        choice = rng.random()
        if budget > 0 and choice < 0.22:
            self.branch(budget - 1)
        elif budget > 0 and choice < 0.45:
            self.loop(budget - 1)
        elif choice < 0.5:
            self.guarded()
        elif choice < 0.53:
            self.later()
        elif choice < 0.57:
            kind = rng.choice(INTS)
            name = self.name("x")
            self.put(f"{name} := {self.value(kind)}")
            self.put(f"_ = {name}")
            self.ints.append((name, kind))
        elif choice < 0.6:
            name, kind = rng.choice(self.ints)
            self.put(f"{name} {rng.choice(['=', '+=', '-=', '='])} {self.value(kind)}")
        elif choice < 0.63:
            name = rng.choice(self.slices)
            self.put(f"{name} = append({name}, {self.value('int', 1)})" if rng.random() < 0.6 else
                     f"{name} = append({name}, {rng.choice(self.slices)}...)")
            self.put(f"{name} = {name}[:len({name}):len({name})]")  # the capacity that append chooses is nobody's business
            self.put(f"if len({name}) > 60 {{\n{chr(9) * self.depth}\treturn r\n{chr(9) * self.depth}}}")
        elif choice < 0.67:
            self.make()
        elif choice < 0.78:
            self.cut()
        else:
            self.use()

    def guarded(self):
        """A comparison that may or may not be enough for the use behind it."""
        rng = self.rng
        name, kind = rng.choice(self.ints)
        of = rng.choice(self.slices)
        plus = rng.choice(["", "", "", "+1", "-1", "+2"])
        tests = [f"{name}{rng.choice(['', plus])} {rng.choice(['<', '<', '<='])} {kind}({rng.choice(['len', 'len', 'cap'])}({of}))"]
        if rng.random() < 0.4:
            tests.append(f"{name} {rng.choice(['>=', '>', '!='])} {rng.choice([0, 0, 0, 1, 2])}")
        if rng.random() < 0.3:
            tests.append(self.condition(0))
        rng.shuffle(tests)
        use = rng.choice([f"r += {of}[{name}{plus}]", f"{of}[{name}{plus}] = 7", f"r += len({of}[{name}{plus}:])",
                          f"r += cap({of}[:{name}{plus}])", f"{of} = {of}[:{name}{plus}]"])
        choice = rng.random()
        if choice < 0.6:
            self.put(f"if {' && '.join(tests)} {{")
            self.put("\t" + use)
            self.put("}")
        else:
            join = " || ".join(f"!({test})" for test in tests) if choice < 0.9 else " && ".join(tests)
            self.put(f"if {join} {{")
            self.put("\treturn r")
            self.put("}")
            self.put(use)

    def later(self):
        """A number becomes a length."""
        rng = self.rng
        name, _ = rng.choice(self.ints)
        new = self.name("v")
        if rng.random() < 0.6:
            self.put(f"if {name} > 50 {{\n{chr(9) * self.depth}\treturn r\n{chr(9) * self.depth}}}")
            self.put(f"{new} := make([]int, {name})")
        else:
            self.put(f"{new} := {rng.choice(self.slices)}[:{name}]")
        self.put(f"{new}[{rng.choice(['0', self.index()])}]++")
        self.slices.append(new)

    def make(self):
        rng = self.rng
        limit, name = rng.choice(["int", "int", "int8", "uint8", "int32"]), self.name("v")
        size = self.value(limit, 1)
        if rng.random() < 0.3:
            self.put(f"z = make([]struct{{}}, {size})")
            return
        self.put(f"if {size} < 50 {{")
        self.put(f"\t{name} := make([]int, {size})")
        self.put(f"\tr += len({name})")
        self.put(f"\tt = {name}")
        self.put("}")

    def cut(self):
        rng = self.rng
        choice = rng.random()
        low = self.index() if rng.random() < 0.6 else ""
        high = self.index() if rng.random() < 0.6 else ""
        if low.isdigit() and high.isdigit():
            high = ""
        if choice < 0.65:
            of, name = rng.choice(self.slices), self.name("v")
            if low or high or rng.random() < 0.5:
                text = f"{of}[{low}:{high}]"
            else:
                text = f"{of}[:{self.index()}:{self.length()}]"
            if rng.random() < 0.15:
                text = f"part({of}, int({self.index()}), int({self.index()}))"
            if rng.random() < 0.4:
                self.put(f"{of} = {text}")
                return
            self.put(f"{name} := {text}")
            self.put(f"r += len({name}) + cap({name})")
            self.slices.append(name)
        elif choice < 0.85:
            of, name = rng.choice(self.strings), self.name("w")
            self.put(f"{name} := {of}[{low}:{high}]")
            self.put(f"r += len({name})")
            self.strings.append(name)
        elif choice < 0.93:
            self.put(f"z = z[{low}:{high}]")
        else:
            self.put(f"r += len(a[{'' if low.isdigit() else low}:{'' if high.isdigit() else high}])")

    def use(self):
        rng = self.rng
        choice = rng.random()
        index = self.index()
        of = rng.choice(self.slices)
        if choice < 0.4:
            self.put(f"r += {of}[{index}]")
        elif choice < 0.6:
            self.put(f"{of}[{index}] = {self.value('int', 1)}")
        elif choice < 0.75:
            self.put(f"r += int({rng.choice(self.strings)}[{index}])")
        elif choice < 0.83:
            self.put(f"r += a[{index if not index.isdigit() else index + '&7'}]")
        elif choice < 0.88:
            self.put(f"_ = z[{index}]")
        elif choice < 0.92:
            self.put(f"r += at({of}, int({index}))")
        elif choice < 0.95:
            self.put(f"r += last({of})")
        elif choice < 0.98:
            self.put(f"r += {of}[{index}] + {of}[{self.index()}]")
        else:
            self.put(f"r += copy({of}, {rng.choice(self.slices)})")

    def branch(self, budget):
        rng = self.rng
        if rng.random() < 0.35:
            self.put(f"if {self.condition()} {{")
            self.put(f"\treturn r + {rng.randint(1, 9)}")
            self.put("}")
            return
        self.put(f"if {self.condition()} {{")
        self.block(budget)
        if rng.random() < 0.35:
            self.put("} else {")
            self.block(budget)
        self.put("}")

    def loop(self, budget):
        rng = self.rng
        saved = list(self.ints)
        i, kind = self.name("i"), rng.choice(["int"] * 5 + INTS)
        step = rng.choice([1, 1, 1, 1, 2, 3, 16, 17])
        start = str(rng.choice([0, 0, 1])) if rng.random() < 0.4 else self.value(kind, 1)
        limit = self.length() if kind == "int" and rng.random() < 0.7 else self.value(kind, 1)
        choice = rng.random()
        if choice < 0.4:
            relation = rng.choice(["<", "<", "<", "<=", "!="])
            head = f"for {i} := {kind}({start}); {i} {relation} {limit}; {i} += {step} {{"
        elif choice < 0.6:
            start = f"{self.length()}-1" if kind == "int" and rng.random() < 0.6 else start
            relation, stop = rng.choice([(">=", "0"), (">", "0"), (">=", "1"), (">", self.value(kind, 0))])
            head = f"for {i} := {kind}({start}); {i} {relation} {stop}; {i} -= {step} {{"
        elif choice < 0.7:
            kind = "int"
            head = f"for {i} := range {rng.choice(self.slices + ['s', 'a', 'z'])} {{"
        elif choice < 0.78:
            head = f"for {i} := range {self.value(kind, 1)} {{"
        elif choice < 0.88:
            kind, j, of = "int", self.name("j"), rng.choice(self.slices)
            head = f"for {i}, {j} := 0, len({of})-1; {i} < {j}; {i}, {j} = {i}+1, {j}-1 {{"
            self.ints.append((j, "int"))
        else:
            of = rng.choice(self.slices)
            self.put(f"for len({of}) {rng.choice(['> 0', '>= 2', '!= 0', '> 1'])} {{")
            self.put(f"\tr += {of}[{rng.choice(['0', 'len(' + of + ')-1', '1'])}]")
            self.put(f"\t{of} = {of}[{rng.choice(['1:', ':len(' + of + ')-1', '2:', 'len(' + of + ')/2+1:'])}]")
            self.put("}")
            return
        self.put(head)
        self.put(f"\t_ = {i}")
        self.put("\tif fuel--; fuel < 0 {")
        self.put("\t\treturn r")
        self.put("\t}")
        self.ints.append((i, kind))
        self.block(budget)
        if rng.random() < 0.15:
            self.put(f"\t{i} {rng.choice(['++', '--'])}")
        self.put("}")
        self.ints = saved

    # The whole

    def text(self):
        params = ", ".join(f"{name} {kind}" for name, kind in self.params)
        self.put(f"fuel := {FUEL}")
        self.put("a := [8]int{1, 2, 3, 4, 5, 6, 7, 8}")
        self.block(3, indent=False)
        for _ in range(self.rng.randint(0, 3)):
            self.statement(2)
        self.put("return r + a[0] + fuel")
        head = f"//go:noinline\nfunc c{self.number}(t, u []int, s string, z []struct{{}}, {params}) (r int) {{\n"
        return head + "\n".join(self.lines) + "\n}\n"

    def call(self, number):
        rng = self.rng
        args = ", ".join(f"{kind}({self.constant(kind)})" for _, kind in self.params)
        low, high = sorted(rng.sample(range(13), 2))
        huge = rng.choice(["3", "0", "math.MaxInt", "math.MaxInt-1", "1<<62"])
        return (f'\ttry("c{self.number}.{number}", func() int {{ return c{self.number}(room[{low}:{high}], room[3:9:10], '
                f'"abcdefgh"[:{rng.randint(0, 8)}], make([]struct{{}}, {huge}), {args}) }})')


def generate(seed):
    rng = random.Random(seed)
    cases = [Case(rng, i) for i in range(CASES)]
    text = "package main\n\nimport \"math\"\n\nvar room [16]int\n\nvar _ = math.Pi\n" + HELPERS
    for case in cases:
        text += "\n" + case.text()
    text += "\nfunc main() {\n\tfor i := range room {\n\t\troom[i] = i * 3\n\t}\n"
    for case in cases:
        text += "\n".join(case.call(i) for i in range(CALLS)) + "\n"
        text += "\tfor i, x := range room {\n\t\tif x != i*3 {\n\t\t\tprintln(i, x)\n\t\t}\n\t\troom[i] = i * 3\n\t}\n"
    return text + "}\n"
