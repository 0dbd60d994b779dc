"""Statements of programs.py: a method for each part of the language, which emits one and tells what it did.

All that a statement computes with comes from self.expression; what happens in goroutines is told in an order that does
not depend on the scheduler.
"""

ORDERED = ["int", "int8", "uint16", "int64", "string", "uint8"]
WHOLE = ["int", "int16", "uint8", "uint32", "int64"]


class Features:
    """Mixed into programs.Program."""

    def tell(self, *parts):
        """Prints values whose text is the same everywhere."""
        self.emit(f'fmt.Println("{self.fresh("p")}", {", ".join(parts)})')

    def counter(self, name):
        self.emit(f"_ = {name}")
        self.declare(name, "int", False)

    def values(self, type_, low, high, depth=1):
        return ", ".join(self.expression(type_, depth) for _ in range(self.random.randint(low, high)))

    def small(self, modulus=8):
        return f"int(uint({self.expression('int', 2)})%{modulus})"

    def body(self, count=1):
        self.block(self.random.randint(1, count))

    # ---- control

    def labelled(self):
        outer, i, j = self.fresh("outer"), self.fresh("i"), self.fresh("j")
        self.emit(f"{outer}:")
        self.open(f"for {i} := range {self.random.randint(2, 4)}")
        self.loops += 1
        self.counter(i)
        self.open(f"for {j} := {i}; {j} < {self.random.randint(2, 5)}; {j}++")
        self.loops += 1
        self.counter(j)
        way = self.random.randrange(3)
        if way == 0:
            self.open("switch")
            self.emit(f"case {self.expression('bool', 2)}:")
            self.emit(f"\t{self.pick(['break', 'continue', 'continue ' + outer, 'break ' + outer])}")
            self.emit(f"case {self.expression('bool', 1)}:")
            self.emit(f"\t{self.pick(['break', 'continue ' + outer])}")
            self.close()
        else:
            self.open(f"if {self.expression('bool', 2)}")
            self.emit(f"{self.pick(['continue', 'break'])} {outer}")
            self.close()
        self.body(2)
        self.close()
        self.emit(f"if {i} > 5 {{")
        self.emit(f"\tbreak {outer}")
        self.emit("}")
        self.loops -= 2
        self.close()

    def goto_loop(self):
        again, i = self.fresh("again"), self.fresh("i")
        self.emit(f"{i} := 0")
        self.counter(i)
        self.emit(f"{again}:")
        self.open(f"if {i} < {self.random.randint(2, 4)}")
        self.loops += 1
        self.body(2)
        self.emit(f"{i}++")
        self.emit(f"goto {again}")
        self.loops -= 1
        self.close()

    def constant_switch(self):
        type_, x = self.pick(["int", "uint8", "int16", "rune", "string"]), self.fresh("x")
        quote = (lambda n: f'"{"abcdefghij"[n % 10] * (n // 10 + 1)}"') if type_ == "string" else str
        source = f"at([]string{{\"a\", \"b\", \"cc\", \"f\"}}, {self.expression('int', 2)})" if type_ == "string" else (
            f"{type_}({self.small(20)})")
        self.open(f"switch {x} := {source}; {x}")
        cases = self.random.sample(range(25), self.random.randint(3, 12))
        while cases:
            some = [cases.pop() for _ in range(min(len(cases), self.random.randint(1, 3)))]
            self.emit(f"case {', '.join(quote(n) for n in some)}:")
            self.indent += 1
            self.scopes.append([])
            self.body(1)
            if self.chance(4) and cases:
                self.emit("fallthrough")
            self.scopes.pop()
            self.indent -= 1
        if self.chance(2):
            self.emit("default:")
            self.emit("\tfmt.Println(\"default\")")
        self.close()

    def range_func(self):
        way, result, f = self.random.randrange(5), self.fresh(), self.fresh("f")
        if way == 0:  # returns out of loops
            i, j = self.fresh("i"), self.fresh("j")
            self.emit(f"{f} := func() (r int) {{")
            self.indent += 1
            self.emit("defer func() { r = r*2 + counted }()")
            self.open(f"for {i} := range count({self.random.randint(1, 5)})")
            self.open(f"for {j} := range count({i} + 2)")
            self.emit(f"if {i}*{j} >= {self.small(6)} {{")
            self.emit(f"\treturn {i}*10 + {j}")
            self.emit("}")
            self.close()
            self.close()
            self.emit("return -1")
            self.indent -= 1
            self.emit("}")
            self.show(f"{f}()", "int")
        elif way == 1:  # defer in the body belongs to the function
            i = self.fresh("i")
            self.emit("func() {")
            self.indent += 1
            self.open(f"for {i} := range count({self.random.randint(1, 4)})")
            self.emit(f"defer fmt.Println(\"deferred\", {i})")
            self.emit(f"if {self.expression('bool', 1)} {{")
            self.emit(f"\t{self.pick(['continue', 'break'])}")
            self.emit("}")
            self.emit(f"fmt.Println(\"in\", {i})")
            self.close()
            self.emit("}()")
        elif way == 2:
            type_, i, x = self.pick(ORDERED), self.fresh("i"), self.fresh("e")
            self.open(f"for {i}, {x} := range new(stack[{type_}]).push({self.values(type_, 1, 5)}).all()")
            self.counter(i)
            self.declare(x, type_)
            self.emit(f"_, _ = {i}, {x}")
            self.loops += 1
            self.body(2)
            self.loops -= 1
            self.close()
        elif way == 3:
            n = self.fresh("n")
            self.emit(f"{n} := 0")
            self.open("for range nothing")
            self.emit(f"{n}++")
            self.emit(f"if {n} > {self.small(5)} {{")
            self.emit("\tbreak")
            self.emit("}")
            self.close()
            self.tell(n)
        else:
            key, value = self.pick(ORDERED), self.pick(WHOLE)
            t, k, v = self.fresh("t"), self.fresh("k"), self.fresh("v")
            self.emit(f"var {t} *tree[{key}, {value}]")
            for _ in range(self.random.randint(1, 6)):
                self.emit(f"{t} = {t}.insert({self.expression(key, 2)}, {self.expression(value, 2)})")
            self.open(f"for {k}, {v} := range {t}.each")
            self.show(k, key)
            self.show(v, value)
            if self.chance(2):
                self.emit(f"if {self.expression('bool', 2)} {{")
                self.emit("\tbreak")
                self.emit("}")
            self.close()

    # ---- panics

    def panics(self):
        how = self.random.randrange(12)
        index = self.expression("int", 2)
        lines = {
            0: [f"s := []int{{{self.values('int', 1, 4)}}}", f"s[{index}&7]++", "fmt.Println(s)"],
            1: [f"var m map[string]int", f"m[{self.expression('string', 1)}] = {index}"],
            2: [f"panic(&failure{{{index}, {self.expression('string', 1)}}})"],
            3: [f"panic(kind({self.small(9)}))"],
            4: [f"panic(fmt.Errorf(\"%w\", errPlain))"],
            5: [f"var x any = {self.expression(self.pick(['int', 'string', 'uint8']), 1)}", "fmt.Println(x.(int))"],
            6: [f"s := make([]byte, {self.small(5)})", f"fmt.Println(len(s[{self.small(7)}:{self.small(7)}]))"],
            7: [f"defer func() {{ recover(); panic({self.expression('string', 1)}) }}()", f"panic({index})"],
            8: [f"var t *tree[int, int]", f"fmt.Println(t.insert(1, {index}).left.key)"],
            9: [f"fmt.Println([4]int([]int{{{self.values('int', 2, 6)}}}))"],
            10: [f"c := make(chan int, 1)", "close(c)", f"if {self.expression('bool', 1)} {{", "\tclose(c)", "}",
                 "fmt.Println(<-c)"],
            11: [f"a, b := any([]int{{1}}), any({self.pick(['[]int{1}', '1', 'nil'])})", "fmt.Println(a == b)"],
        }[how]
        self.emit("fmt.Println(guarded(func() {")
        for line in lines:
            self.emit("\t" + line)
        self.emit("}))")

    def defers_order(self):
        f, i = self.fresh("f"), self.fresh("i")
        self.emit(f"{f} := func() (text string, err error) {{")
        self.indent += 1
        self.emit("defer func() {")
        self.emit("\tif r := recover(); r != nil {")
        self.emit('\t\terr = fmt.Errorf("recovered %v", r)')
        self.emit("\t}")
        self.emit("}()")
        self.open(f"for {i} := range {self.random.randint(1, 4)}")
        self.emit(f'defer func() {{ text += strconv.Itoa({i}) }}()')
        self.emit(f"if {self.expression('bool', 2)} {{")
        self.emit(f"\tdefer func(s string) {{ text += s }}(text + \"|\")")
        self.emit("}")
        self.close()
        if self.chance(2):
            self.emit(f"if {self.expression('bool', 2)} {{")
            self.emit(f"\tpanic({self.expression(self.pick(['int', 'string']), 1)})")
            self.emit("}")
        self.emit(f"return {self.expression('string', 1)}, nil")
        self.indent -= 1
        self.emit("}")
        self.tell(f"join({f}())")

    def error_chain(self):
        n, err = self.fresh("n"), self.fresh("err")
        self.emit(f"{n}, {err} := fail({self.small(8)})")
        target = self.fresh("target")
        self.emit(f"var {target} *failure")
        self.tell(n, err, f"errors.Is({err}, errPlain)", f"errors.Is({err}, &failure{{code: {self.small(4)}}})",
                  f"errors.As({err}, &{target})", f"{target} == nil")

    # ---- data

    def stacks(self):
        type_, s, x, ok = self.pick(ORDERED), self.fresh("s"), self.fresh("x"), self.fresh("ok")
        self.emit(f"var {s} stack[{type_}]")
        self.emit(f"{s}.push({self.values(type_, 0, 3)}).push({self.expression(type_, 2)})")
        push = self.fresh("f")
        self.emit(f"{push} := {s}.push")
        self.emit(f"{push}({self.expression(type_, 2)})")
        for _ in range(self.random.randint(1, 3)):
            self.emit(f"if {x}, {ok} := {s}.pop(); {ok} {{")
            self.indent += 1
            self.show(x, type_)
            self.indent -= 1
            self.emit("}")
        self.tell(f"len({s}.items)")

    def folds(self):
        type_, s = self.pick(WHOLE), self.fresh("s")
        self.emit(f"{s} := []{type_}{{{self.values(type_, 1, 6)}}}")
        self.declare(s, f"[]{type_}")
        self.tell(f"fold({s}, {self.expression('string', 1)}[:0], func(a string, x {type_}) string "
                  f"{{ return a + strconv.Itoa(int(x)) + \",\" }})")
        self.tell(f"filter({s}, func(x {type_}) bool {{ return x > {self.expression(type_, 1)} }})", f"total({s}...)")
        way = self.random.randrange(5)
        if way == 0:
            self.emit(f"slices.Sort({s})")
        elif way == 1:
            self.emit(f"sort.Slice({s}, func(i, j int) bool {{ return {s}[i] > {s}[j] }})")
        elif way == 2:
            self.emit(f"slices.Reverse({s}[{self.small(2)}:])")
        elif way == 3:
            self.emit(f"clear({s}[len({s})/2:])")
        else:
            compare = "return cmp.Compare(a%7, b%7)*2 + cmp.Compare(a, b)"
            self.emit(f"slices.SortFunc({s}, func(a, b {type_}) int {{ {compare} }})")
        self.tell(s, f"slices.Contains({s}, {self.expression(type_, 1)})", f"slices.Max({s})")

    def aliasing(self):
        type_, s, a, b = self.pick(WHOLE), self.fresh("s"), self.fresh("s"), self.fresh("s")
        self.emit(f"{s} := make([]{type_}, 3, {self.random.randint(3, 8)})")
        self.emit(f"{a} := append({s}[:{self.small(4)}], {self.values(type_, 1, 3)})")
        self.emit(f"{b} := append({s}[:{self.small(3)}:3], {self.values(type_, 1, 3)})")
        self.emit(f"copy({s}[1:], {a})")
        self.emit(f"{s}[{self.small(3)}], {s}[{self.small(3)}] = {self.expression(type_, 1)}, {s}[2]")
        self.tell(s, a, b, f"len({a}[:0:0])", f"cap({b}[1:]) >= len({b}[1:])")

    def grids(self):
        type_, g, i, j = self.pick(WHOLE), self.fresh("g"), self.fresh("i"), self.fresh("j")
        n, m = self.random.randint(1, 4), self.random.randint(1, 4)
        array = self.chance(2)
        if array:
            self.emit(f"var {g} [{n}][{m}]{type_}")
        else:
            self.emit(f"{g} := make([][]{type_}, {n})")
            self.emit(f"for {i} := range {g} {{")
            self.emit(f"\t{g}[{i}] = make([]{type_}, {m})")
            self.emit("}")
        self.open(f"for {i}, {j} := 0, 0; {i} < {n}; {i}, {j} = {i}+({j}+1)/{m}, ({j}+1)%{m}")
        self.counter(i)
        self.counter(j)
        self.loops += 1
        self.emit(f"{g}[{i}][{j}] {self.pick(['=', '+=', '^='])} {self.expression(type_, 2)}")
        self.emit(f"{g}[{n}-1-{i}][{j}]++")
        self.loops -= 1
        self.close()
        if array:
            h = self.fresh("g")
            self.emit(f"{h} := {g}")
            self.emit(f"{h}[{self.small(n)}][{self.small(m)}] = {self.expression(type_, 2)}")
            self.tell(h, f"{h} == {g}", f"len({h}[0])")
        self.tell(g)

    def map_kinds(self):
        way, m = self.random.randrange(5), self.fresh("m")
        if way == 0:
            key = "[2]uint8"
            make = lambda: f"{key}{{{self.expression('uint8', 2)}, {self.expression('uint8', 1)} & 3}}"
        elif way == 1:
            key = "pair[int8, string]"
            make = lambda: f"{key}{{{self.expression('int8', 2)}, {self.expression('string', 1)}}}"
        elif way == 2:
            key = "any"
            make = lambda: f"any({self.expression(self.pick(['int', 'string', 'uint8', 'bool']), 2)})"
        elif way == 3:
            key, make = "kind", lambda: f"kind({self.small(6)})"
        else:
            key = "float64"
            make = lambda: f"float64({self.expression('int8', 2)})"
        self.emit(f"{m} := map[{key}]string{{}}")
        for _ in range(self.random.randint(1, 6)):
            self.emit(f"{m}[{make()}] += {self.expression('string', 1)}")
        self.emit(f"delete({m}, {make()})")
        if self.chance(3):
            self.emit(f"{m}[{make()}] = \"x\"")
        text, ok = self.fresh("v"), self.fresh("ok")
        self.emit(f"{text}, {ok} := {m}[{make()}]")
        self.tell(f"len({m})", f"hash({text})", ok)
        k, v, sum_ = self.fresh("k"), self.fresh("v"), self.fresh("sum")
        self.emit(f"{sum_} := uint32(0)")
        self.open(f"for {k}, {v} := range {m}")
        self.emit(f"{sum_} += hash({v}) ^ hash(fmt.Sprintf(\"%v %T\", {k}, {k}))")
        if self.chance(3):
            self.emit(f"delete({m}, {k})")
        self.close()
        self.tell(sum_, f"len({m})")
        if self.chance(2):
            self.emit(f"clear({m})")
            self.tell(f"len({m})")

    def sets(self):
        type_, s = self.pick(ORDERED), self.fresh("s")
        self.emit(f"{s} := set[{type_}]{{}}")
        self.tell(*[f"{s}.add({self.expression(type_, 2)})" for _ in range(self.random.randint(1, 5))], f"len({s})")

    def strings_(self):
        s, r, i = self.fresh("s"), self.fresh("r"), self.fresh("i")
        self.emit(f"{s} := {self.expression('string', 2)} + {self.expression('string', 1)}")
        self.declare(s, "string")
        way = self.random.randrange(6)
        if way == 0:
            self.open(f"for {i}, {r} := range {s}")
            self.tell(i, r, f"string({r})")
            self.close()
        elif way == 1:
            b = self.fresh("b")
            self.emit(f"var {b} strings.Builder")
            self.open(f"for {i} := range {self.random.randint(1, 4)}")
            self.emit(f"fmt.Fprintf(&{b}, \"%d:%x;\", {i}, {s})")
            self.emit(f"{b}.WriteByte('a' + byte({i}))")
            self.close()
            self.tell(f"{b}.String()", f"{b}.Len()")
        elif way == 2:
            self.tell(f"[]byte({s})", f"[]rune({s})", f"strconv.Quote({s})")
        elif way == 3:
            self.tell(f"strings.Fields({s})", f"strings.ToUpper({s})",
                      f"strings.Index({s}, {self.expression('string', 1)})", f"strings.Repeat({s}, {self.small(3)})")
        elif way == 4:
            b = self.fresh("b")
            self.emit(f"{b} := append([]byte({s}), {self.expression('string', 1)}...)")
            self.emit(f"for {i} := range {b} {{")
            self.emit(f"\t{b}[{i}] ^= {self.expression('uint8', 1)}")
            self.emit("}")
            self.tell(f"hash(string({b}))", f"string({b}) < {s}")
        else:
            self.tell(f"fmt.Sprintf(\"%q %x %8.3s|%-6s|%v\", {s}, {s}, {s}, {s}, {s})", f"len({s})")

    def numbers(self):
        way, x = self.random.randrange(6), self.fresh("x")
        if way == 0:
            self.emit(f"{x} := complex({self.expression('float64', 1)}, {self.expression('float64', 1)})")
            y = self.fresh("y")
            self.emit(f"{y} := {x}*complex(0, 1) + complex(float64({self.expression('int8', 1)}), 2)")
            self.tell(f"bits64(real({y}))", f"bits64(imag({y}))", f"{x} == {y}", f"{x} != {x}")
        elif way == 1:
            self.tell("kib, mib, big", "kindE", f"kind({self.small(6)})", f"len([big]int{{}})", "pi*2")
        elif way == 2:
            n = self.small(14)
            self.tell(f"fib(uint({n}))", f"even(uint({self.small(30)}))")
        elif way == 3:
            type_ = self.pick(["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"])
            self.emit(f"{x} := {self.expression(type_, 2)}")
            self.declare(x, type_)
            self.tell(f"{x}<<({self.small(70)})", f"{x}>>({self.small(70)})", f"-{x}", f"^{x}", f"{x}*{x}",
                      f"{x}/({self.expression(type_, 1)}|1)", f"{x}%({self.expression(type_, 1)}|1)")
        elif way == 4:
            self.tell(f"strconv.FormatInt({self.expression('int64', 2)}, {self.random.randint(2, 36)})",
                      f"fmt.Sprintf(\"%b %o %x %08d\", {self.expression('uint16', 1)}, {self.expression('int8', 1)}, "
                      f"{self.expression('int64', 1)}, {self.expression('int32', 1)})")
        else:
            self.tell(f"min({self.values('int16', 2, 4)})", f"max({self.values('uint32', 1, 3)})",
                      f"min({self.values('string', 2, 3)})", f"math.MaxInt64 - {self.expression('int64', 1)}&1")

    # ---- functions as values

    def function_values(self):
        type_, fs, i, f = self.pick(WHOLE), self.fresh("fs"), self.fresh("i"), self.fresh("f")
        self.emit(f"var {fs} []func({type_}) {type_}")
        self.open(f"for {i} := 0; {i} < {self.random.randint(2, 4)}; {i}++")
        self.counter(i)
        state = self.fresh("n")
        self.emit(f"{state} := {self.expression(type_, 2)}")
        self.emit(f"{fs} = append({fs}, func(x {type_}) {type_} {{")
        self.emit(f"\t{state} += x * {type_}({i})")
        self.emit(f"\treturn {state} ^ {self.expression(type_, 1)}")
        self.emit("})")
        self.close()
        self.open(f"for {i}, {f} := range {fs}")
        self.counter(i)
        self.tell(i, f"{f}({self.expression(type_, 1)})", f"{fs}[0]({self.expression(type_, 1)})")
        self.close()

    def variadics(self):
        f = self.fresh("f")
        self.emit(f"{f} := func(first int, rest ...any) string {{ return fmt.Sprint(first, len(rest), rest) }}")
        self.tell(f"{f}({self.expression('int', 2)})",
                  f"{f}({self.expression('int', 1)}, {self.expression('string', 1)}, nil)",
                  f"{f}(pair2({self.expression('int', 1)}, any({self.expression('bool', 1)})))",
                  f"{f}(1, []any{{{self.expression('int8', 1)}, [2]bool{{{self.expression('bool', 1)}}}}}...)")

    # ---- goroutines

    def workers(self):
        n, type_ = self.random.randint(1, 5), self.pick(WHOLE)
        results, group, i = self.fresh("r"), self.fresh("group"), self.fresh("i")
        self.emit(f"var {group} sync.WaitGroup")
        self.emit(f"{results} := make([]{type_}, {n})")
        value = self.fresh("v")
        self.emit(f"{value} := {self.expression(type_, 2)}")
        way = self.random.randrange(3)
        self.open(f"for {i} := range {n}")
        if way == 0:
            self.emit(f"{group}.Add(1)")
            self.emit(f"go func(at int) {{")
            self.emit(f"\tdefer {group}.Done()")
            self.emit(f"\t{results}[at] = {value} * {type_}(at+{i})")
            self.emit("}(" + i + ")")
        else:
            self.emit(f"{group}.Go(func() {{ {results}[{i}] = {value} + {type_}({i}) }})")
        self.close()
        self.emit(f"{group}.Wait()")
        self.tell(results)

    def mutexes(self):
        n, sum_, lock, group, i = self.random.randint(2, 6), self.fresh("sum"), self.fresh("lock"), self.fresh(
            "group"), self.fresh("i")
        self.emit(f"var {lock} {self.pick(['sync.Mutex', 'sync.RWMutex'])}")
        self.emit(f"var {group} sync.WaitGroup")
        self.emit(f"var {sum_} int")
        hits, once = self.fresh("hits"), self.fresh("once")
        self.emit(f"var {hits} atomic.Int64")
        self.emit(f"var {once} sync.Once")
        self.open(f"for {i} := range {n}")
        self.emit(f"{group}.Go(func() {{")
        self.emit(f"\t{lock}.Lock()")
        self.emit(f"\tdefer {lock}.Unlock()")
        self.emit(f"\t{sum_} += {i} * {self.variable('int')}")
        self.emit(f"\t{hits}.Add({self.variable('int64')})")
        self.emit(f"\t{once}.Do(func() {{ {sum_} += 1000 }})")
        if self.chance(2):
            self.emit("\truntime.Gosched()")
        self.emit("})")
        self.close()
        self.emit(f"{group}.Wait()")
        self.tell(sum_, f"{hits}.Load()")

    def pipelines(self):
        type_, a, b, x, total = self.pick(WHOLE), self.fresh("c"), self.fresh("c"), self.fresh("x"), self.fresh("sum")
        n = self.random.randint(1, 12)
        size = lambda: self.pick(["", ", 1", ", 4"])
        self.emit(f"{a}, {b} := make(chan {type_}{size()}), make(chan pair[{type_}, string]{size()})")
        start = self.fresh("v")
        self.emit(f"{start} := {self.expression(type_, 2)}")
        self.emit("go func() {")
        self.emit(f"\tdefer close({a})")
        self.emit(f"\tfor i := range {type_}({n}) {{")
        self.emit(f"\t\t{a} <- {start} + i")
        self.emit("\t}")
        self.emit("}()")
        self.emit("go func() {")
        self.emit(f"\tfor x := range {a} {{")
        self.emit(f"\t\t{b} <- pair[{type_}, string]{{x * x, strconv.Itoa(int(x))}}")
        self.emit("\t}")
        self.emit(f"\tclose({b})")
        self.emit("}()")
        self.emit(f"{total} := \"\"")
        self.open(f"for {x} := range {b}")
        self.emit(f"{total} = clip({total} + {x}.second + fmt.Sprint({x}.first))")
        self.close()
        self.tell(total)

    def selects(self):
        a, b, n, done = self.fresh("c"), self.fresh("c"), self.fresh("n"), self.fresh("done")
        self.emit(f"{a}, {b} := make(chan int, {self.random.randrange(3)}), make(chan string)")
        self.emit(f"{done} := make(chan struct{{}})")
        count = self.random.randint(1, 5)
        value = self.fresh("v")
        self.emit(f"{value} := {self.expression('int', 2)}")
        self.emit("go func() {")
        self.emit(f"\tfor i := range {count} {{")
        self.emit(f"\t\t{a} <- {value} ^ i")
        self.emit("\t}")
        self.emit(f"\tclose({done})")
        self.emit("}()")
        self.emit(f"go func() {{ {b} <- {self.variable('string')} }}()")
        self.emit(f"{n} := 0")
        self.open(f"for got, text, ended := 0, false, false; got < {count} || !text || !ended;")
        self.emit("select {")
        self.emit(f"case x := <-{a}:")
        self.emit(f"\t{n} += x")
        self.emit("\tgot++")
        self.emit(f"case s, ok := <-{b}:")
        self.emit(f"\t{n} += len(s)")
        self.emit("\ttext = ok")
        self.emit(f"\t{b} = nil")
        self.emit(f"case _, ok := <-{done}:")
        self.emit("\tended = !ok")
        self.emit(f"\t{done} = nil")
        self.emit("}")
        self.close()
        self.tell(n)
        if self.chance(2):
            self.emit("select {")
            self.emit(f"case {a} <- {self.expression('int', 1)}:")
            self.emit(f"\tfmt.Println(\"sent\", len({a}))")
            self.emit("default:")
            self.emit("\tfmt.Println(\"full\")")
            self.emit("}")
