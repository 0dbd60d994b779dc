// Spec: Appending to and copying slices, Clear.
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type item struct {
	p *int
	s string
	n int32
}

func shift[T any](s []T, by int) { copy(s[by:], s) }

func main() {
	a := []int{0, 1, 2, 3, 4, 5, 6, 7}
	b := make([]int, 5)
	check(copy(b, a) == 5 && b[4] == 4, "shorter destination")
	check(copy(b[3:], a[6:]) == 2 && b[3] == 6 && b[4] == 7, "parts")
	check(copy(b, []int(nil)) == 0 && copy([]int(nil), a) == 0, "nil")
	check(copy(a[2:], a) == 6 && a[7] == 5 && a[2] == 0 && a[3] == 1, "overlap upwards")
	check(copy(a, a[2:]) == 6 && a[0] == 0 && a[5] == 5, "overlap downwards")
	bytes := make([]byte, 4)
	check(copy(bytes, "hello") == 4 && string(bytes) == "hell", "from a string")
	check(copy(bytes[1:], bytes) == 3 && string(bytes) == "hhel", "bytes overlap")
	for n := 0; n < 300; n += 7 {
		src, dst := make([]byte, n), make([]byte, n+2)
		for i := range src {
			src[i] = byte(i*7 + 1)
		}
		check(copy(dst[1:], src) == n, "length")
		for i := range src {
			check(dst[i+1] == src[i], "every length")
		}
		check(dst[0] == 0 && dst[n+1] == 0, "edges untouched")
	}
	items := make([]item, 20)
	for i := range items {
		items[i] = item{new(int), string(rune('a' + i)), int32(i)}
		*items[i].p = i
	}
	shift(items, 3)
	check(*items[19].p == 16 && items[3].s == "a" && items[2].n == 2, "elements with pointers")
	copy(items, items[10:])
	check(*items[0].p == 7 && items[9].n == 16, "elements with pointers down")
	clear(items[:5])
	check(items[4] == item{} && items[5].n == 12, "clear of a slice")
	strings := []string{"a", "b", "c"}
	clear(strings)
	check(strings[0]+strings[1]+strings[2] == "", "clear of strings")
	arr := [4]string{"p", "q", "r", "s"}
	copy(arr[:], arr[1:])
	check(arr == [4]string{"q", "r", "s", "s"}, "array sliced")
	println("slice_copy ok", copy(bytes, bytes))
}
