// What the Go side asks of the runtime's C data, as leaf calls: the current goroutine, limits of the
// linker's tables, settings.
#include "runtime.h"
#include "text.h"

extern void *const rt_init_tasks[];
extern const uint64_t rt_init_task_count;
extern void *const rt_start_hooks[];
extern const uint64_t rt_start_hook_count;
extern const GoItab *const rt_itabs[];
extern const uint64_t rt_itab_count;
extern const int32_t rt_typelinks[];
extern const uint64_t rt_typelink_count;

G *rt_leaf_getg(void);
G *rt_leaf_getg(void) { return rt_getg(); }

// Program tables: 0 init tasks, 1 itabs, 2 typelinks, 3 start hooks. a: address, b: count.
Pair rt_table(uint64_t which);
Pair rt_table(uint64_t which) {
  if (which == 0) return (Pair){(uint64_t)rt_init_tasks, rt_init_task_count};
  if (which == 1) return (Pair){(uint64_t)rt_itabs, rt_itab_count};
  if (which == 3) return (Pair){(uint64_t)rt_start_hooks, rt_start_hook_count};
  return (Pair){(uint64_t)rt_typelinks, rt_typelink_count};
}

Pair rt_types_range(void);
Pair rt_types_range(void) { return (Pair){(uint64_t)rt_types_start, (uint64_t)rt_types_end}; }
Pair rt_text_range(void);
Pair rt_text_range(void) { return (Pair){(uint64_t)rt_text_start, (uint64_t)rt_text_end}; }

Pair rt_arguments(void);
Pair rt_arguments(void) { return (Pair){(uint64_t)rt_argv, (uint64_t)rt_argc}; }

int64_t rt_gc_cycle_count(void);
int64_t rt_gc_cycle_count(void) { return gc_cycles; }
uint64_t rt_is_variable(uintptr_t p);
uint64_t rt_is_variable(uintptr_t p) { return p >= (uintptr_t)rt_variables_start && p < (uintptr_t)rt_variables_end; }
uint64_t rt_in_heap(uintptr_t p);
uint64_t rt_in_heap(uintptr_t p) { return p - heap.base < heap.used - heap.base; }

// Name strings of a FunctabEntry.
const char *rt_func_name(const FunctabEntry *entry);
const char *rt_func_name(const FunctabEntry *entry) {
  const FuncInfo *info = &rt_functab.infos[entry->info];
  return info->kind == FUNC_TOP ? "runtime.goexit" : rt_functab.strings + info->name;
}
uint64_t rt_func_entry(const FunctabEntry *entry);
uint64_t rt_func_entry(const FunctabEntry *entry) { return rt_functab.text_start + entry->entry; }
uint64_t rt_func_start_line(const FunctabEntry *entry);
uint64_t rt_func_start_line(const FunctabEntry *entry) { return rt_functab.infos[entry->info].start_line; }

int64_t rt_text_length(const char *text);
int64_t rt_text_length(const char *text) { return text_end(text) - text; }
// a: how long the last collection took; b: when it ended, in ns since 1970.
Pair rt_last_pause(void);
Pair rt_last_pause(void) { return (Pair){gc_last_pause, (uint64_t)gc_last_end}; }

uint64_t rt_time_bucket(int64_t ns);
uint64_t rt_time_bucket(int64_t ns) { return time_bucket(ns); }

// leaf: the words 0 to 255, where nothing can write.
#define WORDS_4(n) (n), (n) + 1, (n) + 2, (n) + 3
#define WORDS_16(n) WORDS_4(n), WORDS_4((n) + 4), WORDS_4((n) + 8), WORDS_4((n) + 12)
#define WORDS_64(n) WORDS_16(n), WORDS_16((n) + 16), WORDS_16((n) + 32), WORDS_16((n) + 48)
const uint64_t *rt_byte_words(void);
const uint64_t *rt_byte_words(void) {
  static const uint64_t words[256] = {WORDS_64(0), WORDS_64(64), WORDS_64(128), WORDS_64(192)};
  return words;
}
