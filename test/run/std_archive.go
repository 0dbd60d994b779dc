// Packages archive/tar, archive/zip, compress/*, image/png, encoding/pem, text/scanner: formats written and read back.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/lzw"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/asn1"
	"encoding/base32"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"text/scanner"
)

func main() {
	files := map[string]string{"a.txt": "alpha", "dir/b.txt": strings.Repeat("beta ", 100)}
	var t, z bytes.Buffer
	tw, zw := tar.NewWriter(&t), zip.NewWriter(&z)
	for _, name := range []string{"a.txt", "dir/b.txt"} {
		tw.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(files[name]))})
		io.WriteString(tw, files[name])
		w, _ := zw.Create(name)
		io.WriteString(w, files[name])
	}
	fmt.Println(tw.Close(), zw.Close(), t.Len(), z.Len() < 600)
	for tr := tar.NewReader(&t); ; {
		h, err := tr.Next()
		if err != nil {
			fmt.Println(err)
			break
		}
		data, err := io.ReadAll(tr)
		fmt.Println(h.Name, h.Size, string(data) == files[h.Name], err)
	}
	zr, err := zip.NewReader(bytes.NewReader(z.Bytes()), int64(z.Len()))
	fmt.Println(err)
	for _, f := range zr.File {
		r, _ := f.Open()
		data, err := io.ReadAll(r)
		fmt.Println(f.Name, f.UncompressedSize64, string(data) == files[f.Name], err)
	}
	var b bytes.Buffer
	zl := zlib.NewWriter(&b)
	io.WriteString(zl, files["dir/b.txt"])
	zl.Close()
	zlr, _ := zlib.NewReader(&b)
	data, err := io.ReadAll(zlr)
	fmt.Println(len(data), err)
	lw := lzw.NewWriter(&b, lzw.LSB, 8)
	io.WriteString(lw, "lzw lzw lzw lzw")
	lw.Close()
	data, err = io.ReadAll(lzw.NewReader(&b, lzw.LSB, 8))
	fmt.Println(string(data), err)
	packed, _ := hex.DecodeString("425a68393141592653594eece83600000251800010400006449080200031064c4101a7a9a580bb9431f8bb9229c28482776741b0")
	data, err = io.ReadAll(bzip2.NewReader(bytes.NewReader(packed)))
	fmt.Printf("%q %v\n", data, err)
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := range 16 {
		img.Set(i, i, color.RGBA{uint8(i * 16), 100, 200, 255})
	}
	fmt.Println(png.Encode(&b, img))
	back, err := png.Decode(&b)
	fmt.Println(back.Bounds(), back.At(7, 7), err)
	fmt.Print(string(pem.EncodeToMemory(&pem.Block{Type: "TEST", Bytes: []byte("pem data")})))
	der, err := asn1.Marshal(struct {
		A int
		B string
	}{300, "x"})
	fmt.Printf("%x %v %s\n", der, err, base32.StdEncoding.EncodeToString([]byte("base32")))
	dst := make([]byte, 20)
	fmt.Println(string(dst[:ascii85.Encode(dst, []byte("ascii85"))]))
	var s scanner.Scanner
	s.Init(strings.NewReader("x := 3.5 + \"s\" // comment"))
	for tok := s.Scan(); tok != scanner.EOF; tok = s.Scan() {
		fmt.Print(s.Position, " ", scanner.TokenString(tok), " ", s.TokenText(), "; ")
	}
	fmt.Println()
}
