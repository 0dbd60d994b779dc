// See time.h. Layouts are those of package time: a date that stands for its parts (Mon Jan 2 15:04:05 2006 MST).
#include "template/time.h"

#include <string.h>

#include "template/value.h"

enum { DAY_SECONDS = 86400 };
#define YEAR_1 (-62135596800)  // its begin, in seconds since 1970

typedef struct Moment {
  int64_t year, days;  // days since 1970
  int month, day, weekday, year_day, hour, minute, second, nanosecond;
  int offset;  // TemplateTime.offset
} Moment;

static const char *const month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
static const char *const day_names[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

static bool is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// Days before the month, in years that begin with March, and the date from the count of days.
static void set_date(Moment *m) {
  int64_t days = m->days + 719468, era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
  int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
  m->day = (int)(of_year - (153 * month + 2) / 5 + 1);
  m->month = (int)(month < 10 ? month + 3 : month - 9);
  m->year = year + era * 400 + (m->month <= 2);
  m->year_day = (int)(month < 10 ? of_year + 60 + is_leap(m->year) : of_year - 305);
  m->weekday = (int)(((m->days + 4) % 7 + 7) % 7);
}

static Moment moment_of(const TemplateTime *t) {
  static const TemplateTime zero = {.seconds = YEAR_1};
  if (!t) t = &zero;
  int64_t local = t->seconds + t->offset, days = local / DAY_SECONDS, rest = local % DAY_SECONDS;
  if (rest < 0) rest += DAY_SECONDS, days--;
  Moment m = {.days = days, .hour = (int)(rest / 3600), .minute = (int)(rest / 60 % 60), .second = (int)(rest % 60)};
  m.nanosecond = t->nanoseconds;
  m.offset = t->offset;
  set_date(&m);
  return m;
}

// ---- layouts

typedef enum Part {
  NONE,
  LONG_MONTH,
  MONTH,
  MONTH_1,
  MONTH_01,
  LONG_DAY,
  WEEKDAY,
  DAY_2,
  DAY_PADDED,
  DAY_02,
  YEAR_DAY_PADDED,
  YEAR_DAY,
  HOUR_15,
  HOUR_3,
  HOUR_03,
  MINUTE_4,
  MINUTE_04,
  SECOND_5,
  SECOND_05,
  YEAR_2006,
  YEAR_06,
  UPPER_PM,
  LOWER_PM,
  ZONE,
  ISO,
  ISO_SECONDS,
  ISO_COLON,
  ISO_SHORT,
  ISO_COLON_SECONDS,
  OFFSET,
  OFFSET_SECONDS,
  OFFSET_COLON,
  OFFSET_SHORT,
  OFFSET_COLON_SECONDS
} Part;

// Longer ones stand before what they begin with.
static const struct {
  const char *text;
  Part part;
} parts[] = {
    {"January", LONG_MONTH},
    {"Jan", MONTH},
    {"Monday", LONG_DAY},
    {"Mon", WEEKDAY},
    {"MST", ZONE},
    {"002", YEAR_DAY},
    {"01", MONTH_01},
    {"02", DAY_02},
    {"03", HOUR_03},
    {"04", MINUTE_04},
    {"05", SECOND_05},
    {"06", YEAR_06},
    {"15", HOUR_15},
    {"1", MONTH_1},
    {"2006", YEAR_2006},
    {"2", DAY_2},
    {"__2", YEAR_DAY_PADDED},
    {"_2", DAY_PADDED},
    {"3", HOUR_3},
    {"4", MINUTE_4},
    {"5", SECOND_5},
    {"PM", UPPER_PM},
    {"pm", LOWER_PM},
    {"-070000", OFFSET_SECONDS},
    {"-07:00:00", OFFSET_COLON_SECONDS},
    {"-0700", OFFSET},
    {"-07:00", OFFSET_COLON},
    {"-07", OFFSET_SHORT},
    {"Z070000", ISO_SECONDS},
    {"Z07:00:00", ISO_COLON_SECONDS},
    {"Z0700", ISO},
    {"Z07:00", ISO_COLON},
    {"Z07", ISO_SHORT},
};

static bool begins(const char *p, const char *end, const char *word) {
  size_t length = strlen(word);
  return (size_t)(end - p) >= length && memcmp(p, word, length) == 0;
}

static Part part_at(const char *p, const char *end, size_t *length) {
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    *length = strlen(parts[i].text);
    if (!begins(p, end, parts[i].text)) continue;
    // "Janet" and "Money" are words; "_2006" is a year after a line.
    bool shortened = parts[i].part == MONTH || parts[i].part == WEEKDAY;
    if (shortened && p + 3 < end && p[3] >= 'a' && p[3] <= 'z') return NONE;
    return parts[i].part == DAY_PADDED && begins(p + 1, end, "2006") ? NONE : parts[i].part;
  }
  return NONE;
}

