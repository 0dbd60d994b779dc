// See convert.h. Two line buffers one behind the other: the first takes the executable's output apart into lines, among
// which those of the framework are found; the second collects what tests print, which becomes an event a line. A line
// that is longer than a buffer goes through in parts.
#include "test/convert.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/unicode.h"

enum { INPUT_SIZE = 4096, OUTPUT_SIZE = 1024, MARKER = 0x16 };  // ^V

typedef struct Text {
  const char *bytes;
  size_t size;
} Text;

typedef struct LineBuffer {
  char *bytes;
  size_t size, room;
  bool middle;  // of a line whose beginning has gone through
  void (*line)(TestConverter *c, Text line);
  void (*part)(TestConverter *c, Text part);
} LineBuffer;

typedef struct Event {
  const char *action;
  Text test, output, key, value, path;  // without bytes: left out
  const char *failed_build;             // NULL: left out
  bool timed;
  double elapsed;
} Event;

// "--- PASS: name" is told when nothing more can belong to that test: its subtests' reports follow.
typedef struct Report {
  char action[16];
  char *test;
  bool timed;
  double elapsed;
} Report;

struct TestConverter {
  TestConverterOptions options;
  struct timespec start;
  char *test;  // whose output this is; "": the package's
  Report *reports;
  size_t report_count, report_room;
  const char *result;  // NULL: not known
  const char *failed_build;
  LineBuffer input, output;
  bool needs_marker;  // lines of the framework have been seen to have one
};

static Text text_of(const char *text) { return (Text){text, strlen(text)}; }

static bool begins(Text text, const char *prefix) {
  size_t n = strlen(prefix);
  return text.size >= n && memcmp(text.bytes, prefix, n) == 0;
}

static bool is(Text text, const char *other) { return text.size == strlen(other) && begins(text, other); }

static char *copy_of(Text text) {
  char *copy = memory_new(text.size + 1, 1);
  if (text.size) memcpy(copy, text.bytes, text.size);
  return copy;
}

static void set_test(TestConverter *c, Text name) {
  char *copy = copy_of(name);
  free(c->test);
  c->test = copy;
}

// ---- events

// As encoding/json writes a float64: the fewest digits that mean it.
static void write_number(FILE *out, double x) {
  char digits[32];
  int precision = 0;
  do snprintf(digits, sizeof digits, "%.*e", precision, x);
  while (strtod(digits, NULL) != x && ++precision < 17);
  int exponent = atoi(strchr(digits, 'e') + 1), decimals = precision - exponent;
  if (x != 0 && (exponent < -6 || exponent >= 21)) {
    *strchr(digits, 'e') = 0;
    fprintf(out, "%se%+d", digits, exponent);
  } else fprintf(out, "%.*f", decimals > 0 ? decimals : 0, x);
}

