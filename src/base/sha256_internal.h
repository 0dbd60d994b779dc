// What the ways to take blocks share.
#ifndef TUCO_BASE_SHA256_INTERNAL_H
#define TUCO_BASE_SHA256_INTERNAL_H

#include <stdint.h>

extern const uint32_t sha256_constants[64];

#endif
