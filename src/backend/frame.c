// Frame layout, from SP up: outgoing arguments and results of calls, spill
// slots, variables in memory; then the saved RBP. F is a multiple of 16, so
// that SP is a multiple of 16 wherever code calls (abi/calls.h).
#include "abi/limits.h"
#include "abi/stack.h"
#include "backend/arch.h"

bool backend_frame(MachineFunc *m) {
  int64_t at = (m->outgoing_size + 7) & ~7;
  m->slot_base = (int32_t)at;
  at += 8 * (int64_t)m->slot_count;
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++) {
    FrameObject *object = &m->objects.data[i];
    if (object->shares) continue;
    uint32_t align = object->align < 8 ? 8 : object->align;
    at = (at + align - 1) & ~(int64_t)(align - 1);
    object->offset = (int32_t)at;
    at += object->size;
  }
  for (uint32_t i = OBJECT_FIRST_LOCAL; i < m->objects.len; i++)
    if (m->objects.data[i].shares) m->objects.data[i].offset = m->objects.data[m->objects.data[i].shares].offset;
  if (at > ABI_MAX_FRAME) {
    const AbiSignature *signature = m->f->signature;
    abi_report_frame(m->f->session, m->f->start, at - m->outgoing_size, signature ? signature->args_size : 0,
                     m->outgoing_size);
    return false;
  }
  m->frame_size = (int32_t)((at + 15) & ~15);
  m->no_frame = at == 0 && !m->makes_calls && !m->makes_leaf_calls && !m->has_stub;
  m->stack_check = !m->f->nosplit && (m->makes_calls || m->makes_leaf_calls || m->frame_size + 24 > ABI_STACK_SMALL);
  m->objects.data[OBJECT_CFA].offset = m->no_frame ? 8 : m->frame_size + 16;
  m->objects.data[OBJECT_OUTGOING].offset = 0;
  return true;
}
