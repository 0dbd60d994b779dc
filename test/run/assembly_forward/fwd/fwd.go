package fwd

import (
	"os"
	"strings"
	"syscall"
)

func Upper(s string) string
func Add(a int32, b int64, c float64) (x int64, y float64)
func Syscall(trap, a, b, c uintptr) (r1, r2 uintptr, errno syscall.Errno)
func Pid() int { return os.Getpid() }

func upper(s string) string { return strings.ToUpper(s) }
func add(a int32, b int64, c float64) (int64, float64) { return int64(a) + b, c * 2 }
