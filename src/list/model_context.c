// The build context for templates: what `{{context}}` of `list -f` is (cmd/go's list.Context).
#include <stdlib.h>
#include <string.h>

#include "list/package.h"

static const TemplateField fields[] = {
    MODEL_TEXT(ListContext, "GOARCH", goarch),
    MODEL_TEXT(ListContext, "GOOS", goos),
    MODEL_TEXT(ListContext, "GOROOT", goroot),
    MODEL_TEXT(ListContext, "GOPATH", gopath),
    MODEL_BOOL(ListContext, "CgoEnabled", cgo),
    MODEL_BOOL(ListContext, "UseAllFiles", all_files),
    MODEL_TEXT(ListContext, "Compiler", compiler),
    MODEL_TEXTS(ListContext, "BuildTags", build_tags),
    MODEL_TEXTS(ListContext, "ToolTags", tool_tags),
    MODEL_TEXTS(ListContext, "ReleaseTags", release_tags),
    MODEL_TEXT(ListContext, "InstallSuffix", install_suffix),
};
static const TemplateType context_struct = {.kind = TEMPLATE_STRUCT, .name = "list.Context", MODEL_FIELDS(fields)};
const TemplateType model_context_pointer = {
    .kind = TEMPLATE_POINTER, .name = "*list.Context", .element = &context_struct};

ListContext *list_context(Arena *arena, const BuildContext *c, const char *gopath) {
  ListContext *context = arena_new(arena, ListContext);
  *context = (ListContext){.goarch = c->target.goarch,
                           .goos = c->target.goos,
                           .goroot = c->goroot,
                           .gopath = gopath,
                           .cgo = c->target.cgo,
                           .compiler = "gc",
                           .build_tags = c->target.tags,
                           .tool_tags = constraint_tool_tags(arena, &c->target)};
  int minor = atoi(c->version + strlen("go1."));
  for (int i = 1; i <= minor; i++) vec_push(arena, &context->release_tags, arena_printf(arena, "go1.%d", i));
  return context;
}
