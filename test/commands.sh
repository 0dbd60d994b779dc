#!/bin/sh
# The command line: sub-commands, their flags, what they print and how they end.
#   test/commands.sh [-h] [-v]
set -u
here=$(cd "$(dirname "$0")" && pwd)
tuco=${TUCO:-$here/../bin/tuco}
verbose=0
case "${1:-}" in
  -h) sed -n '2,3p' "$0"; exit 0 ;;
  -v) verbose=1 ;;
esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
passed=0 failed=0
cd "$work" || exit 1
# Nothing of this machine's settings counts.
unset GOOS GOARCH GOROOT GOWORK GO111MODULE GOEXPERIMENT
export GOENV=off GOFLAGS=
mkdir m m/sub && cd m || exit 1
printf 'module example.com/m\n\ngo 1.26\n' >go.mod
cat >main.go <<'END'
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.com/m/sub"
)

var version = "unset"

func main() {
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Printf("%q %q %s %s\n", os.Args[1:], line, version, sub.Name)
	os.Exit(len(os.Args))
}
END
printf '//go:build !special\n\npackage sub\n\nconst Name = "plain"\n' >sub/plain.go
printf '//go:build special\n\npackage sub\n\nconst Name = "special"\n' >sub/special.go

# status N COMMAND...: runs it, output to out and err, and wants that exit status.
status() {
  wanted=$1; shift
  what="$*"
  timeout 60 "$@" >"$work/out" 2>"$work/err" <"$work/in"
  got=$?
  [ $verbose = 0 ] || echo "== $what: $got"
  if [ $got = "$wanted" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $what: exit status $got, want $wanted"; head -n 3 "$work/err"; fi
}
# has FILE REGEXP, lacks FILE REGEXP: a line of what the last command wrote.
has() { if grep -Eq -- "$2" "$work/$1"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $what: $1 has no $2"; head -n 3 "$work/$1"; fi; }
lacks() { if grep -Eq -- "$2" "$work/$1"; then failed=$((failed + 1)); echo "FAIL $what: $1 has $2"; else passed=$((passed + 1)); fi; }
echo "a line" >"$work/in"

# ---- help and version
status 0 "$tuco" help; has out 'build +compile packages'
status 2 "$tuco"; has err 'Usage:'
status 2 "$tuco" nonsense; has err '^go nonsense: unknown command$'; has err "^Run 'go help' for usage\.$"
for group in mod work; do
  status 2 "$tuco" $group; has err "^Usage:"; lacks out .
  status 2 "$tuco" $group foo; has err "^go $group foo: unknown command$"; has err "^Run 'go help $group' for usage\.$"
  status 2 "$tuco" $group -h; has err "^go $group -h: unknown command$"
  status 0 "$tuco" help $group; has out "go $group <command>"
  status 0 "$tuco" $group help; has out "go $group <command>"
  status 2 "$tuco" help $group foo; has err "^go help $group foo: unknown help topic\. Run 'go help $group'\.$"
done
for command in build run version env list; do
  status 2 "$tuco" $command -h; has err "^usage: go $command"; lacks out .
  status 0 "$tuco" help $command; has out "^usage: go $command"
done
for topic in buildconstraint buildjson buildmode c cache environment filetype go.mod goauth gopath goproxy importpath modules \
  module-auth packages private testflag testfunc vcs; do
  status 0 "$tuco" help; has out "^	$topic  *[a-zG]"
  status 0 "$tuco" help $topic; has out '^[^ ].* .* .* '; lacks err .
done
status 2 "$tuco" help gopaths; has err "^go help gopaths: unknown help topic\. Run 'go help'\.$"
status 2 "$tuco" build -nonsense; has err 'flag provided but not defined: -nonsense'
status 0 "$tuco" version; has out '^go version go1\.26'
status 0 "$tuco" env GOOS GOARCH; has out '^linux$'; has out '^amd64$'
status 0 "$tuco" env -json GOROOT; has out '"GOROOT": "/'

status 0 "$tuco" help unsupported; has out '^	build: .*-race'; has out 'import "C"'; lacks out '^	build: .*-trimpath'
status 0 "$tuco" help unsupported; has out '^	fmt '; has out '^	test: .*-mutexprofile'
status 0 "$tuco" help man; has out '^\.SS mod init$'; lacks out "$(printf '^[.\047][^A-Zfn]')"
for shell in bash zsh fish; do status 0 "$tuco" completion $shell; has out 'mod.*init'; has out 'trimpath'; done
status 2 "$tuco" completion csh; has err '^usage: go completion'
if command -v bash >/dev/null; then
  "$tuco" completion bash >"$work/complete"
  # complete WORDS: what bash offers behind them.
  complete() { bash -c '. "$1"; shift; COMP_WORDS=(tuco "$@") COMP_CWORD=$#; _tuco; echo "${COMPREPLY[@]}"' bash "$work/complete" "$@" >"$work/out"; what="completion of $*"; }
  complete mod i; has out '^init$'
  complete in; has out '^install$'
  complete mod edit -dropreq; has out '^-droprequire$'
  complete build -trim; has out '^-trimpath$'
fi

# ---- run: arguments, standard input and exit status pass through
status 1 "$tuco" run . one "two words"; has out '^\["one" "two words"\] "a line\\n" unset plain$'; has err '^exit status 3$'
status 1 "$tuco" run main.go; has out '^\[\] "a line\\n" unset plain$'
status 1 "$tuco" run -tags special . x; has out 'special$'

# ---- build
status 0 "$tuco" build; status 1 ./m; rm -f m
status 0 "$tuco" build -o "$work/named" .; status 1 "$work/named"
mkdir "$work/folder"
status 0 "$tuco" build -o "$work/folder/" .; status 1 "$work/folder/m"
status 0 "$tuco" build -o "$work/x" -ldflags "-s -w -X main.version=1.2.3" .; status 1 "$work/x"; has out '1\.2\.3 plain$'
status 0 "$tuco" build -o "$work/x" -ldflags="-X 'main.version=two words'" .; status 1 "$work/x"; has out 'two words plain$'
status 0 "$tuco" build -o "$work/x" -tags=other,special .; status 1 "$work/x"; has out 'special$'
status 0 "$tuco" build -C "$work/m" -o "$work/x" .
# All of what it imports is checked, and what stands in for upstream's package runtime.
status 0 "$tuco" build -d=check .
status 0 "$tuco" build -v -p 1 -o "$work/x" .; has err '^example.com/m/sub$'; has err '^fmt$'
rm -f "$work/x"
status 0 "$tuco" build -n -o "$work/x" .; what="build -n"
if [ -e "$work/x" ]; then failed=$((failed + 1)); echo "FAIL build -n writes"; else passed=$((passed + 1)); fi
status 0 "$tuco" build -x -o "$work/x" .; has err .
mkdir asm
printf '//go:build !purego\n\npackage asm\n\nfunc F() int\n' >asm/f.go
printf '//go:build purego\n\npackage asm\n\nfunc F() int { return 1 }\n' >asm/f_pure.go
printf '//go:build !purego\n\nTEXT \302\267F(SB), 4, $0-8\n\tMOVQ $1, ret+0(FP)\n\tRET\n' >asm/f.s
# A file that stays under all tags is no harm, as long as no function needs it; this one nobody declares.
printf 'TEXT \302\267G(SB), 4, $0\n\tRET\n' >asm/g.s
printf 'package asm\n\n// func H() in a comment\n\ntype I interface{ H() }\n\nvar s = `\nfunc H()\n`\n\nfunc H(\n\ti struct{},\n) interface{} {\n\treturn nil\n}\n' >asm/h.go
status 0 "$tuco" build -v ./asm; has err '^# example.com/m/asm is built with the tags "purego", without its assembly$'
status 0 "$tuco" build ./sub; lacks err .
# What is wrong with an instance is said of the package that has it, at the place in the other that declares it.
mkdir generic large
printf 'package generic\n\ntype N[T any] map[int][1 << 61]T\n' >generic/g.go
printf 'package main\n\nimport "example.com/m/generic"\n\nvar m generic.N[int8]\n\nfunc main() { println(len(m)) }\n' >large/main.go
status 1 "$tuco" build -o "$work/x" ./large
has err '^# example.com/m/large$'; has err 'generic/g.go:3:6: type \[2305843009213693952\]int8 larger than address space$'
# GOROOT's own copies of golang.org/x modules have their assembly, too.
status 0 "$tuco" build -o "$work/pprof" cmd/pprof
printf 'package main\n\nimport "syscall"\n\nfunc main() {\n\tsyscall.Kill(syscall.Getpid(), syscall.SIGKILL)\n\tselect {}\n}\n' >"$work/killed.go"
status 1 "$tuco" run "$work/killed.go"; has err '^signal: killed$'
status 0 "$tuco" run -n .; has err '/m$'; lacks out .

# ---- what -o must not replace, and what it may
echo notes >"$work/notes"
status 1 "$tuco" build -o "$work/notes" .; has err "^example.com/m: go build example.com/m: build output \"$work/notes\" already exists and is not an object file$"
status 0 grep -q notes "$work/notes"
ln -s notes "$work/link"
status 1 "$tuco" build -o "$work/link" .; has err 'link" already exists and is not an object file'
echo notes >m; status 1 "$tuco" build; has err 'build output "m" already exists and is not'; rm m
: >"$work/empty"; status 0 "$tuco" build -o "$work/empty" .; status 1 "$work/empty"
status 0 "$tuco" build -o "$work/empty" .
status 0 "$tuco" build -o "$work/new/folders/x" .; status 1 "$work/new/folders/x"
status 1 "$tuco" build -o "$work/notes/x" .; has err "mkdir $work/notes/: file exists"
status 1 "$tuco" build -o "$work/new/" ./sub; has err '^go: no main packages to build$'
printf 'package main\n\nfunc main() {\n' >"$work/many.go"
i=0; while [ $i -lt 15 ]; do echo "	undefined$i()" >>"$work/many.go"; i=$((i + 1)); done; echo '}' >>"$work/many.go"
status 1 "$tuco" build -o "$work/x" "$work/many.go"; has err 'too many errors'; lacks err undefined12
status 1 "$tuco" build -gcflags=-e -o "$work/x" "$work/many.go"; has err 'undefined: undefined14'; lacks err 'too many errors'

# ---- what is kept: of the methods that reflection may call by a constant name, that one
mkdir "$work/reflection" && cat >"$work/reflection/main.go" <<'END'
package main

import "reflect"

type T struct{ x int }

func (t *T) Kept() int    { return t.x }
func (t *T) Dropped() int { return t.x + 1 }

type U struct{}

func (U) Uncalled(name string) any { return reflect.ValueOf(i).MethodByName(name).Interface() }

var i any = &T{1}
var u any = U{}

func main() {
	var t reflect.Type = reflect.TypeOf(i)
	m, ok := t.MethodByName("Kept")
	println(m.Index, ok, u != nil, reflect.ValueOf(i).MethodByName("Kept").IsValid())
}
END
status 0 "$tuco" build -o "$work/x" "$work/reflection/main.go"
what="methods kept"
if command -v nm >/dev/null; then
  nm "$work/x" >"$work/names"; has names 'main.\(\*T\).Kept$'; lacks names 'main.*(Dropped|Uncalled)$'
fi

# ---- size: literals of thousands of elements, whose temporaries share places
mkdir "$work/large"
{
  echo 'package main; type K struct{ a, b string }; type V struct { k K; p *K; s []string; f func() string }'
  echo 'func f(i int) string { x := make([]string, 3); x[1] = string(rune(64 + i%32)); return x[1] }'
  echo 'func g() map[K]V { return map[K]V{'
  i=0; while [ $i -lt 1500 ]; do
    echo "{f($i), \"$i\"}: {K{\"$i\", f(1)}, &K{f(2), \"$i\"}, []string{f(3)}, func() string { return f($i) }},"; i=$((i + 1))
  done
  echo '} }'
  echo 'func main() { n := 0; for k, v := range g() { if k.b == v.k.a && v.f() == k.a && v.p.b == k.b && v.p.a == "B" && v.s[0] == "C" && v.k.b == "A" { n++ } }; println(n) }'
} >"$work/large/main.go"
status 0 "$tuco" build -o "$work/x" "$work/large/main.go"
what="size of large literals"
wc -c <"$work/x" >"$work/size"; has size '^ *[12]?[0-9]{6}$'
status 0 env TUCO_DEBUG=gcstress=100 "$work/x"; has err '^1500$'
status 0 env TUCO_DEBUG=stackstress=1 "$work/x"; has err '^1500$'

# ---- flags and variables: what is unknown, and what is not done, is refused by name; nothing is ignored
cd "$work/m" || exit 1
status 2 "$tuco" build -nonsense; has err '^flag provided but not defined: -nonsense$'; has err '^usage: go build'
status 2 "$tuco" build -race .; has err '^tuco: not supported yet: -race$'; status 0 "$tuco" build -race=false -o "$work/x" .
status 2 "$tuco" build -buildmode=c-shared .; has err 'not supported yet: -buildmode=c-shared$'
status 0 "$tuco" build -buildmode=exe -compiler=gc -pgo=off -a -o "$work/x" .
status 1 "$tuco" build -buildmode=exe -o "$work/x" ./sub; has err '^-buildmode=exe requires exactly one main package$'
status 2 "$tuco" build -tags 'a,b c' -o "$work/x" .; has err '^go: -tags space-separated list contains comma$'
status 2 "$tuco" build -gcflags=-m .; has err 'not supported yet: -gcflags=-m$'
status 2 "$tuco" build -gcflags='-N -l -bogus' .; has err '^flag provided but not defined: -bogus$'
status 0 "$tuco" build -gcflags='all=-N -l=4 -B' -ldflags='-buildid= -linkmode=internal' -o "$work/x" .
status 2 "$tuco" build -gcflags=net/http=-e .; has err 'not supported yet: -gcflags=net/http=-e$'
status 2 "$tuco" build -gcflags=x .; has err 'invalid value "x" for flag -gcflags: missing =<value> in <pattern>=<value>'
status 2 "$tuco" build -ldflags=-bogus=3 .; has err '^flag provided but not defined: -bogus$'
status 2 "$tuco" build -ldflags=-linkmode=external .; has err 'not supported yet'
status 1 "$tuco" build -ldflags=-X=a .; has err '^# example.com/m$'; status 1 "$tuco" build -ldflags=-X=a=b .; has err '-X flag requires argument of the form importpath.name=value'
status 2 "$tuco" build -asmflags=-S .; has err 'not supported yet: -asmflags=-S$'
for word in off:escape off:nopass dump:nopass:f fail:nopass:f limit:gvn limit:gvn:x limit:nopass:1 shuffle=x nothing; do
  status 2 "$tuco" build "-d=$word" .; has err "^invalid value \"$word\" for flag -d: parse error$"
done
status 2 "$tuco" build -d=rounds=2 .; has err '^-d=rounds is without effect but with -d=test$'
status 2 "$tuco" list -d=test .; has err '^tuco: not supported yet: list -d=test$'
status 2 "$tuco" run -d=test .; has err '^tuco: not supported yet: run -d=test$'
status 2 "$tuco" build -v=maybe .; has err '^invalid boolean value "maybe" for -v: parse error$'
status 2 "$tuco" build ---v .; has err '^bad flag syntax: ---v$'
status 2 "$tuco" build -v -C .. .; has err '-C flag must be first flag on command line'
status 2 "$tuco" build -buildvcs=maybe .; has err "value is neither 'auto' nor a valid bool"
status 2 "$tuco" run -o x .; has err '^flag provided but not defined: -o$'
status 0 "$tuco" build -ldflags=-X=a ./sub
status 2 "$tuco" build -buildmode=pie .; has err 'not supported yet: -buildmode=pie$'
mkdir profiled objects
cp main.go profiled/; : >profiled/default.pgo
status 0 "$tuco" build -v -o "$work/x" ./profiled; has err '^# example.com/m/profiled is built without its profile default.pgo$'
status 0 "$tuco" build -v -pgo=off -o "$work/x" ./profiled; lacks err 'profile default.pgo'
status 2 "$tuco" build -pgo=profiled/default.pgo .; has err 'not supported yet: -pgo=profiled/default.pgo$'
printf 'package objects\n' >objects/o.go; : >objects/o.syso; : >objects/p_windows.syso
status 1 "$tuco" build ./objects; has err '^package example.com/m/objects: not supported yet: linking of object files: o.syso$'
rm objects/o.syso; status 0 "$tuco" build ./objects
echo 'import "fmt"' >objects/p.go
status 1 "$tuco" build ./objects; has err "^objects/p.go:1:1: expected 'package', found 'import'$"
status 1 "$tuco" build -d=compile ./objects; has err '^objects/p.go:1:1: syntax error: package statement must be first$'
printf 'package objects\n\nimport _ "embed"\n\n//go:embed no.txt\nvar s string\n' >objects/p.go
status 1 "$tuco" build ./objects; has err '^objects/p.go:5:12: pattern no.txt: no matching files found$'
status 1 "$tuco" build -d=compile ./objects
has err '^objects/p.go:6:5: invalid go:embed: build system did not map pattern: no.txt$'
rm -r profiled objects
status 0 "$tuco" version main.go; lacks out .
status 1 "$tuco" env -w A=b; has err '^go: unknown go command variable A$'
status 0 "$tuco" help; has out '-gcflags: -B -N -l'
status 1 env GOFLAGS=plain "$tuco" build; has err '^go: parsing \$GOFLAGS: non-flag "plain"$'
status 1 env GOFLAGS=-nonsense "$tuco" list; has err '^go: parsing \$GOFLAGS: unknown flag -nonsense$'
status 2 env GOFLAGS=-race "$tuco" build; has err 'not supported yet: -race$'
status 2 env GOFLAGS=-v=x "$tuco" build; has err '^go: invalid boolean value "x" for flag -v \(from \$GOFLAGS\): parse error$'
status 0 env GOFLAGS="-count=1 -tags=special" "$tuco" build -o "$work/x" .; status 1 "$work/x"; has out 'special$'
status 0 env GOFLAGS=-tags=special "$tuco" build -tags=other -o "$work/x" .; status 1 "$work/x"; has out 'plain$'
status 0 env GOFLAGS=-nonsense "$tuco" env GOFLAGS; has out '^-nonsense$'
for setting in GOOS=windows GOARCH=arm64 GOEXPERIMENT=arenas GOAMD64=v3 GOFIPS140=latest GOCACHEPROG=x \
  GO_EXTLINK_ENABLED=1 GOTOOLCHAIN=go1.20; do
  status 2 env $setting "$tuco" build; has err "not supported yet: $setting$"
done
status 2 env GOROOT=/nowhere "$tuco" build; has err '^go: cannot find GOROOT directory: /nowhere$'; status 2 env GOROOT=/ "$tuco" build; has err 'no Go 1.26 source tree'
status 1 env GO111MODULE=off "$tuco" build; has err 'cannot find package "'
mkdir needs
printf 'package needs\n\nimport "C"\n\nconst A = 1\n' >needs/c.go; printf 'package needs\n\nconst B = 1\n' >needs/go.go
status 0 "$tuco" build ./needs; status 0 env CGO_ENABLED=1 "$tuco" build -o "$work/x" .
status 1 env CGO_ENABLED=1 "$tuco" build ./needs; has err '^needs/c.go:3:8: not supported yet: import "C" \(cgo\)$'
mkdir -p "$work/config/go"; echo 'GOFLAGS=-tags=special' >"$work/config/go/env"
status 0 env -u GOENV -u GOFLAGS XDG_CONFIG_HOME="$work/config" "$tuco" build -o "$work/x" .; status 1 "$work/x"; has out 'special$'
status 0 env -u GOFLAGS GOENV="$work/config/go/env" "$tuco" env GOFLAGS; has out '^-tags=special$'

# ---- JSON
mkdir "$work/a\"b<&" && cp main.go go.mod "$work/a\"b<&/" && cp -r sub "$work/a\"b<&/"
status 0 "$tuco" list -C "$work/a\"b<&" -json=Dir,Name; has out '"Dir": ".*/a\\"b\\u003c\\u0026",$'; lacks out ImportPath
status 0 env GOBIN='q"d' "$tuco" env -json GOBIN; has out '"GOBIN": "q\\"d"$'
status 0 env GOBIN="q'd" "$tuco" env; has out "^GOBIN='q'\\\\''d'\$"

# ---- arguments: an import path may end in .go; folders need a module
mkdir "$work/spelled"
printf 'package main\n\nfunc main() { f() }\n' >"$work/spelled/a.go"
printf 'package main\n\nfunc f() { println("f") }\n' >"$work/spelled/b.go"
status 0 "$tuco" run "$work/spelled/a.go" "$work/spelled/./b.go"; has err '^f$'
mkdir -p "$work/dot/sub.go" && cd "$work/dot" || exit 1
printf 'module x.org/a.go\n\ngo 1.26\n' >go.mod; printf 'package main\n\nfunc main() { println("dot") }\n' >main.go
printf 'package s\n' >sub.go/s.go
status 0 "$tuco" build -o "$work/x" x.org/a.go; status 0 "$work/x"; has err '^dot$'
status 0 "$tuco" build ./sub.go x.org/a.go/sub.go
status 1 "$tuco" build none.go; has err 'no required module provides package none.go'
status 1 "$tuco" run none.go; has err '^stat none.go: no such file or directory$'
status 1 "$tuco" run ./sub.go; has err 'is a directory, should be a Go file$'
rm go.mod; status 1 "$tuco" build .; has err '^go: go.mod file not found in current directory'; status 0 "$tuco" run main.go

# ---- several programs: what is wrong with one keeps no other from being written, and is said of it alone
mkdir -p "$work/several/lib" "$work/several/a" "$work/several/b" "$work/several/wrong" && cd "$work/several" || exit 1
printf 'module example.com/several\n\ngo 1.26\n' >go.mod
printf 'package lib\n\nvar N = 1\n' >lib/lib.go
printf 'package main\n\nimport "example.com/several/lib"\n\nfunc main() { println("a", lib.N) }\n' >a/main.go
printf 'package main\n\nfunc main() { println("b") }\n' >b/main.go
# several NAMES: the names of what stands in the folder, which goes.
several() { ls "$work/written" | tr '\n' ' ' >"$work/listed"; rm -rf "$work/written"; has listed "^$* \$"; }
status 1 "$tuco" build -o "$work/written/" -ldflags='-X example.com/several/lib.N=2' ./...; several b
has err '^# example.com/several/a$'; lacks err '^# example.com/several/b$'
status 1 "$tuco" build -ldflags='-X example.com/several/lib.N=2' ./...; has err 'lib.N: cannot set with -X'
status 1 "$tuco" build -ldflags=-X=a ./...; has err '^# example.com/several/b$'
status 0 "$tuco" build -n -o "$work/written/" ./...; has err "^link -o $work/written/a$"; has err "^link -o $work/written/b$"
for body in 'func other() {}' 'func main() { var x int = "" }' 'func main() { x := }' \
  'func f([1 << 28]int); func main() { var x [1 << 28]int; f(x) }'; do
  printf 'package main\n\n%s\n' "$body" >wrong/main.go
  status 1 "$tuco" build -o "$work/written/" ./...; has err '^# example.com/several/wrong$'; several a b
done
# What imports a package with errors is not built.
printf 'package main\n\nfunc main() {}\n' >wrong/main.go
printf 'package lib\n\nvar N int = ""\n' >lib/lib.go
status 1 "$tuco" build -o "$work/written/" ./...; has err '^# example.com/several/lib$'; lacks err '^# example.com/several/a$'; several b wrong

# ---- test executables: of packages anywhere, of programs, of folders with external tests only
mkdir -p "$work/tests/internal/x" "$work/tests/external" "$work/tests/program" && cd "$work/tests" || exit 1
printf 'module example.com/tests\n\ngo 1.26\n' >go.mod
printf 'package x\n\nconst V = 3\n' >internal/x/x.go
printf 'package x\n\nimport "testing"\n\nfunc TestV(t *testing.T) {\n\tif V != 3 {\n\t\tt.Fatal(V)\n\t}\n}\n' >internal/x/x_test.go
printf 'package external_test\n\nimport (\n\t"testing"\n\n\t"example.com/tests/internal/x"\n)\n\nfunc TestE(t *testing.T) { t.Log(x.V) }\n' >external/e_test.go
cat >program/main.go <<'END'
package main

type T struct{ n int }

func (t *T) Add(n int) { t.n += n }

var value = new(T)

func init() { value.Add(4) }

func main() { println("the program") }
END
cat >program/main_test.go <<'END'
package main

import (
	"fmt"
	"testing"
)

func TestMainPackage(t *testing.T) {
	main()
	if adder := any(value).(interface{ Add(int) }); value.n != 4 || fmt.Sprintf("%T", adder) != "*main.T" {
		t.Fatalf("%d %T", value.n, adder)
	}
}
END
printf 'package main_test\n\nimport (\n\t"testing"\n\n\t_ "example.com/tests/program"\n)\n\nfunc TestExternal(t *testing.T) {}\n' >program/x_test.go
for package in internal/x external program; do
  status 0 "$tuco" build -d=test -o "$work/x" ./$package
  status 0 "$work/x" -test.v; has out '^--- PASS'; lacks out 'no tests'
done
has err '^the program$'; has out '^--- PASS: TestExternal'
# Tests of std, all external here, where the source has them: not everybody's who builds a program is looked into.
if [ -f "$("$tuco" env GOROOT)/src/errors/errors_test.go" ]; then
  status 0 "$tuco" build -d=test -o "$work/x" errors
  status 0 "$work/x" -test.v; has out '^--- PASS: TestNewEqual'
fi

# Many in one command: those of packages that import each other, of one name, and with errors, which are said once, as go
# does. What tests of one add is not there for the others.
mkdir -p "$work/many" && cd "$work/many" && mkdir -p p q p/q p/internal/x wrong twice outside cycle back untested notthere || exit 1
printf 'module example.com/many\n\ngo 1.26\n' >go.mod
printf 'package p\n\ntype T struct{ n int }\n\nfunc (T) String() string { return "T" }\n\nvar Hook func() string\n' >p/p.go
printf 'package p\n\nimport "testing"\n\nfunc (T) Error() string { return "an error" }\nfunc init() { Hook = func() string { return "tested" } }\nfunc TestP(t *testing.T) { Extra() }\nfunc Extra() {}\n' >p/p_test.go
cat >p/x_test.go <<'END'
package p_test

import (
	"fmt"
	"testing"

	"example.com/many/p"
	"example.com/many/p/internal/x"
	"example.com/many/q"
)

func TestX(t *testing.T) {
	p.Extra()
	x.F()
	var same p.T = q.Value
	if s := fmt.Sprintf("%v %v %v", same, q.Value, q.Hooked()); s != "an error an error tested" {
		t.Fatal(s)
	}
}
END
printf 'package q\n\nimport "example.com/many/p"\n\nvar Value p.T\n\nfunc Hooked() string {\n\tif p.Hook == nil {\n\t\treturn "plain"\n\t}\n\treturn p.Hook()\n}\n' >q/q.go
printf 'package q\n\nimport (\n\t"fmt"\n\t"testing"\n)\n\nfunc TestQ(t *testing.T) {\n\tif s := fmt.Sprintf("%%v %%v", Value, Hooked()); s != "T plain" {\n\t\tt.Fatal(s)\n\t}\n}\n' >q/q_test.go
printf 'package q\n' >p/q/q.go; printf 'package q_test\n\nimport "testing"\n\nfunc TestQ(t *testing.T) {}\n' >p/q/q_test.go
printf 'package untested\n' >untested/u.go; printf 'package x\n\nfunc F() {}\n' >p/internal/x/x.go
status 0 "$tuco" build -d=test -o "$work/made/" ./p ./q ./p/q ./untested; has out '\?.*example.com/many/untested.*no test files'
for name in p.test example.com,many,q.test example.com,many,p,q.test; do status 0 "$work/made/$name" -test.v; has out '^--- PASS'; done
status 0 "$tuco" build -d=test,shuffle=7 -p 3 -o "$work/other/" ./p/q ./q ./p
for package in p q p/q; do
  case $package in p) name=p.test ;; *) name=example.com,many,$(echo $package | tr / ,).test ;; esac
  status 0 "$tuco" build -d=test -o "$work/x" ./$package
  status 0 cmp "$work/x" "$work/made/$name"; status 0 cmp "$work/x" "$work/other/$name"
