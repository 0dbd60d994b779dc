// Packages crypto/*: ciphers, signatures, key derivation with fixed keys.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/subtle"
	"fmt"
)

func main() {
	key := []byte("0123456789abcdef")
	block, err := aes.NewCipher(key)
	out := make([]byte, 16)
	block.Encrypt(out, key)
	fmt.Printf("%x %v\n", out, err)
	gcm, _ := cipher.NewGCM(block)
	sealed := gcm.Seal(nil, key[:12], []byte("plain text of some length"), []byte("additional"))
	opened, err := gcm.Open(nil, key[:12], sealed, []byte("additional"))
	_, bad := gcm.Open(nil, key[:12], sealed, nil)
	fmt.Printf("%x %s %v %v\n", sealed, opened, err, bad)
	stream := make([]byte, 40)
	cipher.NewCTR(block, key).XORKeyStream(stream, stream)
	cbc := make([]byte, 32)
	cipher.NewCBCEncrypter(block, key).CryptBlocks(cbc, bytes.Repeat([]byte("x"), 32))
	r, _ := rc4.NewCipher(key)
	weak := make([]byte, 8)
	r.XORKeyStream(weak, weak)
	fmt.Printf("%x %x %x\n", stream, cbc, weak)
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	signature := ed25519.Sign(private, []byte("message"))
	fmt.Printf("%x %v\n", signature, ed25519.Verify(private.Public().(ed25519.PublicKey), []byte("message"), signature))
	a, _ := ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{1}, 32))
	b, _ := ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{2}, 32))
	s1, _ := a.ECDH(b.PublicKey())
	s2, _ := b.ECDH(a.PublicKey())
	fmt.Printf("%x %v\n", s1, bytes.Equal(s1, s2))
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	digest := sha256.Sum256([]byte("message"))
	sig, err2 := ecdsa.SignASN1(rand.Reader, k, digest[:])
	fmt.Println(err, err2, ecdsa.VerifyASN1(&k.PublicKey, digest[:], sig), ecdsa.VerifyASN1(&k.PublicKey, digest[1:], sig))
	derived, _ := pbkdf2.Key(sha256.New, "password", []byte("salt"), 100, 20)
	expanded, _ := hkdf.Key(sha256.New, key, nil, "info", 20)
	fmt.Printf("%x %x %x %d\n", derived, expanded, sha3.Sum256(key), subtle.ConstantTimeCompare(key, key))
}
