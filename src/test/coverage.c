// Coverage of a run: each executable writes a profile of its own, which becomes a part of the run's. What it covers
// the executable prints itself (internal/coverage/cfile); a package without tests covers nothing of what it has.
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/source.h"
#include "test/internal.h"

static char *copy(const char *text) {
  char *copied = strdup(text);
  if (!copied) memory_exhausted();
  return copied;
}

const char *coverage_folder(Arena *arena, const TestJob *job) {
  return arena_printf(arena, "%s/gocoverdir", job->folder);
}

static const char *profile_of(Arena *arena, const TestJob *job) {
  return arena_printf(arena, "%s/_cover_.out", job->folder);
}

const char *coverage_argument(Arena *arena, const TestPlan *plan, const TestJob *job, const char *argument) {
  if (!plan->cover_profile || strncmp(argument, "-test.coverprofile=", 19) != 0) return argument;
  return arena_printf(arena, "-test.coverprofile=%s", profile_of(arena, job));
}

// The first line that says what is covered, for the line that says that all is well.
const char *coverage_note(Arena *arena, const TestPlan *plan, const char *output, size_t size) {
  const char *found = size && plan->build->context.cover.mode ? memmem(output, size, "coverage: ", 10) : NULL;
  const char *end = found ? memchr(found, '\n', size - (size_t)(found - output)) : NULL;
  return end ? arena_printf(arena, "\t%.*s", (int)(end - found), found) : "";
}

bool coverage_take(Arena *arena, const TestPlan *plan, TestJob *job) {
  size_t size;
  const char *head = arena_printf(arena, "mode: %s\n", cover_mode_name(plan->build->context.cover.mode));
  const char *path = profile_of(arena, job), *text = plan->cover_profile ? source_read(arena, path, &size) : NULL;
  if (!text || !size) return true;  // it need not have written one
  size_t n = strlen(head);
  if (strncmp(text, head, n) == 0) return job->profile = copy(text + n), true;
  fprintf(stderr, "go: test wrote malformed coverage profile %s: header \"%.*s\", expected \"%.*s\\n\"\n", path,
          (int)strcspn(text, "\n"), text, (int)n - 1, head);
  return false;
}

static bool has_statements(const CoverPackage *covered) {
  for (uint32_t i = 0; i < covered->units.len; i++)
    if (covered->units.data[i].statements) return true;
  return false;
}

const char *coverage_of_untested(Arena *arena, const TestPlan *plan, TestJob *job) {
  const CoverPackage *covered = job->tests->plain->coverage;
  if (!plan->build->context.cover.mode || !covered || !covered->functions.len) return NULL;
  if (plan->cover_profile) {
    const char *text = cover_empty_profile(arena, covered);
    job->profile = copy(text);
  }
  // As covdata prints it.
  const char *rest = has_statements(covered) ? "coverage: 0.0% of statements\n" : "";
  return arena_printf(arena, "\t%s\t\t%s", job->path, rest);
}
