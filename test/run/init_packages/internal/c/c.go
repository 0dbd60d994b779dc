package c

import "example.com/initorder/trace"

var v = trace.Add("c.v")

func Value() int { return v }
