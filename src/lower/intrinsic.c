// Functions the compiler knows: a call becomes an operation or two. The table
// says by package and name what a function is; the kinds say how its operands are used.
#include "lower/internal.h"

typedef enum IntrinsicKind {
  KIND_ATOMIC_LOAD,
  KIND_ATOMIC_STORE,
  KIND_ATOMIC_XCHG,
  KIND_ATOMIC_ADD,
  KIND_ATOMIC_AND,
  KIND_ATOMIC_OR,
  KIND_ATOMIC_CAS,
  KIND_ATOMIC_AND_VOID,
  KIND_ATOMIC_OR_VOID,
  KIND_UNARY,     // op(x)
  KIND_TERNARY,   // op(x, y, z)
  KIND_COUNT,     // op(x) as int: extended to 64 bits first where the width matters
  KIND_LEN,       // width - clz(x)
  KIND_TRAILING,  // ctz of the type's width
  KIND_ROTATE,
  KIND_CARRY,  // multi-result operations with two results
  KIND_WIDE,
  KIND_DIV_WIDE,
  KIND_MUL_OVERFLOW,  // MulUintptr: product and whether it overflowed
  KIND_CALLER_PC,
  KIND_CALLER_SP,
  KIND_CLOSURE,
  KIND_GETG,
  KIND_PREFETCH,
  KIND_KEEP_ALIVE,
  KIND_ESCAPE,
  KIND_FUNC_PC,
  KIND_BOOL_TO_BYTE,
  KIND_TMP_STRING
} IntrinsicKind;

typedef struct Intrinsic {
  const char *name;
  uint8_t kind;
  uint16_t op;
} Intrinsic;

// The functions of a package, up to a row without name.
typedef struct IntrinsicPackage {
  const char *path;
  const Intrinsic *list;
} IntrinsicPackage;

static const Intrinsic sync_atomic[] = {{"LoadInt32", KIND_ATOMIC_LOAD, 0},
                                        {"LoadInt64", KIND_ATOMIC_LOAD, 0},
                                        {"LoadUint32", KIND_ATOMIC_LOAD, 0},
                                        {"LoadUint64", KIND_ATOMIC_LOAD, 0},
                                        {"LoadUintptr", KIND_ATOMIC_LOAD, 0},
                                        {"LoadPointer", KIND_ATOMIC_LOAD, 0},
                                        {"StoreInt32", KIND_ATOMIC_STORE, 0},
                                        {"StoreInt64", KIND_ATOMIC_STORE, 0},
                                        {"StoreUint32", KIND_ATOMIC_STORE, 0},
                                        {"StoreUint64", KIND_ATOMIC_STORE, 0},
                                        {"StoreUintptr", KIND_ATOMIC_STORE, 0},
                                        {"SwapInt32", KIND_ATOMIC_XCHG, 0},
                                        {"SwapInt64", KIND_ATOMIC_XCHG, 0},
                                        {"SwapUint32", KIND_ATOMIC_XCHG, 0},
                                        {"SwapUint64", KIND_ATOMIC_XCHG, 0},
                                        {"SwapUintptr", KIND_ATOMIC_XCHG, 0},
                                        {"AddInt32", KIND_ATOMIC_ADD, 0},
                                        {"AddInt64", KIND_ATOMIC_ADD, 0},
                                        {"AddUint32", KIND_ATOMIC_ADD, 0},
                                        {"AddUint64", KIND_ATOMIC_ADD, 0},
                                        {"AddUintptr", KIND_ATOMIC_ADD, 0},
                                        {"AndInt32", KIND_ATOMIC_AND, 0},
                                        {"AndInt64", KIND_ATOMIC_AND, 0},
                                        {"AndUint32", KIND_ATOMIC_AND, 0},
                                        {"AndUint64", KIND_ATOMIC_AND, 0},
                                        {"AndUintptr", KIND_ATOMIC_AND, 0},
                                        {"OrInt32", KIND_ATOMIC_OR, 0},
                                        {"OrInt64", KIND_ATOMIC_OR, 0},
                                        {"OrUint32", KIND_ATOMIC_OR, 0},
                                        {"OrUint64", KIND_ATOMIC_OR, 0},
                                        {"OrUintptr", KIND_ATOMIC_OR, 0},
                                        {"CompareAndSwapInt32", KIND_ATOMIC_CAS, 0},
                                        {"CompareAndSwapInt64", KIND_ATOMIC_CAS, 0},
                                        {"CompareAndSwapUint32", KIND_ATOMIC_CAS, 0},
                                        {"CompareAndSwapUint64", KIND_ATOMIC_CAS, 0},
                                        {"CompareAndSwapUintptr", KIND_ATOMIC_CAS, 0},
                                        {NULL, 0, 0}};

