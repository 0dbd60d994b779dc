// The errors that run-time panics carry, and how uncaught values print.

package runtime

import (
	"internal/abi"
	"internal/bytealg"
	"internal/runtime/sys"
)

// Error identifies a run time error, such as an out-of-range index.
type Error interface {
	error

	// RuntimeError marks the types that are run time errors.
	RuntimeError()
}

// A TypeAssertionError explains a failed type assertion.
type TypeAssertionError struct {
	_interface    *_type
	concrete      *_type
	asserted      *_type
	missingMethod string // one method the concrete type lacks
}

func (*TypeAssertionError) RuntimeError() {}
func (e *TypeAssertionError) Error() string {
	inter := "interface"
	if e._interface != nil {
		inter = toRType(e._interface).string()
	}
	as := toRType(e.asserted).string()
	if e.concrete == nil {
		return "interface conversion: " + inter + " is nil, not " + as
	}
	cs := toRType(e.concrete).string()
	if e.missingMethod != "" {
		return "interface conversion: " + cs + " is not " + as + ": missing method " + e.missingMethod
	}
	msg := "interface conversion: " + inter + " is " + cs + ", not " + as
	if cs == as {
		if toRType(e.concrete).pkgpath() != toRType(e.asserted).pkgpath() {
			msg += " (types from different packages)"
		} else {
			msg += " (types from different scopes)"
		}
	}
	return msg
}

// An errorString is a run time error described by a string, without the "runtime error: " in front.
type errorString string

func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

type errorAddressString struct {
	msg  string
	addr uintptr // address of the fault
}

func (e errorAddressString) RuntimeError() {}
func (e errorAddressString) Error() string { return "runtime error: " + e.msg }

// Addr is the faulting address, for debug.SetPanicOnFault.
func (e errorAddressString) Addr() uintptr { return e.addr }

// A plainError prints without "runtime error: ".
type plainError string

func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }

// A PanicNilError happens when code calls panic(nil).
type PanicNilError struct {
	_ [0]func() // not comparable
}

func (*PanicNilError) Error() string { return "panic called with nil argument (use GODEBUG=panicnil=1 to disable)" }
func (*PanicNilError) RuntimeError() {}

var (
	divideError   error = error(errorString("integer divide by zero"))
	overflowError error = error(errorString("integer overflow"))
	shiftError    error = error(errorString("negative shift amount"))
	memoryError   error = error(errorString("invalid memory address or nil pointer dereference"))
)

// A boundsError is an indexing or slicing operation gone wrong; code says which (src/abi/calls.h BoundsCode).
type boundsError struct {
	x      int64
	y      int
	signed bool // x is signed
	code   uint8
}

// Formats by code: %x is the offending value, %y the bound.
var boundsErrorFmts = [...]string{
	"index out of range [%x] with length %y",
	"slice bounds out of range [:%x] with length %y",
	"slice bounds out of range [:%x] with capacity %y",
	"slice bounds out of range [%x:%y]",
	"slice bounds out of range [::%x] with length %y",
	"slice bounds out of range [::%x] with capacity %y",
	"slice bounds out of range [:%x:%y]",
	"slice bounds out of range [%x:%y:]",
	"cannot convert slice with length %x to array or pointer to array with length %y",
}

// For a negative x the bound does not matter.
var boundsNegErrorFmts = [...]string{
	"index out of range [%x]",
	"slice bounds out of range [:%x]",
	"slice bounds out of range [:%x]",
	"slice bounds out of range [%x:]",
	"slice bounds out of range [::%x]",
	"slice bounds out of range [::%x]",
	"slice bounds out of range [:%x:]",
	"slice bounds out of range [%x::]",
}

func (e boundsError) RuntimeError() {}

func appendIntStr(b []byte, v int64, signed bool) []byte {
	if signed && v < 0 {
		b = append(b, '-')
		v = -v
	}
	var buf [20]byte
	return append(b, itoa(buf[:], uint64(v))...)
}

