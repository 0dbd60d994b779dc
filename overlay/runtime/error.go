package runtime

import (
	"internal/abi"
	"internal/bytealg"
	"internal/runtime/sys"
	"unsafe"
)

// The errors that the runtime panics with, and how the values of panics are printed.

// Error is what the runtime's own panics have for a value, and nothing else does.
type Error interface {
	error

	// RuntimeError does nothing: having it is what tells these errors from a program's.
	RuntimeError()
}

// A TypeAssertionError is the panic of v.(T) where v does not hold a T.
type TypeAssertionError struct {
	_interface, concrete, asserted *_type // of v, of what it holds (nil for nothing), and T

	missingMethod string // the first that T has and concrete lacks
}

// RuntimeError marks it as an Error.
func (*TypeAssertionError) RuntimeError() {}

// Error says what v held instead. Types that print alike are told apart by where they are from.
func (e *TypeAssertionError) Error() string {
	static, want := "interface", toRType(e.asserted).string()
	if t := e._interface; t != nil {
		static = toRType(t).string()
	}
	const prefix = "interface conversion: "
	if e.concrete == nil {
		return prefix + static + " is nil, not " + want
	}
	have := toRType(e.concrete).string()
	switch {
	case e.missingMethod != "":
		return prefix + have + " is not " + want + ": missing method " + e.missingMethod
	case have != want:
		return prefix + static + " is " + have + ", not " + want
	}
	origin := "scopes"
	if toRType(e.concrete).pkgpath() != toRType(e.asserted).pkgpath() {
		origin = "packages"
	}
	return prefix + static + " is " + have + ", not " + want + " (types from different " + origin + ")"
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
	value, limit int64
	signed       bool // value is
	code         uint8
}

// boundsTexts are by code (abi/calls.h BoundsCode): what is out of range, where %x is the value and %y the limit, and
// what is said of a negative value, which needs no limit.
var boundsTexts = [...]struct{ text, negative string }{
	{"index out of range [%x] with length %y", "index out of range [%x]"},
	{"slice bounds out of range [:%x] with length %y", "slice bounds out of range [:%x]"},
	{"slice bounds out of range [:%x] with capacity %y", "slice bounds out of range [:%x]"},
	{"slice bounds out of range [%x:%y]", "slice bounds out of range [%x:]"},
	{"slice bounds out of range [::%x] with length %y", "slice bounds out of range [::%x]"},
	{"slice bounds out of range [::%x] with capacity %y", "slice bounds out of range [::%x]"},
	{"slice bounds out of range [:%x:%y]", "slice bounds out of range [:%x:]"},
	{"slice bounds out of range [%x:%y:]", "slice bounds out of range [%x::]"},
	{text: "cannot convert slice with length %y to array or pointer to array with length %x"},
}

func (e boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	format := boundsTexts[e.code].text
	if s := boundsTexts[e.code].negative; e.signed && e.value < 0 && s != "" {
		format = s
	}
	text := append(make([]byte, 0, 100), "runtime error: "...)
	for {
		i := bytealg.IndexByteString(format, '%')
		if i < 0 {
			return string(append(text, format...))
		}
		text = append(text, format[:i]...)
		if format[i+1] == 'x' {
			text = appendInteger(text, e.value, e.signed)
		} else {
			text = appendInteger(text, e.limit, true)
		}
		format = format[i+2:]
	}
}

func appendInteger(text []byte, v int64, signed bool) []byte {
	magnitude := uint64(v)
	if signed && v < 0 {
		text, magnitude = append(text, '-'), -magnitude
	}
	var digits [20]byte
	return append(text, itoa(digits[:], magnitude)...)
}

type stringer interface{ String() string }

// printpanicval prints the value of a panic: of a basic kind as print does, and as a conversion if the type is a defined
// one; anything else by type and address.
func printpanicval(v any) {
	e := efaceOf(&v)
	if e._type == nil {
		print("nil")
		return
	}
	name, before, after := toRType(e._type).string(), "(", ")"
	kind := e._type.Kind()
	switch {
	case kind > abi.Complex128 && kind != abi.String:
		print("(", name, ") ", e.data)
		return
	case toRType(e._type).pkgpath() == "":
		name, before, after = "", "", ""
	case kind == abi.Complex64 || kind == abi.Complex128:
		before, after = "", "" // it has parentheses of its own
	case kind == abi.String:
		before, after = `("`, `")`
	}
	print(name, before)
	printbasic(kind, e.data)
	print(after)
}

// printbasic prints what is at p, of a basic kind.
func printbasic(kind abi.Kind, p unsafe.Pointer) {
	switch kind {
	case abi.String:
		printindented(*(*string)(p))
	case abi.Bool:
		print(*(*bool)(p))
	case abi.Int8:
		print(*(*int8)(p))
	case abi.Int16:
		print(*(*int16)(p))
	case abi.Int32:
		print(*(*int32)(p))
	case abi.Int, abi.Int64:
		print(*(*int64)(p))
	case abi.Uint8:
		print(*(*uint8)(p))
	case abi.Uint16:
		print(*(*uint16)(p))
	case abi.Uint32:
		print(*(*uint32)(p))
	case abi.Uint, abi.Uint64, abi.Uintptr:
		print(*(*uint64)(p))
	case abi.Float32:
		print(*(*float32)(p))
	case abi.Float64:
		print(*(*float64)(p))
	case abi.Complex64:
		print(*(*complex64)(p))
	case abi.Complex128:
		print(*(*complex128)(p))
	}
}

// printindented prints s with a tab after each newline, so that it cannot pass for a trace.
func printindented(s string) {
	start := 0
	for i := range len(s) {
		if s[i] == '\n' {
			print(s[start:i+1], "\t")
			start = i + 1
		}
	}
	print(s[start:])
}

// panicwrap ends the methods that the compiler makes for *T from those of T, where the pointer is nil. Which one it is
// stands in the caller's name, package.(*T).method.
//
//go:noinline
func panicwrap() {
	var caller placeInfo
	placeOf(sys.GetCallerPC()-1, &caller)
	name := gostringnocopy(caller.function)
	open, close := bytealg.IndexByteString(name, '('), bytealg.IndexByteString(name, ')')
	if open < 1 || close < open+2 {
		throw("panicwrap: called by " + name)
	}
	pkg, typ, method := name[:open], name[open+2:close], name[close+1:]
	panic(plainError("value method " + pkg + typ + method + " called using nil *" + typ + " pointer"))
}
