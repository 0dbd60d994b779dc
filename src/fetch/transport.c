// The thread that moves bytes: one libcurl multi handle, which keeps connections and shares those of HTTP/2. Whoever
// wants something hands in a Transfer and sleeps until it is finished. Bodies go to a file or to memory as they come.
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/memory.h"
#include "fetch/curl.h"
#include "fetch/http.h"
#include "fetch/progress.h"

enum {
  CONNECT_SECONDS = 30,
  SILENCE_SECONDS = 30,  // without a byte: who waits longer waits for ever
  INSECURE_SECONDS = 5,
  PER_HOST = 8,
  ERROR_BODY_MAX = 64 << 10,  // bytes of what a server says with an error
  HEAD_MAX = 1 << 20
};

typedef struct Buffer {
  char *bytes;
  size_t size, room;
} Buffer;

// A transfer on its way.
typedef struct Job Job;
struct Job {
  Transfer *transfer;
  Transport *transport;
  CurlEasy *easy;
  CurlList *headers;
  Buffer head, body;
  size_t written;     // bytes of the body
  uint64_t expected;  // of the body, as its server says; 0 not said
  int write_errno;
  bool finished;
  char error[CURL_ERROR_SIZE];
  Job *next;  // of those that nobody has begun
};

struct Transport {
  Curl curl;
  CurlMulti *multi;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t finished;
  Job *waiting;
  const char *problem;  // why nothing can be transferred
  Arena arena;          // of problem
  Progress progress;
};

// ---- what comes in, on the thread

static void append(Buffer *b, const void *bytes, size_t size) {
  if (b->size + size > b->room) {
    b->room = (b->size + size) * 2;
    b->bytes = memory_grow(b->bytes, b->room, 1);
  }
  memcpy(b->bytes + b->size, bytes, size);
  b->size += size;
}

// Headers of an answer that another one follows (100 Continue, a proxy's) are forgotten.
static size_t take_header(char *bytes, size_t unit, size_t count, void *context) {
  Job *job = context;
  size_t size = unit * count;
  if (size > 5 && memcmp(bytes, "HTTP/", 5) == 0) job->head.size = 0;
  if (job->head.size + size > HEAD_MAX) return 0;
  append(&job->head, bytes, size);
  return size;
}

// The status is in the head's first line: "HTTP/1.1 200 OK".
static bool is_fine(const Job *job) {
  const char *space = job->head.size ? memchr(job->head.bytes, ' ', job->head.size) : NULL;
  return space && job->head.bytes + job->head.size - space > 4 && memcmp(space, " 200", 4) == 0;
}

// Of a body that begins to come: how long does its server say it is?
static void expect(Job *job) {
  int64_t length = 0;
  job->transport->curl.easy_getinfo(job->easy, CURL_INFO_LENGTH, &length);
  if (length <= 0) return;
  job->expected = (uint64_t)length;
  progress_expect(&job->transport->progress, length);
}

static size_t take_body(char *bytes, size_t unit, size_t count, void *context) {
  Job *job = context;
  Transfer *t = job->transfer;
  size_t size = unit * count;
  if (!is_fine(job)) {
    size_t room = job->body.size < ERROR_BODY_MAX ? ERROR_BODY_MAX - job->body.size : 0;
    append(&job->body, bytes, size < room ? size : room);
    return size;
  }
  if (size > t->max - job->written) {
    t->too_large = true;
    return 0;
  }
  if (!job->written) expect(job);
  job->written += size;
  progress_come(&job->transport->progress, size);
  if (t->fd < 0) append(&job->body, bytes, size);
  else if ((job->write_errno = file_write(t->fd, bytes, size))) return 0;
  return size;
}

// ---- the thread

static const char *proxy_for(const char *url) {
  bool secure = strncmp(url, "https:", 6) == 0;
  const char *upper = secure ? getenv("HTTPS_PROXY") : getenv("HTTP_PROXY");
  const char *lower = secure ? getenv("https_proxy") : getenv("http_proxy");
  return upper && *upper ? upper : lower && *lower ? lower : NULL;
}

