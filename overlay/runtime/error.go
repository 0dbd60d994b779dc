package runtime

import (
	"internal/abi"
	"internal/bytealg"
	"internal/runtime/sys"
	"unsafe"
)

// Error identifies a run time error, as opposed to an error of the program's own making.
type Error interface {
	error

	// RuntimeError is a no-op that tells run time errors from ordinary ones.
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

// An errorString is a run time error with a fixed text.
type errorString string

func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

// An errorAddressString also has the address of a fault.
type errorAddressString struct {
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}
func (e errorAddressString) Error() string { return "runtime error: " + e.msg }
func (e errorAddressString) Addr() uintptr { return e.addr }

// plainError is a run time error whose text has no "runtime error: " in front.
type plainError string

func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }

// A boundsError is an index or slice operation out of range. Its text is made when asked for.
type boundsError struct {
	x      int64
	y      int
	signed bool
	code   uint8
}

// Texts by code (abi/calls.h BoundsCode): %x is the value, %y the limit.
var boundsErrorFmts = [...]string{
	"index out of range [%x] with length %y",
	"slice bounds out of range [:%x] with length %y",
	"slice bounds out of range [:%x] with capacity %y",
	"slice bounds out of range [%x:%y]",
	"slice bounds out of range [::%x] with length %y",
	"slice bounds out of range [::%x] with capacity %y",
	"slice bounds out of range [:%x:%y]",
	"slice bounds out of range [%x:%y:]",
	"cannot convert slice with length %y to array or pointer to array with length %x",
}

// Texts for negative values.
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

func (e boundsError) Error() string {
	text := boundsErrorFmts[e.code]
	if e.signed && e.x < 0 && int(e.code) < len(boundsNegErrorFmts) {
		text = boundsNegErrorFmts[e.code]
	}
	b := make([]byte, 0, 100)
	b = append(b, "runtime error: "...)
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			b = append(b, text[i])
			continue
		}
		i++
		if text[i] == 'x' {
			b = appendInt(b, e.x, e.signed)
		} else {
			b = appendInt(b, int64(e.y), true)
		}
	}
	return string(b)
}

func appendInt(b []byte, v int64, signed bool) []byte {
	if signed && v < 0 {
		b = append(b, '-')
		v = -v
	}
	var buf [20]byte
	return append(b, itoa(buf[:], uint64(v))...)
}

type stringer interface{ String() string }

// printpanicval prints the value of a panic: like print for basic types.
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
		printNamedBasic(v)
	}
}

// printNamedBasic prints values of defined types with basic underlying types as conversions, others by address.
func printNamedBasic(i any) {
	e := efaceOf(&i)
	name := toRType(e._type).string()
	p := e.data
	switch e._type.Kind() {
	case abi.Bool:
		print(name, "(", *(*bool)(p), ")")
	case abi.Int, abi.Int64:
		print(name, "(", *(*int64)(p), ")")
	case abi.Int8:
		print(name, "(", *(*int8)(p), ")")
	case abi.Int16:
		print(name, "(", *(*int16)(p), ")")
	case abi.Int32:
		print(name, "(", *(*int32)(p), ")")
	case abi.Uint, abi.Uint64:
		print(name, "(", *(*uint64)(p), ")")
	case abi.Uint8:
		print(name, "(", *(*uint8)(p), ")")
	case abi.Uint16:
		print(name, "(", *(*uint16)(p), ")")
	case abi.Uint32:
		print(name, "(", *(*uint32)(p), ")")
	case abi.Uintptr:
		print(name, "(", *(*uintptr)(p), ")")
	case abi.Float32:
		print(name, "(", *(*float32)(p), ")")
	case abi.Float64:
		print(name, "(", *(*float64)(p), ")")
	case abi.Complex64:
		print(name, *(*complex64)(p))
	case abi.Complex128:
		print(name, *(*complex128)(p))
	case abi.String:
		print(name, `("`)
		printindented(*(*string)(p))
		print(`")`)
	default:
		print("(", name, ") ", p)
	}
}

// printindented prints s with a tab after each newline, so that it cannot pass for a trace.
func printindented(s string) {
	for {
		i := bytealg.IndexByteString(s, '\n')
		if i < 0 {
			break
		}
		print(s[:i+1])
		print("\t")
		s = s[i+1:]
	}
	print(s)
}

// panicwrap is called by compiler-made pointer-receiver wrappers of value methods on a nil receiver.
//
//go:noinline
func panicwrap() {
	var place placeInfo
	placeOf(sys.GetCallerPC()-1, &place)
	name := gostringnocopy(place.function)
	// pkg.(*T).M
	i := bytealg.IndexByteString(name, '(')
	if i < 1 {
		throw("panicwrap: no ( in " + name)
	}
	pkg := name[:i-1]
	rest := name[i+2:]
	i = bytealg.IndexByteString(rest, ')')
	if i < 0 {
		throw("panicwrap: no ) in " + name)
	}
	typ, meth := rest[:i], rest[i+2:]
	panic(plainError("value method " + pkg + "." + typ + "." + meth + " called using nil *" + typ + " pointer"))
}

var _ unsafe.Pointer
