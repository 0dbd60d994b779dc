//go:build !purego

package pure

func answer() int

func Name() string {
	if answer() == 42 {
		return "named"
	}
	return "?"
}