done
status 1 "$tuco" build -d=test -o "$work/x" ./p ./q; has err 'with multiple packages, -o must refer to a directory'
printf 'package wrong\n\nfunc F() int { return "x" }\n' >wrong/w.go
printf 'package wrong\n\nimport "testing"\n\nfunc TestF(t *testing.T) { F() }\n' >wrong/w_test.go
printf 'package twice\n\nfunc F() {}\n' >twice/r.go
printf 'package twice\n\nimport "testing"\n\nfunc F() {}\nfunc TestF(t *testing.T) { x := 1 }\n' >twice/r_test.go
printf 'package twice_test\n\nimport "testing"\n\nfunc TestX(t *testing.T) { y := 1 }\n' >twice/x_test.go
printf 'package outside_test\n\nimport "testing"\n\nfunc TestX(t *testing.T) { y := 1 }\n' >outside/x_test.go
printf 'package cycle\n\nfunc F() {}\n' >cycle/c.go
printf 'package cycle\n\nimport (\n\t"testing"\n\n\t"example.com/many/back"\n)\n\nfunc TestX(t *testing.T) { back.F() }\n' >cycle/c_test.go
printf 'package back\n\nimport "example.com/many/cycle"\n\nfunc F() { cycle.F() }\n' >back/b.go
printf 'package back\n\nimport "testing"\n\nfunc TestB(t *testing.T) { F() }\n' >back/b_test.go
printf 'package notthere\n' >notthere/n.go
printf 'package notthere\n\nimport (\n\t"testing"\n\n\t_ "example.com/many/nowhere"\n)\n\nfunc TestB(t *testing.T) {}\n' >notthere/n_test.go
rm -rf "$work/made"
status 1 "$tuco" build -d=test -o "$work/made/" ./...; mv "$work/err" "$work/said"
cat >"$work/wanted" <<'END'
# example.com/many/notthere
notthere/n_test.go:6:2: no required module provides package example.com/many/nowhere; to add it:
	go get example.com/many/nowhere