static const Intrinsic runtime_atomic[] = {{"Load", KIND_ATOMIC_LOAD, 0},
                                           {"Loadp", KIND_ATOMIC_LOAD, 0},
                                           {"Load8", KIND_ATOMIC_LOAD, 0},
                                           {"Load64", KIND_ATOMIC_LOAD, 0},
                                           {"LoadAcq", KIND_ATOMIC_LOAD, 0},
                                           {"LoadAcq64", KIND_ATOMIC_LOAD, 0},
                                           {"LoadAcquintptr", KIND_ATOMIC_LOAD, 0},
                                           {"Loadint32", KIND_ATOMIC_LOAD, 0},
                                           {"Loadint64", KIND_ATOMIC_LOAD, 0},
                                           {"Loaduint", KIND_ATOMIC_LOAD, 0},
                                           {"Loaduintptr", KIND_ATOMIC_LOAD, 0},
                                           {"Store", KIND_ATOMIC_STORE, 0},
                                           {"Store8", KIND_ATOMIC_STORE, 0},
                                           {"Store64", KIND_ATOMIC_STORE, 0},
                                           {"StoreRel", KIND_ATOMIC_STORE, 0},
                                           {"StoreRel64", KIND_ATOMIC_STORE, 0},
                                           {"StoreReluintptr", KIND_ATOMIC_STORE, 0},
                                           {"StorepNoWB", KIND_ATOMIC_STORE, 0},
                                           {"Storeint32", KIND_ATOMIC_STORE, 0},
                                           {"Storeint64", KIND_ATOMIC_STORE, 0},
                                           {"Storeuintptr", KIND_ATOMIC_STORE, 0},
                                           {"Xadd", KIND_ATOMIC_ADD, 0},
                                           {"Xadd64", KIND_ATOMIC_ADD, 0},
                                           {"Xaddint32", KIND_ATOMIC_ADD, 0},
                                           {"Xaddint64", KIND_ATOMIC_ADD, 0},
                                           {"Xadduintptr", KIND_ATOMIC_ADD, 0},
                                           {"Xchg", KIND_ATOMIC_XCHG, 0},
                                           {"Xchg8", KIND_ATOMIC_XCHG, 0},
                                           {"Xchg64", KIND_ATOMIC_XCHG, 0},
                                           {"Xchgint32", KIND_ATOMIC_XCHG, 0},
                                           {"Xchgint64", KIND_ATOMIC_XCHG, 0},
                                           {"Xchguintptr", KIND_ATOMIC_XCHG, 0},
                                           {"Cas", KIND_ATOMIC_CAS, 0},
                                           {"Cas64", KIND_ATOMIC_CAS, 0},
                                           {"CasRel", KIND_ATOMIC_CAS, 0},
                                           {"Casint32", KIND_ATOMIC_CAS, 0},
                                           {"Casint64", KIND_ATOMIC_CAS, 0},
                                           {"Casuintptr", KIND_ATOMIC_CAS, 0},
                                           {"And", KIND_ATOMIC_AND_VOID, 0},
                                           {"And8", KIND_ATOMIC_AND_VOID, 0},
                                           {"And32", KIND_ATOMIC_AND, 0},
                                           {"And64", KIND_ATOMIC_AND, 0},
                                           {"Anduintptr", KIND_ATOMIC_AND, 0},
                                           {"Or", KIND_ATOMIC_OR_VOID, 0},
                                           {"Or8", KIND_ATOMIC_OR_VOID, 0},
                                           {"Or32", KIND_ATOMIC_OR, 0},
                                           {"Or64", KIND_ATOMIC_OR, 0},
                                           {"Oruintptr", KIND_ATOMIC_OR, 0},
                                           {NULL, 0, 0}};

