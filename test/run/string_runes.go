// Spec: Conversions to and from a string type, For statements with range clause (strings), Rune literals.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type text string
type octets []byte
type runes []rune
type letter rune

func main() {
	for _, s := range []string{"", "abc", "aé世😀", "a\xffb", "\xe4\xb8", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80x", "é\xe4"} {
		print(len(s), ":")
		for i, r := range s {
			print(" ", i, "=", r)
		}
		println()
		rs := []rune(s)
		back := string(rs)
		n := 0
		for range s {
			n++
		}
		check(n == len(rs), "count of runes")
		valid := true
		for i, r := range s {
			if r == 0xFFFD && s[i:min(i+3, len(s))] != "\uFFFD" {
				valid = false
			}
		}
		check((back == s) == valid, "round trip through runes")
		bs := []byte(s)
		check(string(bs) == s && len(bs) == len(s), "round trip through bytes")
		if len(bs) > 0 {
			bs[0] = 'X'
			check(s[0] != 'X', "bytes are a copy")
		}
	}
	println(string(rune(0x4e16)), string(rune(-1)) == "\uFFFD", string(rune(0xD800)) == "\uFFFD", string(rune(0x110000)) == "\uFFFD")
	println(string(letter('z')), string(text("t")), text([]byte("by")), string(octets{65, 66}), string(runes{0x4e16, 'x'}))
	println(len(octets("héy")), len(runes("héy")), text(runes{97}))
	println('\n', '\'', '\x41', '\u00e9', '\U0001F600', '\377', '世')
	println(len(`raw\n
string`), "esc\t\"\\\u00e9\xff" == "esc	\"\\é\xff")
	b := []byte("map key")
	m := map[string]int{"map key": 3}
	check(m[string(b)] == 3, "lookup by converted bytes")
	b[0] = 'M'
	_, ok := m[string(b)]
	check(!ok, "lookup sees the new bytes")
	check(string(b) == "Map key" && string(b) > "MAP KEY" && "x"+string(b)+"y" == "xMap keyy", "temporary strings")
	for i, c := range []byte("xyz") {
		b[i] = c
	}
	check(string(b) == "xyz key", "range over converted string")
	var nilBytes []byte
	check(string(nilBytes) == "" && []byte("") != nil && len([]rune("")) == 0, "empty conversions")
	println("string_runes ok")
}
