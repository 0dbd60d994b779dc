// What `go version -m` and runtime/debug.ReadBuildInfo show of an executable: its package, the modules it is made of,
// how it was built, and from what of which repository (runtime/debug.BuildInfo says the format; cmd/go/internal/load
// what is in it).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/internal.h"

// Marks around the text in the binary, as cmd/go writes them.
static const unsigned char info_start[16] = {0x30, 0x77, 0xaf, 0x0c, 0x92, 0x74, 0x08, 0x02,
                                             0x41, 0xe1, 0xc1, 0x07, 0xe6, 0xd6, 0x18, 0xe6};
static const unsigned char info_end[16] = {0xf9, 0x32, 0x43, 0x31, 0x86, 0x18, 0x20, 0x72,
                                           0x00, 0x82, 0x42, 0x10, 0x41, 0x16, 0xd8, 0xf2};

static void write_module(FILE *out, const char *word, const Module *m, const char *version) {
  fprintf(out, "%s\t%s\t%s", word, m->path, version);
  const Replacement *r = m->replacement;
  if (!r) {
    fprintf(out, "\t%s\n", m->sum ? m->sum : "");
    return;
  }
  const char *sum = r->new_version && m->sum ? m->sum : "";
  fprintf(out, "\n=>\t%s\t%s\t%s\n\n", r->written, r->new_version ? r->new_version : "(devel)", sum);
}

// Quoted as strconv.Quote does, where it must be.
static void write_value(FILE *out, const char *text) {
  if (!strpbrk(text, " \t\r\n\"`")) {
    fputs(text, out);
    return;
  }
  fputc('"', out);
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') fprintf(out, "\\%c", c);
    else if (c == '\n') fputs("\\n", out);
    else if (c == '\t') fputs("\\t", out);
    else if (c == '\r') fputs("\\r", out);
    else if (c < ' ' || c == 127) fprintf(out, "\\x%02x", c);
    else fputc(c, out);
  }
  fputc('"', out);
}

static void write_setting(FILE *out, const char *key, const char *value) {
  if (!value || !*value) return;
  fprintf(out, "build\t%s=", key);
  write_value(out, value);
  fputc('\n', out);
}

static const char *joined_tags(Arena *arena, const StringVec *tags) {
  const char *text = "";
  for (uint32_t i = 0; i < tags->len; i++) text = arena_printf(arena, "%s%s%s", text, i ? "," : "", tags->data[i]);
  return text;
}

static void write_settings(FILE *out, Arena *arena, const BuildOptions *options, const char *godebug) {
  const BuildContext *c = &options->context;
  write_setting(out, "-asmflags", options->assembler_flags);
  write_setting(out, "-buildmode", "exe");
  write_setting(out, "-compiler", "gc");
  write_setting(out, "-gcflags", options->compiler_flags);
  // They may hold paths of this machine.
  if (!c->trimpath) write_setting(out, "-ldflags", options->linker_flags);
  if (c->cover.mode) write_setting(out, "-cover", "true");
  write_setting(out, "-tags", joined_tags(arena, &c->target.tags));
  if (c->trimpath) write_setting(out, "-trimpath", "true");
  write_setting(out, "DefaultGODEBUG", godebug);
  write_setting(out, "CGO_ENABLED", "0");
  write_setting(out, "GOARCH", c->target.goarch);
  write_setting(out, "GOOS", c->target.goos);
  write_setting(out, "GOAMD64", "v1");
}

static void write_stamp(FILE *out, const VcsStamp *stamp) {
  if (!stamp->system) return;
  write_setting(out, "vcs", stamp->system);
  write_setting(out, "vcs.revision", stamp->revision);
  write_setting(out, "vcs.time", stamp->time);
  write_setting(out, "vcs.modified", stamp->modified ? "true" : "false");
}

// A test executable says what the program under test would say of itself. go asks the main that it makes only where
// there is no such program, or where that one has another GODEBUG, and before that main has imports.
static const LoadedPackage *described(Arena *arena, Loader *loader, const LoadedPackage *main, const char *godebug) {
  const LoadedPackage *plain = main->tests ? main->tests->plain : main;
  if (plain == main || !plain->package->name || strcmp(plain->package->name->text, "main") != 0) return main;
  return strcmp(loader_godebug(loader, arena, plain), godebug) == 0 ? plain : main;
}

BuildInfo buildinfo_make(Arena *arena, Loader *loader, const BuildOptions *options, const LoadedPackage *main,
                         const char *godebug, const VcsStamp *stamp) {
  const LoadedPackage *about = described(arena, loader, main, godebug);
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  const Module *own = main->command_line || main->standard ? NULL : main->module;
  fprintf(out, "path\t%s\n", about->path);
  if (own) write_module(out, "mod", own, own->version ? own->version : stamp->version ? stamp->version : "(devel)");
  uint32_t count = 0;
  Module **modules = main->tests && about == main ? NULL : loader_modules_of(arena, about, &count);
  for (uint32_t i = 0; i < count; i++)
    write_module(out, "dep", modules[i], modules[i]->version ? modules[i]->version : "(devel)");
  write_settings(out, arena, options, godebug);
  write_stamp(out, stamp);
  fclose(out);
  BuildInfo info = {.size = length + sizeof info_start + sizeof info_end};
  info.bytes = arena_alloc(arena, info.size, 1);
  memcpy(info.bytes, info_start, sizeof info_start);
  memcpy(info.bytes + sizeof info_start, text, length);
  memcpy(info.bytes + sizeof info_start + length, info_end, sizeof info_end);
  free(text);
  return info;
}