// How far the zone is from Greenwich: "-07:00", with the part of it that the layout has.
static const char *offset_text(Arena *arena, int offset, bool minutes, bool seconds, const char *colon) {
  int size = offset < 0 ? -offset : offset;
  const char *text = arena_printf(arena, "%c%02d", offset < 0 ? '-' : '+', size / 3600);
  if (minutes) text = arena_printf(arena, "%s%s%02d", text, colon, size / 60 % 60);
  return seconds ? arena_printf(arena, "%s%s%02d", text, colon, size % 60) : text;
}

static const char *part_text(Arena *arena, const Moment *m, Part part) {
  int twelve = m->hour % 12 ? m->hour % 12 : 12;
  switch (part) {
    case LONG_MONTH: return month_names[m->month - 1];
    case MONTH: return arena_printf(arena, "%.3s", month_names[m->month - 1]);
    case MONTH_1: return arena_printf(arena, "%d", m->month);
    case MONTH_01: return arena_printf(arena, "%02d", m->month);
    case LONG_DAY: return day_names[m->weekday];
    case WEEKDAY: return arena_printf(arena, "%.3s", day_names[m->weekday]);
    case DAY_2: return arena_printf(arena, "%d", m->day);
    case DAY_PADDED: return arena_printf(arena, "%2d", m->day);
    case DAY_02: return arena_printf(arena, "%02d", m->day);
    case YEAR_DAY_PADDED: return arena_printf(arena, "%3d", m->year_day);
    case YEAR_DAY: return arena_printf(arena, "%03d", m->year_day);
    case HOUR_15: return arena_printf(arena, "%02d", m->hour);
    case HOUR_3: return arena_printf(arena, "%d", twelve);
    case HOUR_03: return arena_printf(arena, "%02d", twelve);
    case MINUTE_4: return arena_printf(arena, "%d", m->minute);
    case MINUTE_04: return arena_printf(arena, "%02d", m->minute);
    case SECOND_5: return arena_printf(arena, "%d", m->second);
    case SECOND_05: return arena_printf(arena, "%02d", m->second);
    case YEAR_2006: return arena_printf(arena, m->year < 0 ? "%05ld" : "%04ld", (long)m->year);
    case YEAR_06: return arena_printf(arena, "%02ld", (long)(m->year < 0 ? 0 : m->year % 100));
    case UPPER_PM: return m->hour >= 12 ? "PM" : "AM";
    case LOWER_PM: return m->hour >= 12 ? "pm" : "am";
    // A zone other than UTC has no name where it comes from a number.
    case ZONE: return m->offset ? offset_text(arena, m->offset, m->offset % 3600, false, "") : "UTC";
    case ISO: return m->offset ? part_text(arena, m, OFFSET) : "Z";
    case ISO_SECONDS: return m->offset ? part_text(arena, m, OFFSET_SECONDS) : "Z";
    case ISO_COLON: return m->offset ? part_text(arena, m, OFFSET_COLON) : "Z";
    case ISO_SHORT: return m->offset ? part_text(arena, m, OFFSET_SHORT) : "Z";
    case ISO_COLON_SECONDS: return m->offset ? part_text(arena, m, OFFSET_COLON_SECONDS) : "Z";
    case OFFSET: return offset_text(arena, m->offset, true, false, "");
    case OFFSET_SECONDS: return offset_text(arena, m->offset, true, true, "");
    case OFFSET_COLON: return offset_text(arena, m->offset, true, false, ":");
    case OFFSET_SHORT: return offset_text(arena, m->offset, false, false, "");
    case OFFSET_COLON_SECONDS: return offset_text(arena, m->offset, true, true, ":");
    case NONE: break;
  }
  return "";
}

