// Packages with assembly files: functions that only hand their arguments on, in both forms, and a package that says how
// to be built without assembly.
package main

import (
	"assembly_forward/fwd"
	"assembly_forward/pure"
	"fmt"
)

func main() {
	fmt.Println(fwd.Upper("abc"), fwd.Pid() > 0)
	fmt.Println(fwd.Add(1, 2, 3.5))
	f := fwd.Add
	fmt.Println(f(4, 5, 0.5))
	fmt.Println(pure.Name())
	pid, _, errno := fwd.Syscall(39, 0, 0, 0)
	fmt.Println(pid == uintptr(fwd.Pid()), errno)
}
