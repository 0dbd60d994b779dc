// The tags <meta name="go-import" content="prefix vcs url [subfolder]"> of a page, up to the end of its head. Pages are
// no XML; what is not understood is passed over, as long as there is such a tag.
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "fetch/discovery.h"

typedef struct Page {
  Arena *arena;
  const char *at, *end;
} Page;

// ---- attributes

// The value with its entities replaced.
static const char *decode(Arena *arena, const char *text, size_t length) {
  static const struct {
    const char *entity;
    char value;
  } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&#39;", '\''}};
  char *out = arena_alloc(arena, length + 1, 1), *p = out;
  for (size_t i = 0; i < length;) {
    size_t used = 0;
    for (size_t e = 0; e < sizeof entities / sizeof *entities && !used; e++) {
      size_t n = strlen(entities[e].entity);
      if (n > length - i || memcmp(text + i, entities[e].entity, n) != 0) continue;
      *p++ = entities[e].value;
      used = n;
    }
    if (!used) {
      *p++ = text[i];
      used = 1;
    }
    i += used;
  }
  *p = 0;
  return out;
}

static void skip_spaces(Page *p) {
  while (p->at < p->end && isspace((unsigned char)*p->at)) p->at++;
}

static bool is_name(char c) { return isalnum((unsigned char)c) || c == '-' || c == '_' || c == ':' || c == '.'; }

static const char *take_name(Page *p) {
  const char *start = p->at;
  while (p->at < p->end && is_name(*p->at)) p->at++;
  return arena_strdup(p->arena, start, (size_t)(p->at - start));
}

static const char *take_value(Page *p) {
  char quote = p->at < p->end ? *p->at : 0;
  if (quote != '"' && quote != '\'') return take_name(p);
  const char *start = ++p->at;
  while (p->at < p->end && *p->at != quote) p->at++;
  const char *value = decode(p->arena, start, (size_t)(p->at - start));
  if (p->at < p->end) p->at++;
  return value;
}

// Behind a tag's name, up to ">".
static void read_attributes(Page *p, const char **name, const char **content) {
  *name = *content = "";
  for (;;) {
    skip_spaces(p);
    if (p->at >= p->end || *p->at == '>') break;
    const char *key = take_name(p), *value = "";
    if (!*key) {
      p->at++;
      continue;
    }
    skip_spaces(p);
    if (p->at < p->end && *p->at == '=') {
      p->at++;
      skip_spaces(p);
      value = take_value(p);
    }
    if (strcasecmp(key, "name") == 0) *name = value;
    if (strcasecmp(key, "content") == 0) *content = value;
  }
}

// ---- tags

static void add_import(Arena *arena, const char *content, GoImports *all) {
  const char *words[5];
  uint32_t count = 0;
  for (const char *p = content; *p && count < 5;) {
    p += strspn(p, " \t\r\n");
    size_t n = strcspn(p, " \t\r\n");
    if (n) words[count++] = arena_strdup(arena, p, n);
    p += n;
  }
  if (count != 3 && count != 4) return;
  GoImport import = {words[0], words[1], words[2], count == 4 ? words[3] : ""};
  vec_push(arena, all, import);
}

static void skip_to(Page *p, const char *text) {
  const char *found = memmem(p->at, (size_t)(p->end - p->at), text, strlen(text));
  p->at = found ? found + strlen(text) : p->end;
}

// Those of `mod` come first, and count instead of others of their prefix.
static void put_in_order(Arena *arena, const GoImports *all, GoImports *out) {
  for (uint32_t i = 0; i < all->len; i++)
    if (strcmp(all->data[i].vcs, "mod") == 0) vec_push(arena, out, all->data[i]);
  StringVec mods = {0};
  for (uint32_t i = 0; i < out->len; i++) vec_push(arena, &mods, out->data[i].prefix);
  strings_sort(&mods, 0);
  for (uint32_t i = 0; i < all->len; i++) {
    const GoImport *import = &all->data[i];
    if (strcmp(import->vcs, "mod") != 0 && !strings_have(&mods, import->prefix)) vec_push(arena, out, *import);
  }
}

void meta_tags_read(Arena *arena, const char *page, size_t size, GoImports *imports) {
  Page p = {arena, page, page + size};
  GoImports all = {0};
  bool ended = false;
  while (!ended && (p.at = memchr(p.at, '<', (size_t)(p.end - p.at))) != NULL) {
    p.at++;
    size_t left = (size_t)(p.end - p.at);
    if (left >= 3 && memcmp(p.at, "!--", 3) == 0) {
      skip_to(&p, "-->");
      continue;
    }
    bool closing = left && *p.at == '/';
    p.at += closing;
    const char *tag = take_name(&p), *name, *content;
    ended = closing ? strcasecmp(tag, "head") == 0 : strcasecmp(tag, "body") == 0;
    if (!*tag || closing || ended) continue;
    read_attributes(&p, &name, &content);
    if (strcasecmp(tag, "meta") == 0 && strcmp(name, "go-import") == 0) add_import(arena, content, &all);
  }
  put_in_order(arena, &all, imports);
}
