// Variables that //go:embed cannot make.
package main

import "embed"

type Pair struct{ a, b string }

//go:embed embed_types.go
var number int // ERROR "go:embed cannot apply to var of type int"

//go:embed embed_types.go
var pair Pair // ERROR "go:embed cannot apply to var of type Pair"

//go:embed embed_types.go
var pointer *embed.FS // ERROR "go:embed cannot apply to var of type [*]embed.FS"

//go:embed embed_types.go
var list []string // ERROR "go:embed cannot apply to var of type \[\]string"

//go:embed embed_types.go embed_pattern.go
var two string // ERROR "invalid go:embed: multiple files for type string"

//go:embed embed_types.go
//go:embed embed_pattern.go
var bytes []byte // ERROR "invalid go:embed: multiple files for type \[\]byte"

//go:embed embed_types.go embed_typ*.go
var same string

func main() { println(number, pair.a, pointer, list, two, bytes, same) }
