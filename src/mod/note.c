// See note.h.
#include "mod/note.h"

#include <sodium.h>
#include <string.h>

#include "base/sha256.h"
#include "base/unicode.h"
#include "mod/base64.h"

enum { ED25519 = 1 };  // the one algorithm

uint32_t note_key_hash(const char *name, const void *key, size_t size) {
  uint8_t hash[SHA256_SIZE];
  Sha256 state;
  sha256_begin(&state);
  sha256_add(&state, name, strlen(name));
  sha256_add(&state, "\n", 1);
  sha256_add(&state, key, size);
  sha256_end(&state, hash);
  return (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 | (uint32_t)hash[2] << 8 | hash[3];
}

static bool is_name(const char *name, size_t length) {
  for (size_t i = 0; i < length;) {
    uint32_t rune, n = utf8_decode(name + i, length - i, &rune);
    if (unicode_is_space(rune) || rune == '+' || rune == 0 || (rune == UNICODE_REPLACEMENT && n == 1)) return false;
    i += n;
  }
  return length != 0;
}

// Eight hexadecimal digits and no more.
static bool parse_hash(const char *text, size_t length, uint32_t *hash) {
  *hash = 0;
  for (size_t i = 0; i < length; i++) {
    uint32_t digit = text_digit_value(text[i]);
    if (digit >= 16) return false;
    *hash = *hash << 4 | digit;
  }
  return length == 8;
}

const char *note_parse_verifier(Arena *arena, const char *key, NoteVerifier *verifier) {
  static const char malformed[] = "malformed verifier id";
  size_t name = strcspn(key, "+"), digits, size;
  const char *hash = key + name + (key[name] == '+');
  digits = strcspn(hash, "+");
  const char *encoded = hash + digits + (hash[digits] == '+');
  uint8_t *bytes = base64_decode(arena, encoded, strlen(encoded), &size);
  if (!is_name(key, name) || !parse_hash(hash, digits, &verifier->hash) || !bytes || !size) return malformed;
  verifier->name = arena_strdup(arena, key, name);
  if (verifier->hash != note_key_hash(verifier->name, bytes, size)) return "invalid verifier hash";
  if (bytes[0] != ED25519) return "unknown verifier algorithm";
  if (size != 1 + NOTE_KEY) return malformed;
  memcpy(verifier->key, bytes + 1, NOTE_KEY);
  return NULL;
}

// ---- messages

static const char malformed_note[] = "malformed note";

// A line "— name base64", whose base64 is of a key's hash and a signature.
typedef struct Line {
  const char *name, *base64;
  uint32_t hash;
  const uint8_t *signature;
  size_t size;
} Line;

static bool parse_line(Arena *arena, const char *text, size_t length, Line *line) {
  static const char dash[] = "\u2014 ";
  size_t prefix = sizeof dash - 1, size;
  if (length < prefix || memcmp(text, dash, prefix) != 0) return false;
  text += prefix;
  length -= prefix;
  const char *space = memchr(text, ' ', length);
  if (!space || !is_name(text, (size_t)(space - text))) return false;
  line->name = arena_strdup(arena, text, (size_t)(space - text));
  size_t encoded = length - (size_t)(space + 1 - text);
  line->base64 = arena_strdup(arena, space + 1, encoded);
  uint8_t *bytes = base64_decode(arena, line->base64, encoded, &size);
  if (!bytes || size < 5) return false;
  line->hash = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
  line->signature = bytes + 4;
  line->size = size - 4;
  return true;
}

static bool is_note_text(const char *text, size_t size) {
  for (size_t i = 0; i < size;) {
    uint32_t rune, n = utf8_decode(text + i, size - i, &rune);
    if ((rune < 0x20 && rune != '\n') || (rune == UNICODE_REPLACEMENT && n == 1)) return false;
    i += n;
  }
  return true;
}

static bool has(const NoteSignatures *list, const Line *line, bool same_text) {
  for (uint32_t i = 0; i < list->len; i++) {
    const NoteSignature *other = &list->data[i];
    if (other->hash == line->hash && strcmp(other->name, line->name) == 0 &&
        (!same_text || strcmp(other->base64, line->base64) == 0))
      return true;
  }
  return false;
}

// Checks a line's signature, where its key is known, and notes it; one that is there already is passed over.
static const char *add_line(Arena *arena, const Line *line, const NoteVerifier *known, uint32_t count, Note *note) {
  const NoteVerifier *verifier = NULL;
  for (uint32_t i = 0; i < count; i++) {
    if (known[i].hash != line->hash || strcmp(known[i].name, line->name) != 0) continue;
    if (verifier) return arena_printf(arena, "ambiguous key %s+%08x", line->name, line->hash);
    verifier = &known[i];
  }
  NoteSignatures *list = verifier ? &note->verified : &note->unverified;
  if (has(list, line, !verifier)) return NULL;
  if (verifier &&
      (line->size != crypto_sign_BYTES ||
       crypto_sign_verify_detached(line->signature, (const uint8_t *)note->text, note->size, verifier->key) != 0))
    return arena_printf(arena, "invalid signature for key %s+%08x", line->name, line->hash);
  vec_push(arena, list, ((NoteSignature){line->name, line->hash, line->base64}));
  return NULL;
}

const char *note_open(Arena *arena, const void *message, size_t size, const NoteVerifier *known, uint32_t known_count,
                      Note *note) {
  const char *text = message, *end = text + size;
  *note = (Note){.text = text};
  if (size < 3 || !is_note_text(text, size) || end[-1] != '\n') return malformed_note;
  // The last empty line ends the text.
  const char *split = end - 2;
  while (split > text && !(split[0] == '\n' && split[1] == '\n')) split--;
  if (split[0] != '\n' || split[1] != '\n' || split + 2 == end) return malformed_note;
  note->size = (size_t)(split + 1 - text);
  uint32_t lines = 0;
  for (const char *at = split + 2, *stop; at < end; at = stop + 1) {
    Line line;
    stop = memchr(at, '\n', (size_t)(end - at));
    if (!parse_line(arena, at, (size_t)(stop - at), &line) || ++lines > NOTE_SIGNATURES) return malformed_note;
    const char *problem = add_line(arena, &line, known, known_count, note);
    if (problem) return problem;
  }
  return note->verified.len ? NULL : "note has no verifiable signatures";
}