static void set_options(Transport *tr, Job *job) {
  const Transfer *t = job->transfer;
  int (*set)(CurlEasy *, int, ...) = tr->curl.easy_setopt;
  CurlEasy *e = job->easy;
  set(e, CURL_URL, t->url);
  set(e, CURL_PRIVATE, job);
  set(e, CURL_NO_SIGNAL, 1L);
  set(e, CURL_PROTOCOLS, (long)(CURL_PROTOCOL_HTTP | CURL_PROTOCOL_HTTPS));
  set(e, CURL_USER_AGENT, "tuco");
  set(e, CURL_ACCEPT_ENCODING, "");
  set(e, CURL_ERROR_BUFFER, job->error);
  set(e, CURL_WRITE_FUNCTION, take_body);
  set(e, CURL_WRITE_DATA, job);
  set(e, CURL_HEADER_FUNCTION, take_header);
  set(e, CURL_HEADER_DATA, job);
  set(e, CURL_HTTP_VERSION, (long)CURL_HTTP_2_TLS);
  set(e, CURL_PIPE_WAIT, 1L);
  set(e, CURL_CONNECT_TIMEOUT, (long)CONNECT_SECONDS);
  set(e, CURL_LOW_SPEED_LIMIT, 1L);
  set(e, CURL_LOW_SPEED_TIME, (long)SILENCE_SECONDS);
  if (t->head) set(e, CURL_NO_BODY, 1L);
  if (t->insecure) {
    set(e, CURL_SSL_VERIFY_PEER, 0L);
    set(e, CURL_SSL_VERIFY_HOST, 0L);
    set(e, CURL_TIMEOUT, (long)INSECURE_SECONDS);
  }
  const char *file = getenv("SSL_CERT_FILE"), *folder = getenv("SSL_CERT_DIR"), *proxy = proxy_for(t->url);
  if (file && *file) set(e, CURL_CA_FILE, file);
  if (folder && *folder) set(e, CURL_CA_FOLDER, folder);
  Arena arena;
  arena_init(&arena);
  // Go asks no proxy about this machine.
  if (url_is_loopback(&arena, t->url)) set(e, CURL_PROXY, "");
  else if (proxy) set(e, CURL_PROXY, proxy);
  arena_free(&arena);
  for (uint32_t i = 0; i < t->headers.len; i++) job->headers = tr->curl.slist_append(job->headers, t->headers.data[i]);
  if (job->headers) set(e, CURL_HEADERS, job->headers);
}

static void finish(Transport *tr, Job *job) {
  pthread_mutex_lock(&tr->mutex);
  job->finished = true;
  pthread_cond_broadcast(&tr->finished);
  pthread_mutex_unlock(&tr->mutex);
}

static void begin(Transport *tr, Job *job) {
  job->easy = tr->curl.easy_init();
  if (!job->easy) memory_exhausted();
  set_options(tr, job);
  progress_begin(&tr->progress);
  if (tr->curl.multi_add_handle(tr->multi, job->easy) != 0) memory_exhausted();  // it knows no other reason here
}

static void end(Transport *tr, const CurlMessage *message) {
  Job *job = NULL;
  tr->curl.easy_getinfo(message->easy, CURL_INFO_PRIVATE, &job);
  job->transfer->result = message->data.result;
  tr->curl.multi_remove_handle(tr->multi, job->easy);
  progress_end(&tr->progress, job->expected > job->written ? job->expected - job->written : 0);
  finish(tr, job);
}

static Job *take_waiting(Transport *tr) {
  pthread_mutex_lock(&tr->mutex);
  Job *jobs = tr->waiting;
  tr->waiting = NULL;
  pthread_mutex_unlock(&tr->mutex);
  return jobs;
}

static void *move_bytes(void *context) {
  Transport *tr = context;
  for (;;) {
    for (Job *job = take_waiting(tr), *next; job; job = next) {
      next = job->next;
      begin(tr, job);
    }
    int running, left;
    tr->curl.multi_perform(tr->multi, &running);
    for (CurlMessage *message; (message = tr->curl.multi_info_read(tr->multi, &left));)
      if (message->kind == CURL_MESSAGE_DONE) end(tr, message);
    tr->curl.multi_poll(tr->multi, NULL, 0, 1000, NULL);
  }
  return NULL;
}

