// The part of libcurl's interface that is used, as its binary interface has it since version 7: numbers of options and
// infos never change their meaning. Declared here because libcurl is opened when something is to be downloaded, so that
// neither building nor linking tuco needs it, and a build without downloads needs no shared library but libc.
#ifndef TUCO_FETCH_CURL_H
#define TUCO_FETCH_CURL_H

#include "base/arena.h"

typedef void CurlEasy;
typedef void CurlMulti;
typedef struct CurlList CurlList;

// Options: those of longs from 0, of pointers from 10000, of functions from 20000.
enum {
  CURL_WRITE_DATA = 10001,
  CURL_URL = 10002,
  CURL_PROXY = 10004,
  CURL_ERROR_BUFFER = 10010,
  CURL_TIMEOUT = 13,
  CURL_USER_AGENT = 10018,
  CURL_LOW_SPEED_LIMIT = 19,
  CURL_LOW_SPEED_TIME = 20,
  CURL_HEADERS = 10023,
  CURL_HEADER_DATA = 10029,
  CURL_NO_BODY = 44,
  CURL_SSL_VERIFY_PEER = 64,
  CURL_CA_FILE = 10065,
  CURL_CONNECT_TIMEOUT = 78,
  CURL_SSL_VERIFY_HOST = 81,
  CURL_HTTP_VERSION = 84,
  CURL_CA_FOLDER = 10097,
  CURL_NO_SIGNAL = 99,
  CURL_ACCEPT_ENCODING = 10102,
  CURL_PRIVATE = 10103,
  CURL_PROTOCOLS = 181,  // bits
  CURL_PIPE_WAIT = 237,
  CURL_WRITE_FUNCTION = 20011,
  CURL_HEADER_FUNCTION = 20079
};
enum { CURL_PROTOCOL_HTTP = 1, CURL_PROTOCOL_HTTPS = 2, CURL_HTTP_2_TLS = 4, CURL_ERROR_SIZE = 256 };

enum {
  CURL_INFO_STATUS = 0x200002,
  CURL_INFO_PRIVATE = 0x100015,
  CURL_INFO_ERRNO = 0x200019,
  CURL_INFO_REDIRECT = 0x10001f,
  CURL_INFO_ADDRESS = 0x100020,
  CURL_INFO_PORT = 0x200028,
  CURL_INFO_LENGTH = 0x60000f  // of the body, int64_t; -1 not said
};

enum {  // results
  CURL_OK = 0,
  CURL_NO_PROXY_HOST = 5,
  CURL_NO_HOST = 6,
  CURL_NO_CONNECTION = 7,
  CURL_PARTIAL = 18,
  CURL_WRITE_FAILED = 23,
  CURL_TIMED_OUT = 28,
  CURL_GOT_NOTHING = 52,
  CURL_RECEIVE_FAILED = 56,
  CURL_BAD_CERTIFICATE = 60,
  CURL_HTTP2_STREAM = 92
};

enum { CURL_MULTI_MAX_HOST = 7 };
enum { CURL_MESSAGE_DONE = 1 };
typedef struct CurlMessage {
  int kind;
  CurlEasy *easy;
  union {
    void *other;
    int result;
  } data;
} CurlMessage;

typedef struct Curl {
  int (*global_init)(long flags);
  CurlEasy *(*easy_init)(void);
  int (*easy_setopt)(CurlEasy *easy, int option, ...);
  int (*easy_getinfo)(CurlEasy *easy, int info, ...);
  void (*easy_cleanup)(CurlEasy *easy);
  const char *(*easy_strerror)(int result);
  CurlList *(*slist_append)(CurlList *list, const char *text);
  void (*slist_free_all)(CurlList *list);
  CurlMulti *(*multi_init)(void);
  int (*multi_setopt)(CurlMulti *multi, int option, ...);
  int (*multi_add_handle)(CurlMulti *multi, CurlEasy *easy);
  int (*multi_remove_handle)(CurlMulti *multi, CurlEasy *easy);
  int (*multi_perform)(CurlMulti *multi, int *running);
  int (*multi_poll)(CurlMulti *multi, void *extra, unsigned count, int milliseconds, int *ready);
  int (*multi_wakeup)(CurlMulti *multi);
  CurlMessage *(*multi_info_read)(CurlMulti *multi, int *left);
  int (*multi_cleanup)(CurlMulti *multi);
} Curl;

// curl.c. Opens libcurl; what is wrong, with what is to be installed. It stays open.
const char *curl_open(Arena *arena, Curl *curl);

#endif
