// The sums of go.sum: of texts, folders and archives, those that Go's dirhash has for the same; and base64, in which
// they are written.
#include "mod/base64.h"
#include "mod/dirhash.h"
#include "mod/zip.h"
#include "zip_build.h"

static void test_base64(Test *t) {
  static const char *const rows[][2] = {{"", ""},
                                        {"f", "Zg=="},
                                        {"fo", "Zm8="},
                                        {"foo", "Zm9v"},
                                        {"foob", "Zm9vYg=="},
                                        {"fooba", "Zm9vYmE="},
                                        {"foobar", "Zm9vYmFy"},
                                        {"\xff\xfe\xfd", "//79"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t size, length = strlen(rows[i][0]);
    check_text(t, "encode", base64_encode(&t->arena, rows[i][0], length), rows[i][1]);
    uint8_t *bytes = base64_decode(&t->arena, rows[i][1], strlen(rows[i][1]), &size);
    check(t, rows[i][1], bytes && size == length && memcmp(bytes, rows[i][0], size) == 0);
  }
  static const char *const bad[] = {
      "Z", "Zg", "Zg=", "Zg===", "Zm8==", "Z===", "====", "=", "Zg==Zg==", "Zm9v=", "Zm-v", "Zm 9v"};
  size_t size;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    check(t, bad[i], !base64_decode(&t->arena, bad[i], strlen(bad[i]), &size));
  static const char *const fine[] = {"Zm\n9v", "Zg=\r\n=\n", "Zh=="};  // line ends, bits that nobody looks at
  for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
    check(t, fine[i], base64_decode(&t->arena, fine[i], strlen(fine[i]), &size));
}

static void test_known(Test *t) {
  const char *problem = NULL;
  check_text(t, "go.mod", dirhash_go_mod(&t->arena, "module example.com/m\n", 21),
             "h1:flS2VctbRrTv+sBE+VKgxx6hlkMGPVz9MGOmzMYFg3k=");
  test_write_text(t, "k/b.go", "package b\n");
  test_write_text(t, "k/a/a.go", "package a\n");
  test_write_text(t, "k/a.go", "");
  check(t, "link", symlink("b.go", test_path(t, "k/link")) == 0);
  check_text(t, "folder", dirhash_folder(&t->arena, test_path(t, "k"), "example.com/m@v1.0.0", &problem),
             "h1:XbWLCM/P5LxFverN996fzkmFas+/NZG4TX4lbRRXsv0=");
  check_text(t, "with slash", dirhash_folder(&t->arena, test_path(t, "k/"), "example.com/m@v1.0.0", &problem),
             "h1:XbWLCM/P5LxFverN996fzkmFas+/NZG4TX4lbRRXsv0=");
  check_text(t, "no prefix", dirhash_folder(&t->arena, test_path(t, "k"), "", &problem),
             "h1:C1o+KuAR1LK2Ohj5z8PAHsHhCPQxATnxhpZX0Uu9IHk=");
  disk_make_folders(&t->arena, test_path(t, "none"));
  check_text(t, "nothing", dirhash_folder(&t->arena, test_path(t, "none"), "x", &problem),
             "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

static void test_problems(Test *t) {
  const char *problem = NULL, *file = test_path(t, "k/b.go"), *missing = test_path(t, "missing");
  check(t, "a file", !dirhash_folder(&t->arena, file, "x", &problem));
  check_text(t, "a file", problem, arena_printf(&t->arena, "%s is not a directory", file));
  check(t, "missing", !dirhash_folder(&t->arena, missing, "x", &problem));
  check_text(t, "missing", problem, arena_printf(&t->arena, "lstat %s: no such file or directory", missing));
  check(t, "missing archive", !dirhash_archive(&t->arena, missing, &problem));
  check_text(t, "missing archive", problem, arena_printf(&t->arena, "open %s: no such file or directory", missing));
  test_write_text(t, "n/a\nb", "x");
  check(t, "newline", !dirhash_folder(&t->arena, test_path(t, "n"), "x", &problem));
  check_text(t, "newline", problem, "dirhash: filenames with newlines are not supported");
}

// Of files of one name the last one's content counts, for each of them.
static void test_twice(Test *t) {
  const char *problem = NULL, *sums[2];
  for (int i = 0; i < 2; i++) {
    Build b = {.arena = &t->arena};
    build_add(&b, (Lie){.name = "a", .content = i ? "two" : "one"});
    build_add(&b, (Lie){.name = "b/", .content = ""});
    build_add(&b, (Lie){.name = "a", .content = "two", .deflated = true});
    ByteVec bytes = build_end(&b);
    sums[i] = dirhash_archive(&t->arena, test_write(t, "twice.zip", bytes.data, bytes.len), &problem);
  }
  check_text(t, "twice", sums[0], "h1:OO6HMvWj1bNZS9TPB2QR8yWmLqdk9zC9/FITeuLyVWk=");
  check_text(t, "twice, equal", sums[1], "h1:OO6HMvWj1bNZS9TPB2QR8yWmLqdk9zC9/FITeuLyVWk=");
}

int main(void) {
  Test t;
  test_begin(&t);
  test_base64(&t);
  test_known(&t);
  test_problems(&t);
  test_twice(&t);
  return test_end(&t, "mod_dirhash");
}
