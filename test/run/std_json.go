// Package encoding/json, and other encodings.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"strings"
)

type address struct {
	Street string `json:"street" xml:"street,attr"`
	Zip    *int   `json:"zip,omitempty" xml:"-"`
}
type person struct {
	Name    string         `json:"name" xml:"name"`
	Age     int            `json:"age,string" xml:"age"`
	Email   []string       `json:"email,omitempty" xml:"email"`
	Address address        `xml:"address"`
	Extra   map[string]any `json:"extra" xml:"-"`
	private int
	Skip    func() `json:"-" xml:"-"`
}
type level int

func (l level) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("L%d", int(l))), nil }
func (l *level) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "L%d", (*int)(l))
	return err
}

func main() {
	zip := 123
	p := person{"Ann <&>", 30, []string{"a@b", "c"}, address{"Main", &zip}, map[string]any{"z": 1.5, "a": []int{1}, "n": nil}, 1, nil}
	data, err := json.Marshal(p)
	fmt.Println(string(data), err)
	data, _ = json.MarshalIndent(map[level][]any{1: {level(2), true, nil, "é\u2028", 1e21, 0.000001}}, ">", "  ")
	fmt.Println(string(data))
	var q person
	err = json.Unmarshal([]byte(`{"NAME":"Bob","age":"41","email":["x"],"Address":{"street":"S","zip":7},"extra":{"k":[1,"two",{"three":null}]},"unknown":0}`), &q)
	fmt.Println(q.Name, q.Age, q.Email, q.Address.Street, *q.Address.Zip, q.Extra, err)
	for _, bad := range []string{`{`, `{"name":5}`, `[1,2`, `{"age":5}`, `nul`, `{"a":1}x`, `"\ud800"`} {
		var v person
		fmt.Println(json.Unmarshal([]byte(bad), &v))
	}
	var l map[level]level
	fmt.Println(json.Unmarshal([]byte(`{"L3":"L4"}`), &l), l[3])
	decoder := json.NewDecoder(strings.NewReader(`{"a":1} {"a":2} [3]`))
	decoder.UseNumber()
	for decoder.More() {
		var v any
		fmt.Print(decoder.Decode(&v), v, " ")
	}
	fmt.Println(json.Valid([]byte(`{"x":[]}`)))
	fmt.Println(json.NewEncoder(os.Stdout).Encode(json.RawMessage(`{"raw": true}`)))
	out, err := xml.MarshalIndent(p, "", " ")
	fmt.Println(string(out), err)
	var x person
	fmt.Println(xml.Unmarshal(out, &x), x.Name, x.Age, x.Address.Street)
	var buf bytes.Buffer
	fmt.Println(gob.NewEncoder(&buf).Encode(map[string]address{"k": {"S", &zip}}))
	var g map[string]address
	fmt.Println(gob.NewDecoder(&buf).Decode(&g), g["k"].Street, *g["k"].Zip)
	fmt.Println(base64.StdEncoding.EncodeToString([]byte("any carnal pleas")), base64.RawURLEncoding.EncodeToString([]byte{255, 254}), hex.EncodeToString([]byte("hex")))
	fmt.Print(hex.Dump([]byte("0123456789abcdefXYZ")))
	records, err := csv.NewReader(strings.NewReader("a,\"b \"\"q\"\"\",c\n1,2,3\n")).ReadAll()
	fmt.Printf("%q %v\n", records, err)
	buf.Reset()
	binary.Write(&buf, binary.BigEndian, struct {
		A uint16
		B [2]int8
		C float32
	}{258, [2]int8{-1, 1}, 1.5})
	fmt.Println(buf.Bytes(), binary.LittleEndian.Uint32([]byte{1, 2, 3, 4}), binary.AppendUvarint(nil, 300))
}