static const Intrinsic math_bits[] = {{"LeadingZeros64", KIND_COUNT, IR_CLZ},
                                      {"LeadingZeros", KIND_COUNT, IR_CLZ},
                                      {"LeadingZeros32", KIND_COUNT, IR_CLZ},
                                      {"Len", KIND_LEN, 0},
                                      {"Len8", KIND_LEN, 0},
                                      {"Len16", KIND_LEN, 0},
                                      {"Len32", KIND_LEN, 0},
                                      {"Len64", KIND_LEN, 0},
                                      {"TrailingZeros", KIND_TRAILING, 0},
                                      {"TrailingZeros8", KIND_TRAILING, 0},
                                      {"TrailingZeros16", KIND_TRAILING, 0},
                                      {"TrailingZeros32", KIND_TRAILING, 0},
                                      {"TrailingZeros64", KIND_TRAILING, 0},
                                      {"OnesCount", KIND_COUNT, IR_POPCNT},
                                      {"OnesCount16", KIND_COUNT, IR_POPCNT},
                                      {"OnesCount32", KIND_COUNT, IR_POPCNT},
                                      {"OnesCount64", KIND_COUNT, IR_POPCNT},
                                      {"ReverseBytes32", KIND_UNARY, IR_BSWAP},
                                      {"ReverseBytes64", KIND_UNARY, IR_BSWAP},
                                      {"RotateLeft", KIND_ROTATE, 0},
                                      {"RotateLeft8", KIND_ROTATE, 0},
                                      {"RotateLeft16", KIND_ROTATE, 0},
                                      {"RotateLeft32", KIND_ROTATE, 0},
                                      {"RotateLeft64", KIND_ROTATE, 0},
                                      {"Add", KIND_CARRY, IR_ADD_CARRY},
                                      {"Add64", KIND_CARRY, IR_ADD_CARRY},
                                      {"Sub", KIND_CARRY, IR_SUB_BORROW},
                                      {"Sub64", KIND_CARRY, IR_SUB_BORROW},
                                      {"Mul", KIND_WIDE, IR_UMUL_WIDE},
                                      {"Mul64", KIND_WIDE, IR_UMUL_WIDE},
                                      {NULL, 0, 0}};

static const Intrinsic runtime_sys[] = {{"GetCallerPC", KIND_CALLER_PC, 0},
                                        {"GetCallerSP", KIND_CALLER_SP, 0},
                                        {"GetClosurePtr", KIND_CLOSURE, 0},
                                        {"Bswap32", KIND_UNARY, IR_BSWAP},
                                        {"Bswap64", KIND_UNARY, IR_BSWAP},
                                        {"Len8", KIND_LEN, 0},
                                        {"Len64", KIND_LEN, 0},
                                        {"OnesCount64", KIND_COUNT, IR_POPCNT},
                                        {"TrailingZeros8", KIND_TRAILING, 0},
                                        {"TrailingZeros32", KIND_TRAILING, 0},
                                        {"TrailingZeros64", KIND_TRAILING, 0},
                                        {"LeadingZeros64", KIND_COUNT, IR_CLZ},
                                        {"Prefetch", KIND_PREFETCH, 0},
                                        {"PrefetchStreamed", KIND_PREFETCH, 0},
                                        {NULL, 0, 0}};

static const Intrinsic runtime_math[] = {{"Mul64", KIND_WIDE, IR_UMUL_WIDE},
                                         {"Add64", KIND_CARRY, IR_ADD_CARRY},
                                         {"MulUintptr", KIND_MUL_OVERFLOW, 0},
                                         {NULL, 0, 0}};

static const Intrinsic math[] = {{"sqrt", KIND_UNARY, IR_FSQRT},
                                 {"Sqrt", KIND_UNARY, IR_FSQRT},
                                 {"Abs", KIND_UNARY, IR_FABS},
                                 {"Float64bits", KIND_UNARY, IR_BITCAST},
                                 {"Float64frombits", KIND_UNARY, IR_BITCAST},
                                 {"Float32bits", KIND_UNARY, IR_BITCAST},
                                 {"Float32frombits", KIND_UNARY, IR_BITCAST},
                                 {"Floor", KIND_UNARY, IR_FFLOOR},
                                 {"Ceil", KIND_UNARY, IR_FCEIL},
                                 {"Trunc", KIND_UNARY, IR_FTRUNC},
                                 {"RoundToEven", KIND_UNARY, IR_FROUND_EVEN},
                                 {"FMA", KIND_TERNARY, IR_FMA},
                                 {NULL, 0, 0}};

