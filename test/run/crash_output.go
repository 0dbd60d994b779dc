// debug.SetCrashOutput: the report of a fatal error also goes to a file. The runtime's function is reached by linkname.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
)

func main() {
	if len(os.Args) > 1 {
		f, err := os.Create(os.Args[1])
		if err == nil {
			err = debug.SetCrashOutput(f, debug.CrashOptions{})
		}
		f.Close()
		fmt.Fprintln(os.Stderr, "before", err)
		panic("oops")
	}
	folder, _ := os.MkdirTemp("", "crash")
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "report")
	self, _ := os.Executable()
	out, err := exec.Command(self, file).CombinedOutput()
	report, _ := os.ReadFile(file)
	fmt.Println(err, strings.HasSuffix(string(out), string(report)), strings.HasPrefix(string(report), "panic: oops\n\ngoroutine 1 ["))
}
