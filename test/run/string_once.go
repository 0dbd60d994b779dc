// Conversions between strings and bytes whose result is only read at once need no copy, others do.
package main

import "fmt"

type text string
type octets []byte

type pair struct{ a, b string }

func isNaN[T int | string | float64](x T) bool { return x != x }

func kind(b []byte) int {
	switch string(b) {
	case "GET":
		b[0] = 'x'
		return 1
	case "POST", "PUT":
		return 2
	case "a longer text than two words":
		return 3
	}
	return 0
}

func called(b []byte, s string) string {
	switch string(b) {
	case change(b, s):
		return "changed"
	case "abc":
		return "abc"
	}
	return "none"
}

func change(b []byte, s string) string {
	copy(b, s)
	return s
}

func constants(s string) (n int) {
	for i, t := range []string{"", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "abcdefghi",
		"abcdefghijklmno", "abcdefghijklmnop", "abcdefghijklmnopq"} {
		if s == t {
			n = i
		}
	}
	ok := s == "" || s == "a" || s == "ab" || s == "abc" || s == "abcd" || s == "abcde" || s == "abcdef" || s == "abcdefg" ||
		s == "abcdefgh" || s == "abcdefghi" || s == "abcdefghijklmno" || "abcdefghijklmnop" == s || s == "abcdefghijklmnopq"
	if !ok {
		return -1
	}
	return n
}

func main() {
	b := []byte("key")
	m := map[string]int{"key": 1, "kex": 2}
	n := map[text]int{"key": 3}
	p := map[pair]int{{"key", "x"}: 4}
	fmt.Println(m[string(b)], n[text(b)], p[pair{string(b), "x"}], m[string(octets(b))])
	b[2] = 'x'
	v, ok := m[string(b)]
	_, no := n[text(b)]
	fmt.Println(v, ok, no)
	m[string(b)] = 7 // the map keeps the key
	b[2] = 'z'
	m[string(b)]++
	b[0] = '?'
	fmt.Println(m)

	x := "<" + string(b) + ">"
	y := "" + string(b)
	z := string(b) + string(b[:0])
	b[0] = '!'
	fmt.Println(x, y, z, string(b) == "!ez", "!ez" == string(b), string(b) < "a", string(b) != string(octets("!ez")))

	fmt.Println(kind([]byte("GET")), kind([]byte("PUT")), kind([]byte("PUX")), kind([]byte("a longer text than two words")))
	fmt.Println(called([]byte("abc"), "xyz"), called([]byte("xyz"), "xyz"))

	s := "héy"
	sum := 0
	for i, c := range []byte(s) {
		sum += i * int(c)
	}
	for range octets(s) {
		sum++
	}
	for i := range []byte(s) {
		sum += i
	}
	fmt.Println(sum)
	var e any = string(b)
	b[0] = 'k'
	fmt.Println(e == string(b), e, any(string(b)) == any("kez"))
	fmt.Println(isNaN("x"), isNaN(1), isNaN(x))
	long := "abcdefghijklmnopqr"
	for i := 0; i <= 18; i++ {
		fmt.Print(constants(long[:i]), " ")
		if i > 0 && constants(long[:i-1]+"_") != -1 {
			fmt.Println("wrong")
		}
		if i > 3 && constants("_"+long[1:i]) != -1 {
			fmt.Println("wrong")
		}
	}
	fmt.Println()
	k1, k2 := [12]byte{11: 1}, [12]byte{11: 1}
	k3, k4 := [3]byte{1, 2, 3}, [3]byte{1, 2, 3}
	k5, k6 := [7]int16{6: -1}, [7]int16{6: -1}
	fmt.Println(k1 == k2, k3 == k4, k5 == k6)
	for i := range k1 {
		k2[i]++
		if k1 == k2 {
			fmt.Println("wrong", i)
		}
		k2[i]--
	}
	for i := range k3 {
		k4[i]--
		if k3 == k4 {
			fmt.Println("wrong", i)
		}
		k4[i]++
	}
	k6[6] = 0
	fmt.Println(k1 == k2, k3 == k4, k5 == k6, map[[7]int16]int{k5: 1}[k6], map[[3]byte]int{k3: 5}[k4])
}
