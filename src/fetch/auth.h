// Credentials that GOAUTH gives (https://go.dev/ref/mod#private-module-proxy-auth): headers for URLs that begin with a
// prefix. Only https:// ever gets any. auth.c says which, netrc.c and auth_command.c where they come from.
#ifndef TUCO_FETCH_AUTH_H
#define TUCO_FETCH_AUTH_H

#include "fetch/http.h"

Credentials *credentials_new(Fetcher *fetcher);
// Asks GOAUTH's commands for what they know without being told a URL, once.
const FetchError *credentials_begin(Fetcher *fetcher, Arena *arena);
// After an answer that refuses: asks them about this URL. Is there anything to try again with?
bool credentials_refresh(Fetcher *fetcher, Arena *arena, const char *url, const Transfer *answer);
// Adds the headers for a URL.
void credentials_add(Fetcher *fetcher, Arena *arena, const char *url, StringVec *headers);

// ---- for where they come from

// The headers of a prefix from now on; none: nothing is known of it any more.
void credentials_store(Fetcher *fetcher, const char *prefix, const StringVec *headers);
const char *basic_authorization(Arena *arena, const char *user, const char *password);  // a header
// Each stores what it finds, or says what is wrong.
const char *netrc_read(Fetcher *fetcher, Arena *arena);
const char *auth_git(Fetcher *fetcher, Arena *arena, const char *folder, const char *url);
const char *auth_command(Fetcher *fetcher, Arena *arena, const char *command, const char *url, const Transfer *answer);

#endif
