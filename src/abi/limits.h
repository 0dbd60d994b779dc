// Limits that several stages know. (Of stacks: abi/stack.h.)
#ifndef TUCO_ABI_LIMITS_H
#define TUCO_ABI_LIMITS_H

enum {
  ABI_MAX_FRAME = 1 << 30,  // bytes of a frame, and of the arguments and results of a call on the stack; gc's limit
  ABI_NIL_PAGE = 4096       // bytes from a nil pointer on, at least, where every access faults
};

#endif
