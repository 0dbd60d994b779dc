// Benchmark: switches: an interpreter of bytes, a scanner's keywords, states of characters.
package main

import (
	"fmt"
	"strings"
)

const (
	push = iota
	load
	store
	add
	sub
	mul
	less
	jumpIf
	jump
	double
	drop
	halt
)

// run interprets one program; operands follow their operations.
func run(code []byte, n int) int {
	var stack, variables [16]int
	variables[0] = n
	sp := 0
	for pc := 0; ; {
		op := code[pc]
		pc++
		switch op {
		case push:
			stack[sp] = int(code[pc])
			pc++
			sp++
		case load:
			stack[sp] = variables[code[pc]&15]
			pc++
			sp++
		case store:
			sp--
			variables[code[pc]&15] = stack[sp]
			pc++
		case add:
			sp--
			stack[sp-1] += stack[sp]
		case sub:
			sp--
			stack[sp-1] -= stack[sp]
		case mul:
			sp--
			stack[sp-1] *= stack[sp]
		case less:
			sp--
			if stack[sp-1] < stack[sp] {
				stack[sp-1] = 1
			} else {
				stack[sp-1] = 0
			}
		case jumpIf:
			sp--
			if stack[sp] != 0 {
				pc = int(code[pc])
			} else {
				pc++
			}
		case jump:
			pc = int(code[pc])
		case double:
			stack[sp] = stack[sp-1]
			sp++
		case drop:
			sp--
		case halt:
			return variables[1]
		}
	}
}

func keyword(s string) int {
	switch s {
	case "break", "continue", "goto", "fallthrough", "return":
		return 1
	case "if", "else", "switch", "select", "case", "default":
		return 2
	case "for", "range":
		return 3
	case "func", "defer", "go":
		return 4
	case "type", "struct", "interface", "map", "chan":
		return 5
	case "var", "const", "package", "import":
		return 6
	}
	return 0
}

func class(c byte) int {
	switch c {
	case ' ', '\t', '\n', '\r':
		return 0
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return 1
	case '+', '-', '*', '/', '%', '&', '|', '^', '<', '>', '=', '!':
		return 2
	case '(', ')', '[', ']', '{', '}', ',', ';', '.', ':':
		return 3
	case '"', '\'', '`':
		return 4
	}
	return 5
}

func main() {
	// sum = 0; i = 0; while i < n { sum = sum*3 - i; i = i + 1 }
	code := []byte{push, 0, store, 1, push, 0, store, 2,
		load, 2, load, 0, less, jumpIf, 16, halt,
		load, 1, push, 3, mul, load, 2, sub, store, 1,
		load, 2, push, 1, add, double, store, 2, drop, jump, 8}
	total := 0
	for i := range 20 {
		total ^= run(code, 200_000+i)
	}
	words := strings.Fields("for i := range n if x else func y return go select z case default import map chan struct w interface")
	text := "func main() { for i := 0; i < 10; i++ { x[i] = `a` + \"b\" } }"
	counts := [6]int{}
	for i := range 10_000_000 {
		total += keyword(words[i%len(words)])
		counts[class(text[i%len(text)])]++
	}
	fmt.Println(total, counts)
}
