// Signed notes, heads and records as text.
#include "mod/base64.h"
#include "server.h"

// The example of x/mod/sumdb/note.
static const char peter[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
#define SAYING "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
#define PETER_LINE       \
  "\u2014 PeterNeumann " \
  "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define ENOCH_LINE    \
  "\u2014 EnochRoot " \
  "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

static void test_keys(Test *t) {
  NoteVerifier v;
  check_text(t, "key", note_parse_verifier(&t->arena, peter, &v), NULL);
  check(t, "key's parts", strcmp(v.name, "PeterNeumann") == 0 && v.hash == 0xc74f20a3);
  static const char *const rows[][2] = {
      {"", "malformed verifier id"},
      {"PeterNeumann", "malformed verifier id"},
      {"PeterNeumann+c74f20a3", "malformed verifier id"},
      {"PeterNeumann+c74f20a3+AR", "malformed verifier id"},
      {"PeterNeumann+c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "malformed verifier id"},
      {"PeterNeumann+c74f20ag+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "malformed verifier id"},
      {"Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "malformed verifier id"},
      {"\u00a0+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "malformed verifier id"},
      {"+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "malformed verifier id"},
      {"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "invalid verifier hash"},
      {"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX", "invalid verifier hash"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    check_text(t, rows[i][0], note_parse_verifier(&t->arena, rows[i][0], &v), rows[i][1]);
  // Keys that are well formed but for what they are of.
  static const uint8_t other[33] = {2}, little[12] = {1};
  const char *key =
      arena_printf(&t->arena, "x+%08x+%s", note_key_hash("x", other, 33), base64_encode(&t->arena, other, 33));
  check_text(t, "algorithm", note_parse_verifier(&t->arena, key, &v), "unknown verifier algorithm");
  key = arena_printf(&t->arena, "x+%08x+%s", note_key_hash("x", little, 12), base64_encode(&t->arena, little, 12));
  check_text(t, "length", note_parse_verifier(&t->arena, key, &v), "malformed verifier id");
}

static void check_note(Test *t, const char *message, const char *want, uint32_t verified, uint32_t unverified) {
  NoteVerifier v;
  Note note;
  note_parse_verifier(&t->arena, peter, &v);
  const char *problem = note_open(&t->arena, message, strlen(message), &v, 1, &note);
  check_text(t, message, problem, want);
  if (problem) return;
  check(t, message, note.verified.len == verified && note.unverified.len == unverified);
  check(t, message, note.size == strlen(SAYING) && memcmp(note.text, SAYING, note.size) == 0);
}

static void test_messages(Test *t) {
  static const char malformed[] = "malformed note", invalid[] = "invalid signature for key PeterNeumann+c74f20a3";
  check_note(t, SAYING "\n" PETER_LINE, NULL, 1, 0);
  check_note(t, SAYING "\n" PETER_LINE ENOCH_LINE, NULL, 1, 1);
  check_note(t, SAYING "\n" ENOCH_LINE PETER_LINE PETER_LINE ENOCH_LINE, NULL, 1, 1);
  check_note(t, SAYING "\n" ENOCH_LINE, "note has no verifiable signatures", 0, 0);
  check_note(t, "x" SAYING "\n" PETER_LINE, invalid, 0, 0);
  check_note(t, SAYING "\n\u2014 PeterNeumann x08go/Zs\n", invalid, 0, 0);
  check_note(t, "", malformed, 0, 0);
  check_note(t, "\n\n", malformed, 0, 0);
  check_note(t, SAYING, malformed, 0, 0);
  check_note(t, SAYING "\n", malformed, 0, 0);
  check_note(t, SAYING PETER_LINE, malformed, 0, 0);
  check_note(t, SAYING "\n- PeterNeumann x08go/Zs\n", malformed, 0, 0);
  check_note(t, SAYING "\n\u2014 PeterNeumann\n", malformed, 0, 0);
  check_note(t, SAYING "\n\u2014 PeterNeumann x08g\n", malformed, 0, 0);
  check_note(t, SAYING "\n\u2014 Peter+Neumann x08go/Zs\n", malformed, 0, 0);
  check_note(t, SAYING "\t\n" PETER_LINE, malformed, 0, 0);
  check_note(t, SAYING "\xff\n\n" PETER_LINE, malformed, 0, 0);
  check_note(t, SAYING "\n" PETER_LINE "x", malformed, 0, 0);
  const char *many = SAYING "\n";
  for (int i = 0; i < 100; i++) many = arena_printf(&t->arena, "%s\u2014 k%d x08go/Zs\n", many, i);
  check_note(t, many, "note has no verifiable signatures", 0, 0);
  check_note(t, arena_printf(&t->arena, "%s" PETER_LINE, many), malformed, 0, 0);
  NoteVerifier both[2];
  Note note;
  note_parse_verifier(&t->arena, peter, &both[0]);
  both[1] = both[0];
  const char *message = SAYING "\n" PETER_LINE;
  check_text(t, "two", note_open(&t->arena, message, strlen(message), both, 2, &note),
             "ambiguous key PeterNeumann+c74f20a3");
}

static void test_trees(Test *t) {
  static const char hash[] = "nND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+QeI=";
  static const struct {
    const char *number, *hash;
    bool fine;
  } rows[] = {{"2", hash, true},
              {"0", hash, true},
              {"02", hash, false},
              {"-1", hash, false},
              {"", hash, false},
              {"+2", hash, false},
              {"2 ", hash, false},
              {"9223372036854775807", hash, false},
              {"99999999999999999999999", hash, false},
              {"2305843009213693952", hash, true},
              {"2", "nND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+Qe", false},
              {"2", "x", false},
              {"2", "", false}};
  TlogTree tree;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const char *text = arena_printf(&t->arena, "go.sum database tree\n%s\n%s\nmore\n", rows[i].number, rows[i].hash);
    check_text(t, text, tlog_parse_tree(&t->arena, text, strlen(text), &tree),
               rows[i].fine ? NULL : "malformed tree note");
  }
  const char *text = arena_printf(&t->arena, "go.sum database tree\n2\n%s\n", hash);
  check_text(t, "tree", tlog_parse_tree(&t->arena, text, strlen(text), &tree), NULL);
  check_text(t, "tree again", tlog_format_tree(&t->arena, &tree), text);
  check_text(t, "cut off", tlog_parse_tree(&t->arena, text, strlen(text) - 1, &tree), "malformed tree note");
}

static void test_records(Test *t) {
  static const char *const bad[] = {"",
                                    "5",
                                    "5\n",
                                    "x\na\n\n",
                                    "-1\na\n\n",
                                    "5\na",
                                    "5\na\n",

                                    "5\na\tb\n\n",
                                    "5\na\xff\n\n",
                                    "99999999999999999999\na\n\n"};
  TlogRecord record;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    check_text(t, bad[i], tlog_parse_record(bad[i], strlen(bad[i]), &record), "malformed record data");
  check_text(t, "record", tlog_parse_record("5\na\nb\n\nrest", 11, &record), NULL);
  check(t, "record's parts", record.number == 5 && record.text_size == 4 && record.rest_size == 4);
}

void test_notes(Test *t) {
  test_keys(t);
  test_messages(t);
  test_trees(t);
  test_records(t);
}
