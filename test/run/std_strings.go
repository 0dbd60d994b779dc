// Packages strings, bytes, unicode, utf8.
package main

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

func main() {
	s := "the quick brown fox jumps over the lazy dog"
	fmt.Println(strings.Index(s, "fox"), strings.LastIndex(s, "the"), strings.IndexByte(s, 'z'), strings.IndexAny(s, "xyz"), strings.Index(s, "cat"), strings.Contains(s, ""))
	fmt.Printf("%q\n", strings.Split("a,b,,c", ","))
	fmt.Printf("%q\n", strings.SplitN("a,b,,c", ",", 2))
	fmt.Printf("%q\n", strings.SplitAfter("a,b", ","))
	fmt.Printf("%q %q\n", strings.Fields("  a b\t\nc  "), strings.FieldsFunc("a1b2c", unicode.IsDigit))
	fmt.Println(strings.Title("hello world"), strings.ToUpper("straße ǆ"), strings.ToLower("ÀÉ İ"), strings.EqualFold("Straße", "STRASSE"), strings.EqualFold("K", "\u212a"))
	fmt.Println(strings.Repeat("ab", 3), strings.Replace("aaaa", "a", "b", 2), strings.ReplaceAll("aaaa", "aa", "b"), strings.Count("cheese", "e"), strings.Count("abc", ""))
	fmt.Println(strings.Trim("xxabcxx", "x"), strings.TrimLeft("xxabc", "x"), strings.TrimSpace("\t a \n"), strings.TrimPrefix("prefix-x", "prefix-"), strings.TrimFunc("12a34", unicode.IsDigit))
	before, after, found := strings.Cut("key=value=x", "=")
	fmt.Println(before, after, found, strings.Join([]string{"a", "b", "c"}, "--"))
	fmt.Println(strings.Map(func(r rune) rune {
		if r == 'a' {
			return -1
		}
		return r + 1
	}, "banana"), strings.NewReplacer("<", "&lt;", ">", "&gt;", "a", "A").Replace("<a>b</a>"), strings.NewReplacer("aaa", "3", "aa", "2", "a", "1", "i", "i").Replace("aaaaai"))
	var b strings.Builder
	for i := range 3 {
		fmt.Fprintf(&b, "%d,", i)
	}
	b.WriteRune('é')
	fmt.Println(b.String(), b.Len(), strings.Compare("a", "b"), strings.ContainsRune("abc", 'b'), strings.ContainsAny("abc", "xyzc"))
	for part := range strings.SplitSeq("x-y-z", "-") {
		fmt.Print(part, ";")
	}
	for line := range strings.Lines("one\ntwo\nthree") {
		fmt.Printf("%q ", line)
	}
	fmt.Println()
	long := strings.Repeat("abcdefgh", 1000) + "needle" + strings.Repeat("xyz", 100)
	fmt.Println(strings.Index(long, "needle"), strings.Index(long, "hxyz"), strings.LastIndexByte(long, 'h'), bytes.Count([]byte(long), []byte("a")), strings.Index(long, strings.Repeat("xyz", 50)))
	r := strings.NewReader("reader")
	c, _ := r.ReadByte()
	rest := make([]byte, 3)
	n, err := r.ReadAt(rest, 3)
	fmt.Println(string(c), n, err, string(rest), r.Len())
	var buf bytes.Buffer
	buf.WriteString("hello ")
	buf.Write([]byte("world\nline2\n"))
	line, err := buf.ReadString('\n')
	fmt.Printf("%q %v %q %d\n", line, err, buf.String(), buf.Len())
	fmt.Println(bytes.Equal([]byte("a"), []byte("a")), bytes.Compare([]byte("b"), []byte("a")), string(bytes.ToUpper([]byte("up"))), bytes.HasPrefix([]byte("abc"), []byte("ab")), string(bytes.TrimRight([]byte("abc  "), " ")))
	fmt.Printf("%s %q\n", bytes.Join([][]byte{[]byte("a"), []byte("b")}, []byte("+")), bytes.Split([]byte("a b c"), []byte(" ")))
	for _, r := range "aÅ٣ \u00a0_ǅ€" {
		fmt.Print(unicode.IsLetter(r), unicode.IsUpper(r), unicode.IsDigit(r), unicode.IsSpace(r), unicode.IsPunct(r), unicode.IsSymbol(r), string(unicode.ToLower(r)), " ")
	}
	fmt.Println()
	fmt.Println(utf8.RuneCountInString("héé"), utf8.ValidString("a\xff"), utf8.RuneLen('世'), utf8.AppendRune(nil, '€'), utf16.Encode([]rune("a😀")), unicode.Is(unicode.Han, '世'), unicode.In('α', unicode.Latin, unicode.Greek))
	rr, size := utf8.DecodeLastRuneInString("x世")
	fmt.Println(string(rr), size)
}