static const Intrinsic math_big[] = {{"mulWW", KIND_WIDE, IR_UMUL_WIDE}, {NULL, 0, 0}};
static const Intrinsic runtime[] = {{"getg", KIND_GETG, 0},
                                    {"KeepAlive", KIND_KEEP_ALIVE, 0},
                                    {"slicebytetostringtmp", KIND_TMP_STRING, 0},
                                    {NULL, 0, 0}};
static const Intrinsic internal_abi[] = {{"FuncPCABI0", KIND_FUNC_PC, 0},
                                         {"FuncPCABIInternal", KIND_FUNC_PC, 0},
                                         {"EscapeNonString", KIND_ESCAPE, 0},
                                         {NULL, 0, 0}};
static const Intrinsic constant_time[] = {{"boolToUint8", KIND_BOOL_TO_BYTE, 0}, {NULL, 0, 0}};
static const Intrinsic sync_package[] = {
    {"runtime_LoadAcquintptr", KIND_ATOMIC_LOAD, 0}, {"runtime_StoreReluintptr", KIND_ATOMIC_STORE, 0}, {NULL, 0, 0}};

static const IntrinsicPackage packages[] = {{"sync/atomic", sync_atomic},
                                            {"internal/runtime/atomic", runtime_atomic},
                                            {"math/bits", math_bits},
                                            {"internal/runtime/sys", runtime_sys},
                                            {"internal/runtime/math", runtime_math},
                                            {"math", math},
                                            {"math/big", math_big},
                                            {"runtime", runtime},
                                            {"internal/abi", internal_abi},
                                            {"crypto/internal/constanttime", constant_time},
                                            {"sync", sync_package}};

static const Intrinsic *package_intrinsics(const Package *package) {
  if (!package->is_std) return NULL;
  for (size_t i = 0; i < sizeof packages / sizeof packages[0]; i++)
    if (strcmp(packages[i].path, package->path) == 0) return packages[i].list;
  return NULL;
}

void find_intrinsics(Lowerer *l) {
  Program *program = l->program;
  l->all->intrinsics = arena_array(l->arena, const Intrinsic *, program_package_numbers(program));
  for (uint32_t i = 0; i < program->package_count; i++)
    l->all->intrinsics[program->packages[i]->number] = package_intrinsics(program->packages[i]);
}

static const Intrinsic *find_intrinsic(Lowerer *l, const Object *function) {
  if (!function->package || ((Signature *)function->type)->receiver) return NULL;
  for (const Intrinsic *p = l->all->intrinsics[function->package->number]; p && p->name; p++)
    if (strcmp(p->name, function->name->text) == 0) return p;
  return NULL;
}

bool is_intrinsic(Lowerer *l, const Object *function) { return find_intrinsic(l, function) != NULL; }

static ValueId project(Context *c, ValueId v, IrType type, uint32_t index) {
  ValueId p = emit1(c, IR_PROJECT, type, v);
  func_value(c->f, p)->index = index;
  return p;
}

static void two_results(Context *c, Operand *results, Signature *s, ValueId v) {
  for (uint32_t i = 0; i < 2; i++) {
    results[i] = operand_scalar(c, tuple_type(c->l, s->results, i), project(c, v, IR_I64, i));
  }
}

// The code address behind a function value.
static ValueId function_code(Context *c, Operand x) {
  ValueId pointer = x.c[0];
  if (x.count == 2) {  // f came as interface: its data word is the function value
    pointer = x.c[1];
  }
  Value *v = func_value(c->f, pointer);
  if (v->op == IR_SYMBOL && v->symbol->relocs.len == 1) return emit_symbol_word(c, v->symbol->relocs.data[0].target);
  return emit_load(c, IR_I64, address_of_pointer(pointer), 0);
}

