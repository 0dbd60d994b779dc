// Vectors of words: results of math/big against identities, and a digest of them that must be what the generic Go code gives.
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math/big"
	"math/rand"
	"os"
	"os/exec"
	"strings"
)

var output strings.Builder
var out = io.MultiWriter(os.Stdout, &output)

func check(what string, ok bool, n int) {
	if !ok {
		fmt.Println("wrong:", what, n)
		os.Exit(1)
	}
}

// number has n bits, with long runs of ones and zeros so that carries go far.
func number(r *rand.Rand, n int) *big.Int {
	x := new(big.Int)
	for x.BitLen() < n {
		run := uint(1 + r.Intn(150))
		x.Lsh(x, run)
		if r.Intn(2) == 0 {
			x.Or(x, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), run), big.NewInt(1)))
		} else if x.Sign() == 0 {
			x.SetInt64(1)
		}
	}
	return x.Rsh(x, uint(x.BitLen()-n))
}

// again runs the program with processor features switched off, which takes other ways to the same results.
func again(features ...string) {
	if os.Getenv("GODEBUG") != "" || os.Getenv("TUCO_DEBUG") != "" {
		return
	}
	for _, f := range features {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "GODEBUG=cpu."+f+"=off")
		text, err := child.CombinedOutput()
		if err != nil || string(text) != output.String() {
			fmt.Printf("without %s: %v\n%s", f, err, text)
		}
	}
}

func main() {
	r := rand.New(rand.NewSource(3))
	all := sha256.New()
	sizes := []int{1, 63, 64, 65, 128, 191, 192, 256, 257, 320, 500, 512, 513, 640, 1000, 1024, 1100, 2048, 3000, 4096, 5000, 20000}
	for round := 0; round < 3; round++ {
		for _, n := range sizes {
			for _, m := range []int{1, 64, 100, n} {
				x, y := number(r, n), number(r, m)
				sum, difference := new(big.Int).Add(x, y), new(big.Int).Sub(x, y)
				check("add, sub", new(big.Int).Sub(sum, y).Cmp(x) == 0 && new(big.Int).Add(difference, y).Cmp(x) == 0, n)
				product := new(big.Int).Mul(x, y)
				q, rest := new(big.Int).QuoRem(product, x, new(big.Int))
				check("mul, quo", q.Cmp(y) == 0 && rest.Sign() == 0, n)
				q.QuoRem(x, y, rest)
				check("rem", new(big.Int).Add(new(big.Int).Mul(q, y), rest).Cmp(x) == 0, n)
				for _, z := range []*big.Int{sum, difference, product, q, rest} {
					all.Write(z.Bytes())
				}
			}
			x := number(r, n)
			square := new(big.Int).Mul(x, x)
			check("square", new(big.Int).Sqrt(square).Cmp(x) == 0, n)
			for s := uint(0); s < 130; s += uint(1 + r.Intn(20)) {
				left := new(big.Int).Lsh(x, s)
				check("shift", new(big.Int).Rsh(left, s).Cmp(x) == 0, n)
				check("shift in place", new(big.Int).Rsh(new(big.Int).Set(left), s).Cmp(x) == 0, n)
				in := new(big.Int).Set(x)
				check("left in place", in.Lsh(in, s).Cmp(left) == 0 && in.Rsh(in, s).Cmp(x) == 0, n)
				all.Write(left.Bytes())
				all.Write(new(big.Int).Rsh(x, s).Bytes())
			}
			if n <= 2048 {
				back, ok := new(big.Int).SetString(x.Text(10), 10)
				check("text", ok && back.Cmp(x) == 0, n)
				modulus := number(r, n)
				modulus.SetBit(modulus, 0, 1)
				all.Write(new(big.Int).Exp(number(r, n), number(r, 70), modulus).Bytes())
			}
		}
	}
	// Longer than one call of the C side may take.
	x := number(r, 64*20000)
	for _, s := range []uint{1, 13, 63} {
		left := new(big.Int).Lsh(x, s)
		check("long shift", new(big.Int).Rsh(left, s).Cmp(x) == 0, 0)
		check("long sum", new(big.Int).Sub(new(big.Int).Add(x, left), left).Cmp(x) == 0, 0)
		check("long product", new(big.Int).Mul(x, new(big.Int).Lsh(big.NewInt(1), s)).Cmp(left) == 0, 0)
		all.Write(left.Bytes())
	}
	fmt.Fprintf(out, "%x\n", all.Sum(nil))
	again("all")
}
