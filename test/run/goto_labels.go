// Spec: Goto statements, Labeled statements, Break statements, Continue statements, Terminating statements.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}
func collatz(n int) (steps int) {
again:
	if n == 1 {
		return
	}
	steps++
	if n%2 == 0 {
		n /= 2
		goto again
	}
	n = 3*n + 1
	goto again
}

func find(grid [][]int, x int) (int, int) {
rows:
	for i, row := range grid {
		for j, v := range row {
			switch {
			case v < 0:
				continue rows
			case v == x:
				return i, j
			case v > 100:
				break rows
			}
		}
	}
	return -1, -1
}

func machine(s string) string {
	i, out := 0, ""
start:
	if i == len(s) {
		goto end
	}
	switch s[i] {
	case '(':
		i++
		goto inside
	}
	out += s[i : i+1]
	i++
	goto start
inside:
	for i < len(s) {
		if s[i] == ')' {
			i++
			goto start
		}
		i++
	}
end:
	return out
}

func blocks() (s string) {
block:
	switch s += "a"; {
	case s != "":
		if len(s) > 0 {
			break block
		}
		s += "b"
	}
sw:
	switch {
	default:
		for {
			break sw
		}
	}
sel:
	select {
	default:
		for {
			s += "s"
			break sel
		}
	}
	if true {
		goto done
	}
	s += "never"
done:
	return s
}

func noReturn(n int) int {
	for {
		if n > 10 {
			return n
		}
		n *= 2
	}
}

func closures() []func() int {
	var fs []func() int
	i := 0
loop:
	j := i * i
	fs = append(fs, func() int { return j })
	if i++; i < 4 {
		goto loop
	}
	return fs
}

func main() {
	println(collatz(27), collatz(1))
	grid := [][]int{{1, 2, -1, 7}, {3, 7, 101}, {200, 5}, {9}}
	println(find(grid, 7))
	println(find(grid, 9))
	println(machine("ab(cd)ef(g"), blocks(), noReturn(3))
	sum := 0
	for _, f := range closures() {
		sum += f()
	}
	check(sum == 0+1+4+9, "each declaration is a new variable")
	n := 0
L:
	for i := range 10 {
		for {
			n++
			if i%2 == 0 {
				continue L
			}
			break
		}
		if i == 7 {
			break L
		}
	}
	println(n)
unused:
	for {
		break unused
	}
}