static ValueId unary_result(Context *c, const Intrinsic *p, ValueId x, IrType type, IrType result) {
  uint32_t width = ir_type_size(type) * 8;
  switch (p->kind) {
    case KIND_COUNT: return emit_extend(c, emit1(c, (Op)p->op, type, x), result, false);
    case KIND_LEN: {
      ValueId wide = emit_extend(c, x, IR_I64, false);
      return emit2(c, IR_SUB, IR_I64, emit_int(c, 64), emit1(c, IR_CLZ, IR_I64, wide));
    }
    case KIND_TRAILING:
      if (width < 32) {
        // A bit above the value stops the count at its width.
        ValueId wide =
            emit2(c, IR_OR, IR_I32, emit_extend(c, x, IR_I32, false), emit_const(c, IR_I32, (int64_t)1 << width));
        return emit_extend(c, emit1(c, IR_CTZ, IR_I32, wide), result, false);
      }
      return emit_extend(c, emit1(c, IR_CTZ, type, x), result, false);
    default: return emit1(c, (Op)p->op, result, x);
  }
}

static ValueId atomic(Context *c, Op op, IrType type, ValueId *args, uint32_t count) {
  ValueId v = value_new(c->f, c->block, op, type, c->pos);
  for (uint32_t i = 0; i < count; i++) value_add_arg(c->f, v, args[i]);
  return v;
}

// Returns 0 if the intrinsic gives no single value.
static ValueId lower_atomic(Context *c, const Intrinsic *p, ValueId *args, uint32_t count, IrType result) {
  static const Op ops[] = {[KIND_ATOMIC_LOAD] = IR_ATOMIC_LOAD, [KIND_ATOMIC_STORE] = IR_ATOMIC_STORE,
                           [KIND_ATOMIC_XCHG] = IR_ATOMIC_XCHG, [KIND_ATOMIC_ADD] = IR_ATOMIC_ADD,
                           [KIND_ATOMIC_AND] = IR_ATOMIC_AND,   [KIND_ATOMIC_OR] = IR_ATOMIC_OR,
                           [KIND_ATOMIC_CAS] = IR_ATOMIC_CAS,   [KIND_ATOMIC_AND_VOID] = IR_ATOMIC_AND,
                           [KIND_ATOMIC_OR_VOID] = IR_ATOMIC_OR};
  bool is_void = p->kind == KIND_ATOMIC_AND_VOID || p->kind == KIND_ATOMIC_OR_VOID;
  if (is_void) result = value_type(c, args[1]);
  ValueId v = atomic(c, ops[p->kind], p->kind == KIND_ATOMIC_STORE ? IR_VOID : result, args, count);
  return p->kind == KIND_ATOMIC_STORE || is_void ? 0 : v;
}

// The variable of package runtime that says whether the processor has the operation; NULL: every one has.
static const char *processor_flag(uint16_t op) {
  switch (op) {
    case IR_POPCNT: return "x86HasPOPCNT";
    case IR_FFLOOR:
    case IR_FCEIL:
    case IR_FTRUNC:
    case IR_FROUND_EVEN: return "x86HasSSE41";
    case IR_FMA: return "x86HasFMA";
    default: return NULL;
  }
}

// Where the processor must be asked, the function's own body is the other way.
static bool lower_guarded(Context *c, const Intrinsic *p, Object *callee, Operand *operands, uint32_t count,
                          Signature *signature, Operand *results) {
  Lowerer *l = c->l;
  Symbol *flag = global_symbol(l, runtime_variable(l, processor_flag(p->op)));
  ValueId has = emit_load(c, IR_I8, address_of_pointer(emit_symbol(c, flag, 0)), 0);
  BlockId fast = new_block(c), slow = new_block(c), join = new_block(c);
  branch_likely(c, has, fast, slow, 1);
  start_block(c, fast);
  Type *result_type = tuple_type(l, signature->results, 0);
  IrType result = (IrType)shape_of(l, result_type)->leaves[0].type;
  ValueId args[3] = {0};
  for (uint32_t i = 0; i < count; i++) args[i] = operands[i].c[0];
  ValueId quick = p->kind == KIND_TERNARY ? emit3(c, (Op)p->op, result, args[0], args[1], args[2])
                                          : unary_result(c, p, args[0], value_type(c, args[0]), result);
  jump_to(c, join);
  start_block(c, slow);
  func_block(c->f, slow)->cold = true;
  Instance *instance = function_instance(l, callee, NULL, 0);
  instance_reach(l, instance);
  Operand called;
  emit_static_call(c, instance->symbol, abi_signature(l, signature, NULL), signature, NULL, callee, operands, count,
                   &called, 1);
  jump_to(c, join);
  start_block(c, join);
  results[0] = operand_scalar(c, result_type, emit_phi2(c, result, quick, called.c[0]));
  return true;
}