# example.com/many/cycle
package example.com/many/cycle
	imports example.com/many/back from c_test.go
	imports example.com/many/cycle from b.go: import cycle not allowed in test
# example.com/many/outside_test [example.com/many/outside.test]
outside/x_test.go:5:28: declared and not used: y
# example.com/many/twice [example.com/many/twice.test]
twice/r_test.go:5:6: F redeclared in this block
	twice/r.go:3:6: other declaration of F
twice/r_test.go:6:28: declared and not used: x
# example.com/many/twice_test [example.com/many/twice.test]
twice/x_test.go:5:28: declared and not used: y
# example.com/many/wrong [example.com/many/wrong.test]
wrong/w.go:3:23: cannot use "x" (untyped string constant) as int value in return statement
END
status 0 cmp "$work/said" "$work/wanted"
for name in back.test p.test example.com,many,q.test example.com,many,p,q.test; do status 0 "$work/made/$name"; done
status 1 "$tuco" build -d=test -o "$work/made/" ./wrong ./notthere ./q ./p; has err '^# example.com/many/wrong \['; status 0 "$work/made/q.test"

# A package without tests is checked, too. What is wrong without a test and right with it is said of the former alone.
mkdir -p badly helped help needing alone && printf 'package badly\n\nfunc F() { undefined() }\n' >badly/b.go
printf 'package help\n' >help/h.go; printf 'package help\n\nfunc Help() {}\n' >help/h_test.go
printf 'package help_test\n\nimport (\n\t"testing"\n\n\t"example.com/many/helped"\n)\n\nfunc TestH(t *testing.T) { helped.F() }\n' >help/x_test.go
printf 'package helped\n\nimport "example.com/many/help"\n\nfunc F() { help.Help() }\n' >helped/h.go
sed 's/package help_test/package needing/' help/x_test.go >needing/n_test.go; rm -rf "$work/made"
sed 's/package help_test/package alone_test/; s/helped/alone/' help/x_test.go >alone/x_test.go
status 1 "$tuco" build -d=test -o "$work/made/" ./alone ./badly ./help ./needing; lacks out badly; mv "$work/err" "$work/said"
cat >"$work/wanted" <<END
example.com/many/alone: no non-test Go files in $work/many/alone
# example.com/many/badly
badly/b.go:3:12: undefined: undefined
# example.com/many/helped
helped/h.go:5:17: undefined: help.Help
END
status 0 cmp "$work/said" "$work/wanted"; status 0 "$work/made/help.test"

