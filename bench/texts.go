// Benchmark: strings: building, splitting, searching, replacing, converting, comparing.
package main

import (
	"fmt"
	"strings"
)

const rounds = 200

func main() {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "line %d: the quick brown fox jumps over the lazy dog;\n", i)
	}
	text := b.String()
	total := 0
	for round := range rounds {
		lines := strings.Split(text, "\n")
		for _, line := range lines {
			for _, word := range strings.Fields(line) {
				if strings.HasSuffix(word, ";") || strings.Contains(word, "ow") {
					total += len(word)
				}
			}
		}
		upper := strings.ToUpper(text[:100_000])
		total += strings.Count(upper, "FOX") + strings.Index(text, "line 19999")
		replaced := strings.ReplaceAll(text, "fox", "bear")
		total += len(replaced) + len([]rune(replaced[:50_000]))
		reversed := ""
		for _, r := range "line " + strings.Repeat("é", 200+round) {
			reversed = string(r) + reversed
		}
		total += len(reversed)
		for i := 1; i < len(lines); i++ {
			if lines[i-1] < lines[i] {
				total++
			}
		}
	}
	fmt.Println(total)
}
