"""Shapes of huge programs for scale.py: SHAPES maps a name to (size, make). make(n) is the source of a package main, or a
dict of files, that grows linearly with n; size is the smallest n that is tried."""

SHAPES = {}


def shape(size):
    def add(make):
        SHAPES[make.__name__] = (size, make)
        return make
    return add


def each(n, line):
    """line(i) for i in range(n), one below the other."""
    return "\n".join(line(i) for i in range(n))


def main(body, top="", imports=()):
    head = "package main\n" + "".join(f'import "{p}"\n' for p in imports)
    return f"{head}\n{top}\n\nfunc main() {{\n{body}\n}}\n"


SINK = "var sink int\nvar text string\nvar any1 any\n\n//go:noinline\nfunc use(x int) int { return x + 1 }\n" \
       "//go:noinline\nfunc give() *int { return new(int) }\n//go:noinline\nfunc take(p *int) { sink += *p }\n"

# ---- statements

@shape(6000)
def statements(n):
    return main(each(n, lambda i: f"sink = sink*{i % 7 + 2} + {i}"), SINK)

@shape(7500)
def calls(n):
    return main(each(n, lambda i: f"sink += use({i})"), SINK)

@shape(3200)
def pointers_over_calls(n):
    return main(each(n, lambda i: f"p{i} := give()") + "\n" + each(n, lambda i: f"take(p{i})"), SINK)

@shape(3200)
def values_over_calls(n):
    return main(each(n, lambda i: f"v{i} := use({i})") + "\n" + each(n, lambda i: f"sink += v{i}"), SINK)

@shape(500)
def loops(n):
    return main(each(n, lambda i: f"for i := 0; i < {i % 9 + 2}; i++ {{ sink += i }}"), SINK)

@shape(300)
def loops_over_slices(n):
    return main("s := make([]int, use(5))\n" + each(n, lambda i: f"for i, x := range s {{ sink += i*x + {i} }}"), SINK)

@shape(2100)
def branches(n):
    return main("x := use(1)\n" + each(n, lambda i: f"if x > {i} {{ x += use({i}) }} else {{ x-- }}") + "\nsink = x", SINK)

@shape(500)
def else_if_chain(n):
    return main("x := use(1)\n" + " else ".join(f"if x == use({i}) {{ sink = {i} }}" for i in range(n)), SINK)

@shape(1000)
def switch_integers(n):
    return main("switch use(3) {\n" + each(n, lambda i: f"case {i * 3}: sink = use({i})") + "\n}", SINK)

@shape(700)
def switch_strings(n):
    return main("switch text {\n" + each(n, lambda i: f'case "case {i}": sink = {i}') + "\n}", SINK)

@shape(1250)
def switch_types(n):
    return main("switch any1.(type) {\n" + each(n, lambda i: f"case T{i}: sink = {i}") + "\n}",
                SINK + each(n, lambda i: f"type T{i} struct {{ f{i} int }}"))

@shape(2500)
def labels(n):
    return main(each(n, lambda i: f"L{i}: sink++; if sink == {i} {{ goto L{(i * 7 + 3) % n} }}"), SINK)

@shape(1500)
def near_labels(n):
    return main(each(n, lambda i: f"L{i}: sink++; if sink == {i} {{ goto L{i // 50 * 50 + (i % 50 * 7 + 3) % 50} }}"), SINK)

@shape(1500)
def defers(n):
    return main(each(n, lambda i: f"defer use({i})"), SINK)

@shape(1500)
def goroutines(n):
    return main(each(n, lambda i: f"go func() {{ sink += {i} }}()"), SINK)

@shape(1000)
def selects(n):
    return main("c := make(chan int)\n" + each(n, lambda i: f"select {{ case x := <-c: sink = x; case c <- {i}: default: }}"),
                SINK)

@shape(5000)
def variables(n):
    return main("x := use(0)\n" + each(n, lambda i: f"v{i} := x + {i}; x ^= v{i}") + "\nsink = x", SINK)

@shape(2400)
def variables_captured(n):
    return main(each(n, lambda i: f"v{i} := {i}") + "\nf := func() {\n" + each(n, lambda i: f"v{i}++") + "\n}\nf()\n" +
                each(n, lambda i: f"sink += v{i}"), SINK)

@shape(1500)
def variables_in_memory(n):
    return main(each(n, lambda i: f"var a{i} [3]*int; a{i}[use(0)%3] = give(); take(a{i}[1])"), SINK)

@shape(900)
def print_statements(n):
    return main(each(n, lambda i: f'fmt.Println("line", {i}, sink)'), SINK, ["fmt"])

