// Settings from the environment: GOGC, GOMEMLIMIT, GOTRACEBACK and GODEBUG as gc reads them, TUCO_DEBUG. Read once,
// before there is anything else of the runtime.
#include "runtime.h"
#include "text.h"

Settings settings;

const char *env_lookup(const char *name) {
  for (char **e = rt_envp; *e; e++) {
    const char *p = *e, *n = name;
    while (*n && *p == *n) p++, n++;
    if (!*n && *p == '=') return p + 1;
  }
  return NULL;
}

// strconv.ParseInt: a sign and digits, all of them in [text, end), and the value at most `max`, or less than -max - 1.
static bool parse_int(const char *text, const char *end, int64_t max, int64_t *value) {
  bool negative = text < end && *text == '-';
  if (negative || (text < end && *text == '+')) text++;
  if (text == end) return false;
  uint64_t n = 0, limit = (uint64_t)max + negative;
  for (; text < end; text++) {
    if (*text < '0' || *text > '9') return false;
    uint64_t digit = (uint64_t)(*text - '0');
    if (n > (limit - digit) / 10) return false;
    n = n * 10 + digit;
  }
  *value = negative ? (int64_t)(0 - n) : (int64_t)n;
  return true;
}

// Bytes: a number, perhaps with B, KiB, MiB, GiB or TiB.
static bool parse_bytes(const char *text, int64_t *value) {
  static const char units[] = "KMGT";
  const char *end = text_end(text);
  uint32_t shift = 0;
  if (end > text && end[-1] == 'B') {
    end--;
    if (end - text >= 2 && end[-1] == 'i') {
      end -= 2;
      const char *unit = units;
      while (*unit && *unit != *end) unit++;
      if (!*unit) return false;
      shift = 10 * (uint32_t)(unit - units + 1);
    }
  }
  if (!parse_int(text, end, INT64_MAX, value) || *value < 0 || *value > INT64_MAX >> shift) return false;
  *value <<= shift;
  return true;
}

// --- lists of name=value, separated by commas

static void each_setting(const char *list, void (*set)(const char *item)) {
  while (list && *list) {
    set(list);
    while (*list && *list != ',') list++;
    if (*list) list++;
  }
}

// The value of an item that starts with name; false: it is another one, or its value is no number.
static bool item_value(const char *item, const char *name, int64_t *value) {
  if (!text_starts(item, name)) return false;
  item = text_end(name) - name + item;
  const char *end = item;
  while (*end && *end != ',') end++;
  return parse_int(item, end, INT64_MAX, value);
}

static void set_debug(const char *item) {
  int64_t n;
  if (item_value(item, "gcstress=", &n)) settings.gcstress = n;
  if (item_value(item, "stackstress=", &n)) settings.stackstress = n != 0;
  if (item_value(item, "check=", &n)) settings.check = (int32_t)n;
  if (item_value(item, "schedseed=", &n)) settings.schedseed = (uint64_t)n;
  if (item_value(item, "gcperiod=", &n)) settings.gc_period = n * 1000000;
}

static void set_godebug(const char *item) {
  int64_t n;
  if (item_value(item, "gctrace=", &n)) settings.gctrace = n != 0;
  if (item_value(item, "asyncpreemptoff=", &n)) settings.async_preempt_off = n != 0;
}

static void read_memory_limit(void) {
  settings.memory_limit = INT64_MAX;
  const char *limit = env_lookup("GOMEMLIMIT");
  if (!limit || !*limit || text_is(limit, "off") || parse_bytes(limit, &settings.memory_limit)) return;
  print_text("GOMEMLIMIT=");
  print_text(limit);
  print_text("\n");
  rt_throw("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`");
}

static void read_gc_percent(void) {
  settings.gc_percent = 100;
  const char *percent = env_lookup("GOGC");
  if (!percent) return;
  if (text_is(percent, "off")) settings.gc_percent = -1;
  else if (!parse_int(percent, text_end(percent), INT32_MAX, &settings.gc_percent)) settings.gc_percent = 100;
  if (settings.gc_percent < 0) settings.gc_percent = -1;
}

static void read_traceback(void) {
  static const char *const levels[] = {"none", "single", "all", "system"};
  settings.traceback = 1;
  const char *level = env_lookup("GOTRACEBACK");
  int64_t n;
  if (!level || !*level) return;
  settings.traceback = 0;  // as gc, if it is none of these
  for (int32_t i = 0; i < 4; i++)
    if (text_is(level, levels[i])) settings.traceback = i;
  settings.traceback_crash = text_is(level, "crash");
  if (settings.traceback_crash) settings.traceback = 3;
  if (parse_int(level, text_end(level), INT32_MAX, &n) && n >= 0) settings.traceback = n < 2 ? 2 * (int32_t)n : 3;
  settings.traceback_least = settings.traceback;
}

void settings_read(void) {
  settings.gc_period = 120000000000;
#ifdef RT_CHECKS
  settings.check = 1;
#endif
  each_setting(env_lookup("TUCO_DEBUG"), set_debug);
  each_setting(env_lookup("GODEBUG"), set_godebug);
  read_gc_percent();
  read_traceback();
  read_memory_limit();
}