// What the operand points to is to be on the heap, but for the bytes of strings.
static void escape_operand(Context *c, Operand x) {
  if (!has_pointers(c->l, x.type) || is_string_only(c->l, x.type)) return;
  if (x.in_memory) {
    ValueId address = emit_pointer(c, x.address);
    call_runtime0(c, "escapeContent", &address, 1);
  }
  for (uint32_t i = 0; !x.in_memory && i < x.count; i++)
    if (value_type(c, x.c[i]) == IR_P) call_runtime0(c, "escape", &x.c[i], 1);
}

bool lower_intrinsic(Context *c, Object *function, Operand *operands, uint32_t count, Signature *signature,
                     Operand *results) {
  Lowerer *l = c->l;
  const Intrinsic *p = find_intrinsic(l, function);
  if (!p) return false;
  if (processor_flag(p->op)) return lower_guarded(c, p, function, operands, count, signature, results);
  ValueId args[4] = {0}, v = 0;
  for (uint32_t i = 0; i < count && i < 4; i++) args[i] = operands[i].count ? operands[i].c[0] : 0;
  Type *result_type = tuple_count(signature->results) ? tuple_type(l, signature->results, 0) : NULL;
  const TypeShape *shape = result_type ? shape_of(l, result_type) : NULL;
  IrType result = shape && shape->leaf_count ? (IrType)shape->leaves[0].type : IR_VOID;
  IrType type = count && operands[0].count ? value_type(c, args[0]) : IR_VOID;
  switch ((IntrinsicKind)p->kind) {
    case KIND_UNARY:
    case KIND_COUNT:
    case KIND_LEN:
    case KIND_TRAILING: v = unary_result(c, p, args[0], type, result); break;
    case KIND_ROTATE: v = emit2(c, IR_ROTL, type, args[0], args[1]); break;
    case KIND_CARRY:
      two_results(c, results, signature, emit3(c, (Op)p->op, IR_I64, args[0], args[1], args[2]));
      return true;
    case KIND_WIDE: two_results(c, results, signature, emit2(c, (Op)p->op, IR_I64, args[0], args[1])); return true;
    case KIND_DIV_WIDE: return false;
    case KIND_MUL_OVERFLOW: {
      ValueId wide = emit2(c, IR_UMUL_WIDE, IR_I64, args[0], args[1]);
      ValueId high = project(c, wide, IR_I64, 0), low = project(c, wide, IR_I64, 1);
      results[0] = operand_scalar(c, result_type, low);
      results[1] = operand_scalar(c, basic_type(l, BASIC_BOOL), emit2(c, IR_NE, IR_I8, high, emit_int(c, 0)));
      return true;
    }
    case KIND_CALLER_PC: v = emit0(c, IR_CALLER_PC, IR_I64); break;
    case KIND_CALLER_SP: v = emit0(c, IR_CALLER_SP, IR_I64); break;
    case KIND_CLOSURE:
      c->f->needs_context = true;
      v = emit1(c, IR_PTR_TO_INT, IR_I64, emit0(c, IR_CLOSURE, IR_P));
      break;
    case KIND_GETG: v = emit0(c, IR_G, IR_P); break;
    case KIND_PREFETCH: emit1(c, IR_PREFETCH, IR_VOID, emit1(c, IR_INT_TO_PTR, IR_P, args[0])); return true;
    case KIND_KEEP_ALIVE: emit1(c, IR_KEEP_ALIVE, IR_VOID, operands[0].c[operands[0].count - 1]); return true;
    case KIND_ESCAPE: escape_operand(c, operands[0]); return true;
    case KIND_FUNC_PC: v = function_code(c, operands[0]); break;
    case KIND_BOOL_TO_BYTE: v = args[0]; break;
    case KIND_TMP_STRING: {
      ValueId parts[2] = {args[0], args[1]};
      results[0] = operand_make(c, result_type, 2, parts);
      return true;
    }
    default: v = lower_atomic(c, p, args, count, result); break;
  }
  if (v && result_type) results[0] = operand_scalar(c, result_type, v);
  return true;
}
