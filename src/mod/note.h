// Signed notes: a text that ends in a newline, an empty line, and signatures, a line each, of keys that have a name.
// golang.org/x/mod/sumdb/note; signatures are Ed25519 (RFC 8032). Problems are texts in the arena, NULL: none.
#ifndef TUCO_MOD_NOTE_H
#define TUCO_MOD_NOTE_H

#include "base/arena.h"
#include "base/vec.h"

enum { NOTE_KEY = 32, NOTE_SIGNATURES = 100 };  // bytes; a note with more signatures is refused

typedef struct NoteVerifier {
  const char *name;  // of who signs: the database's address
  uint32_t hash;     // of name and key
  uint8_t key[NOTE_KEY];
} NoteVerifier;

typedef struct NoteSignature {
  const char *name;
  uint32_t hash;       // of the key that claims it
  const char *base64;  // as it stands in the note
} NoteSignature;
typedef Vec(NoteSignature) NoteSignatures;

typedef struct Note {
  const char *text;  // within the message
  size_t size;       // with the newline, without the empty line
  NoteSignatures verified;
  NoteSignatures unverified;  // of keys that are not known
} Note;

// note.c
// Reads a verifier's key, "name+hash+base64".
const char *note_parse_verifier(Arena *arena, const char *key, NoteVerifier *verifier);
// The hash that a key has under a name; `key` begins with the byte of its algorithm.
uint32_t note_key_hash(const char *name, const void *key, size_t size);
// Reads a message: a signature of a known key must be right, at least one must be there. After "note has no verifiable
// signatures" the note is filled in all the same.
const char *note_open(Arena *arena, const void *message, size_t size, const NoteVerifier *known, uint32_t known_count,
                      Note *note);

#endif
