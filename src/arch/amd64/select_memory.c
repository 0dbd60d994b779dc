// Addresses and memory operations: what an address mode can do is folded into
// it; loads used once are folded into their user when no write or trap lies between.
#include "arch/amd64/amd64.h"
#include "types/types.h"

static uint32_t scale_of(int64_t factor) { return factor == 2 ? 1 : factor == 4 ? 2 : factor == 8 ? 3 : 0; }

// Takes y (times 1) as the index of the address: constants and scales are looked through.
static void add_index(Select *s, Address *a, ValueId y) {
  int64_t bits;
  uint32_t scale = 0;
  Value *v = func_value(s->f, y);
  if (v->op == IR_SHL && select_is_const(s, value_arg(s->f, y, 1), &bits) && bits >= 0 && bits <= 3 &&
      v->type == IR_I64) {
    scale = (uint32_t)bits;
    select_fold(s, y);
    y = value_arg(s->f, y, 0);
  } else if (v->op == IR_MUL && select_is_const(s, value_arg(s->f, y, 1), &bits) && scale_of(bits) &&
             v->type == IR_I64) {
    scale = scale_of(bits);
    select_fold(s, y);
    y = value_arg(s->f, y, 0);
  }
  v = func_value(s->f, y);
  if (v->op == IR_ADD && v->type == IR_I64 && select_is_const(s, value_arg(s->f, y, 1), &bits) && fits_int32(bits) &&
      fits_displacement(bits * (1 << scale) + a->disp)) {
    a->disp += (int32_t)(bits * (1 << scale));
    select_fold(s, y);
    y = value_arg(s->f, y, 0);
  }
  a->index = select_reg(s, y);
  a->scale = (uint8_t)scale;
}

static uint32_t object_of(Select *s, ValueId v) {
  if (s->object[v]) return s->object[v] - 1;
  Type *type = func_value(s->f, v)->go_type;
  const TypeShape *shape = layout_shape(s->f->session, type);
  FrameObject object = {.go_type = type,
                        .size = shape->size,
                        .align = shape->alignment,
                        .words = (uint32_t)shape->pointer_bytes / 8,
                        .value = v,
                        .confined = (func_value(s->f, v)->flags & VALUE_ALLOC_CONFINED) != 0};
  vec_push(s->m->arena, &s->m->objects, object);
  s->object[v] = s->m->objects.len;
  return s->m->objects.len - 1;
}

void select_define(Select *s, ValueId v) {
  if (!s->object[v]) return;
  FrameObject *object = &s->m->objects.data[s->object[v] - 1];
  MachineInst *i = select_inst(s, M_DEFINE, 8);
  i->flags |= INST_FRAME;
  i->object = s->object[v] - 1;
  if (8 * object->words > AMD64_ZERO_INLINE) i->clobber = 1u << R12 | 1u << R13;
}

// The address of what is in the frame or incoming stack area. What is added to the variable's place, which is not known
// yet, must leave room for that: with an index, it may be far outside of the variable.
static bool frame_address(Select *s, ValueId v, Address *a) {
  Value *value = func_value(s->f, v);
  if (!fits_from_frame(a->disp)) return false;
  int64_t disp = 0;
  switch (value->op) {
    case IR_ALLOC:
      if (value->flags & VALUE_ALLOC_HEAP) ice("select", s->f->display_name, "alloc v%u on the heap", v);
      a->object = object_of(s, v);
      break;
    case IR_STACK_SLOT: a->object = object_of(s, v); break;
    case IR_CALLER_SP: a->object = OBJECT_CFA; break;
    case IR_FRAME_SP: a->object = OBJECT_OUTGOING; break;
    case IR_PARAM_ADDRESS: {
      FlatPart part = s->flat_params[value->index];
      AbiParam *p = &s->f->signature->params[part.param];
      a->object = OBJECT_CFA;
      disp = p->in_registers ? s->f->signature->args_size + p->spill_offset : p->stack_offset;
      if (p->in_registers) s->param_homes = true;
      break;
    }
    default: return false;
  }
  a->frame = true;
  a->disp += (int32_t)disp;
  return true;
}

