// From checked packages to an executable: lowering to the fixpoint, then
// bottom-up over the call graph, in parallel, each function optimized and
// emitted, and the link.
#include <malloc.h>
#include <string.h>

#include "backend/backend.h"
#include "build/internal.h"
#include "link/link.h"
#include "lower/lower.h"
#include "opt/opt.h"
#include "rtype/rtype.h"

static void emit_function(void *context, Func *f, uint32_t worker) {
  Program *program = context;
  opt_function(f);
  backend_compile(f, &program->arenas[worker], program->symbols);
}

static Symbol *type_descriptor(void *context, struct Type *type) {
  Program *program = context;
  return rtype_symbol(program->session, program->symbols, type);
}

static void make_symbol(void *context, Symbol *symbol) { rtype_make(context, symbol); }

static void add_roots(Program *program, const uint8_t *object, size_t size) {
  uint32_t count;
  const char **names = link_runtime_references(program->session, &program->arena, object, size, &count);
  for (uint32_t i = 0; i < count; i++) vec_push(&program->arena, &program->roots, names[i]);
  for (const char *const *name = opt_runtime_functions; *name; name++)
    vec_push(&program->arena, &program->roots, *name);
}

// Programs look for runtime.goexit at the end of a goroutine's frames, with its place in gc's assembly.
static void find_goexit(Arena *arena, const BuildContext *context, LinkOptions *link) {
  size_t size;
  const char *path = arena_printf(arena, "%s/src/runtime/asm_amd64.s", context->goroot);
  const char *text = source_read(arena, path, &size);
  const char *place = text ? strstr(text, "\nTEXT runtime·goexit(SB)") : NULL;
  link->goexit_file = context->trimpath ? "runtime/asm_amd64.s" : path;
  link->goexit_line = place ? 2 : 0;  // the line after it
  for (const char *p = text; place && p <= place; p++) link->goexit_line += *p == '\n';
}

// Trees, and what the checker found in them, are a third of a big build's memory, and nothing below lowering looks at
// them.
static void drop_trees(Program *program) {
  for (uint32_t i = 0; i < program->package_count; i++) {
    program->packages[i]->files.len = 0;
    arena_free(&program->packages[i]->tree);
    arena_free(&program->packages[i]->found);
  }
  malloc_trim(0);  // the chunks of small arenas are from the C heap, which would keep them
}

bool build_compile(Program *program, Loader *loader, const BuildOptions *options, const VcsStamp *stamp,
                   const char *output, bool is_last) {
  Session *session = program->session;
  PhaseTimer timer;
  size_t object_size;
  const uint8_t *object = overlay_runtime_object(&object_size);
  add_roots(program, object, object_size);

  phase_begin(session, &timer, "lower");
  lower_program(program);
  phase_end(session, &timer);
  if (diag_count(session->diags)) return false;

  LoadedPackage *main = program->main->loaded;
  const char *godebug = loader_godebug(loader, &program->arena, main);
  BuildInfo info = buildinfo_make(&program->arena, loader, options, main, godebug, stamp);
  variables_set(session, &program->arena, program->symbols, options, info, godebug);
  if (is_last) drop_trees(program);

  phase_begin(session, &timer, "optimize, emit");
  OptEnv env = {
      .symbols = program->symbols, .descriptor = type_descriptor, .finish = emit_function, .context = program};
  opt_program(session, &env, program->functions.data, program->functions.len);
  phase_end(session, &timer);
  if (session->debug.time) opt_print_times(session, &env);
  if (diag_count(session->diags)) return false;

  phase_begin(session, &timer, "link and write");
  RtypeTable types = {session, program->symbols, &program->arena, {0}};
  LinkOptions link = {.output = output,
                      .strip_symbols = options->strip_symbols,
                      .strip_dwarf = options->strip_dwarf,
                      .go_version = options->context.version,
                      .build_info = info.bytes,
                      .build_info_size = info.size,
                      .init_tasks = program->init_tasks.data,
                      .init_task_count = program->init_tasks.len,
                      .runtime_object = object,
                      .runtime_object_size = object_size,
                      .make_symbol = make_symbol,
                      .context = &types};
  find_goexit(&program->arena, &options->context, &link);
  bool ok = link_program(session, program->symbols, &link);
  phase_end(session, &timer);
  return ok;
}
