// The output of a test executable as JSON events, as `go test -json` writes them (cmd/internal/test2json). convert.c
//
// In: bytes as they come, of an executable that runs with -test.v=test2json: lines of the framework then begin with ^V,
// so that what tests print is never taken for one. Out: lines of JSON, each handed to `write` as a whole.
#ifndef TUCO_TEST_CONVERT_H
#define TUCO_TEST_CONVERT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct TestConverter TestConverter;

typedef struct TestConverterOptions {
  const char *package;  // import path that events name; "": they name none
  bool times;           // events have their time, and the duration of tests
  void (*write)(void *context, const char *line, size_t size);
  void *context;
  size_t input_size, output_size;  // of the buffers; 0: as go's. Longer lines are split
} TestConverterOptions;

// Says that the package starts.
TestConverter *converter_new(const TestConverterOptions *options);
void converter_write(TestConverter *c, const char *bytes, size_t size);
void converter_exited(TestConverter *c, bool well);
void converter_failed_build(TestConverter *c, const char *package);  // whose build failed; NULL: nobody's
// Writes what is left and the result of the package.
void converter_end(TestConverter *c);

#endif