// RFC 3339, without zeros at the end of the fraction.
static void write_time(FILE *out) {
  struct timespec now;
  struct tm tm;
  char fraction[16], zone[16];
  clock_gettime(CLOCK_REALTIME, &now);
  localtime_r(&now.tv_sec, &tm);
  snprintf(fraction, sizeof fraction, ".%09ld", now.tv_nsec);
  for (char *end = fraction + 9; end >= fraction && (*end == '0' || *end == '.'); end--) *end = 0;
  long minutes = labs(tm.tm_gmtoff) / 60;
  snprintf(zone, sizeof zone, "%c%02ld:%02ld", tm.tm_gmtoff < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
  fprintf(out, "\"%04d-%02d-%02dT%02d:%02d:%02d%s%s\"", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
          tm.tm_min, tm.tm_sec, fraction, tm.tm_gmtoff ? zone : "Z");
}

static void write_field(FILE *out, const char *name, Text value) {
  if (!value.size) return;
  fprintf(out, ",\"%s\":", name);
  json_quote_bytes(out, value.bytes, value.size);
}

static void write_event(TestConverter *c, const Event *e) {
  char *line = NULL;
  size_t size;
  FILE *out = open_memstream(&line, &size);
  if (!out) memory_exhausted();
  fputc('{', out);
  if (c->options.times) {
    fputs("\"Time\":", out);
    write_time(out);
    fputc(',', out);
  }
  fputs("\"Action\":", out);
  json_quote(out, e->action);
  write_field(out, "Package", text_of(c->options.package));
  write_field(out, "Test", e->test.size ? e->test : text_of(c->test));
  if (e->timed) {
    fputs(",\"Elapsed\":", out);
    write_number(out, e->elapsed);
  }
  write_field(out, "Output", e->output);
  if (e->failed_build) write_field(out, "FailedBuild", text_of(e->failed_build));
  write_field(out, "Key", e->key);
  write_field(out, "Value", e->value);
  write_field(out, "Path", e->path);
  fputs("}\n", out);
  fclose(out);
  c->options.write(c->options.context, line, size);
  free(line);
}

static void write_output(TestConverter *c, Text output) {
  Event event = {.action = "output", .output = output};
  write_event(c, &event);
}

// Tells the reports that are nested at least that deep, the innermost first.
static void flush_reports(TestConverter *c, size_t depth) {
  set_test(c, text_of(""));
  while (c->report_count > depth) {
    Report *report = &c->reports[--c->report_count];
    Event event = {
        .action = report->action, .test = text_of(report->test), .timed = report->timed, .elapsed = report->elapsed};
    write_event(c, &event);
    free(report->test);
  }
}

// ---- lines

// Where a line ends: behind its newline, or before a ^V that is not its first byte. 0: it does not end here.
static size_t end_of_line(const char *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (bytes[i] == '\n') return i + 1;
    if (bytes[i] == MARKER && i) return i;
  }
  return 0;
}

// "BenchmarkX", which stands before the benchmark's result is known.
static bool is_benchmark(Text name) {
  static const char prefix[] = "Benchmark";
  size_t n = sizeof prefix - 1;
  uint32_t next;
  while (name.size && name.bytes[name.size - 1] == ' ') name.size--;
  if (!begins(name, prefix)) return false;
  return name.size == n || !utf8_decode(name.bytes + n, name.size - n, &next) || !unicode_is_lower(next);
}

// How much of the bytes may be cut off without splitting a rune.
static size_t whole_runes(const char *bytes, size_t size) {
  for (size_t i = 1; i < 4 && i <= size; i++) {
    unsigned char b = (unsigned char)bytes[size - i];
    if ((b & 0xc0) == 0x80) continue;
    size_t length = (b & 0xe0) == 0xc0 ? 2 : (b & 0xf0) == 0xe0 ? 3 : (b & 0xf8) == 0xf0 ? 4 : 1;
    return length > i ? size - i : size;
  }
  return size;
}

static void drop_front(LineBuffer *b, size_t count) {
  memmove(b->bytes, b->bytes + count, b->size - count);
  b->size -= count;
}

// Hands on the lines that are whole, and the name of a benchmark, which is worth seeing while it runs. Returns how many
// bytes have gone.
static size_t take_lines(TestConverter *c, LineBuffer *b) {
  size_t at = 0;
  while (at < b->size) {
    char *start = b->bytes + at;
    size_t length = end_of_line(start, b->size - at);
    char *tab = length || b->middle ? NULL : memchr(start, '\t', b->size - at);
    if (length) {
      (b->middle ? b->part : b->line)(c, (Text){start, length});
      b->middle = false;
    } else if (tab && is_benchmark((Text){start, (size_t)(tab - start)})) {
      length = (size_t)(tab - start) + 1;
      b->part(c, (Text){start, length});
      b->middle = true;
      return at + length;
    } else return at;
    at += length;
  }
  return at;
}

static void buffer_write(TestConverter *c, LineBuffer *b, Text text) {
  while (text.size) {
    size_t n = b->room - b->size < text.size ? b->room - b->size : text.size;
    memcpy(b->bytes + b->size, text.bytes, n);
    b->size += n;
    text = (Text){text.bytes + n, text.size - n};
    size_t gone = take_lines(c, b);
    if (!gone && b->size == b->room) {
      gone = whole_runes(b->bytes, b->size);
      b->part(c, (Text){b->bytes, gone});
      b->middle = true;
    }
    drop_front(b, gone);
  }
}

