// Topics of help that are no commands: `unsupported`, and `man`, the manual page. Both are made from the tables.
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"

// ---- unsupported

// Commands of go's that are not there.
static const struct {
  const char *word, *what;
} missing[] = {{"fmt", "gofmt packages' sources"}, {"doc", "show documentation"}};

bool help_missing(const char *word) {
  for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
    if (strcmp(missing[i].word, word) == 0) return true;
  return false;
}

static void print_refused_flag(const Command *c, bool *any, const char *name) {
  if (!*any) printf("\t%s:", c->name);
  *any = true;
  printf(" -%s", name);
}

// The flags of a command that are refused whatever their value.
static void print_refused(const Command *c) {
  bool any = false;
  for (const FlagRow *const *table = c->flags; *table; table++)
    for (const FlagRow *row = *table; row->name; row++) {
      bool counts = flag_find(row->name, strlen(row->name), c) == row;  // a command's own row does before a group's
      if (!counts || row->set || row->same || row->store) continue;
      print_refused_flag(c, &any, row->name);
    }
  for (const char *const *name = c->refused; name && *name; name++) print_refused_flag(c, &any, *name);
  if (any) printf("\n");
}

static void print_unsupported(void) {
  printf(
      "What go does and tuco does not yet is refused with\n\n\ttuco: not supported yet: NAME\n\nand the status 2, in "
      "source files with their place and the status 1.\n\nCommands:\n\n");
  for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
    printf("\t%-11s %s\n", missing[i].word, missing[i].what);
  printf("\nFlags, by command:\n\n");
  for (const Command *const *c = cmd_all; *c; c++) print_refused(*c);
  printf(
      "\nPrograms:\n\n"
      "\timport \"C\" (cgo), assembly that no tag and nothing of tuco's replaces, .syso files\n"
      "\tsystems but linux/amd64 (GOOS, GOARCH), GOAMD64 but v1, GOFIPS140 but off, GOEXPERIMENT\n"
      "\tthe race detector, sanitizers, plugins and shared libraries (-race, -buildmode)\n"
      "\tprofiles (-pgo, default.pgo), other compilers (-compiler=gccgo), other toolchains (GOTOOLCHAIN)\n");
}

// ---- man

// A text in roff: lines with a tab in front stand as they are, the others are filled.
static void print_roff(const char *text) {
  bool verbatim = false;
  for (const char *line = text; *line;) {
    size_t n = strcspn(line, "\n");
    bool tab = *line == '\t';
    if (tab != verbatim && n) {
      printf(tab ? ".nf\n" : ".fi\n");
      verbatim = tab;
    }
    if (!n) printf(".PP\n");
    else if (*line == '.' || *line == '\'') printf("\\&");
    for (size_t i = 0; i < n; i++) {
      if (line[i] == '\\') printf("\\e");
      else if (line[i] == '-') printf("\\-");
      else putchar(line[i]);
    }
    if (n) printf("\n");
    line += n + (line[n] != 0);
  }
  if (verbatim) printf(".fi\n");
}

static void print_manual(void) {
  printf(
      ".TH TUCO 1\n.SH NAME\ntuco \\- compile and manage Go source code\n.SH SYNOPSIS\n.B tuco\n.I command\n"
      "[arguments]\n.SH COMMANDS\n");
  for (const Command *const *c = cmd_all; *c; c++) {
    printf(".SS %s\ntuco %s ", (*c)->name, (*c)->name);
    print_roff((*c)->usage);
    if (!*(*c)->usage) printf("\n");
    printf(".PP\n");
    print_roff((*c)->description);
  }
}

bool help_topic(const char *name) {
  if (strcmp(name, "unsupported") == 0) print_unsupported();
  else if (strcmp(name, "man") == 0) print_manual();
  else return false;
  return true;
}