// The best address mode for v + offset, as part of the root in hand.
Address select_address(Select *s, ValueId v, int32_t offset) {
  Address a = {.disp = offset};
  for (;;) {
    Value *value = func_value(s->f, v);
    int64_t bits;
    if (value->op == IR_PTR_ADD) {
      ValueId x = value_arg(s->f, v, 0), y = value_arg(s->f, v, 1);
      int64_t disp = (int64_t)a.disp + value->offset;
      bool constant = select_is_const(s, y, &bits);
      if (constant) disp += bits;
      if ((constant && !fits_int32(bits)) || !fits_displacement(disp)) break;
      if (!constant && (a.index || (s->count[v] > 1 && value->block != s->block))) break;
      select_fold(s, v);  // before its operands, whose uses it may raise
      a.disp = (int32_t)disp;
      if (!constant) add_index(s, &a, y);
      v = x;
      continue;
    }
    if (value->op == IR_NIL_CHECK) {
      v = value_arg(s->f, v, 0);
      s->count[v]++;  // the check itself keeps its use
      continue;
    }
    if (value->op == IR_SYMBOL && !a.index && fits_displacement((int64_t)a.disp + value->offset)) {
      a.symbol = value->symbol;
      a.disp += value->offset;
      return a;
    }
    if (frame_address(s, v, &a)) return a;
    break;
  }
  a.base = select_reg(s, v);
  return a;
}

Address address_plus(Address a, int32_t bytes) {
  a.disp += bytes;
  return a;
}

void select_memory(MachineInst *i, const Address *a, bool late) {
  uint8_t kind = (uint8_t)(USE_REG | (late ? USE_LATE : 0));
  i->flags |= INST_MEMORY;
  if (a->frame) {
    i->flags |= INST_FRAME;
    i->object = a->object;
  }
  if (a->base) select_use(i, 2, a->base, kind);
  if (a->index) select_use(i, 3, a->index, kind);
  i->scale = a->scale;
  i->disp = a->disp;
  i->symbol = a->symbol;
}

// Where an access lies that is reached from `root`: bytes from it, -1 if that is not known or it is another object.
static int64_t offset_from(Select *s, ValueId root, ValueId access, bool *reached) {
  Func *f = s->f;
  int64_t offset = func_value(f, access)->offset, bits;
  bool known = true;
  ValueId p = value_arg(f, access, 0);
  for (; p != root; p = value_arg(f, p, 0)) {
    Value *value = func_value(f, p);
    if (value->op != IR_PTR_ADD && value->op != IR_NIL_CHECK) break;
    if (value->op == IR_NIL_CHECK) continue;
    if (select_is_const(s, value_arg(f, p, 1), &bits)) offset += bits + value->offset;
    else known = false;
  }
  *reached = p == root;
  return *reached && known ? offset : -1;
}

// A load that may fault is also the check for accesses through its pointer that follow. It must not move behind one
// that would not fault, since it is not in the first page, and could find memory or none.
static bool is_check_for_others(Select *s, ValueId v) {
  enum { WINDOW = 32 };
  Func *f = s->f;
  const Block *block = func_block(f, s->block);
  ValueId root = value_arg(f, v, 0);
  while (func_value(f, root)->op == IR_PTR_ADD || func_value(f, root)->op == IR_NIL_CHECK) root = value_arg(f, root, 0);
  for (uint32_t i = s->root_index; i-- > 0;) {
    ValueId other = block->values.data[i];
    if (other == v) return false;
    if (s->root_index - i > WINDOW) break;
    bool reached;
    if (func_value(f, other)->op != IR_LOAD) continue;
    int64_t offset = offset_from(s, root, other, &reached);
    if (reached && (offset < 0 || offset >= ABI_NIL_PAGE)) break;
  }
  return true;
}

bool select_can_fold_load(Select *s, ValueId v) {
  Value *value = func_value(s->f, v);
  if (value->op != IR_LOAD || s->count[v] != 1 || value->block != s->block || (value->flags & VALUE_VOLATILE) ||
      s->write_epoch[v] != s->root_write)
    return false;
  return (value->flags & VALUE_NO_NIL) || (s->trap_epoch[v] == s->root_trap && !is_check_for_others(s, v));
}

Address select_fold_load(Select *s, ValueId v) {
  select_fold(s, v);
  if (!(func_value(s->f, v)->flags & VALUE_NO_NIL)) s->pos = func_value(s->f, v)->pos;  // a fault is at the load's line
  return select_address(s, value_arg(s->f, v, 0), func_value(s->f, v)->offset);
}

