// See test_vet.h. Vet needs packages as they are written, without what tuco puts in place of some of their files, so
// they are loaded there again; and it goes with its memory. The process begins as a copy of this one, before anything
// is loaded, and gets the paths of the packages, a line each. For each it answers, as it gets there, with a header and
// texts; what it has to say for standard error is caught in a file in memory.
#include "cmd/test_vet.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "cmd/vet.h"

typedef struct AnswerHeader {
  uint32_t path, culprit, text;  // their lengths
  bool wrong;
} AnswerHeader;

// ---- the process that vets

typedef struct Teller {
  int answers, errors;
  uint32_t told;  // packages
  Arena arena;
} Teller;

static const char *take_errors(Teller *t, uint32_t *length) {
  fflush(stderr);
  off_t size = lseek(t->errors, 0, SEEK_END);
  char *text = arena_alloc(&t->arena, (size_t)(size < 0 ? 0 : size) + 1, 1);
  ssize_t n = size > 0 ? pread(t->errors, text, (size_t)size, 0) : 0;
  *length = n > 0 ? (uint32_t)n : 0;
  if (ftruncate(t->errors, 0) != 0 || lseek(t->errors, 0, SEEK_SET) != 0) *length = 0;
  return text;
}

static void tell(void *told, const char *path, const char *culprit) {
  Teller *t = told;
  t->told++;
  AnswerHeader header;
  memset(&header, 0, sizeof header);
  header.wrong = culprit != NULL;
  header.path = (uint32_t)strlen(path);
  header.culprit = culprit ? (uint32_t)strlen(culprit) : 0;
  const char *text = take_errors(t, &header.text);
  bool failed = file_write(t->answers, &header, sizeof header) || file_write(t->answers, path, header.path) ||
                file_write(t->answers, culprit, header.culprit) || file_write(t->answers, text, header.text);
  arena_reset(&t->arena);
  if (failed) _exit(1);
}

// The packages that it is asked about; none: nothing is to be done.
static StringVec read_paths(Arena *arena, int requests) {
  StringVec paths = {0};
  ByteVec bytes = {0};
  char buffer[4096];
  for (ssize_t n; (n = read(requests, buffer, sizeof buffer)) != 0;)
    if (n > 0) bytes_data(arena, &bytes, buffer, (size_t)n);
    else if (errno != EINTR) break;
  bytes_u8(arena, &bytes, 0);
  for (const char *p = (const char *)bytes.data; *p; p += strcspn(p, "\n"), p += *p == '\n') {
    const char *path = arena_strdup(arena, p, strcspn(p, "\n"));
    vec_push(arena, &paths, path);
  }
  return paths;
}

static _Noreturn void vet(BuildFlags *flags, const TestPlan *plan, int requests, int answers) {
  static const char *const here[] = {"."};
  const TestFlags *asked = flags->state;
  Teller teller = {.answers = answers, .errors = memfd_create("messages", MFD_CLOEXEC)};
  arena_init(&teller.arena);
  StringVec paths = read_paths(flags->arena, requests);
  if (!paths.len) _exit(0);
  if (teller.errors < 0 || dup2(teller.errors, STDERR_FILENO) < 0) _exit(1);
  VetTool tool = {.name = "vet",
                  .words = asked->vet_words,
                  .plain = !asked->vet_chosen,
                  .output = VET_COPY,
                  .context = -1,
                  .before_tests = true,
                  .only = &paths,
                  .vetted = tell,
                  .told = &teller};
  // Answers come in the order of the packages. What keeps vet from coming to some is said of each of these.
  StringVec in_order = {0};
  for (uint32_t i = 0; i < paths.len; i++) vec_push(flags->arena, &in_order, paths.data[i]);
  strings_sort(&paths, 0);
  flags->options.variables.len = 0;
  flags->options.context.sums = false;
  const char *const *packages = plan->here ? here : (const char *const *)asked->packages.data;
  int status = vet_find_tool(flags, NULL, &tool);
  if (!status) status = vet_run(flags, &tool, packages, plan->here ? 1 : asked->packages.len);
  for (uint32_t i = teller.told; i < in_order.len && status; i++) tell(&teller, in_order.data[i], in_order.data[i]);
  _exit(status);
}

// ---- the one that asks

static bool read_all(int fd, void *to, size_t size) {
  for (char *p = to; size;) {
    ssize_t n = read(fd, p, size);
    if (n == 0 || (n < 0 && errno != EINTR)) return false;
    if (n > 0) p += n, size -= (size_t)n;
  }
  return true;
}

static const char *read_text(Arena *arena, int fd, uint32_t length) {
  char *text = arena_alloc(arena, (size_t)length + 1, 1);
  return read_all(fd, text, length) ? text : NULL;
}

static void begin(void *context, const StringVec *paths) {
  TestVet *v = context;
  for (uint32_t i = 0; i < paths->len; i++) {
    const char *path = paths->data[i];
    if (file_write(v->requests, path, strlen(path)) || file_write(v->requests, "\n", 1)) break;
  }
  close(v->requests);
  v->requests = -1;
}

static TestVetAnswer ask(void *context, Arena *arena, const char *path) {
  TestVet *v = context;
  for (;;) {
    AnswerHeader header;
    if (!read_all(v->answers, &header, sizeof header)) break;
    const char *of = read_text(arena, v->answers, header.path);
    const char *culprit = read_text(arena, v->answers, header.culprit);
    const char *text = read_text(arena, v->answers, header.text);
    if (!of || !culprit || !text) break;
    if (strcmp(of, path) == 0) return (TestVetAnswer){text, header.wrong ? culprit : NULL};
  }
  return (TestVetAnswer){arena_printf(arena, "# %s\nvet ended before it came to this package\n", path), path};
}

static const char *settings(const BuildFlags *flags) {
  const TestFlags *asked = flags->state;
  const char *text = asked->vet_chosen ? "chosen" : "plain";
  for (uint32_t i = 0; i < asked->vet_words.len; i++)
    text = arena_printf(flags->arena, "%s %s", text, asked->vet_words.data[i]);
  return text;
}

const char *test_vet_start(BuildFlags *flags, const TestPlan *plan, TestVet *v) {
  int requests[2], answers[2];
  if (pipe2(requests, O_CLOEXEC) != 0 || pipe2(answers, O_CLOEXEC) != 0)
    return arena_printf(flags->arena, "pipe: %s", DIAG_ERRNO(errno));
  fflush(stdout);
  pid_t parent = getpid(), child = fork();
  if (child < 0) return arena_printf(flags->arena, "fork: %s", DIAG_ERRNO(errno));
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    close(requests[1]);
    close(answers[0]);
    vet(flags, plan, requests[0], answers[1]);
  }
  close(requests[0]);
  close(answers[1]);
  *v = (TestVet){
      .vetter = {v, settings(flags), begin, ask}, .child = child, .requests = requests[1], .answers = answers[0]};
  return NULL;
}

// Nobody asks any more.
void test_vet_end(TestVet *v) {
  if (v->requests >= 0) close(v->requests);
  close(v->answers);
  kill(v->child, SIGKILL);
  while (waitpid(v->child, NULL, 0) < 0 && errno == EINTR) {}
}