@shape(1500)
def appends(n):
    return main("var s []int\n" + each(n, lambda i: f"s = append(s, use({i}), {i})") + "\nsink = len(s)", SINK)

@shape(2500)
def map_statements(n):
    return main('m := map[string]int{}\n' + each(n, lambda i: f'm["k{i}"] += m["k{i // 2}"] + {i}') + "\nsink = len(m)", SINK)

@shape(1500)
def string_statements(n):
    return main(each(n, lambda i: f'text = text + "part {i}"; if text == "{i}" {{ sink++ }}'), SINK)

@shape(2000)
def bounds_checks(n):
    return main("s := make([]int, use(9))\n" + each(n, lambda i: f"s[{i % 5}] = s[sink & 7] + s[{i % 9}]"), SINK)

@shape(2400)
def interface_calls(n):
    return main("var x I = T(1)\nif sink > 0 { x = nil }\n" + each(n, lambda i: f"sink += x.M({i})"),
                SINK + "type I interface { M(int) int }\ntype T int\n//go:noinline\nfunc (t T) M(x int) int { return int(t) + x }")

@shape(1500)
def inlined_calls(n):
    return main(each(n, lambda i: f"sink = small(sink, {i})"),
                SINK + "func small(a, b int) int { if a > b { return a - b }; return b - a }")

# ---- expressions

@shape(10000)
def long_sum(n):
    return main("sink = " + " + ".join(f"use({i})" for i in range(n)), SINK)

@shape(16000)
def long_concatenation(n):
    return main("text = " + " +\n".join(f'"piece {i}"' for i in range(n)), SINK)

@shape(2400)
def concatenation_of_variables(n):
    return main("a, b := text, text\ntext = " + " + ".join("ab"[i % 2] for i in range(n)), SINK)

@shape(1500)
def long_condition(n):
    return main("if " + " &&\n".join(f"sink != {i}" for i in range(n)) + " { sink++ }", SINK)

@shape(100)
def nested_calls(n):
    return main("sink = " + "use(" * n + "1" + ")" * n, SINK)

@shape(100)
def nested_parentheses(n):
    return main("sink = " + "(1+" * n + "sink" + ")" * n, SINK)

@shape(60)
def nested_closures(n):
    return main("f := " + each(n, lambda i: f"func() int {{ a{i} := sink; return a{i} + ") + "1" + " }()" * (n - 1) +
                " }\nsink = f()", SINK)

@shape(60)
def nested_blocks(n):
    return main(each(n, lambda i: f"if x{i} := use({i}); x{i} > 0 {{") + "\nsink = x0\n" + "}" * n, SINK)

@shape(40)
def nested_loops(n):
    return main(each(n, lambda i: f"for i{i} := 0; i{i} < 2; i{i}++ {{") + "\nsink += i0\n" + "}" * n, SINK)

@shape(8000)
def many_arguments(n):
    return main("sink = sum(" + ", ".join(f"{i}" for i in range(n)) + ")",
                SINK + "func sum(xs ...int) int { return len(xs) }")

# ---- literals

@shape(80000)
def int_slice_literal(n):
    return main("sink = table[use(3)]", SINK + "var table = []int{" + ",\n".join(str(i * 37) for i in range(n)) + "}")

@shape(3000)
def struct_slice_literal(n):
    return main("sink = table[use(3)].b",
                SINK + "type T struct { a string; b int; c []string; d *T }\nvar table = []T{\n" +
                each(n, lambda i: f'{{"name {i}", {i}, []string{{"x{i}", "y"}}, &T{{a: "p"}}}},') + "\n}")

@shape(1500)
def computed_slice_literal(n):
    return main("sink = table[use(3)].b",
                SINK + "type T struct { a string; b int; d *T }\nvar table = []T{\n" +
                each(n, lambda i: f'{{text, use({i}), &T{{b: use(1)}}}},') + "\n}")

@shape(3000)
def local_slice_literal(n):
    return main("t := []any{\n" + each(n, lambda i: f"{i}, \"s{i}\", use({i}),") + "\n}\nsink = len(t)", SINK)

@shape(15000)
def map_literal(n):
    return main("sink = len(table)",
                SINK + "var table = map[string]int{\n" + each(n, lambda i: f'"key {i}": {i},') + "\n}")

@shape(1000)
def map_of_structs_literal(n):
    return main("sink = len(table)",
                SINK + "type K struct { a, b string }\ntype T struct { a string; c []string; d map[K]bool }\n"
                "var table = map[K]T{\n" +
                each(n, lambda i: f'{{"a{i}", "b"}}: {{"t", []string{{"x{i}"}}, map[K]bool{{{{"x", "{i}"}}: true}}}},') + "\n}")

