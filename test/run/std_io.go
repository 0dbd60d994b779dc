// Packages io, bufio, os: files, directories, pipes, scanners.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func main() {
	folder := must(os.MkdirTemp("", "tuco-test"))
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "a.txt")
	fmt.Println(os.WriteFile(path, []byte("line one\nline two\nlast"), 0o644))
	f := must(os.OpenFile(path, os.O_APPEND|os.O_RDWR, 0))
	fmt.Fprint(f, " line\n")
	fmt.Println(f.Seek(5, io.SeekStart))
	three := make([]byte, 3)
	fmt.Println(io.ReadFull(f, three))
	info := must(f.Stat())
	fmt.Println(string(three), info.Size(), info.Name(), info.Mode(), info.IsDir(), f.Close(), f.Close() != nil)
	fmt.Printf("%q\n", must(os.ReadFile(path)))
	_, err := os.Open(filepath.Join(folder, "missing"))
	var pathError *fs.PathError
	fmt.Println(errors.Is(err, fs.ErrNotExist), errors.As(err, &pathError), pathError.Op, pathError.Err)
	os.MkdirAll(filepath.Join(folder, "d", "e"), 0o755)
	os.WriteFile(filepath.Join(folder, "d", "e", "f"), nil, 0o600)
	filepath.WalkDir(folder, func(p string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(folder, p)
		fmt.Print(rel, " ", d.IsDir(), ";")
		return err
	})
	fmt.Println()
	os.Rename(path, filepath.Join(folder, "b.txt"))
	for _, e := range must(os.ReadDir(folder)) {
		fmt.Print(e.Name(), " ")
	}
	fmt.Println(must(fs.Glob(os.DirFS(folder), "*/e/*")))
	scanner := bufio.NewScanner(os.Stdin)
	for scanner.Scan() {
		fmt.Printf("%q ", scanner.Text())
	}
	fmt.Println(scanner.Err())
	words := bufio.NewScanner(strings.NewReader("some words here"))
	words.Split(bufio.ScanWords)
	for words.Scan() {
		fmt.Print(words.Text(), ",")
	}
	fmt.Println()
	r, w := io.Pipe()
	go func() {
		for i := range 3 {
			fmt.Fprintf(w, "%d ", i)
		}
		w.CloseWithError(errors.New("pipe ends"))
	}()
	data, err := io.ReadAll(r)
	fmt.Println(string(data), err)
	pr, pw, _ := os.Pipe()
	go func() { pw.WriteString("through the kernel"); pw.Close() }()
	fmt.Println(string(must(io.ReadAll(pr))))
	var a, b bytes.Buffer
	n, err := io.Copy(io.MultiWriter(&a, &b), io.TeeReader(io.LimitReader(strings.NewReader("limited text"), 7), os.Stdout))
	fmt.Println("", n, err, a.String() == b.String())
	section := io.NewSectionReader(strings.NewReader("0123456789"), 3, 4)
	fmt.Println(string(must(io.ReadAll(io.MultiReader(section, strings.NewReader("|end"))))))
	bw := bufio.NewWriterSize(os.Stdout, 16)
	for i := range 10 {
		fmt.Fprint(bw, i, " ")
	}
	bw.WriteString("\n")
	bw.Flush()
	br := bufio.NewReader(strings.NewReader("peek\nrune é"))
	peeked, _ := br.Peek(4)
	line, prefix, _ := br.ReadLine()
	fmt.Println(string(peeked), string(line), prefix, br.Buffered())
	fmt.Println(filepath.Clean("a/../b//c/."), filepath.Ext("x.tar.gz"), filepath.Base("/a/b"), must(filepath.Match("*.go", "x.go")))
	os.Setenv("TUCO_TEST_VARIABLE", "set")
	fmt.Println(os.Getenv("TUCO_TEST_VARIABLE"), os.ExpandEnv("$TUCO_TEST_VARIABLE/${NOPE}x"), len(os.Args))
	fmt.Fprintln(os.Stderr, "to standard error")
}