static bool is_float(IrType type) { return type == IR_F32 || type == IR_F64; }

void select_load(Select *s, VReg def, IrType type, const Address *a) {
  MachineInst *i = select_inst(s, is_float(type) ? M_FLOAD : M_LOAD, ir_type_size(type));
  select_memory(i, a, false);
  select_set_def(i, 0, def);
}

void select_store(Select *s, IrType type, VReg value, const Address *a) {
  MachineInst *i = select_inst(s, is_float(type) ? M_FSTORE : M_STORE, ir_type_size(type));
  i->flags |= INST_STORE_TO;
  select_use(i, 0, value, USE_REG);
  select_memory(i, a, false);
}

static void move_piece(Select *s, const Address *to, const Address *from, int32_t at, uint32_t size) {
  bool wide = size >= 8;
  VReg t = select_temp(s, wide ? IR_F64 : IR_I64);
  Address a = address_plus(*from, at), b = address_plus(*to, at);
  MachineInst *load = select_inst(s, size == 16 ? M_LOAD16 : wide ? M_FLOAD : M_LOAD, size);
  select_memory(load, &a, false);
  select_set_def(load, 0, t);
  MachineInst *store = select_inst(s, size == 16 ? M_STORE16 : wide ? M_FSTORE : M_STORE, size);
  store->flags |= INST_STORE_TO;
  select_use(store, 0, t, USE_REG);
  select_memory(store, &b, false);
}

// What the address of a LEA is for, in aux: only an ordinary one outlives the instruction that follows.
enum { LEA_ORDINARY, LEA_BLOCK_TARGET, LEA_BLOCK_SOURCE };

// Addresses in registers first, then one copy with the count.
static VReg address_reg(Select *s, const Address *a, uint16_t purpose, int64_t size) {
  VReg t = select_temp(s, IR_P);
  MachineInst *lea = select_inst(s, M_LEA, 8);
  select_memory(lea, a, false);
  select_set_def(lea, 0, t);
  lea->aux = purpose;
  lea->extra = (uint32_t)size;
  return t;
}

// The block instruction writes the variable that the address is in.
static void block_target(MachineInst *rep, const Address *to, int64_t size) {
  if (!to->frame || to->index) return;
  rep->flags |= INST_FRAME;
  rep->object = to->object;
  rep->disp = to->disp;
  rep->extra = (uint32_t)size;
}

static void copy_constant(Select *s, uint32_t reg, int64_t imm) {
  vec_push(s->m->arena, &s->m->copies, ((CopyPair){.kind = COPY_IMMEDIATE, .reg = (uint8_t)reg, .imm = imm}));
}

enum { MOVE_INLINE = 256 };

// What RCX counts: rounds of a loop, or words of the string instruction.
static int64_t block_count(int64_t size) { return size <= AMD64_BLOCK_LOOP ? size / 64 : size / 8; }

// Copies size bytes; both addresses may be equal, but do not overlap partially.
void select_block_move(Select *s, const Address *to, const Address *from, int64_t size) {
  if (size > MOVE_INLINE) {
    VReg d = address_reg(s, to, LEA_BLOCK_TARGET, size), f = address_reg(s, from, LEA_BLOCK_SOURCE, size);
    uint32_t first = select_copy_begin(s);
    select_copy_vreg_to(s, RDI, d);
    select_copy_vreg_to(s, RSI, f);
    copy_constant(s, RCX, block_count(size));
    select_copy_end(s, first);
    MachineInst *rep = select_inst(s, M_REPMOVS, 8);
    rep->clobber = 1u << RDI | 1u << RSI | 1u << RCX;
    rep->imm = size;
    block_target(rep, to, size);
    return;
  }
  int32_t at = 0;
  for (; at + 16 <= size; at += 16) move_piece(s, to, from, at, 16);
  for (uint32_t piece = 8; piece; piece /= 2) {
    for (; at + (int32_t)piece <= size; at += (int32_t)piece) move_piece(s, to, from, at, piece);
  }
}

