// Packages go/parser, go/types, go/format, go/constant: a front end compiled by ours.
package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"sort"
)

const source = `package p

type List[T any] struct { head *node[T]; n int }
type node[T any] struct { v T; next *node[T] }
func (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head}; l.n++ }
func Map[A, B any](l *List[A], f func(A) B) *List[B] {
	r := new(List[B])
	for n := l.head; n != nil; n = n.next { r.Push(f(n.v)) }
	return r
}
const big = 1 << 100 >> 98
var x = Map(&List[int]{}, func(i int) string { return "s" })
var y undefined
func bad() int { z := 1 }
`

func main() {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "p.go", source, parser.ParseComments)
	fmt.Println(err)
	config := types.Config{Error: func(err error) { fmt.Println(err) }}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{}}
	pkg, err := config.Check("p", files, []*ast.File{file}, info)
	fmt.Println(err, pkg.Name(), len(info.Types) > 50, len(info.Defs))
	for _, name := range pkg.Scope().Names() {
		fmt.Println(pkg.Scope().Lookup(name))
	}
	var instances []string
	for id, instance := range info.Instances {
		instances = append(instances, fmt.Sprint(files.Position(id.Pos()).Line, " ", id.Name, " ", instance.Type))
	}
	sort.Strings(instances)
	for _, s := range instances {
		fmt.Println(s)
	}
	out, err := format.Source([]byte("package  q\nfunc  f( ) {x:=[]int{1,2 , 3};for  {}\n}\n"))
	fmt.Println(string(out), err)
	_, err = parser.ParseFile(files, "bad.go", "package b\nfunc {", 0)
	fmt.Println(err)
	value, err := types.Eval(files, pkg, token.NoPos, "big * 3 + len(\"abc\")")
	fmt.Println(value.Value, value.Type, err, constant.BinaryOp(constant.MakeInt64(7), token.QUO, constant.MakeInt64(2)))
	n := 0
	ast.Inspect(file, func(ast.Node) bool { n++; return true })
	fmt.Println(n)
}
