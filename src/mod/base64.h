// Base64 (RFC 4648, the standard alphabet, padded), as encoding/base64's StdEncoding reads and writes it. base64.c
#ifndef TUCO_MOD_BASE64_H
#define TUCO_MOD_BASE64_H

#include "base/arena.h"

char *base64_encode(Arena *arena, const void *bytes, size_t size);  // NUL-terminated
// Returns the bytes, in the arena, and how many; NULL if the text is malformed. Line ends are passed over, the unused
// bits of the last character are not looked at: Go's decoder does so.
uint8_t *base64_decode(Arena *arena, const char *text, size_t length, size_t *size);

#endif