// ".000" or ",999" and so on, with no digit behind: its length, or 0.
static size_t fraction_at(const char *p, const char *end) {
  if ((*p != '.' && *p != ',') || p + 1 >= end || (p[1] != '0' && p[1] != '9')) return 0;
  const char *stop = p + 1;
  while (stop < end && *stop == p[1]) stop++;
  return stop < end && *stop >= '0' && *stop <= '9' ? 0 : (size_t)(stop - p);
}

// Nines leave zeros at the end off, and the point too if nothing stands behind it.
static void put_fraction(TemplateBuffer *out, const Moment *m, const char *p, size_t length) {
  const char *digits = arena_printf(out->arena, "%09d", m->nanosecond);
  size_t count = length - 1 < 9 ? length - 1 : 9;
  while (p[1] == '9' && count > 0 && digits[count - 1] == '0') count--;
  if (!count) return;
  buffer_put(out, p, 1);
  buffer_put(out, digits, count);
}

static TemplateText formatted(Arena *arena, const Moment *m, const char *p, size_t size) {
  TemplateBuffer out = {.arena = arena};
  const char *end = p + size;
  while (p < end) {
    size_t length = fraction_at(p, end);
    if (length) {
      put_fraction(&out, m, p, length);
      p += length;
      continue;
    }
    Part part = part_at(p, end, &length);
    if (part == NONE) buffer_put(&out, p, length = 1);
    else buffer_text(&out, part_text(arena, m, part));
    p += length;
  }
  return (TemplateText){out.bytes.data ? (const char *)out.bytes.data : "", out.bytes.len};
}

const char *template_time_text(Arena *arena, const TemplateTime *time) {
  static const char layout[] = "2006-01-02T15:04:05.999999999Z07:00";
  Moment m = moment_of(time);
  TemplateText text = formatted(arena, &m, layout, strlen(layout));
  return arena_strdup(arena, text.bytes, text.length);
}

static TemplateText time_string(Arena *arena, TemplateValue value) {
  static const char layout[] = "2006-01-02 15:04:05.999999999 -0700 MST";
  Moment m = moment_of(value.object);
  return formatted(arena, &m, layout, strlen(layout));
}

// ---- methods

static TemplateText named(Arena *arena, int64_t value, const char *const *names, int64_t from, int64_t count,
                          const char *what) {
  const char *text = value >= from && value < from + count ? names[value - from]
                                                           : arena_printf(arena, "%%!%s(%ld)", what, (long)value);
  return (TemplateText){text, strlen(text)};
}

static TemplateText month_string(Arena *arena, TemplateValue value) {
  return named(arena, value.integer, month_names, 1, 12, "Month");
}
static TemplateText weekday_string(Arena *arena, TemplateValue value) {
  return named(arena, value.integer, day_names, 0, 7, "Weekday");
}

static const char *own_string(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                              TemplateValue *result) {
  (void)args, (void)count;
  TemplateText text = call->receiver.type->string(call->arena, call->receiver);
  *result = template_of_text(text.bytes, text.length);
  return NULL;
}
static const TemplateMethod string_methods[] = {{{"String", NULL, 0, false, own_string, NULL}, false}};

static const TemplateType month_type = {
    .kind = TEMPLATE_INT, .name = "time.Month", .methods = string_methods, .method_count = 1, .string = month_string};
static const TemplateType weekday_type = {.kind = TEMPLATE_INT,
                                          .name = "time.Weekday",
                                          .methods = string_methods,
                                          .method_count = 1,
                                          .string = weekday_string};
static const TemplateType int64_type = {.kind = TEMPLATE_INT, .name = "int64"};
static const TemplateType uint64_type = {.kind = TEMPLATE_UINT, .name = "uint64"};
static const TemplateType location_type = {.kind = TEMPLATE_STRUCT, .name = "time.Location"};
static const TemplateType location_pointer = {
    .kind = TEMPLATE_POINTER, .name = "*time.Location", .element = &location_type};

static const char *format(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  Moment m = moment_of(call->receiver.object);
  (void)count;
  TemplateText text = formatted(call->arena, &m, args[0].text.bytes, args[0].text.length);
  *result = template_of_text(text.bytes, text.length);
  return NULL;
}

