// Variables of a three-clause loop are new in each iteration. A literal in the body may have them by value unless the
// body assigns to them; one in the condition or the post statement sees what that statement does.
package main

func call(list []func() int) {
	for _, f := range list {
		print(f(), " ")
	}
	println()
}

func main() {
	var list []func() int
	for i := 0; i < 3; i++ {
		list = append(list, func() int { return i })
	}
	call(list)

	list = nil
	for i, j := 0, 10; i < 3; i, j = i+1, j-1 {
		list = append(list, func() int { return i*100 + j })
		if i == 1 {
			j += 5
		}
	}
	call(list)

	list = nil
	for i := 0; i < 6; i++ {
		list = append(list, func() int { i += 10; return i })
		i++
	}
	call(list)
	call(list)

	list = nil
	for i := 0; i < 3; i++ {
		p := &i
		list = append(list, func() int { *p += 2; return i })
	}
	call(list)
	call(list)

	list = nil
	for i, f := 0, func() int { return -1 }; i < 3; i, f = i+1, func() int { i += 1000; return i } {
		list = append(list, f, func() int { return i })
	}
	call(list)
	call(list)

	list = nil
	for i := 0; func() bool { list = append(list, func() int { return i }); return i < 3 }(); i++ {
		if i == 1 {
			continue
		}
		defer func() { print("deferred ", i, "\n") }()
	}
	call(list)

	done := make(chan int)
	sum := 0
	for i := 0; i < 10; i++ {
		go func() { done <- i }()
	}
	for i := 0; i < 10; i++ {
		sum += <-done
	}
	println(sum)

	type big [40]int
	list = nil
	for b := (big{1}); b[0] < 4; b[0]++ {
		list = append(list, func() int { return b[0] + b[39] })
	}
	call(list)
}
