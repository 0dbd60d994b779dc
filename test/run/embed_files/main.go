// Variables with //go:embed: a string, bytes, file systems; patterns, folders, hidden files, several lines, aliases,
// named types, several variables that share files.
package main

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"os"
)

//go:embed data/one.txt
var text string

//go:embed binary.dat
var bytes []byte

//go:embed data/empty
var empty string

//go:embed data/empty
var emptyBytes []byte

type Text string
type Blob []uint8
type System = embed.FS

var (
	//go:embed data/one.txt
	named Text

	//go:embed data/sub/two.txt
	blob Blob
)

//go:embed data
var folder embed.FS

//go:embed all:data
var everything System

//go:embed other/*.html
//go:embed "other/with space.txt" `data/sub/*/three.txt`
//go:embed data/[o-p]ne.t?t
var several embed.FS

//go:embed data/.hidden data/_private
var explicit embed.FS

//go:embed other
var notReached embed.FS

var zero embed.FS

func show(name string, system fs.FS) {
	fmt.Println(name)
	err := fs.WalkDir(system, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Println("\t", path, d.IsDir(), info.Mode(), info.Size(), info.ModTime().IsZero())
		if !d.IsDir() {
			data, err := fs.ReadFile(system, path)
			fmt.Printf("\t\t%q %v\n", data, err)
		}
		return nil
	})
	fmt.Println("\t", err)
}

func main() {
	fmt.Printf("%q %q %v\n", text, named, bytes)
	fmt.Printf("%q %q %v %d\n", empty, emptyBytes, emptyBytes == nil, cap(bytes))
	bytes[0] = 7
	blob[1]++
	fmt.Println(bytes, string(blob))
	show("folder", folder)
	show("everything", everything)
	show("several", several)
	show("explicit", explicit)
	show("zero", zero)
	_, err := folder.Open("data/missing")
	fmt.Println(err, os.IsNotExist(err))
	_, err = folder.ReadFile("data")
	fmt.Println(err)
	f, err := folder.Open("data/sub/deep/three.txt")
	fmt.Println(err)
	io.Copy(os.Stdout, f)
	fmt.Println()
	list, err := folder.ReadDir("data")
	for _, e := range list {
		fmt.Println(e)
	}
	matches, err := fs.Glob(everything, "data/*/*")
	fmt.Println(matches, err)
}