func (e boundsError) Error() string {
	format := boundsErrorFmts[e.code]
	if e.signed && e.x < 0 {
		format = boundsNegErrorFmts[e.code]
	}
	b := make([]byte, 0, 100)
	b = append(b, "runtime error: "...)
	for i := 0; i < len(format); i++ {
		c := format[i]
		if c != '%' {
			b = append(b, c)
			continue
		}
		i++
		switch format[i] {
		case 'x':
			b = appendIntStr(b, e.x, e.signed)
		case 'y':
			b = appendIntStr(b, int64(e.y), true)
		}
	}
	return string(b)
}

type stringer interface {
	String() string
}

// printpanicval prints an argument of panic. Errors and Stringers were turned into strings before (preprintpanics).
func printpanicval(v any) {
	switch v := v.(type) {
	case nil:
		print("nil")
	case bool:
		print(v)
	case int:
		print(v)
	case int8:
		print(v)
	case int16:
		print(v)
	case int32:
		print(v)
	case int64:
		print(v)
	case uint:
		print(v)
	case uint8:
		print(v)
	case uint16:
		print(v)
	case uint32:
		print(v)
	case uint64:
		print(v)
	case uintptr:
		print(v)
	case float32:
		print(v)
	case float64:
		print(v)
	case complex64:
		print(v)
	case complex128:
		print(v)
	case string:
		printindented(v)
	default:
		printanycustomtype(v)
	}
}

// printindented prints with a tab after each newline, so that a message cannot look like a goroutine trace.
func printindented(s string) {
	for {
		i := bytealg.IndexByteString(s, '\n')
		if i < 0 {
			break
		}
		i++
		print(s[:i], "\t")
		s = s[i:]
	}
	print(s)
}

// printanycustomtype prints a value of a defined type of basic kind as type(value), others as (type) address.
func printanycustomtype(i any) {
	e := efaceOf(&i)
	typestring := toRType(e._type).string()
	switch e._type.Kind() {
	case abi.Bool:
		print(typestring, "(", *(*bool)(e.data), ")")
	case abi.Int:
		print(typestring, "(", *(*int)(e.data), ")")
	case abi.Int8:
		print(typestring, "(", *(*int8)(e.data), ")")
	case abi.Int16:
		print(typestring, "(", *(*int16)(e.data), ")")
	case abi.Int32:
		print(typestring, "(", *(*int32)(e.data), ")")
	case abi.Int64:
		print(typestring, "(", *(*int64)(e.data), ")")
	case abi.Uint:
		print(typestring, "(", *(*uint)(e.data), ")")
	case abi.Uint8:
		print(typestring, "(", *(*uint8)(e.data), ")")
	case abi.Uint16:
		print(typestring, "(", *(*uint16)(e.data), ")")
	case abi.Uint32:
		print(typestring, "(", *(*uint32)(e.data), ")")
	case abi.Uint64:
		print(typestring, "(", *(*uint64)(e.data), ")")
	case abi.Uintptr:
		print(typestring, "(", *(*uintptr)(e.data), ")")
	case abi.Float32:
		print(typestring, "(", *(*float32)(e.data), ")")
	case abi.Float64:
		print(typestring, "(", *(*float64)(e.data), ")")
	case abi.Complex64:
		print(typestring, *(*complex64)(e.data))
	case abi.Complex128:
		print(typestring, *(*complex128)(e.data))
	case abi.String:
		print(typestring, `("`)
		printindented(*(*string)(e.data))
		print(`")`)
	default:
		print("(", typestring, ") ", e.data)
	}
}

// panicwrap is called by the wrapper (*T).M of a value method T.M when the receiver is nil: the message names T and M,
// which it reads from the wrapper's own name, "pkg.(*T).M".
func panicwrap() {
	name := funcNameForPrint(sys.GetCallerPC())
	i := bytealg.IndexByteString(name, '(')
	if i < 0 {
		throw("panicwrap: no ( in " + name)
	}
	pkg := name[:i-1]
	if i+2 >= len(name) || name[i-1:i+2] != ".(*" {
		throw("panicwrap: unexpected string after package name: " + name)
	}
	name = name[i+2:]
	i = bytealg.IndexByteString(name, ')')
	if i < 0 || i+2 >= len(name) || name[i:i+2] != ")." {
		throw("panicwrap: no )  in " + name)
	}
	panic(plainError("value method " + pkg + "." + name[:i] + "." + name[i+2:] + " called using nil *" + name[:i] + " pointer"))
}

