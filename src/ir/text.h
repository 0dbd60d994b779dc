// What the writer and the reader of the IR's text share.
#ifndef TUCO_IR_TEXT_H
#define TUCO_IR_TEXT_H

#include "ir/ir.h"

// print.c: names of IrTypes.
extern const char *const ir_type_names[IR_TYPE_COUNT];

#endif
