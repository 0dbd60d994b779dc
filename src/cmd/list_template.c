// The template of `list -f`, for packages and for modules: its functions, and a line's end behind each result.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/list.h"
#include "modules/public.h"

static const char *call_context(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                                TemplateValue *result) {
  (void)args, (void)count;
  *result = template_pointer(&model_context_pointer, ((const ListTemplate *)call->context)->context);
  return NULL;
}

static const char *call_module(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                               TemplateValue *result) {
  (void)count;
  const ListTemplate *t = call->context;
  const char *name = arena_strdup(call->arena, args[0].text.bytes, args[0].text.length);
  const ModuleError *error = NULL;
  ModuleInfo *module = public_module_named(t->modules, call->arena, name, &error);
  if (error) exit(cmd_fail("%s", error->text));  // as in go, this ends the command, not the template alone
  *result = template_pointer(&model_module_pointer, module);
  return NULL;
}

bool list_template_parse(ListTemplate *t, const BuildFlags *flags, const char *text) {
  static const TemplateType *const one_string[] = {&template_string};
  const BuildContext *context = &flags->options.context;
  const char *error = NULL;
  t->functions[0] = (TemplateFunction){.name = "context", .call = call_context, .context = t};
  t->functions[1] = (TemplateFunction){
      .name = "module", .parameters = one_string, .parameter_count = 1, .call = call_module, .context = t};
  const TemplateFunction **functions = arena_array(flags->arena, const TemplateFunction *, 3);
  for (uint32_t i = 0; i < 2; i++) functions[i] = &t->functions[i];
  functions[2] = &template_join;
  t->context = list_context(flags->arena, context, environment_gopath(flags->arena, context->environment));
  t->last = '\n';
  t->parsed = template_parse(flags->arena, "main", text, strlen(text), functions, 3, &error);
  if (error) fprintf(stderr, "%s\n", error);
  return !error;
}

static void write_out(void *to, const char *bytes, size_t length) {
  ListTemplate *t = to;
  fwrite(bytes, 1, length, stdout);
  if (length) t->last = bytes[length - 1];
}

bool list_template_print(ListTemplate *t, Arena *arena, TemplateValue value) {
  const char *error = template_execute(t->parsed, arena, value, (TemplateWriter){write_out, t});
  if (!error && t->last != '\n') write_out(t, "\n", 1);
  if (!error) return true;
  fflush(stdout);
  fprintf(stderr, "%s\n", error);
  return false;
}
