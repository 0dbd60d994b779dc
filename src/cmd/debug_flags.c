// -d, tuco's own flag: what a developer of the compiler wants to see or to leave out (docs/debugging.md).
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "opt/opt.h"

static bool debug_number(const char *text, uint64_t *number) {
  char *end;
  errno = 0;
  *number = strtoull(text, &end, 10);
  return isdigit((unsigned char)*text) && !*end && !errno;
}

// PASS:FUNCTION or PASS, of all passes or one; others: stages besides, between spaces.
static bool is_place(const char *text, const char *others) {
  size_t n = strcspn(text, ":");
  if (opt_is_pass(text, n, false)) return true;
  for (const char *p = others; *p; p += strcspn(p, " "), p += *p == ' ')
    if (strcspn(p, " ") == n && memcmp(p, text, n) == 0) return true;
  return false;
}

// PASS:N
static bool is_limit(const char *text) {
  uint64_t number;
  size_t n = strcspn(text, ":");
  return opt_is_pass(text, n, true) && text[n] && debug_number(text + n + 1, &number);
}

// -d=verify,time,memory,variables,shuffle=N,dump:pass:function,off:pass,limit:pass:N,fail:pass:function,check, test
// (the packages' test executables), rounds=N (these N times), compile (says what the compiler says, not the go command
// before it)
const char *set_debug(BuildFlags *f, const char *v) {
  static const StringVariable test_binary = {"testing.testBinary", "1"};
  DebugOptions *d = &f->options.debug;
  while (*v) {
    size_t n = strcspn(v, ",");
    char *word = arena_strdup(f->arena, v, n);
    uint64_t number = 0;
    if (strcmp(word, "verify") == 0) d->verify = true;
    else if (strcmp(word, "time") == 0) d->time = true;
    else if (strcmp(word, "memory") == 0) d->memory = true;
    else if (strcmp(word, "variables") == 0) d->variables = true;
    else if (strncmp(word, "shuffle=", 8) == 0 && debug_number(word + 8, &number)) d->shuffle = number;
    else if (strncmp(word, "dump:", 5) == 0 && is_place(word + 5, "all lower emit")) d->dump = word + 5;
    else if (strncmp(word, "fail:", 5) == 0 && is_place(word + 5, "all")) d->fail = word + 5;
    else if (strncmp(word, "off:", 4) == 0 && opt_is_pass(word + 4, n - 4, true))
      d->off = d->off ? arena_printf(f->arena, "%s,%s", d->off, word + 4) : word + 4;
    else if (strncmp(word, "limit:", 6) == 0 && is_limit(word + 6)) d->limit = word + 6;
    else if (strcmp(word, "compile") == 0) d->compile = true;
    else if (strcmp(word, "check") == 0) f->options.check_only = true;
    else if (strncmp(word, "rounds=", 7) == 0 && debug_number(word + 7, &number) && number <= UINT32_MAX)
      f->options.rounds = (uint32_t)number;
    else if (strcmp(word, "test") == 0) {
      f->options.context.test = true;
      vec_push(f->arena, &f->options.variables, test_binary);
    } else return "parse error";
    v += n + (v[n] != 0);
  }
  return NULL;
}
