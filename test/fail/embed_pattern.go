// Patterns are looked up before anything is compiled; this comment's own words are patterns too.
package main

import _ "embed"

//go:embed embed_types.go // ERROR "pattern //: invalid pattern syntax"
var text string

func main() { println(text) }
