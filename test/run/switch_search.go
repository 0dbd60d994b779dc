// Switches that become jump tables and searches, against tables of what each case gives.
package main

import "fmt"

func dense(x int) int {
	switch x {
	case -3:
		return 1
	case -2:
		return 2
	case -1:
		return 3
	case 0:
		return 4
	case 1:
		return 5
	case 2:
		return 6
	case 3:
		return 7
	case 4:
		return 8
	case 5:
		return 9
	case 6:
		return 10
	case 7:
		return 11
	case 8:
		return 12
	case 9:
		return 13
	case 10:
		return 14
	case 11:
		return 15
	case 12:
		return 16
	case 13:
		return 17
	case 14:
		return 18
	case 15:
		return 19
	case 16:
		return 20
	case 17:
		return 21
	case 18:
		return 22
	case 19:
		return 23
	}
	return -1
}

var denseCases = map[int]int{-3: 1, -2: 2, -1: 3, 0: 4, 1: 5, 2: 6, 3: 7, 4: 8, 5: 9, 6: 10, 7: 11, 8: 12, 9: 13, 10: 14, 11: 15, 12: 16, 13: 17, 14: 18, 15: 19, 16: 20, 17: 21, 18: 22, 19: 23}

func holes(x int) int {
	switch x {
	case 2:
		return 1
	case 3:
		return 2
	case 5, 7:
		return 3
	case 8:
		return 4
	default:
		return -1
	case 11:
		return 5
	case 13:
		return 6
	case 14:
		return 7
	case 17, 20:
		return 8
	case 22:
		return 9
	case 25:
		return 10
	}
	return -1
}

var holesCases = map[int]int{2: 1, 3: 2, 5: 3, 7: 3, 8: 4, 11: 5, 13: 6, 14: 7, 17: 8, 20: 8, 22: 9, 25: 10}

func sparse(x int) int {
	switch x {
	case -9223372036854775808:
		return 1
	case -70000:
		return 2
	case -5:
		return 3
	case 0:
		return 4
	case 3:
		return 5
	case 99:
		return 6
	case 1000:
		return 7
	case 123456789:
		return 8
	case 5000000000:
		return 9
	case 9223372036854775807:
		return 10
	}
	return -1
}

var sparseCases = map[int]int{-9223372036854775808: 1, -70000: 2, -5: 3, 0: 4, 3: 5, 99: 6, 1000: 7, 123456789: 8, 5000000000: 9, 9223372036854775807: 10}

func mixed(x int64) int {
	switch x {
	case 100:
		return 1
	case 101:
		return 2
	case 102:
		return 3
	case 103:
		return 4
	case 104:
		return 5
	case 105:
		return 6
	case 106:
		return 7
	case 107:
		return 8
	case 108:
		return 9
	case 109:
		return 10
	case 110:
		return 11
	case 111:
		return 12
	case 5000:
		return 13
	case 6000:
		return 14
	case 7000:
		return 15
	case -20:
		return 16
	case -19:
		return 17
	case -18:
		return 18
	case -17:
		return 19
	case -16:
		return 20
	case -15:
		return 21
	case -14:
		return 22
	case -13:
		return 23
	case -12:
		return 24
	case -11:
		return 25
	case -10:
		return 26
	case -9:
		return 27
	}
	return -1
}

var mixedCases = map[int64]int{100: 1, 101: 2, 102: 3, 103: 4, 104: 5, 105: 6, 106: 7, 107: 8, 108: 9, 109: 10, 110: 11, 111: 12, 5000: 13, 6000: 14, 7000: 15, -20: 16, -19: 17, -18: 18, -17: 19, -16: 20, -15: 21, -14: 22, -13: 23, -12: 24, -11: 25, -10: 26, -9: 27}

func bytes_(x uint8) int {
	switch x {
	case 0:
		return 1
	case 1:
		return 2
	case 2:
		return 3
	case 9:
		return 4
	case 10:
		return 5
	case 13:
		return 6
	case 32:
		return 7
	case 200, 201:
		return 8
	case 202:
		return 9
	case 203:
		return 10
	case 204:
		return 11
	case 205:
		return 12
	case 206:
		return 13
	case 207:
		return 14
	case 255:
		return 15
	}
	return -1
}

var bytes_Cases = map[uint8]int{0: 1, 1: 2, 2: 3, 9: 4, 10: 5, 13: 6, 32: 7, 200: 8, 201: 8, 202: 9, 203: 10, 204: 11, 205: 12, 206: 13, 207: 14, 255: 15}

func signed8(x int8) int {
	switch x {
	case -128:
		return 1
	case -3:
		return 2
	case -2:
		return 3
	case -1:
		return 4
	case 0:
		return 5
	case 1:
		return 6
	case 2:
		return 7
	case 3:
		return 8
	case 127:
		return 9
	case 5:
		return 10
	case 6:
		return 11
	}
	return -1
}

var signed8Cases = map[int8]int{-128: 1, -3: 2, -2: 3, -1: 4, 0: 5, 1: 6, 2: 7, 3: 8, 127: 9, 5: 10, 6: 11}

func word(x uint64) int {
	switch x {
	case 0:
		return 1
	case 1:
		return 2
	case 18446744073709551615:
		return 3
	case 9223372036854775808:
		return 4
	case 9223372036854775807:
		return 5
	case 7:
		return 6
	case 8:
		return 7
	case 9:
		return 8
	}
	return -1
}

var wordCases = map[uint64]int{0: 1, 1: 2, 18446744073709551615: 3, 9223372036854775808: 4, 9223372036854775807: 5, 7: 6, 8: 7, 9: 8}

