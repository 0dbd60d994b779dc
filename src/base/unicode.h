// UTF-8 and the Unicode properties that Go's syntax and its quoting need.
// Tables: unicode.def (ranges with strides, made from Go 1.26's package unicode).
#ifndef TUCO_BASE_UNICODE_H
#define TUCO_BASE_UNICODE_H

#include "base/arena.h"

enum { UNICODE_MAX = 0x10FFFF, UNICODE_REPLACEMENT = 0xFFFD };

// unicode.c
// Decodes the first rune; returns its length in bytes (0 for empty text). Invalid
// UTF-8 gives UNICODE_REPLACEMENT and length 1.
uint32_t utf8_decode(const char *text, size_t length, uint32_t *rune);
// Encodes into at most 4 bytes and returns how many; invalid runes become U+FFFD.
uint32_t utf8_encode(uint32_t rune, char *out);
bool unicode_is_letter(uint32_t rune);        // category L
bool unicode_is_digit(uint32_t rune);         // category Nd
bool unicode_is_upper(uint32_t rune);         // category Lu
bool unicode_is_lower(uint32_t rune);         // category Ll
bool unicode_is_print(uint32_t rune);         // as Go's unicode.IsPrint
bool unicode_is_space(uint32_t rune);         // as Go's unicode.IsSpace
uint32_t unicode_simple_fold(uint32_t rune);  // as Go's unicode.SimpleFold
uint32_t unicode_to_lower(uint32_t rune);     // as Go's unicode.ToLower
uint32_t unicode_to_upper(uint32_t rune);     // as Go's unicode.ToUpper
// Go's strings.TrimSpace: what is between the spaces at both ends.
void text_trim(const char **text, size_t *length);
// Go's strconv.Quote: the text in double quotes with escapes, NUL-terminated.
char *text_quote(Arena *arena, const char *text, size_t length);
// Go's strconv.QuoteRune.
char *text_quote_rune(Arena *arena, uint32_t rune);

// unquote.c
// What a letter or digit stands for as a digit, 'z' being 35; any other byte is no digit of any base: 99.
uint32_t text_digit_value(char c);
// The value of a text in double or back quotes; false if it is malformed. Without escapes, and without carriage returns
// in back quotes, it points into the text; else it is in the arena, not always NUL-terminated.
bool text_unquote(Arena *arena, const char *text, size_t length, const char **bytes, size_t *byte_count);
// The word that begins at `at`, plain or in quotes, up to white space or the end. Returns its end; NULL: malformed.
const char *text_quoted_word(Arena *arena, const char *at, const char *end, const char **word);
// Decodes one escape at *at, behind the backslash. A byte escape sets *byte. False if malformed.
bool text_unescape(const char **at, const char *end, char quote, uint32_t *value, bool *byte);

#endif
