// ChaCha20-Poly1305 opens what another implementation sealed, and what it sealed itself, at every short length.
package main

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/hex"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
)

var sealed = []struct {
	n    int
	text string
}{
	{0, "5ce7d98e7796816f18ac8f988f5780eee024e89c1d583ea77cf6c79e90a9415bf06995ce386cb78437137f01d261008f"},
	{1, "5cc804376b8c4414f6dc6104999b3e35ba201bbea1ff173a0397e80c95ed45726eb3990c1d3bd64bd08ba7d22884a4c7d4"},
	{16, "43650293227ad17410c85f0d9492743f13df767b3f5e40ee4e664372071deb686a3a754c72749cf2d5a82625ca0f285599550f105b34331f3a641b" +
		"a9c15dbf2e"},
	{63, "d62d1640677d0c4c04ec3833d1cdfea4590e4e7143dcdbea590fd9cbc093837e72d5c1c30743af6a87aae52af82e0e8b4c20e1d9aa1e3fbc117ab6" +
		"c0b071443ff49542ef086d494b416c6e6650cf44254b8fb00535acebd296c60b94ce83e7e93266048608c3af291ef2cae2a345c8"},
	{129, "6d2bab30358665de6954788631275ef9e01a4ee4804ab2ad354a102ec08a180018eba9c83fda3e853688bb901f6e62b6d2505c6988dc52df6da442" +
		"9be9fbd3223e60d36c73ada85d96ff80a4dc557aef4e9feb957d8e3259f3eecaf8d2a51e3828798115ba4e8b803256c78e7e1dce90846a83073844" +
		"f61022a7b8946fb2dd46ee0027e1d4f063240a9d8d48eb18344d9fada4a4cd996ecf00a8f40390e80ee116cb516ec1ff14128a6031084e003e4aae"},
	{300, "5fbb671ef54f0065727dc1c4851e589ec34cea8a3f8fd30522eba1a02c482a77e3ed53fea9a24caf0283c07974146ee893e000016f2b395d2fca59" +
		"9264d14c6b9b8a9b892e2b9aaf84aa79d664719006f597e44a0d4da1e44d3d1e9cc879d304c9e6b1b7e3f9d0a07d4bf0464507e35beff2df90242d" +
		"f5f63bb4d752e26c8fd9ead99d0cf1ba6e6573ff75f199a420b6ef9c3070ab20a8f6d1ae7275aececb62671f79bc7f1239d4f8236f6bca74c1c860" +
		"2c2b062d53d9bb889413da3786e8fab23ab4a462502a94c0e9784a615b589644f997c7aa6f2be5f59304792629b359b5dcb0d8ba10b8c8ff40bbf4" +
		"dd628d0a544ae0a738e312c0ae1c3c5f1ace2376474123953ec6068899f50ff63a03d816313763070ec8ff84ecafe8fdc9a1f3fabae32080ffab4e" +
		"6277e71e90f0482c10b7bed89699a725172b8fdea9bc3a587061c75de6b24a19abce4a2d74a1c6f3a1dbbb10e6f8b2f9f80742ba59"},
}

func check(ok bool, args ...any) {
	if !ok {
		fmt.Println("wrong:", args)
		os.Exit(1)
	}
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
		if err != nil || string(text) != "" {
			fmt.Printf("without %s: %v\n%s", f, err, text)
		}
	}
}

func main() {
	data := make([]byte, 200000)
	rand.New(rand.NewSource(9)).Read(data)
	k, err := hpke.DHKEM(ecdh.X25519()).DeriveKeyPair(data[:32])
	check(err == nil, err)
	kdf, aead := hpke.HKDFSHA256(), hpke.ChaCha20Poly1305()
	for _, s := range sealed {
		c, _ := hex.DecodeString(s.text)
		text, err := hpke.Open(k, kdf, aead, data[:8], c)
		check(err == nil && bytes.Equal(text, data[s.n:2*s.n]), s.n, err)
		c[len(c)-1-s.n/2] ^= 1
		_, err = hpke.Open(k, kdf, aead, data[:8], c)
		check(err != nil, s.n, "forged")
	}
	enc, sender, err := hpke.NewSender(k.PublicKey(), kdf, aead, nil)
	check(err == nil, err)
	recipient, err := hpke.NewRecipient(enc, k, kdf, aead, nil)
	check(err == nil, err)
	for n := 0; n < 700; n++ {
		size := n
		if n > 690 {
			size = n * 200
		}
		extra, text := data[n%7:n%7+n%70], data[n%31:n%31+size]
		c, err := sender.Seal(extra, text)
		check(err == nil, n, err)
		back, err := recipient.Open(extra, c)
		check(err == nil && bytes.Equal(back, text), n, err)
	}
	again("avx2")
}
