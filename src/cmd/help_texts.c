// go's topics of help that are no commands, in few words: what a user of tuco needs to know.
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"

typedef struct Topic {
  const char *name, *summary, *text;
} Topic;

static const Topic topics[] = {
    {"buildconstraint", "build constraints",
     "A line \"//go:build expression\" above the package clause says which builds a file belongs to.\n"
     "It stands before all but blank lines and comments, with a blank line behind it. The expression\n"
     "has tags, &&, ||, ! and parentheses. These tags hold:\n\n"
     "\tGOOS and GOARCH, and \"unix\" where the system is one\n"
     "\tthe compiler's name, gc\n"
     "\tcgo, where CGO_ENABLED is 1; builds have none\n"
     "\tgo1.1 and all releases up to this one\n"
     "\tthe architecture's level, as amd64.v1\n"
     "\tthose of -tags\n\n"
     "A name that ends in _GOOS, _GOARCH or _GOOS_GOARCH, before _test if that is there, is a\n"
     "constraint, too. \"//go:build ignore\" keeps a file out, since nobody sets that tag.\n"},
    {"buildjson", "build -json encoding",
     "With -json build, install and run write what is wrong with packages as JSON values on standard\n"
     "output, one a line, with these fields:\n\n"
     "\tImportPath    the package, as `go list` describes it\n"
     "\tAction        build-output or build-fail, which comes once behind a package's output\n"
     "\tOutput        a line of what is said, with its end; of build-output\n\n"
     "What no package is at fault for is text on standard error. -v, -n and -x are refused with it.\n"},
    {"buildmode", "build modes",
     "-buildmode says what is made of the packages:\n\n"
     "\tdefault  of main packages executables, others are only checked\n"
     "\texe      the same; one main package is asked for where -o is given\n\n"
     "The others of go's, archive, c-archive, c-shared, pie, plugin and shared, are refused.\n"},
    {"c", "calling between Go and C",
     "Files that import \"C\" need cgo. tuco has none: it builds as with CGO_ENABLED=0, which leaves such\n"
     "files out; a package that has no others cannot be built.\n"},
    {"cache", "build and test caching",
     "Builds are made anew each time. What is kept in the folder GOCACHE (`tuco env GOCACHE`) is\n"
     "export data (list -export, vet), tools that were built, what vet found, and what packages of the\n"
     "module cache import; gc's go may share it. Entries that were not used for days go away; `tuco\n"
     "clean -cache` removes all, at any time.\n"},
    {"environment", "environment variables",
     "Variables are those of the process, else of the file that `tuco env -w` writes (GOENV names it),\n"
     "else of GOROOT/go.env. `tuco env` prints all, with no words behind it; `tuco env NAME` one.\n"
     "For all commands:\n\n"
     "\tGOROOT            the Go source tree with std\n"
     "\tGOFLAGS           flags that all commands take which have them, with spaces between\n"
     "\tGOTMPDIR          where folders for temporary files are made\n"
     "\tGOCACHE           see \"tuco help cache\"\n"
     "\tGOOS, GOARCH      which files count; code is made for linux/amd64\n"
     "\tCGO_ENABLED       whether files that need cgo count; builds have none\n"
     "\tGODEBUG           settings of programs that are run\n\n"
     "For modules:\n\n"
     "\tGO111MODULE, GOWORK, GOTOOLCHAIN    modes: \"tuco help modules\"\n"
     "\tGOPATH, GOBIN, GOMODCACHE           folders: \"tuco help gopath\"\n"
     "\tGOPROXY, GOSUMDB, GOAUTH, GOVCS     \"tuco help goproxy\", module-auth, goauth, vcs\n"
     "\tGOPRIVATE, GONOPROXY, GONOSUMDB, GOINSECURE    \"tuco help private\"\n\n"
     "A variable, or a value of one, that asks for what is not there is refused by name.\n"},
    {"filetype", "file types",
     "What a file of a package's folder is, its suffix says:\n\n"
     "\t.go                       Go; _test.go only for tests\n"
     "\t.s                        assembly, which tuco cannot assemble: what needs it is refused\n"
     "\t.c .cc .cpp .cxx .m .h .hh .hpp .hxx .f .F .for .f90 .S .sx .swig .swigcxx    for cgo\n"
     "\t.syso                     objects for the linker, refused\n\n"
     "Names that begin with \".\" or \"_\" are passed over. Constraints hold for all of them, see\n"
     "\"tuco help buildconstraint\".\n"},
    {"go.mod", "the go.mod file",
     "go.mod stands in the root of a module and has one statement a line; lines of one kind may stand\n"
     "in parentheses, // begins a comment:\n\n"
     "\tmodule example.com/m\n"
     "\tgo 1.26\n"
     "\ttoolchain go1.26.1\n"
     "\trequire example.com/a v1.2.3 // indirect\n"
     "\texclude example.com/a v1.2.2\n"
     "\treplace example.com/a => ../a\n"
     "\tretract [v1.0.0, v1.0.5] // why\n"
     "\ttool example.com/a/cmd/gen\n"
     "\tignore ./node_modules\n"
     "\tgodebug default=go1.25\n\n"
     "`tuco mod init` makes it, `tuco get` and `tuco mod tidy` change what is required, `tuco mod edit`\n"
     "each line. Builds do not write it but with -mod=mod.\n"},
    {"goauth", "GOAUTH environment variable",
     "GOAUTH has rules for how requests to servers of modules are signed, with semicolons between\n"
     "them; the first that knows a server counts:\n\n"
     "\toff         no authentication; alone\n"
     "\tnetrc       user and password from the file that NETRC names, else ~/.netrc\n"
     "\tgit dir     `git credential fill`, run in that absolute folder\n"
     "\tcommand     a program, which prints URL prefixes and the headers for them\n\n"
     "Unset it is netrc.\n"},
    {"gopath", "GOPATH environment variable",
     "GOPATH is a list of folders with colons between them, by default $HOME/go. With modules two\n"
     "folders of the first one count:\n\n"
     "\tbin        where `tuco install` puts programs, if GOBIN does not say\n"
     "\tpkg/mod    the module cache, if GOMODCACHE does not say\n"},
    {"goproxy", "module proxy protocol",
     "GOPROXY lists where modules are asked for. Behind a comma the next place is asked if a module is\n"
     "not found (404, 410), behind \"|\" after any error; \"direct\" is the module's own repository,\n"
     "\"off\" forbids all. A place is a URL of http, https or file. Below it there is, for a module's\n"
     "path, in which capital letters are written as \"!\" and the small one:\n\n"
     "\tpath/@v/list          known versions\n"
     "\tpath/@v/v1.2.3.info   version and time, as JSON\n"
     "\tpath/@v/v1.2.3.mod    go.mod\n"
     "\tpath/@v/v1.2.3.zip    the archive\n"
     "\tpath/@latest          as .info, of the latest version; need not be there\n"},
    {"importpath", "import path syntax",
     "A path names a package: of std (fmt), of the main module, or of a module that is required, whose\n"
     "path it begins with. \"./x\" and \"../x\" name folders on the command line, absolute paths too; in\n"
     "source they are errors. A path with an element \"internal\" may be imported only from within the\n"
     "folder above that element.\n\n"
     "Whose repository a path stands for is known for some servers; else its server is asked, at\n"
     "https://path?go-get=1, for a page with <meta name=\"go-import\" content=\"prefix vcs url\">. A path\n"
     "may name it, too, as example.com/repo.git/dir. tuco reads repositories of git alone, and those\n"
     "that say \"mod\", a proxy.\n"},
    {"modules", "modules, module versions, and more",
     "A module is a tree of packages that are versioned together, with a go.mod file in its root. The\n"
     "nearest go.mod, in or above the working directory, makes the main module; a go.work file there\n"
     "(or what GOWORK names; \"off\": none) makes all modules that it uses main ones. Of other modules\n"
     "the highest version that any requires is used.\n\n"
     "Versions are v1.2.3, with -pre behind it for what is no release; from 2 on the path ends in /v2\n"
     "and so on. What is not tagged has a pseudo-version: v0.0.0-date-commit. `tuco get path@query`\n"
     "takes versions, prefixes of them (v1.2), <v1.2.3, >=v1.2.3, latest, upgrade, patch, none, and\n"
     "names of branches and commits.\n\n"
     "GO111MODULE=on and auto mean the same. Other toolchains (GOTOOLCHAIN) are not there.\n"},
    {"module-auth", "module authentication using go.sum",
     "go.sum, beside go.mod, has a hash for each module's archive and go.mod that a build has used. What\n"
     "is downloaded has to have that hash, else the command ends; so does what a build finds no line\n"
     "for, but in commands that write go.sum. A hash that is new is looked up in the database that\n"
     "GOSUMDB names (\"off\": it is not), which is checked to have only grown. `tuco mod verify` compares\n"
     "what lies in the module cache.\n"},
    {"packages", "package lists and patterns",
     "Commands take import paths, folders (./x), patterns, or a list of .go files, which is one package.\n"
     "\"...\" in a pattern stands for any text: ./... is all packages below here, net/... is net and all\n"
     "below. Folders that begin with \".\" or \"_\", testdata, vendor and other modules are passed over.\n"
     "These are names of sets:\n\n"
     "\tall    the main modules' packages and all that they and their tests need\n"
     "\tstd    the standard library\n"
     "\tcmd    Go's own commands\n"
     "\ttool   the packages of go.mod's tool lines\n"
     "\twork   all packages of the main modules\n\n"
     "No package named: that of the working directory.\n"},
    {"private", "configuration for downloading non-public code",
     "These variables have patterns of module paths, with commas between them, as path.Match has them,\n"
     "that match a path's beginning:\n\n"
     "\tGONOPROXY    asked for at their own repositories, not a proxy\n"
     "\tGONOSUMDB    not looked up in the checksum database\n"
     "\tGOPRIVATE    what the two above are where they are not set\n"
     "\tGOINSECURE   plain HTTP and certificates that are not valid are allowed\n"},
    {"testflag", "testing flags",
     "`tuco test` is not there yet. `tuco build -d=test -o dir/ packages` makes the test executables of\n"
     "packages, which take the flags of package testing: -test.run, -test.v, -test.count, ...\n"},
    {"testfunc", "testing functions",
     "Test executables (\"tuco help testflag\") run functions of files that end in _test.go, X begins with\n"
     "no small letter:\n\n"
     "\tfunc TestX(t *testing.T)\n"
     "\tfunc BenchmarkX(b *testing.B)\n"
     "\tfunc FuzzX(f *testing.F)\n"
     "\tfunc ExampleX()              with a comment \"// Output:\" that has to be what it prints\n"
     "\tfunc TestMain(m *testing.M)  instead of all, which m.Run() runs\n"},
    {"vcs", "controlling version control with GOVCS",
     "GOVCS says which programs may be run to read repositories: patterns of paths and what they allow,\n"
     "as \"example.com:git,private:all,*:off\"; \"private\" and \"public\" stand for what GOPRIVATE matches\n"
     "and all else. The default is public:git|hg,private:all. tuco knows git alone.\n"},
};

enum { TOPICS = sizeof topics / sizeof *topics };

bool help_print_topic(const char *name) {
  for (size_t i = 0; i < TOPICS; i++) {
    if (strcmp(topics[i].name, name) != 0) continue;
    fputs(topics[i].text, stdout);
    return true;
  }
  return false;
}

void help_list_topics(FILE *out) {
  for (size_t i = 0; i < TOPICS; i++) fprintf(out, "\t%-15s %s\n", topics[i].name, topics[i].summary);
}
