// Spec: String types, String concatenation, Index expressions, Slice expressions, Comparison operators.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

//go:noinline
func join(a, b string) string { return a + b }

func caught(f func()) (message string) {
	defer func() { message = recover().(error).Error() }()
	f()
	return "nothing"
}

var words = []string{"", "a", "aa", "ab", "b", "\x00", "a\x00", "longer than a machine word", "longer than a machine wore", "\xff", "日本語"}

func main() {
	for i, a := range words {
		for j, b := range words {
			check((a == b) == (i == j), "equality")
			check((a < b) == (b > a) && (a <= b) == !(a > b), "order")
			check((a < b) == less(a, b), "bytewise order")
			check(len(a+b) == len(a)+len(b) && join(a, b)[:len(a)] == a && join(a, b)[len(a):] == b, "concatenation")
			check(a+b+a+b+a == join(a, join(b, join(a, join(b, a)))), "long concatenation")
		}
	}
	s := "hello, 世界"
	n := len(s)
	check(n == 13 && s[7] == 0xe4 && s[1:4] == "ell" && s[:0] == "" && s[n:] == "" && s[:] == s, "slices")
	check(len(s[7:10]) == 3 && s[7:10] == "世", "slices of bytes")
	t := s
	s += "!"
	check(t == "hello, 世界" && s == "hello, 世界!", "strings do not change")
	k := 5
	println(caught(func() { _ = s[len(s)+k-5] }))
	println(caught(func() { _ = s[k-6] }))
	println(caught(func() { _ = s[k:3] }))
	println(caught(func() { _ = s[k : len(s)+1] }))
	println(caught(func() { _ = s[len(s)+k:] }))
	println(caught(func() { _ = s[:k-10] }))
	const c = "constant"
	check(len(c) == 8 && c[3] == 's' && c[3:5] == "st", "constant strings")
	var acc string
	for i := 0; i < 200; i++ {
		acc += string(rune('a' + i%26))
	}
	check(len(acc) == 200 && acc[27] == 'b' && acc[26:52] == acc[0:26], "growing string")
	m := map[string]int{}
	for i := 0; i+3 <= len(acc); i++ {
		m[acc[i:i+3]]++
	}
	println(len(m), m["abc"], m["zab"])
	switch acc[:2] + "c" {
	case "abd":
		panic("wrong case")
	case "abc":
		println("string_ops ok")
	}
}

func less(a, b string) bool {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return len(a) < len(b)
}
