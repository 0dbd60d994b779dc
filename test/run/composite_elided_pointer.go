// The value behind an elided &T of a []*T is written as data when all of it is constant, not the address of it.
package main

type header struct {
	name, segment string
	address, size uint64
	flags         uint32
}

var table = []struct {
	file     string
	sections []*header
	other    map[string]int // makes the table an initializer that runs
}{
	{"one", []*header{{"text", "T", 1, 2, 3}, {"data", "D", 4, 5, 6}}, nil},
	{"two", []*header{{"text", "T", 7, 8, 9}}, map[string]int{"a": 1}},
}

func main() {
	for _, t := range table {
		for _, s := range t.sections {
			println(t.file, s.name, s.segment, s.address, s.size, s.flags)
		}
	}
	for _, p := range []*[5]int{{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}} {
		println(p[0], p[4])
	}
	for k, p := range map[string]*header{"k": {"a", "b", 1, 2, 3}} {
		println(k, p.name, p.flags)
	}
}