static void zero_piece(Select *s, const Address *to, int32_t at, uint32_t size) {
  Address a = address_plus(*to, at);
  MachineInst *i = select_inst(s, size >= 4 ? M_ZERO16 : M_STORE, size);
  i->flags |= INST_STORE_TO;
  if (size < 4) i->flags |= INST_IMMEDIATE;
  select_memory(i, &a, false);
}

void select_block_zero(Select *s, const Address *to, int64_t size) {
  if (size > MOVE_INLINE) {
    VReg d = address_reg(s, to, LEA_BLOCK_TARGET, size);
    uint32_t first = select_copy_begin(s);
    select_copy_vreg_to(s, RDI, d);
    copy_constant(s, RCX, block_count(size));
    copy_constant(s, RAX, 0);
    select_copy_end(s, first);
    MachineInst *rep = select_inst(s, M_REPSTOS, 8);
    rep->clobber = 1u << RDI | 1u << RAX | 1u << RCX;
    rep->imm = size;
    block_target(rep, to, size);
    return;
  }
  int32_t at = 0;
  for (; at + 16 <= size; at += 16) zero_piece(s, to, at, 16);
  for (uint32_t piece = 8; piece; piece /= 2) {
    for (; at + (int32_t)piece <= size; at += (int32_t)piece) zero_piece(s, to, at, piece);
  }
}

// ---- values

static uint16_t alu_op(uint16_t op) {
  switch (op) {
    case IR_ADD: return M_ADD;
    case IR_SUB: return M_SUB;
    case IR_AND: return M_AND;
    case IR_OR: return M_OR;
    case IR_XOR: return M_XOR;
    default: return 0;
  }
}

// store(p, load(p) op x): one read-modify-write instruction.
static bool store_update(Select *s, ValueId v) {
  Func *f = s->f;
  Value *store = func_value(f, v);
  ValueId address = value_arg(f, v, 0), x = value_arg(f, v, 1);
  Value *value = func_value(f, x);
  uint16_t op = alu_op(value->op);
  if (!op || s->count[x] != 1 || value->block != s->block) return false;
  ValueId a = value_arg(f, x, 0), b = value_arg(f, x, 1);
  for (int swap = 0; swap < 2; swap++) {
    Value *load = func_value(f, a);
    if (load->op == IR_LOAD && value_arg(f, a, 0) == address && load->offset == store->offset &&
        load->type == value->type && a != b && select_can_fold_load(s, a))
      break;
    if (swap || value->op == IR_SUB) return false;
    ValueId t = a;
    a = b;
    b = t;
  }
  int64_t bits;
  uint32_t size = ir_type_size(value->type);
  bool constant = select_is_const(s, b, &bits) && fits_int32(bits);
  select_fold(s, x);
  select_fold(s, a);
  s->count[address]--;  // the load's: there is one address now
  VReg r = constant ? 0 : select_reg(s, b);
  Address at = select_address(s, address, store->offset);
  MachineInst *i = select_inst(s, op, size);
  i->flags |= INST_STORE_TO;
  if (constant) {
    i->flags |= INST_IMMEDIATE;
    i->imm = bits;
  } else {
    select_use(i, 1, r, USE_REG);
  }
  select_memory(i, &at, false);
  return true;
}

static void select_store_value(Select *s, ValueId v) {
  Func *f = s->f;
  ValueId x = value_arg(f, v, 1);
  IrType type = func_value(f, x)->type;
  int64_t bits;
  if (store_update(s, v)) return;
  // Truncations store the low part as it is.
  while (func_value(f, x)->op == IR_TRUNC) {
    select_fold(s, x);
    x = value_arg(f, x, 0);
  }
  int32_t offset = func_value(f, v)->offset;
  if (select_is_const(s, x, &bits) && (type < IR_F32 || type == IR_P || !bits) && fits_int32(bits)) {
    Address a = select_address(s, value_arg(f, v, 0), offset);
    MachineInst *i = select_inst(s, M_STORE, ir_type_size(type));
    i->flags |= INST_STORE_TO | INST_IMMEDIATE;
    i->imm = bits;
    select_memory(i, &a, false);
    return;
  }
  VReg value = select_reg(s, x);
  Address a = select_address(s, value_arg(f, v, 0), offset);
  select_store(s, type, value, &a);
}

