#!/usr/bin/env python3
"""Writes one of the large or deeply nested inputs of test/bad.sh to standard output: make.py NAME [SIZE]"""
import random
import sys

DEEP = 100_000


def function(body):
    return "package main\n\nfunc main() {\n" + body + "\n}\n"


def random_bytes(size):
    return random.Random(1).randbytes(size)


def nested(opening, inner, closing):
    return lambda n: opening * n + inner + closing * n


FORMS = {
    "random": (20_000, random_bytes),
    "random_after_package": (20_000, lambda n: b"package main\n" + random_bytes(n)),
    "huge_expression": (10_000_000, lambda n: function("x := 1" + "+1" * (n // 2) + "\n_ = x")),
    "huge_concatenation": (2_000_000, lambda n: function('x := ""' + '+"a"' * (n // 4) + "\n_ = x")),
    "huge_call_list": (2_000_000, lambda n: function("println(" + "1," * (n // 2) + "x)")),
    "parens": (DEEP, lambda n: function("x := " + nested("(", "1", ")")(n) + "\n_ = x")),
    "unclosed_parens": (DEEP, lambda n: function("x := " + "(" * n)),
    "unary": (DEEP, lambda n: function("x := " + "^" * n + "1\n_ = x")),
    "blocks": (DEEP, lambda n: function(nested("{", "", "}")(n))),
    "unclosed_blocks": (DEEP, lambda n: function("{" * n)),
    "pointer_type": (DEEP, lambda n: "package main\n\nvar x " + "*" * n + "int\n\nfunc main() { x() }\n"),
    "slice_type": (DEEP, lambda n: "package main\n\nvar x " + "[]" * n + "int\n\nfunc main() { x() }\n"),
    "struct_type": (DEEP, lambda n: "package main\n\nvar x " + nested("struct{f ", "int", "}")(n) +
                    "\n\nfunc main() { x() }\n"),
    "func_type": (DEEP, lambda n: "package main\n\nvar x " + nested("func(", "", ")")(n) + "\n\nfunc main() { x.y() }\n"),
    "map_type": (DEEP, lambda n: "package main\n\nvar x " + "map[int]" * n + "int\n\nfunc main() { x() }\n"),
    "composite": (DEEP, lambda n: "package main\n\ntype T []T\n\nvar x = T" + nested("{", "", "}")(n) +
                  "\n\nfunc main() { x() }\n"),
    "func_literals": (DEEP, lambda n: function(nested("func() {", "", "}()\n")(n) + "undefined()")),
    "else_if": (DEEP, lambda n: "package main\n\nfunc f(x int) {\n" +
                "if x == 0 {}" + " else if x == 1 {}" * n + "\nundefined()\n}\n\nfunc main() { f(1) }\n"),
    "selectors": (DEEP, lambda n: "package main\n\ntype T struct{ f *T }\n\nvar t T\n\nfunc main() {\n_ = t" +
                  ".f" * n + ".g\n}\n"),
    "calls": (DEEP, lambda n: "package main\n\nfunc f(x int) int { return x }\n\nfunc main() {\n" +
              nested("f(", "y", ")")(n) + "\n}\n"),
    "index": (DEEP, lambda n: "package main\n\nvar x []int\n\nfunc main() {\n_ = " + nested("x[", "y", "]")(n) + "\n}\n"),
    "ifs": (DEEP, lambda n: function(nested("if true {", "undefined()", "}")(n))),
    "comment_lines": (DEEP, lambda n: "package main\n" + "/*\n" * n + "func main() {}\n"),
    "labels": (DEEP, lambda n: function("".join(f"L{i}: " for i in range(n)) + ";")),
    "generic_nesting": (DEEP, lambda n: "package main\n\ntype G[P any] struct{ p *P }\n\nvar x " +
                        nested("G[", "int", "]")(n) + "\n\nfunc main() { x() }\n"),
    "embedding": (2_000, lambda n: "package main\n\ntype T0 struct{ x int }\n" +
                  "".join(f"type T{i} struct{{ T{i - 1} }}\n" for i in range(1, n)) +
                  f"\nvar t T{n - 1}\n\nfunc main() {{ t.y() }}\n"),
    "type_doubling": (60, lambda n: "package main\n\ntype T0 struct{ x int }\n" +
                      "".join(f"type T{i} struct{{ a, b T{i - 1} }}\n" for i in range(1, n)) +
                      f"\nvar t T{n - 1}\n\nfunc main() {{ println(t.a == t.b) }}\n"),
    "long_name": (1_000_000, lambda n: function("a" * n + "()")),
    "long_string": (10_000_000, lambda n: function('var x int = "' + "a" * n + '"')),
    "many_errors": (DEEP, lambda n: function("undefined()\n" * n)),
    "huge_number": (1_000_000, lambda n: function("var x int = " + "9" * n)),
    "huge_exponent": (1, lambda n: function("const x = 1e1000000000000\n_ = x")),
    "shift_tower": (40, lambda n: function("const x = 1 << 1000\nconst y = " + "*".join(["x"] * n) + "\n_ = y")),
}


def main():
    if len(sys.argv) < 2 or sys.argv[1] not in FORMS:
        sys.exit("usage: make.py NAME [SIZE]\nnames: " + " ".join(FORMS))
    size, form = FORMS[sys.argv[1]]
    text = form(int(sys.argv[2]) if len(sys.argv) > 2 else size)
    sys.stdout.buffer.write(text if isinstance(text, bytes) else text.encode())


if __name__ == "__main__":
    main()