// ---- the side of who asks

// The first who asks makes it; the mutex of the Fetcher is held.
static Transport *make(const Fetcher *f) {
  Transport *tr = memory_new(1, sizeof *tr);
  arena_init(&tr->arena);
  pthread_mutex_init(&tr->mutex, NULL);
  pthread_cond_init(&tr->finished, NULL);
  progress_init(&tr->progress, !f->options.trace);
  tr->problem = curl_open(&tr->arena, &tr->curl);
  if (tr->problem) return tr;
  tr->multi = tr->curl.multi_init();
  if (!tr->multi) memory_exhausted();
  tr->curl.multi_setopt(tr->multi, CURL_MULTI_MAX_HOST, (long)PER_HOST);
  // A connection that the other side has closed is an error of the transfer, not a signal; and who handles the
  // process's signals is another thread.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  int error = pthread_create(&tr->thread, NULL, move_bytes, tr);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (error) tr->problem = arena_printf(&tr->arena, "downloads need a thread: %s", DIAG_ERRNO(error));
  return tr;
}

static Transport *get(Fetcher *f) {
  Transport *tr = atomic_load(&f->transport);
  if (tr) return tr;
  pthread_mutex_lock(&f->mutex);
  tr = atomic_load(&f->transport);
  if (!tr) {
    tr = make(f);
    atomic_store(&f->transport, tr);
  }
  pthread_mutex_unlock(&f->mutex);
  return tr;
}

static const char *info_text(const Transport *tr, Job *job, Arena *arena, int info) {
  char *text = NULL;
  tr->curl.easy_getinfo(job->easy, info, &text);
  return text ? arena_strdup(arena, text, strlen(text)) : NULL;
}

static void take_answer(const Transport *tr, Job *job, Arena *arena) {
  Transfer *t = job->transfer;
  long number = 0;
  t->message = arena_strdup(arena, job->error, strnlen(job->error, sizeof job->error));
  if (!*t->message) t->message = tr->curl.easy_strerror(t->result);
  tr->curl.easy_getinfo(job->easy, CURL_INFO_ERRNO, &number);
  t->error_number = (int)number;
  tr->curl.easy_getinfo(job->easy, CURL_INFO_PORT, &t->port);
  tr->curl.easy_getinfo(job->easy, CURL_INFO_STATUS, &t->status);
  t->redirect = info_text(tr, job, arena, CURL_INFO_REDIRECT);
  t->address = info_text(tr, job, arena, CURL_INFO_ADDRESS);
  if (!t->address) t->address = "";
  t->head_text = arena_strdup(arena, job->head.size ? job->head.bytes : "", job->head.size);
  t->body = (FetchText){arena_strdup(arena, job->body.size ? job->body.bytes : "", job->body.size), job->body.size};
  if (job->write_errno) t->write_problem = arena_printf(arena, "%s", DIAG_ERRNO(job->write_errno));
}

const char *transport_run(Fetcher *f, Arena *arena, Transfer *t) {
  Transport *tr = get(f);
  if (tr->problem) return tr->problem;
  Job job = {.transfer = t, .transport = tr};
  pthread_mutex_lock(&tr->mutex);
  job.next = tr->waiting;
  tr->waiting = &job;
  tr->curl.multi_wakeup(tr->multi);
  while (!job.finished) pthread_cond_wait(&tr->finished, &tr->mutex);
  pthread_mutex_unlock(&tr->mutex);
  take_answer(tr, &job, arena);
  tr->curl.easy_cleanup(job.easy);
  tr->curl.slist_free_all(job.headers);
  free(job.head.bytes);
  free(job.body.bytes);
  return NULL;
}

void transport_hush(Fetcher *f) {
  Transport *tr = atomic_load(&f->transport);
  if (tr) progress_erase(&tr->progress);
}
