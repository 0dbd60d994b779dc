//go:build !amd64 || purego

package pure

func Name() string { return "named" }