// Whether an access that follows faults in place of a nil check of v: the first one through this pointer, if it is in
// the first page. (One farther away could find memory there.)
static bool access_follows(Select *s, ValueId v) {
  Func *f = s->f;
  Block *block = func_block(f, s->block);
  ValueId root = value_arg(f, v, 0);
  for (uint32_t i = s->root_index + 1; i < block->values.len && i < s->root_index + 10; i++) {
    ValueId w = block->values.data[i];
    Value *x = func_value(f, w);
    if (x->op == IR_LOAD || x->op == IR_STORE) {
      bool reached;
      int64_t offset = offset_from(s, root, w, &reached);
      bool executed = x->op == IR_STORE || s->count[w] || (s->folded[w] && !(x->flags & VALUE_NO_NIL));
      bool near = offset >= 0 && offset < ABI_NIL_PAGE;
      if (near && executed) return true;
      if (x->op == IR_STORE || (reached && !near)) return false;
      continue;
    }
    if (x->op < IR_GENERIC_COUNT && !(ir_op_info[x->op].flags & OPF_PURE)) return false;
  }
  return false;
}

static bool atomic_value(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  uint16_t op = value->op;
  int32_t offset = value->offset;
  uint32_t arg_count = value->arg_count;
  IrType type = arg_count > 1 ? func_value(f, value_arg(f, v, 1))->type : value->type;
  uint32_t size = ir_type_size(type);
  VReg x = arg_count > 1 ? select_reg(s, value_arg(f, v, 1)) : 0;
  VReg y = arg_count > 2 ? select_reg(s, value_arg(f, v, 2)) : 0;
  Address a = select_address(s, value_arg(f, v, 0), offset);
  bool used = s->count[v] > 0;
  MachineInst *i;
  switch (op) {
    case IR_ATOMIC_LOAD: select_load(s, select_def(s, v), type, &a); return true;
    case IR_ATOMIC_STORE:
    case IR_ATOMIC_XCHG:
      i = select_tied(s, M_XCHG, size, used ? select_def(s, v) : select_temp(s, IR_I64), x);
      select_memory(i, &a, true);
      return true;
    case IR_ATOMIC_ADD: {
      VReg old = select_temp(s, IR_I64);
      i = select_tied(s, M_XADD, size, old, x);
      select_memory(i, &a, true);
      if (!used) return true;
      i = select_tied(s, M_ADD, size < 4 ? 4 : size, select_def(s, v), old);
      select_use(i, 1, x, USE_ANY | USE_LATE);
      return true;
    }
    case IR_ATOMIC_AND:
    case IR_ATOMIC_OR:
      if (!used) {
        i = select_inst(s, M_LOCKALU, size);
        i->cond = op == IR_ATOMIC_AND ? LOCK_AND : LOCK_OR;
        select_use(i, 0, x, USE_REG);
        select_memory(i, &a, false);
        return true;
      }
      i = select_inst(s, M_RMW, size);
      i->cond = op == IR_ATOMIC_AND ? LOCK_AND : LOCK_OR;
      i->clobber = 1u << RAX;
      select_use(i, 0, x, USE_REG | USE_LATE);
      select_memory(i, &a, true);
      select_set_def(i, 0, select_temp(s, IR_I64));
      {
        uint32_t first = select_copy_begin(s);
        select_copy_from(s, select_def(s, v), RAX);
        select_copy_end(s, first);
      }
      return true;
    default: {  // compare and swap
      uint32_t first = select_copy_begin(s);
      select_copy_vreg_to(s, RAX, x);
      select_copy_end(s, first);
      i = select_inst(s, M_CMPXCHG, size);
      i->clobber = 1u << RAX;
      select_use(i, 0, y, USE_REG | USE_LATE);
      select_memory(i, &a, true);
      select_set_def(i, 0, select_def(s, v));
      return true;
    }
  }
}

// Shades the new pointer (operand 0) and what the address (operand 1) holds. Nil and static data need no shade.
static void barrier(Select *s, ValueId v) {
  Func *f = s->f;
  ValueId x = value_arg(f, v, 0);
  uint16_t op = func_value(f, x)->op;
  VReg value = op == IR_CONST || op == IR_SYMBOL ? 0 : select_reg(s, x);
  Address a = select_address(s, value_arg(f, v, 1), func_value(f, v)->offset);
  MachineInst *i = select_inst(s, M_BARRIER, 8);
  i->clobber = 1u << R11;
  i->aux = value ? 2 : 1;
  i->flags |= INST_STUB;
  if (value) select_use(i, 0, value, USE_REG | USE_LATE);
  select_memory(i, &a, true);
  s->m->has_stub = true;
}

