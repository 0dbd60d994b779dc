// Packages math/big, math/rand (seeded), hash/*, crypto digests, compress/*.
package main

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"hash/crc64"
	"hash/fnv"
	"io"
	"math/big"
	"math/rand"
	randv2 "math/rand/v2"
	"strings"
)

func main() {
	f := big.NewInt(1)
	for i := int64(2); i <= 60; i++ {
		f.Mul(f, big.NewInt(i))
	}
	fmt.Println(f)
	a, _ := new(big.Int).SetString("123456789012345678901234567890123456789012345678901234567890", 10)
	b, _ := new(big.Int).SetString("-fedcba9876543210fedcba9876543210", 16)
	q, r := new(big.Int).QuoRem(a, b, new(big.Int))
	fmt.Println(q, r, new(big.Int).Mod(a, b), new(big.Int).Exp(big.NewInt(3), big.NewInt(200), a), new(big.Int).GCD(nil, nil, a, f))
	fmt.Println(new(big.Int).Sqrt(a), a.Cmp(b), a.BitLen(), new(big.Int).Lsh(a, 70), new(big.Int).And(a, b), b.Text(36), big.NewInt(1000003).ProbablyPrime(20))
	mersenne := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 521), big.NewInt(1))
	fmt.Println(mersenne.ProbablyPrime(10), new(big.Int).ModInverse(big.NewInt(3), mersenne).BitLen())
	x := big.NewRat(3, 7)
	x.Add(x, big.NewRat(22, 49)).Mul(x, x)
	fmt.Println(x, x.FloatString(20))
	two := new(big.Float).SetPrec(300).SetInt64(2)
	fmt.Println(two.Sqrt(two).Text('g', 60))
	large := new(big.Int).Exp(big.NewInt(7), big.NewInt(5000), nil).String()
	fmt.Println(len(large), large[:20], large[len(large)-10:])
	rng := rand.New(rand.NewSource(42))
	fmt.Println(rng.Intn(100), rng.Float64(), rng.Perm(6), rng.Uint64())
	pcg := randv2.New(randv2.NewPCG(1, 2))
	fmt.Println(pcg.IntN(1000), pcg.Float64(), pcg.Uint32())
	data := []byte(strings.Repeat("The quick brown fox jumps over the lazy dog. ", 50))
	fmt.Printf("%x\n%x\n%x\n%x\n", md5.Sum(data), sha1.Sum(data), sha256.Sum256(data), sha512.Sum512(data))
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write(data)
	h := fnv.New64a()
	h.Write(data)
	fmt.Printf("%x %08x %08x %08x %016x %x\n", mac.Sum(nil), crc32.ChecksumIEEE(data), crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)), adler32.Checksum(data), crc64.Checksum(data, crc64.MakeTable(crc64.ECMA)), h.Sum64())
	var packed bytes.Buffer
	gz, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	gz.Write(data)
	gz.Close()
	unpack, err := gzip.NewReader(&packed)
	fmt.Println(packed.Len() < 200, err)
	back, err := io.ReadAll(unpack)
	fmt.Println(bytes.Equal(back, data), err)
	fw, _ := flate.NewWriter(&packed, 1)
	fw.Write(data)
	fw.Flush()
	part := make([]byte, 9)
	io.ReadFull(flate.NewReader(&packed), part)
	fmt.Println(string(part))
}