# What has the name of a test and not its signature is refused, not left out; so is cgo in a test. "Testé" is no test.
mkdir -p signature generic mains named withc && printf 'package withc\n' >withc/w.go
printf 'package withc\n\nimport "testing"\nimport "C"\n\nfunc TestW(t *testing.T) {}\n' >withc/w_test.go
printf 'package signature\n\nimport "testing"\n\nfunc TestA(t *testing.T) {}\nfunc BenchmarkB(t *testing.T) {}\nfunc FuzzC() {}\n' >signature/s_test.go
printf 'package generic\n\nimport "testing"\n\nfunc  TestG[T any](t *testing.T) {}\n' >generic/g_test.go
printf 'package mains\n\nimport "testing"\n\nfunc TestMain(m *testing.M) {}\n' >mains/m_test.go
printf 'package mains_test\n\nimport "testing"\n\nfunc TestMain(m *testing.M) {}\n' >mains/x_test.go
printf 'package named\n\nimport "testing"\n\nfunc Testé(x int) int { return x }\nfunc TestÉ(t *testing.T) {}\nfunc TestMain(t *testing.T) {}\n' >named/n_test.go
status 1 "$tuco" build -d=test -o "$work/made/" ./generic ./mains ./named ./signature; mv "$work/err" "$work/said"
cat >"$work/wanted" <<END
# example.com/many/generic
$work/many/generic/g_test.go:5:1: wrong signature for TestG, test functions cannot have type parameters
# example.com/many/mains
multiple definitions of TestMain
# example.com/many/signature
$work/many/signature/s_test.go:6:1: wrong signature for BenchmarkB, must be: func BenchmarkB(b *testing.B)
END
status 0 cmp "$work/said" "$work/wanted"
status 0 "$work/made/named.test" -test.v; has out '^--- PASS: TestÉ'; has out '^--- PASS: TestMain'
status 1 "$tuco" build -d=test -o "$work/made/" ./withc; has err '^use of cgo in test w_test.go not supported$'

