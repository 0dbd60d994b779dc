// Credentials of the user's .netrc, as curl and ftp have it.
#include <errno.h>
#include <string.h>

#include "base/diag.h"
#include "base/source.h"
#include "base/unicode.h"
#include "fetch/auth.h"

typedef struct Machine {
  const char *name, *login, *password;
} Machine;
typedef Vec(Machine) Machines;

static void split(Arena *arena, const char *line, size_t length, StringVec *words) {
  for (const char *p = line, *end = line + length; p < end;) {
    size_t spaces = 0;
    while (p + spaces < end && strchr(" \t\r\v\f", p[spaces])) spaces++;
    p += spaces;
    size_t n = 0;
    while (p + n < end && !strchr(" \t\r\v\f", p[n])) n++;
    if (n) vec_push(arena, words, arena_strdup(arena, p, n));
    p += n;
  }
}

// Reads one line's pairs of words. False: what follows is for nobody in particular, and does not count.
static bool read_line(Arena *arena, const char *line, size_t length, Machine *machine, bool *macro,
                      Machines *machines) {
  StringVec words = {0};
  split(arena, line, length, &words);
  uint32_t i = 0;
  for (; i + 1 < words.len; i += 2) {
    const char *word = words.data[i], *value = words.data[i + 1];
    if (strcmp(word, "machine") == 0) *machine = (Machine){.name = value};
    else if (strcmp(word, "login") == 0) machine->login = value;
    else if (strcmp(word, "password") == 0) machine->password = value;
    else if (strcmp(word, "macdef") == 0) *macro = true;
    if (machine->name && machine->login && machine->password) {
      vec_push(arena, machines, *machine);
      *machine = (Machine){0};
    }
  }
  return !(i < words.len && strcmp(words.data[i], "default") == 0);
}

static void parse(Arena *arena, const char *text, Machines *machines) {
  Machine machine = {0};
  bool macro = false;  // a macro's lines, up to an empty one
  for (const char *line = text; line; line = strchr(line, '\n'), line += line != NULL) {
    size_t length = strcspn(line, "\n");
    if (macro) macro = length > 0;
    else if (!read_line(arena, line, length, &machine, &macro, machines)) return;
  }
}

const char *netrc_read(Fetcher *f, Arena *arena) {
  const char *path = environment_get(f->options.environment, "NETRC");
  const char *home = environment_get(f->options.environment, "HOME");
  if (!*path && !*home) return "$HOME is not defined";
  if (!*path) path = arena_printf(arena, "%s/.netrc", home);
  size_t size;
  const char *text = source_read(arena, path, &size);
  if (!text) return errno == ENOENT ? NULL : arena_printf(arena, "open %s: %s", path, DIAG_ERRNO(errno));
  Machines machines = {0};
  parse(arena, text, &machines);
  // The first of a machine is stored last, and counts.
  for (uint32_t i = machines.len; i-- > 0;) {
    StringVec headers = {0};
    vec_push(arena, &headers, basic_authorization(arena, machines.data[i].login, machines.data[i].password));
    credentials_store(f, machines.data[i].name, &headers);
  }
  return NULL;
}
