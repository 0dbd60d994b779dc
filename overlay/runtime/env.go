package runtime

import (
	"internal/bytealg"
	"unsafe"
)

// Arguments, environment, GODEBUG, and identity of the build.

var argslice, envs []string

func goargs() {
	argv, argc := programArguments()
	argslice = make([]string, argc)
	for i := range argslice {
		argslice[i] = gostringnocopy(*(**byte)(add(argv, uintptr(i)*8)))
	}
}

func goenvs() {
	argv, argc := programArguments()
	p := add(argv, (argc+1)*8)
	n := uintptr(0)
	for *(**byte)(add(p, n*8)) != nil {
		n++
	}
	envs = make([]string, n)
	for i := range envs {
		envs[i] = gostringnocopy(*(**byte)(add(p, uintptr(i)*8)))
	}
}

func gogetenv(key string) string {
	for _, s := range envs {
		if len(s) > len(key) && s[len(key)] == '=' && s[:len(key)] == key {
			return s[len(key)+1:]
		}
	}
	return ""
}

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string { return append([]string{}, argslice...) }

//go:linkname syscall_runtime_envs syscall.runtime_envs
func syscall_runtime_envs() []string { return append([]string{}, envs...) }

//go:linkname syscall_Getpagesize syscall.Getpagesize
func syscall_Getpagesize() int { return 4096 }

// Set by the linker.
var buildVersion string
var modinfo string
var defaultGOROOT string
var godebugDefault string

// GOOS is the system that the program is for.
const GOOS string = "linux"

// GOARCH is the processor that the program is for.
const GOARCH string = "amd64"

// Compiler is gc's name: programs know no other that does all that tuco does.
const Compiler = "gc"

// GOROOT is where Go's source is, by the environment or else as it was at the build.
func GOROOT() string {
	if s := gogetenv("GOROOT"); s != "" {
		return s
	}
	return defaultGOROOT
}

// Version is the version of Go that the program was built as.
func Version() string { return buildVersion }

//go:linkname debug_modinfo runtime/debug.modinfo
func debug_modinfo() string { return modinfo }

//go:linkname setmodinfo runtime/debug.setmodinfo
func setmodinfo(s string) { modinfo = s }

// GODEBUG.

var godebugUpdate func(string, string)
var godebugNewInc func(string) func()
var godebugEnv string

//go:linkname godebug_setUpdate internal/godebug.setUpdate
func godebug_setUpdate(update func(string, string)) {
	godebugUpdate = update
	godebugNotify(gogetenvCurrent())
}

func gogetenvCurrent() string { return godebugEnv }

func godebugNotify(env string) {
	godebugEnv = env
	panicnilSetting = false
	parsePanicNil(godebugDefault)
	parsePanicNil(env)
	if godebugUpdate != nil {
		godebugUpdate(godebugDefault, env)
	}
}

func parseGODEBUG() { godebugNotify(gogetenv("GODEBUG")) }

func parsePanicNil(s string) {
	for s != "" {
		item := s
		if i := bytealg.IndexByteString(s, ','); i >= 0 {
			item, s = s[:i], s[i+1:]
		} else {
			s = ""
		}
		if item == "panicnil=1" {
			panicnilSetting = true
		}
		if item == "panicnil=0" {
			panicnilSetting = false
		}
	}
}

//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(newIncNonDefault func(string) func()) {
	godebugNewInc = newIncNonDefault
}

type godebugMetric struct {
	name string
	read func() uint64
}

var godebugMetrics []godebugMetric

//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {
	godebugMetrics = append(godebugMetrics, godebugMetric{name, read})
}

//go:linkname syscall_runtimeSetenv syscall.runtimeSetenv
func syscall_runtimeSetenv(key, value string) {
	if key == "GODEBUG" {
		godebugNotify(value)
	}
}

//go:linkname syscall_runtimeUnsetenv syscall.runtimeUnsetenv
func syscall_runtimeUnsetenv(key string) {
	if key == "GODEBUG" {
		godebugNotify("")
	}
}

//go:linkname syscall_runtimeClearenv syscall.runtimeClearenv
func syscall_runtimeClearenv(env map[string]int) {
	if _, ok := env["GODEBUG"]; ok {
		godebugNotify("")
	}
}

// write is write(2) for internal/godebug.
func write(fd uintptr, p unsafe.Pointer, n int32) int32 { return int32(writeC(fd, p, int(n))) }

// getAuxv is used by x/sys/cpu on other architectures.
func getAuxv() []uintptr { return nil }

func fcntl(fd, cmd, arg int32) (ret int32, errno int32) {
	r := syscallC(72, uintptr(fd), uintptr(cmd), uintptr(arg), 0, 0)
	if r < 0 {
		return -1, int32(-r)
	}
	return int32(r), 0
}

func vgetrandom(p []byte, flags uint32) (ret int, supported bool) { return -1, false }
