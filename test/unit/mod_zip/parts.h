// The parts of mod_zip.
#ifndef TUCO_TEST_MOD_ZIP_PARTS_H
#define TUCO_TEST_MOD_ZIP_PARTS_H

#include "../zip_build.h"

// format.c
void test_format(Test *t);
void test_random(Test *t, uint32_t count);
// rules.c
void test_rules(Test *t);

#endif