@shape(2500)
def computed_map_literal(n):
    return main("sink = len(table())",
                SINK + "func table() map[int]*int { return map[int]*int{\n" +
                each(n, lambda i: f"use({i}): give(),") + "\n} }")

@shape(2500)
def function_literals(n):
    return main("sink = table[2](3)",
                SINK + "var table = []func(int) int{\n" + each(n, lambda i: f"func(x int) int {{ return x + {i} }},") + "\n}")

@shape(50)
def nested_literal(n):
    return main("sink = len(table.a)",
                "var sink int\ntype T struct { a []T; b int }\nvar table = " + "T{b: 1, a: []T{" * n + "}}" * n)

@shape(2000000)
def long_string(n):
    return main("sink = len(data)", SINK + 'var data = "' + "abcdefghi\\n" * (n // 10) + '"')

@shape(50000)
def huge_array(n):
    return main("sink = len(data); data[use(1)] = 1", SINK + f"var data [{n * 500}]int\nvar part = [{n}]byte{{{n - 1}: 1}}")

# ---- declarations

@shape(3000)
def functions(n):
    return main(each(n, lambda i: f"sink += f{i}({i})"),
                SINK + each(n, lambda i: f"func f{i}(x int) int {{ if x > {i} {{ return use(x) }}; return x * {i} }}"))

@shape(2000)
def call_chain(n):
    return main("sink = f0(1)",
                SINK + each(n, lambda i: f"func f{i}(x int) int {{ return use(x) + f{i + 1}(x + {i}) }}") +
                f"\nfunc f{n}(x int) int {{ return x }}")

@shape(2000)
def mutual_recursion(n):
    return main("sink = f0(1)",
                SINK + each(n, lambda i: f"func f{i}(x int) int {{ if x == 0 {{ return 0 }}; return f{(i * 5 + 1) % n}(x-1) + "
                            f"f{(i + 1) % n}(x-1) }}"))

@shape(10000)
def constants(n):
    return main("sink = c3", SINK + "const (\n" + each(n, lambda i: f"c{i} = {i}*{i} + 1") + "\n)")

@shape(8000)
def constant_chain(n):
    return main(f"sink = c{n}", SINK + "const c0 = 1\n" + each(n, lambda i: f"const c{i + 1} = (c{i} + 1) % 1000"))

@shape(16000)
def iota_block(n):
    return main("sink = c3", SINK + "const (\nc = iota\n" + each(n, lambda i: f"c{i}") + "\n)")

@shape(3000)
def package_variables(n):
    return main("sink = v3", SINK + each(n, lambda i: f"var v{i} = use({i})") + "\n" +
                each(n, lambda i: f"func g{i}() int {{ return v{i} }}"))

@shape(2500)
def initialization_chain(n):
    return main("sink = v0", SINK + each(n, lambda i: f"var v{i} = v{i + 1} + use({i})") + f"\nvar v{n} = 1")

@shape(500)
def initialization_through_functions(n):
    return main("sink = v0", SINK + each(n, lambda i: f"var v{i} = f{i}()\nfunc f{i}() int {{ return g{(i + 1) % n}() }}\n"
                                    f"func g{i}() int {{ if sink > {i} {{ return g{(i * 3 + 1) % n}() }}; return 1 }}"))

@shape(1500)
def types(n):
    return main("any1 = T3{}", SINK + each(n, lambda i: f"type T{i} struct {{ a int; next *T{(i + 1) % n} }}\n"
                                           f"func (t *T{i}) M{i}() int {{ return t.a }}"))

@shape(4000)
def fields(n):
    return main("any1 = t; sink = t.f3", SINK + "var t T\ntype T struct {\n" + each(n, lambda i: f"f{i} int") + "\n}")

@shape(2400)
def methods(n):
    return main("any1 = t; sink = any1.(I).M3()",
                SINK + "type I interface { M3() int }\ntype T struct { a int }\nvar t T\n" +
                each(n, lambda i: f"func (t T) M{i}() int {{ return t.a + {i} }}"))

@shape(1600)
def interface_methods(n):
    return main("var x I = T{}; sink = x.M3()",
                SINK + "type T struct { a int }\ntype I interface {\n" + each(n, lambda i: f"M{i}() int") + "\n}\n" +
                each(n, lambda i: f"func (t T) M{i}() int {{ return {i} }}"))

@shape(60)
def embedding_chain(n):
    return main("any1 = t; sink = t.M(); sink += t.x",
                SINK + "var t T0\n" + each(n, lambda i: f"type T{i} struct {{ T{i + 1}; f{i} int }}") +
                f"\ntype T{n} struct {{ x int }}\nfunc (t T{n}) M() int {{ return t.x }}")

@shape(100)
def embedded_fields(n):
    return main("any1 = t; sink = t.M3()",
                SINK + "var t T\ntype T struct {\n" + each(n, lambda i: f"E{i}") + "\n}\n" +
                each(n, lambda i: f"type E{i} struct {{ x{i} int }}\nfunc (e E{i}) M{i}() int {{ return e.x{i} }}"))

# Every interface of a chain has the methods of all below it: that many, n * n / 2, no set of them can do without.
@shape(2000)
def interface_embedding(n):
    return main("var x I; if x != nil { x.M3() }; any1 = x",
                SINK + "type I interface {\n" + each(n // 10, lambda i: f"I{i * 10}") + "\n}\n" +
                each(n, lambda i: f"type I{i} interface {{ {f'I{i + 1}; ' if i % 10 < 9 and i + 1 < n else ''}M{i}() }}"))

@shape(40)
def nested_type(n):
    return main("any1 = x", SINK + "var x " + "".join("*[]map[int]"[[0, 1, 3][i % 3]:[1, 3, 11][i % 3]] for i in range(n)) + "int")

@shape(500)
def array_types(n):
    return main("\n".join(f"any1 = [{i + 1}]int{{}}; any1 = map[[{i + 1}]int]string{{}}" for i in range(n)), SINK)

# ---- generics

@shape(300)
def instances(n):
    return main(each(n, lambda i: f"sink += G[T{i}](T{i}{{}})"),
                SINK + each(n, lambda i: f"type T{i} struct {{ a [{i + 1}]int }}") +
                "\n//go:noinline\nfunc G[T any](x T) int { s := []T{x}; m := map[string]T{}; m[\"a\"] = x; return len(s) + len(m) }")

@shape(150)
def generic_chain(n):
    return main("sink = f0[int](1)",
                SINK + each(n, lambda i: f"func f{i}[T any](x T) int {{ return use(f{i + 1}[T](x)) }}") +
                f"\nfunc f{n}[T any](x T) int {{ return 1 }}")

@shape(30)
def generic_nesting(n):
    return main("sink = f0[int](1)",
                SINK + "type P[T any] struct { x T; p *T }\n" +
                each(n, lambda i: f"func f{i}[T any](x T) int {{ return f{i + 1}[P[T]](P[T]{{x: x}}) }}") +
                f"\nfunc f{n}[T any](x T) int {{ any1 = x; return 1 }}")

@shape(600)
def generic_types(n):
    return main(each(n, lambda i: f"var x{i} L[T{i}]; x{i}.Push(T{i}({i})); sink += x{i}.Len()"),
                SINK + each(n, lambda i: f"type T{i} int") +
                "\ntype L[T any] struct { s []T }\nfunc (l *L[T]) Push(x T) { l.s = append(l.s, x) }\n"
                "func (l *L[T]) Len() int { return len(l.s) }")

@shape(100)
def type_arguments(n):
    return main("sink = f(" + ", ".join(f"T{i}(1)" for i in range(n)) + ")",
                SINK + each(n, lambda i: f"type T{i} int") + "\nfunc f[" + ", ".join(f"P{i} any" for i in range(n)) + "](" +
                ", ".join(f"x{i} P{i}" for i in range(n)) + ") int { return 1 }")

# ---- text

@shape(2000000)
def long_comment(n):
    return main("sink = 1", SINK + "/*" + "comment text\n" * (n // 12) + "*/\n" + "// line\n" * (n // 100))

@shape(900)
def files(n):
    out = {"main.go": main("sink = f3()", SINK), "go.mod": "module m\n\ngo 1.26\n"}
    for i in range(n):
        out[f"f{i}.go"] = f"package main\n\nfunc f{i}() int {{ return {i} }}\n"
    return out

@shape(300)
def packages(n):
    out = {"main.go": main("sink = p3.F()", "var sink int" if n > 1 else "", [f"m/p{i}" for i in range(n)]),
           "go.mod": "module m\n\ngo 1.26\n"}
    out["main.go"] = main(each(n, lambda i: f"sink += p{i}.F()"), "var sink int", [f"m/p{i}" for i in range(n)])
    for i in range(n):
        below = f'import "m/p{i + 1}"\n\nfunc F() int {{ return p{i + 1}.F() + {i} }}' if i + 1 < n else "func F() int { return 1 }"
        out[f"p{i}/p.go"] = f"package p{i}\n\n{below}\n"
    return out

# ---- shapes that nobody writes by hand

@shape(3000)
def labelled_breaks(n):
    return main("L:\nfor i := 0; i < use(3); i++ {\nswitch {\n" +
                each(n, lambda i: f"case sink == {i}: {'break L' if i % 3 else 'continue L'}") + "\n}\n}", SINK)

@shape(40)
def nested_labelled_loops(n):
    return main(each(n, lambda i: f"L{i}: for i{i} := 0; i{i} < use({i}); i{i}++ {{") + "\n" +
                each(n, lambda i: f"if sink == {i} {{ continue L{i} }}; if sink == -{i} {{ break L{i} }}") + "\n" + "}" * n, SINK)

@shape(1500)
def select_cases(n):
    return main("var c [4]chan int\nselect {\n" + each(n, lambda i: f"case x := <-c[{i % 4}]: sink = x + {i}") +
                "\n}", SINK)

@shape(300)
def method_chain_calls(n):
    return main("x := &T{}\nx" + "".join(f".M({i})" for i in range(n)),
                SINK + "type T struct { a int }\n//go:noinline\nfunc (t *T) M(x int) *T { t.a += x; return t }\n")

@shape(30000)
def indexed_array_literal(n):
    return main("sink = table[use(3)]", SINK + f"var table = [{4 * n}]int{{" + ",\n".join(f"{i * 3}: {i}" for i in range(n)) + "}")

@shape(1500)
def inits(n):
    return main("sink++", SINK + each(n, lambda i: f"func init() {{ sink += use({i}) }}"))

@shape(8000)
def big_constant(n):
    return main("sink = int(c % 1000)", SINK + "const c = (" + " +\n".join(f"{i}<<{i % 300}" for i in range(n)) + ") & 0xffffffff")

@shape(300)
def generic_methods(n):
    return main(each(n, lambda i: f"sink += (&S[T{i}]{{}}).A(T{i}{{}})"),
                SINK + each(n, lambda i: f"type T{i} struct {{ x, y [{i % 7 + 1}]int }}") +
                "\ntype S[T any] struct { m map[string]T; l []T }\n"
                "func (s *S[T]) A(x T) int { s.l = append(s.l, x); return s.B() }\n"
                "func (s *S[T]) B() int { f := func(x T) int { any1 = x; return len(s.l) }; return f(s.l[0]) + len(s.m) }")

@shape(1500)
def struct_locals(n):
    return main("x := T{1, 2, 3}\n" + each(n, lambda i: f"y{i} := x; y{i}.b = use({i}); if y{i} == x {{ x = y{i} }}") +
                "\nsink = x.a", SINK + "type T struct { a, b, c int }\n")

@shape(1500)
def deep_selectors(n):
    return main(each(n, lambda i: "sink += p" + ".next" * (i % 40 + 1) + ".a"),
                SINK + "type T struct { next *T; a int }\nvar p *T\n")

@shape(1000)
def recovers(n):
    return main(each(n, lambda i: f"func() {{ defer func() {{ any1 = recover() }}(); sink = 1 / (sink - {i}) }}()"), SINK)

@shape(1500)
def embedded_methods(n):
    return main("any1 = t; var i I = &t; i.M()", SINK + "var t T0\ntype I interface { M() }\n" +
                each(n, lambda i: f"type T{i} struct {{ *U{i}; f{i} [2]int }}\ntype U{i} struct {{ x int }}\n"
                                  f"func (u *U{i}) M() {{ u.x++ }}\nvar _ I = T{i}{{}}"))

@shape(700)
def imports_of_one(n):
    out = {"go.mod": "module m\n\ngo 1.26\n", "base/b.go": "package base\n\ntype T struct{ A int }\n\nfunc (t *T) Get() int { return t.A }\n"}
    out["main.go"] = main(each(n, lambda i: f"sink += p{i}.F()"), "var sink int", [f"m/p{i}" for i in range(n)])
    for i in range(n):
        out[f"p{i}/p.go"] = f'package p{i}\n\nimport "m/base"\n\nfunc F() int {{ return (&base.T{{A: {i}}}).Get() }}\n'
    return out

@shape(400)
def range_functions(n):
    return main(each(n, lambda i: f"for x := range seq {{ if x == {i} {{ break }}; sink += x }}"),
                SINK + "func seq(yield func(int) bool) { for i := range 10 { if !yield(i) { return } } }\n")

@shape(1000)
def type_assertions(n):
    return main(each(n, lambda i: f"if x, ok := any1.(interface {{ M{i}() int }}); ok {{ sink += x.M{i}() }}"), SINK)

@shape(1000000)
def one_line(n):
    return main("sink = 0" + "; sink++" * (n // 100), SINK)