# ---- build information: modules, settings, the repository
mkdir -p "$work/info/a" "$work/info/sub" && cd "$work/info" || exit 1
printf 'module example.com/info\n\ngo 1.26\n\nrequire example.com/a v1.0.0\n\nreplace example.com/a => ./a\n' >go.mod
printf 'module example.com/a\n' >a/go.mod; printf 'package a\n' >a/a.go
cat >main.go <<'END'
package main

import (
	"fmt"
	"runtime/debug"

	_ "example.com/a"
)

func main() {
	info, _ := debug.ReadBuildInfo()
	fmt.Print(info)
}
END
status 0 "$tuco" build -ldflags='-s -w' -tags=a,b -o "$work/x" .; status 0 "$work/x"
has out '^mod	example.com/info	\(devel\)	$'; has out '^dep	example.com/a	v1.0.0$'; has out '^=>	./a	\(devel\)	$'
has out '^build	-buildmode=exe$'; has out '^build	-ldflags="-s -w"$'; has out '^build	-tags=a,b$'; lacks out 'vcs'
status 0 "$tuco" build -trimpath -ldflags=-s -o "$work/x" .; status 0 "$work/x"; has out '-trimpath=true'; lacks out ldflags
if command -v git >/dev/null; then
  git init -q . && git config user.email a@b && git config user.name a && git add . &&
    GIT_COMMITTER_DATE=2024-01-02T03:04:05Z git commit -q -m a
  status 0 "$tuco" build -o "$work/x" .; status 0 "$work/x"; has out '^build	vcs.modified=false$'
  has out '^mod	example.com/info	v0.0.0-20240102030405-[0-9a-f]{12}	$'; has out '^build	vcs.time=2024-01-02T03:04:05Z$'
  git tag v1.2.3; git tag v2.0.0; git tag sub/v1.9.0
  status 0 "$tuco" build -o "$work/x" .; status 0 "$work/x"; has out '^mod	example.com/info	v1.2.3	$'
  GIT_COMMITTER_DATE=2024-01-02T03:04:05Z git commit -q --allow-empty -m b; : >new
  status 0 "$tuco" build -o "$work/x" .; status 0 "$work/x"; has out '	v1.2.4-0.20240102030405-[0-9a-f]{12}\+dirty	$'
  status 0 "$tuco" build -buildvcs=false -o "$work/x" .; status 0 "$work/x"; lacks out vcs; has out '\(devel\)	$'
  status 0 "$tuco" run .; lacks out vcs
  # Git is asked before the first of several executables lies in the repository.
  mkdir -p p r s && printf 'package main\n\nimport _ "example.com/a"\n\nfunc main() {}\n' | tee r/r.go >s/s.go && printf 'package p\n' >p/p.go
  git add . && git commit -q -m c
  status 0 "$tuco" build -o out/ ./r ./s; status 1 grep -q vcs.modified=true out/r out/s; rm -rf out
  # A test executable says what a program under test would say; else it has no dependencies. Unasked it has no stamp.
  printf 'package main\n\nimport (\n\t"fmt"\n\t"runtime/debug"\n\t"testing"\n)\n\nfunc TestX(t *testing.T) {\n\tinfo, _ := debug.ReadBuildInfo()\n\tfmt.Print(info)\n}\n' | tee r/r_test.go >s/s_test.go
  sed 's/package main/package p/' r/r_test.go >p/p_test.go; sed -i '1s/^/\/\/go:debug panicnil=1\n/' s/s_test.go
  git add . && git commit -q -m d
  status 0 "$tuco" build -d=test -buildvcs=true -o out/ ./p ./r ./s; mv out "$work/stamped"
  status 0 "$work/stamped/r.test"; has out '^path	example.com/info/r$'; has out '^dep	example.com/a'; has out 'vcs.modified=false'
  status 0 "$work/stamped/s.test"; has out '^path	example.com/info/s.test$'; lacks out '^dep'; has out 'vcs.modified=false'
  status 0 "$work/stamped/p.test"; has out '^path	example.com/info/p.test$'; lacks out '^dep'; has out 'vcs.modified=false'
  status 0 "$tuco" build -d=test -o "$work/x" ./r; status 0 "$work/x"; lacks out vcs; has out '\(devel\)	$'
  # The time of a commit is any number.
  for time in 99999999999999999999 9223372036854775807; do
    commit=$(printf 'tree %s\nauthor a <a@b> 0 +0000\ncommitter a <a@b> %s +0000\n\nx\n' "$(git write-tree)" $time |
      git hash-object -t commit -w --literally --stdin)
    git reset -q --hard "$commit"
    status 1 "$tuco" build -buildvcs=true -o "$work/x" .; has err 'VCS status: unrecognized VCS tool output'
  done
