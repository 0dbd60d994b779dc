package a

import "example.com/initorder/trace"

var Second = trace.Add("a.Second")

func init() { trace.Add("a.init two") }