#define UNIX (m.days * DAY_SECONDS + m.hour * 3600 + m.minute * 60 + m.second - m.offset)
static const char *is_zero(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  Moment m = moment_of(call->receiver.object);
  (void)args, (void)count;
  *result = template_of_bool(UNIX == YEAR_1 && !m.nanosecond);
  return NULL;
}

static const char *utc(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  const TemplateTime *time = call->receiver.object;
  (void)args, (void)count;
  *result = call->receiver;
  if (!time || !time->offset) return NULL;
  TemplateTime *there = arena_new(call->arena, TemplateTime);
  *there = (TemplateTime){.seconds = time->seconds, .nanoseconds = time->nanoseconds};
  result->object = there;
  return NULL;
}

#define NUMBER_METHOD(name, of_type, number)                                                   \
  static const char *name(const TemplateCall *call, const TemplateValue *args, uint32_t count, \
                          TemplateValue *result) {                                             \
    Moment m = moment_of(call->receiver.object);                                               \
    (void)args, (void)count;                                                                   \
    *result = (TemplateValue){.type = (of_type), .integer = (number)};                         \
    return NULL;                                                                               \
  }
NUMBER_METHOD(year, &template_int, m.year)
NUMBER_METHOD(month, &month_type, m.month)
NUMBER_METHOD(day, &template_int, m.day)
NUMBER_METHOD(weekday, &weekday_type, m.weekday)
NUMBER_METHOD(year_day, &template_int, m.year_day)
NUMBER_METHOD(hour, &template_int, m.hour)
NUMBER_METHOD(minute, &template_int, m.minute)
NUMBER_METHOD(second, &template_int, m.second)
NUMBER_METHOD(nanosecond, &template_int, m.nanosecond)
NUMBER_METHOD(unix_seconds, &int64_type, UNIX)
NUMBER_METHOD(unix_milliseconds, &int64_type, UNIX * 1000 + m.nanosecond / 1000000)
NUMBER_METHOD(unix_nanoseconds, &int64_type, (int64_t)((uint64_t)UNIX * 1000000000 + (uint64_t)m.nanosecond))

// The fields as package time has them: what is printed without its methods shows them.
static TemplateValue field(Arena *arena, const void *object, int tag) {
  const TemplateTime *t = object;
  (void)arena;
  if (tag == 0) return (TemplateValue){.type = &uint64_type, .natural = (uint64_t)t->nanoseconds};
  return (TemplateValue){.type = &int64_type, .integer = t->seconds - YEAR_1};
}
static const TemplateField time_fields[] = {
    {"wall", &uint64_type, field, 0}, {"ext", &int64_type, field, 1}, {"loc", &location_pointer, NULL, 0}};

static const TemplateType *const layout_parameter[] = {&template_string};
static const TemplateMethod time_methods[] = {
    {{"Day", NULL, 0, false, day, NULL}, false},
    {{"Format", layout_parameter, 1, false, format, NULL}, false},
    {{"Hour", NULL, 0, false, hour, NULL}, false},
    {{"IsZero", NULL, 0, false, is_zero, NULL}, false},
    {{"Minute", NULL, 0, false, minute, NULL}, false},
    {{"Month", NULL, 0, false, month, NULL}, false},
    {{"Nanosecond", NULL, 0, false, nanosecond, NULL}, false},
    {{"Second", NULL, 0, false, second, NULL}, false},
    {{"String", NULL, 0, false, own_string, NULL}, false},
    {{"UTC", NULL, 0, false, utc, NULL}, false},
    {{"Unix", NULL, 0, false, unix_seconds, NULL}, false},
    {{"UnixMilli", NULL, 0, false, unix_milliseconds, NULL}, false},
    {{"UnixNano", NULL, 0, false, unix_nanoseconds, NULL}, false},
    {{"Weekday", NULL, 0, false, weekday, NULL}, false},
    {{"Year", NULL, 0, false, year, NULL}, false},
    {{"YearDay", NULL, 0, false, year_day, NULL}, false},
};

const TemplateType template_time = {.kind = TEMPLATE_STRUCT,
                                    .fields = time_fields,
                                    .field_count = 3,
                                    .name = "time.Time",
                                    .methods = time_methods,
                                    .method_count = sizeof time_methods / sizeof *time_methods,
                                    .string = time_string};
const TemplateType template_time_pointer = {.kind = TEMPLATE_POINTER, .name = "*time.Time", .element = &template_time};
