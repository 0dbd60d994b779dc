// Initializers of a standard package that depend on variables through methods only: their bodies must be known.
package main

import (
	"crypto/ed25519"
	"fmt"
)

func main() {
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	signature := ed25519.Sign(key, []byte("text"))
	fmt.Println(ed25519.Verify(key.Public().(ed25519.PublicKey), []byte("text"), signature))
}
