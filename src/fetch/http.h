// Requests to servers, by libcurl (curl.h): http.c says what go says of them, transport.c moves the bytes.
#ifndef TUCO_FETCH_HTTP_H
#define TUCO_FETCH_HTTP_H

#include "fetch/internal.h"

// ---- transport.c: one thread that talks to all servers, for whoever asks. It begins with the first request.

typedef struct Transfer {
  const char *url;
  StringVec headers;  // to be sent, "Name: value"
  bool head;          // ask for headers alone
  bool insecure;      // any certificate, and five seconds in all
  int fd;             // where the body of a 200 goes; -1: to memory, as does that of any other answer
  size_t max;  // bytes of the body at most; what is more ends the transfer, but for errors' bodies, which are cut
  // The answer, in the arena of the call:
  int result;           // of curl; CURL_OK
  const char *message;  // what curl says of a failure
  int error_number;     // of the system, 0 none
  const char *address;  // of the server; "" none
  long port;
  long status;
  const char *head_text;  // status line and headers
  FetchText body;
  const char *redirect;  // where to ask instead; NULL
  bool too_large;
  const char *write_problem;  // of fd
} Transfer;

// Returns what keeps any transfer from being tried.
const char *transport_run(Fetcher *fetcher, Arena *arena, Transfer *transfer);

// ---- http.c

typedef enum HttpSecurity {
  HTTP_SECURE,    // https alone
  HTTP_DEFAULT,   // http if the URL says so
  HTTP_INSECURE,  // http where https fails, too; certificates are not looked at
} HttpSecurity;

typedef struct HttpAnswer {
  const char *url;  // that was asked in the end, without password
  long status;
  const char *status_text;   // "404 Not Found"
  const char *type;          // of the content; "" not said
  FetchText body;            // of what did not go to a file
  const char *file_problem;  // of file:// URLs: "no such file or directory"; NULL
  bool too_large;
  const char *head;  // status line and headers, as they came
} HttpAnswer;

// Asks for a URL; one that begins with no scheme is tried with https, then as security has it. A body that is larger
// than max is cut. fd: where the body of a 200 goes, -1: answer->body. An error if there is no answer; any status is
// one.
const FetchError *http_get(Fetcher *fetcher, Arena *arena, HttpSecurity security, const char *url, int fd, size_t max,
                           HttpAnswer *answer);
const FetchError *http_answer_error(Arena *arena, const HttpAnswer *answer);  // NULL of a 200
// The body of a 200, else the error.
const FetchError *http_text(Fetcher *fetcher, Arena *arena, const char *url, FetchText *text);
enum { HTTP_TEXT_MAX = 64 << 20 };          // bytes
const char *http_status_name(long status);  // "Not Found"; "" unknown
// The value of a header in HttpAnswer.head; NULL.
const char *http_header(Arena *arena, const char *head, const char *name);

// ---- url.c

const char *url_redact(Arena *arena, const char *url);  // with "xxxxx" for a password
const char *url_scheme(Arena *arena, const char *url);  // in small letters; "" none
const char *url_host(Arena *arena, const char *url);    // with port, without user
bool url_has_user(const char *url);
bool url_is_loopback(Arena *arena, const char *url);
const char *url_escape(Arena *arena, const char *path);                  // all but slashes, as of a path
const char *url_join(Arena *arena, const char *base, const char *path);  // one slash between
// The file of a file:// URL; NULL with *problem.
const char *url_file(Arena *arena, const char *url, const char **problem);

#endif