static void buffer_flush(TestConverter *c, LineBuffer *b) {
  if (b->size) b->part(c, (Text){b->bytes, b->size});
  b->size = 0;
}

static void print(TestConverter *c, Text text) { buffer_write(c, &c->output, text); }

// ---- what lines mean

static Text trim_space(Text text) {
  while (text.size && isspace((unsigned char)*text.bytes)) text = (Text){text.bytes + 1, text.size - 1};
  while (text.size && isspace((unsigned char)text.bytes[text.size - 1])) text.size--;
  return text;
}

// Without its end.
static Text trim_line(Text line) {
  if (line.size && line.bytes[line.size - 1] == '\n') line.size--;
  else return line;
  if (line.size && line.bytes[line.size - 1] == '\r') line.size--;
  return line;
}

// What stands before the first space; *rest is what follows.
static Text cut(Text text, Text *rest) {
  const char *space = text.size ? memchr(text.bytes, ' ', text.size) : NULL;
  size_t n = space ? (size_t)(space - text.bytes) : text.size;
  *rest = space ? (Text){space + 1, text.size - n - 1} : (Text){"", 0};
  return (Text){text.bytes, n};
}

static bool begins_with_one(Text line, const char *const *list) {
  for (; *list; list++)
    if (begins(line, *list)) return true;
  return false;
}

// "--- PASS: name (1.00s)"
static void note_report(TestConverter *c, Text line, Text name, const char *action, size_t depth, bool marked) {
  char *text = copy_of(name), *open = strstr(text, " ("), *end;
  Report report = {.timed = false};
  if (c->report_count < depth) {  // nested deeper than what it could belong to
    free(text);
    print(c, line);
    return;
  }
  if (open) {
    report.elapsed = strtod(open + 2, &end);
    report.timed = c->options.times && end > open + 2 && strcmp(end, "s)") == 0 && isfinite(report.elapsed);
    name.size = (size_t)(open - text);
  }
  free(text);
  c->needs_marker = marked;
  flush_reports(c, depth);
  if (c->report_count == c->report_room) {
    c->report_room = c->report_room ? c->report_room * 2 : 8;
    c->reports = memory_grow(c->reports, c->report_room, sizeof *c->reports);
  }
  snprintf(report.action, sizeof report.action, "%s", action);
  report.test = copy_of(name);
  c->reports[c->report_count++] = report;
  set_test(c, name);
  print(c, line);
}

// "=== RUN   name"
static void note_update(TestConverter *c, Text line, Text name, const char *action, bool marked) {
  Event event = {.action = action};
  Text rest;
  if (strcmp(action, "artifacts") == 0) name = cut(name, &event.path);
  if (strcmp(action, "attr") == 0) {
    name = cut(name, &rest);
    event.key = cut(rest, &event.value);
  }
  c->needs_marker = marked;
  flush_reports(c, 0);
  set_test(c, name);
  if (strcmp(action, "name") == 0) return;  // says whose output follows, and no more
  bool pauses = strcmp(action, "pause") == 0;
  if (pauses) print(c, line);
  write_event(c, &event);
  if (!pauses) print(c, line);
}

static void note_result(TestConverter *c, Text line, bool passed, bool marked) {
  flush_reports(c, 0);
  c->needs_marker = marked;
  print(c, line);
  c->result = passed ? "pass" : "fail";
}

// The word of "=== RUN   name" and "--- PASS: name" in small letters; *name is what follows.
static void take_action(Text line, char *action, size_t room, Text *name) {
  Text word = cut((Text){line.bytes + 4, line.size - 4}, name);
  if (word.size && word.bytes[word.size - 1] == ':') word.size--;
  size_t n = word.size < room - 1 ? word.size : room - 1;
  for (size_t i = 0; i < n; i++) action[i] = (char)tolower((unsigned char)word.bytes[i]);
  action[n] = 0;
  *name = trim_space(*name);
}