func small(x uint16) int {
	switch x {
	case 65535:
		return 1
	case 65534:
		return 2
	case 65533:
		return 3
	case 65532:
		return 4
	case 65531:
		return 5
	case 65530:
		return 6
	case 65529:
		return 7
	case 65528:
		return 8
	case 1:
		return 9
	}
	return -1
}

var smallCases = map[uint16]int{65535: 1, 65534: 2, 65533: 3, 65532: 4, 65531: 5, 65530: 6, 65529: 7, 65528: 8, 1: 9}

func runes(x rune) int {
	switch x {
	case 'a':
		return 1
	case 'b':
		return 2
	case 'c':
		return 3
	case 'é':
		return 4
	case '世':
		return 5
	case 'z':
		return 6
	case '0':
		return 7
	case '1':
		return 8
	case '2':
		return 9
	}
	return -1
}

var runesCases = map[rune]int{'a': 1, 'b': 2, 'c': 3, 'é': 4, '世': 5, 'z': 6, '0': 7, '1': 8, '2': 9}

func text(x string) int {
	switch x {
	case "break":
		return 1
	case "case":
		return 2
	case "chan":
		return 3
	case "const":
		return 4
	case "continue":
		return 5
	case "default":
		return 6
	case "defer":
		return 7
	case "else":
		return 8
	case "fallthrough":
		return 9
	case "for":
		return 10
	case "func":
		return 11
	case "go":
		return 12
	case "goto":
		return 13
	case "if":
		return 14
	case "import":
		return 15
	case "interface":
		return 16
	case "map":
		return 17
	case "package":
		return 18
	case "range":
		return 19
	case "return":
		return 20
	case "select":
		return 21
	case "struct":
		return 22
	case "switch":
		return 23
	case "type":
		return 24
	case "var":
		return 25
	case "":
		return 26
	case "a longer string than sixteen bytes":
		return 27
	case "a longer string than sixteen bytez":
		return 28
	case "exactly sixteen.":
		return 29
	case "fifteen bytes!!":
		return 30
	case "x":
		return 31
	case "ab":
		return 32
	case "abc":
		return 33
	case "abd":
		return 34
	}
	return -1
}

var textCases = map[string]int{"break": 1, "case": 2, "chan": 3, "const": 4, "continue": 5, "default": 6, "defer": 7, "else": 8, "fallthrough": 9, "for": 10, "func": 11, "go": 12, "goto": 13, "if": 14, "import": 15, "interface": 16, "map": 17, "package": 18, "range": 19, "return": 20, "select": 21, "struct": 22, "switch": 23, "type": 24, "var": 25, "": 26, "a longer string than sixteen bytes": 27, "a longer string than sixteen bytez": 28, "exactly sixteen.": 29, "fifteen bytes!!": 30, "x": 31, "ab": 32, "abc": 33, "abd": 34}

func few(x string) int {
	switch x {
	case "yes":
		return 1
	case "no":
		return 2
	case "maybe", "perhaps":
		return 3
	}
	return -1
}

var fewCases = map[string]int{"yes": 1, "no": 2, "maybe": 3, "perhaps": 3}

func chain(x int) string {
	if x == 4 {
		return "four"
	} else if x == 5 {
		return "five"
	} else if x == 4 {
		return "four again"
	} else if 900 == x {
		return "nine hundred"
	} else if x != 7 {
		if x == 8 {
			return "eight"
		} else if x == 9 {
			return "nine"
		}
		return "other"
	}
	return "seven"
}

func through(x int) (n int) {
	switch x {
	case 1:
		n++
		fallthrough
	case 2:
		n += 10
	case 3, 4, 5:
		n += 100
		if x == 4 {
			break
		}
		n += 1000
	case 6:
		n = n<<x + 5
	case 7, 8:
		return x
	}
	return n + 7
}

func check[T comparable](name string, f func(T) int, cases map[T]int, others []T) {
	for k, v := range cases {
		if f(k) != v {
			fmt.Println(name, k, f(k), v)
		}
	}
	for _, k := range others {
		want, ok := cases[k]
		if !ok {
			want = -1
		}
		if f(k) != want {
			fmt.Println(name, k, f(k), want)
		}
	}
	fmt.Println(name, len(cases))
}

func numbers[T int | int64 | uint8 | int8 | uint64 | uint16 | rune](cases map[T]int) (all []T) {
	for k := range cases {
		all = append(all, k-1, k+1, k*2, ^k)
	}
	for i := range 300 {
		all = append(all, T(i), T(-i), T(i)<<7, T(i*12345))
	}
	return all
}

func main() {
	check("dense", dense, denseCases, numbers(denseCases))
	check("holes", holes, holesCases, numbers(holesCases))
	check("sparse", sparse, sparseCases, numbers(sparseCases))
	check("mixed", mixed, mixedCases, numbers(mixedCases))
	check("bytes", bytes_, bytes_Cases, numbers(bytes_Cases))
	check("signed8", signed8, signed8Cases, numbers(signed8Cases))
	check("word", word, wordCases, numbers(wordCases))
	check("small", small, smallCases, numbers(smallCases))
	check("runes", runes, runesCases, numbers(runesCases))
	var near []string
	for k := range textCases {
		near = append(near, k+"x", "x"+k)
		for i := range k {
			near = append(near, k[:i], k[i:], k[:i]+"?"+k[i+1:])
		}
	}
	check("text", text, textCases, near)
	check("few", few, fewCases, near)
	for _, x := range []int{4, 5, 7, 8, 9, 10, 900} {
		fmt.Print(chain(x), " ")
	}
	for x := range 10 {
		fmt.Print(through(x), " ")
	}
	fmt.Println()
}