fi
cd "$work/m" || exit 1
# ---- test: output that cannot be written
mkdir -p "$work/lost/y" && cd "$work/lost" || exit 1
printf 'module example.com/lost\n\ngo 1.26\n' >go.mod
printf 'package y\n\nimport "testing"\n\nfunc TestX(t *testing.T) {}\n' | tee y/y_test.go | sed 's/package y/package x/' >x_test.go
for words in '' -json -v ./... -list=.; do
  # shellcheck disable=SC2016
  status 1 sh -c '"$0" test -vet=off $1 >/dev/full' "$tuco" "$words"; has err '^go: write /dev/stdout: no space left on device$'
done
cd "$work/m" || exit 1
# ---- size: more blocks lead to one, and more values meet there, than 16 bits count
{
  printf 'package main\n\nfunc name(x int) (s string) {\n\tswitch x {\n'
  awk 'BEGIN { for (i = 0; i < 70000; i++) printf "\tcase %d:\n\t\ts = \"%d\"\n", 3 * i, i }'
  printf '\t}\n\treturn s\n}\n\nfunc main() { println(name(209997), name(6), name(7) == "") }\n'
} >"$work/cases.go"
status 0 "$tuco" run "$work/cases.go"; has err '^69999 2 true$'

# Files that are named have the newest language, whatever the go line of the module around them says.
mkdir -p "$work/old" && printf 'module old\n\ngo 1.21\n' >"$work/old/go.mod"
cat >"$work/old/loop.go" <<'END'
package main