bool select_memory_value(Select *s, ValueId v) {
  Func *f = s->f;
  Value *value = func_value(f, v);
  switch (value->op) {
    case IR_LOAD: {
      IrType type = value->type;
      bool keep = (value->flags & VALUE_VOLATILE) || !(value->flags & VALUE_NO_NIL);
      if (!s->count[v] && !keep) return true;
      Address a = select_address(s, value_arg(f, v, 0), value->offset);
      if (!s->count[v]) {
        select_memory(select_inst(s, M_NILTEST, 1), &a, false);
        return true;
      }
      select_load(s, select_def(s, v), type, &a);
      return true;
    }
    case IR_STORE: select_store_value(s, v); return true;
    case IR_MOVE: {
      int64_t size = types_sizeof(value->go_type);
      int32_t offset = value->offset;
      Address to = select_address(s, value_arg(f, v, 0), offset), from = select_address(s, value_arg(f, v, 1), 0);
      select_block_move(s, &to, &from, size);
      return true;
    }
    case IR_ZERO: {
      int64_t size = types_sizeof(value->go_type);
      Address to = select_address(s, value_arg(f, v, 0), value->offset);
      select_block_zero(s, &to, size);
      return true;
    }
    case IR_NIL_CHECK:
      if (s->count[v])
        s->count[value_arg(f, v, 0)]++;  // users share the operand's register: the check must not fold it away
      if (!access_follows(s, v)) {
        Address a = select_address(s, value_arg(f, v, 0), 0);
        select_memory(select_inst(s, M_NILTEST, 1), &a, false);
      }
      return true;
    case IR_WRITE_BARRIER: barrier(s, v); return true;
    case IR_PREFETCH: {
      Address a = select_address(s, value_arg(f, v, 0), value->offset);
      select_memory(select_inst(s, M_PREFETCH, 1), &a, false);
      return true;
    }
    case IR_ATOMIC_LOAD:
    case IR_ATOMIC_STORE:
    case IR_ATOMIC_XCHG:
    case IR_ATOMIC_ADD:
    case IR_ATOMIC_AND:
    case IR_ATOMIC_OR:
    case IR_ATOMIC_CAS: return atomic_value(s, v);
    default: return false;
  }
}

// ---- effects on variables in the frame

// Bytes that an instruction reads at most: `size` is that of the operation, conversions read others.
static int64_t bytes_read(const MachineInst *i) {
  if (i->op == M_LOAD || i->op == M_FLOAD || i->op == M_LOAD16) return i->size;
  if (i->op == M_LOADSX) return i->cond;
  return i->size > 8 ? i->size : 8;
}

FrameEffect amd64_frame_effect(const MachineInst *i) {
  FrameEffect effect = {.kind = FRAME_READ, .object = i->object, .from = i->disp};
  if (!(i->flags & INST_FRAME)) return (FrameEffect){.kind = FRAME_NONE};
  bool indexed = i->use_kind[2] || i->use_kind[3];
  switch (i->op) {
    case M_DEFINE: effect.kind = FRAME_DEFINE; return effect;
    case M_REPMOVS:
    case M_REPSTOS:
      effect.kind = FRAME_WRITE;
      effect.size = i->extra;
      return effect;
    case M_LEA:
      effect.kind = i->aux == LEA_ORDINARY ? FRAME_ADDRESS : i->aux == LEA_BLOCK_SOURCE ? FRAME_READ : FRAME_WRITE;
      effect.size = i->aux == LEA_BLOCK_TARGET ? 0 : indexed ? -1 : (int64_t)i->extra;  // the block instruction writes
      return effect;
    case M_STORE:
    case M_FSTORE:
    case M_STORE16:
    case M_ZERO16:
      effect.kind = FRAME_WRITE;
      effect.size = indexed ? 0 : i->size;
      return effect;
    default: effect.size = indexed ? -1 : bytes_read(i); return effect;
  }
}
