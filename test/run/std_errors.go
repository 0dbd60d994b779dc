// Package errors: wrapping, joining, As, Is, errors of packages os and strconv.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
)

type coded struct {
	code int
	err  error
}

func (c *coded) Error() string        { return fmt.Sprintf("code %d: %v", c.code, c.err) }
func (c *coded) Unwrap() error        { return c.err }
func (c *coded) Is(target error) bool { return target == errSpecial }

var errBase, errSpecial = errors.New("base"), errors.New("special")

func main() {
	err := fmt.Errorf("outer: %w", &coded{7, errBase})
	var c *coded
	fmt.Println(err, errors.Is(err, errBase), errors.Is(err, errSpecial), errors.As(err, &c), c.code)
	joined := errors.Join(errBase, nil, err)
	fmt.Println(joined, errors.Is(joined, errSpecial), errors.Join(nil, nil) == nil)
	_, err = strconv.Atoi("x")
	var n *strconv.NumError
	fmt.Println(errors.As(err, &n), n.Func, n.Num, n.Err)
	_, err = os.Stat("/no/such/file")
	fmt.Println(err, os.IsNotExist(err), errors.Is(err, fs.ErrNotExist))
	defer func() { fmt.Println("recovered:", recover()) }()
	errors.As(err, nil)
}
