// Writes each Go file named as a package of its own in which all that is declared at package level is exported, so that
// export data has to say all of it.
//
//	exported FOLDER files...
//
// FOLDER becomes a module "m" with a package a file. Files that go/parser does not take, and those of several packages,
// are left out.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

func exported(name string) string {
	if ast.IsExported(name) || name == "_" {
		return name
	}
	return "X_" + name
}

// The parser says for each name whether it means what this file declares.
func rename(file *ast.File) {
	file.Name.Name = "p"
	global := map[*ast.Object]bool{}
	for _, object := range file.Scope.Objects {
		global[object] = true
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && global[id.Obj] && id.Name != "init" {
			id.Name = exported(id.Name)
		}
		return true
	})
}

func write(folder, path string) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	rename(file)
	var out bytes.Buffer
	if err := format.Node(&out, fset, file); err != nil {
		return err
	}
	dir := filepath.Join(folder, strings.NewReplacer(".", "_", "/", "_").Replace(strings.TrimPrefix(path, "/")))
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "p.go"), out.Bytes(), 0o666)
}

func main() {
	folder := os.Args[1]
	if err := os.MkdirAll(folder, 0o777); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.WriteFile(filepath.Join(folder, "go.mod"), []byte("module m\n\ngo 1.26\n"), 0o666)
	written := 0
	for _, path := range os.Args[2:] {
		if err := write(folder, path); err == nil {
			written++
		}
	}
	fmt.Println(written, "packages")
}
