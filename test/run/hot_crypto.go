// Digests, checksums and ciphers over every short length and alignment, and some long ones: one line each, which must
// be what the generic Go code gives.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"math/rand"
	randv2 "math/rand/v2"
	"os"
	"os/exec"
	"strings"
)

var output strings.Builder
var out = io.MultiWriter(os.Stdout, &output)

var lengths []int

func sum(name string, h hash.Hash, data []byte) {
	all := sha256.New()
	for _, n := range lengths {
		h.Reset()
		// In three pieces, so that blocks start anywhere in memory.
		p := data[n%17 : n%17+n]
		h.Write(p[:n/3])
		h.Write(p[n/3 : n/2])
		h.Write(p[n/2:])
		all.Write(h.Sum(nil))
	}
	fmt.Fprintf(out, "%-12s %x\n", name, all.Sum(nil)[:12])
}

func check(what string, ok bool) {
	if !ok {
		fmt.Println("wrong:", what)
		os.Exit(1)
	}
}

func ciphers(data []byte) {
	for _, size := range []int{16, 24, 32} {
		all := sha256.New()
		block, err := aes.NewCipher(data[3 : 3+size])
		if err != nil {
			panic(err)
		}
		one, back := make([]byte, 16), make([]byte, 16)
		for i := 0; i < 50; i++ {
			block.Encrypt(one, data[i:i+16])
			block.Decrypt(back, one)
			check("aes", bytes.Equal(back, data[i:i+16]))
			all.Write(one)
		}
		for _, n := range lengths {
			in := data[n%13 : n%13+n]
			iv := append([]byte(nil), data[n%7:n%7+16]...)
			if n%3 == 0 {
				copy(iv[4:], bytes.Repeat([]byte{0xff}, 12)) // the counter runs over
			}
			out := make([]byte, n)
			ctr := cipher.NewCTR(block, iv)
			ctr.XORKeyStream(out[:n/3], in[:n/3])
			ctr.XORKeyStream(out[n/3:], in[n/3:])
			all.Write(out)
			whole := n &^ 15
			cipher.NewCBCEncrypter(block, iv).CryptBlocks(out[:whole], in[:whole])
			all.Write(out[:whole])
			cipher.NewCBCDecrypter(block, iv).CryptBlocks(out[:whole], out[:whole])
			check("cbc", bytes.Equal(out[:whole], in[:whole]))
			cipher.NewCBCDecrypter(block, iv).CryptBlocks(out[:whole], in[:whole])
			all.Write(out[:whole])

			nonceSize := 12
			if n%5 == 0 {
				nonceSize = 1 + n%40
			}
			gcm, err := cipher.NewGCMWithNonceSize(block, nonceSize)
			if err != nil {
				panic(err)
			}
			nonce, extra := data[:nonceSize], data[n%11:n%11+n%150]
			sealed := gcm.Seal(nil, nonce, in, extra)
			all.Write(sealed)
			opened, err := gcm.Open(nil, nonce, sealed, extra)
			check("gcm", err == nil && bytes.Equal(opened, in))
			sealed[n%len(sealed)] ^= 1
			_, err = gcm.Open(nil, nonce, sealed, extra)
			check("gcm tag", err != nil)
			sealed[n%len(sealed)] ^= 1
			opened, err = gcm.Open(sealed[:0], nonce, sealed, extra)
			check("gcm in place", err == nil && bytes.Equal(opened, in))
		}
		fmt.Fprintf(out, "aes-%-8d %x\n", 8*size, all.Sum(nil)[:12])
	}
}

func curves(data []byte) {
	all := sha256.New()
	for i := 0; i < 8; i++ {
		key := ed25519.NewKeyFromSeed(data[i : i+32])
		signature := ed25519.Sign(key, data[:i*10])
		check("ed25519", ed25519.Verify(key.Public().(ed25519.PublicKey), data[:i*10], signature))
		signature[i] ^= 4
		check("ed25519 forged", !ed25519.Verify(key.Public().(ed25519.PublicKey), data[:i*10], signature))
		all.Write(signature)
		a, _ := ecdh.X25519().NewPrivateKey(data[i : i+32])
		b, _ := ecdh.X25519().NewPrivateKey(data[i+40 : i+72])
		s, _ := a.ECDH(b.PublicKey())
		t, _ := b.ECDH(a.PublicKey())
		check("x25519", bytes.Equal(s, t))
		all.Write(s)
	}
	fmt.Fprintf(out, "25519        %x\n", all.Sum(nil)[:12])
	all.Reset()
	for i := 0; i < 8; i++ {
		a, err := ecdh.P256().NewPrivateKey(data[i : i+32])
		if err != nil {
			panic(err)
		}
		b, _ := ecdh.P256().NewPrivateKey(data[i+40 : i+72])
		s, _ := a.ECDH(b.PublicKey())
		t, _ := b.ECDH(a.PublicKey())
		check("p256", bytes.Equal(s, t))
		all.Write(s)
		all.Write(a.PublicKey().Bytes())
	}
	fmt.Fprintf(out, "p256         %x\n", all.Sum(nil)[:12])
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
	data := make([]byte, 200000)
	rand.New(rand.NewSource(5)).Read(data)
	for n := 0; n <= 300; n++ {
		lengths = append(lengths, n)
	}
	lengths = append(lengths, 511, 512, 1000, 4095, 4096, 4100, 65535, 65536, 65537, 131072, 150001)
	sum("md5", md5.New(), data)
	sum("sha1", sha1.New(), data)
	sum("sha224", sha256.New224(), data)
	sum("sha256", sha256.New(), data)
	sum("sha384", sha512.New384(), data)
	sum("sha512", sha512.New(), data)
	sum("sha3-256", sha3.New256(), data)
	sum("sha3-512", sha3.New512(), data)
	sum("crc32", crc32.NewIEEE(), data)
	sum("crc32c", crc32.New(crc32.MakeTable(crc32.Castagnoli)), data)
	sum("crc32koopman", crc32.New(crc32.MakeTable(crc32.Koopman)), data)
	ciphers(data)
	curves(data)
	for _, n := range lengths {
		x, y := data[n%5:n%5+n], data[100+n%9:100+n%9+n]
		z := make([]byte, n)
		subtle.XORBytes(z, x, y)
		for i := range z {
			if z[i] != x[i]^y[i] {
				check("xor", false)
			}
		}
		subtle.XORBytes(z, z, y)
		check("xor in place", bytes.Equal(z, x))
	}
	r := randv2.NewChaCha8([32]byte(data))
	all := sha256.New()
	for i := 0; i < 1000; i++ {
		all.Write(binary.LittleEndian.AppendUint64(nil, r.Uint64()))
	}
	fmt.Fprintf(out, "chacha8      %x\n", all.Sum(nil)[:12])
	again("all", "aes", "sha", "pclmulqdq", "avx2", "bmi2", "adx")
}
