package a

import "example.com/initorder/trace"

var First = Second + trace.Add("a.First")

func init() { trace.Add("a.init one") }
