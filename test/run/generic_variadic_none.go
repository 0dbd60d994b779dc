// A generic variadic function may be called without variadic arguments when its type arguments are known.
package main

func concat[S ~[]E, E any](slices ...S) S {
	var all S
	for _, s := range slices {
		all = append(all, s...)
	}
	return all
}

func main() {
	println(len(concat[[]int]()), len(concat([]int{1}, []int{2, 3})), len(concat[[]string](nil)))
}
