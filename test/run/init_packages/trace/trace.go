// Package trace records the order of initialization.
package trace

var Log []string

func Add(s string) int { Log = append(Log, s); return len(Log) }
