package b

import (
	"example.com/initorder/a"
	"example.com/initorder/internal/c"
	"example.com/initorder/trace"
)

var value = a.First + c.Value() + trace.Add("b.value")

func init() { trace.Add("b.init") }

func Use() { trace.Add("used") }
