package z

import "example.com/initorder/trace"

func init() { trace.Add("z.init") }