static void take_line(TestConverter *c, Text line) {
  static const char *const updates[] = {"=== RUN   ", "=== PAUSE ", "=== CONT  ", "=== NAME  ",     "=== PASS  ",
                                        "=== FAIL  ", "=== SKIP  ", "=== ATTR  ", "=== ARTIFACTS ", NULL};
  static const char *const reports[] = {"--- PASS: ", "--- FAIL: ", "--- SKIP: ", "--- BENCH: ", NULL};
  bool marked = *line.bytes == MARKER;
  if (c->needs_marker && !marked) return print(c, line);
  if (marked) {
    buffer_flush(c, &c->output);
    line = (Text){line.bytes + 1, line.size - 1};
  }
  Text trimmed = trim_line(line);
  if (is(trimmed, "=== NAME")) {  // somebody has taken away the spaces at its end
    line = text_of("=== NAME  \n");
    trimmed = trim_line(line);
  }
  if (is(trimmed, "PASS") || is(trimmed, "FAIL") || begins(trimmed, "FAIL\t"))
    return note_result(c, line, is(trimmed, "PASS"), marked);
  static const char untested[] = "\t[no test files]";
  size_t n = sizeof untested - 1;
  if (begins(line, "?   \t") && trimmed.size >= n && !c->report_count &&
      memcmp(trimmed.bytes + trimmed.size - n, untested, n) == 0)
    c->result = "skip";
  char action[16];
  Text name, inner = line;
  if (begins_with_one(line, updates)) {
    take_action(line, action, sizeof action, &name);
    return note_update(c, line, name, action, marked);
  }
  size_t depth = 0;
  for (; begins(inner, "    "); depth++) inner = (Text){inner.bytes + 4, inner.size - 4};
  if (begins_with_one(inner, reports)) {
    take_action(inner, action, sizeof action, &name);
    return note_report(c, line, name, action, depth, marked);
  }
  // How far it is indented says which of the tests that have ended it belongs to.
  if (depth && depth <= c->report_count) set_test(c, text_of(c->reports[depth - 1].test));
  print(c, line);
}

// ---- the converter

TestConverter *converter_new(const TestConverterOptions *options) {
  TestConverter *c = memory_new(1, sizeof *c);
  c->options = *options;
  clock_gettime(CLOCK_MONOTONIC, &c->start);
  size_t input = options->input_size ? options->input_size : INPUT_SIZE;
  size_t output = options->output_size ? options->output_size : OUTPUT_SIZE;
  c->input = (LineBuffer){.bytes = memory_new(input, 1), .room = input, .line = take_line, .part = print};
  c->output = (LineBuffer){.bytes = memory_new(output, 1), .room = output, .line = write_output, .part = write_output};
  c->test = copy_of(text_of(""));
  write_event(c, &(Event){.action = "start"});
  return c;
}

void converter_write(TestConverter *c, const char *bytes, size_t size) {
  buffer_write(c, &c->input, (Text){bytes, size});
}

void converter_exited(TestConverter *c, bool well) {
  if (!well) c->result = "fail";
  else if (!c->result || strcmp(c->result, "skip") != 0) c->result = "pass";
}

void converter_failed_build(TestConverter *c, const char *package) { c->failed_build = package; }

void converter_end(TestConverter *c) {
  struct timespec now;
  buffer_flush(c, &c->input);
  buffer_flush(c, &c->output);
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (c->result) {
    int64_t ns = (int64_t)(now.tv_sec - c->start.tv_sec) * 1000000000 + (now.tv_nsec - c->start.tv_nsec);
    Event event = {.action = c->result, .timed = c->options.times, .elapsed = (double)((ns + 500000) / 1000000) / 1000};
    if (strcmp(c->result, "fail") == 0) event.failed_build = c->failed_build;
    write_event(c, &event);
  }
  for (size_t i = 0; i < c->report_count; i++) free(c->reports[i].test);
  free(c->reports);
  free(c->test);
  free(c->input.bytes);
  free(c->output.bytes);
  free(c);
}
