// Spec: For statements (per-iteration variables), Break statements, Continue statements.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}
func main() {
	var fs []func() int
	for i := 0; i < 5; i++ {
		fs = append(fs, func() int { return i })
		if i == 2 {
			i++ // seen by the closure of this iteration, and by the next
		}
	}
	for _, f := range fs {
		print(f(), " ")
	}
	println()
	fs = nil
	for i, j := 0, 10; i < j; i, j = i+1, j-2 {
		fs = append(fs, func() int { i += 100; return i*1000 + j })
		if i%2 == 0 {
			continue
		}
		j--
	}
	for _, f := range fs {
		print(f(), " ", f(), " ")
	}
	println()
	var ps []*int
	for i := 0; i < 3; i++ {
		ps = append(ps, &i)
	}
	check(*ps[0] == 0 && *ps[1] == 1 && *ps[2] == 2 && ps[0] != ps[1], "addresses differ")
	var sum int
	for i := 0; i < 10; func() { i += 2 }() { // the post statement works on the new copy
		sum += i
	}
	check(sum == 20, "closure in the post statement")
	var keep func() int
	for i := 0; keep == nil || keep() < 3; i++ {
		keep = func() int { return i }
	}
	check(keep() == 3, "closure in the condition")
	var out []func()
outer:
	for i := 0; i < 4; i++ {
		for j := range 4 {
			if j == 2 {
				continue outer
			}
			if i == 3 {
				break outer
			}
			out = append(out, func() { print(i, j, " ") })
		}
	}
	for _, f := range out {
		f()
	}
	println()
	for i := 0; i < 3; i++ {
		defer func() { print(i, "\n") }()
		i := i * 2
		defer func() { print(i, ",") }()
	}
	for k, v := range []string{"a", "b"} {
		out = append(out, func() { println(k, v) })
	}
	out[len(out)-2]()
	out[len(out)-1]()
	n := 0
	for {
		if n++; n > 5 {
			break
		}
	}
	for n < 10 {
		n++
	}
	var i int
	for i = range 5 {
		defer func() { print("i", i, " ") }() // one variable for all
	}
	i = 77
	var arr [3]int
	for arr[1] = range 4 {
	}
	check(n == 10 && arr[1] == 3, "other forms")
	done := make(chan int)
	for i := range 8 {
		go func() { done <- i }()
	}
	total := 0
	for range 8 {
		total += <-done
	}
	check(total == 28, "goroutines")
	println("loop_variables ok")
}