func main() {
	var fs []func()
	for i := 0; i < 2; i++ {
		fs = append(fs, func() { print(i) })
	}
	for _, f := range fs {
		f()
	}
	println()
}
END
cd "$work/old" || exit 1
status 0 "$tuco" run loop.go; has err '^01$'
status 0 "$tuco" run .; has err '^22$'
cd "$work/m" || exit 1

# ---- list
status 0 "$tuco" list; has out '^example.com/m$'
status 0 "$tuco" list ./...; has out '^example.com/m/sub$'
status 0 "$tuco" list -deps .; has out '^unicode/utf8$'; has out '^runtime$'
status 0 "$tuco" list std; has out '^net/http$'; has out '^vendor/golang.org/x/'; lacks out '^(builtin|cmd/|runtime/cgo)'
status 0 "$tuco" list cmd; has out '^cmd/compile$'; lacks out '^fmt$'
status 0 "$tuco" list -json . ./sub; has out '"ImportPath": "example.com/m/sub"'
if command -v python3 >/dev/null; then
  what="list -json"
  python3 -c 'import json, sys
text, at, n = sys.stdin.read(), 0, 0
while text[at:].strip():
    at += len(text[at:]) - len(text[at:].lstrip())
    value, at = json.JSONDecoder().raw_decode(text, at)
    n += 1
    assert value["Dir"] and value["Name"] and value["GoFiles"], value
print(n, "packages")' <"$work/out" >"$work/json" 2>&1
  has json '^2 packages$'
fi
status 1 "$tuco" list nothing/at/all; has err 'package nothing/at/all is not in std'

# A device is written to, never replaced, whatever is built and however it ends.
if [ "$(id -u)" = 0 ] && mknod "$work/null" c 1 3 2>/dev/null; then
  for what in . strings nothing/at/all; do "$tuco" build -o "$work/null" $what >/dev/null 2>&1; done
  what="output to a device"; ls -l "$work/null" >"$work/device"; has device '^c'
fi

echo "commands: $passed passed, $failed failed"
[ "$failed" = 0 ]
