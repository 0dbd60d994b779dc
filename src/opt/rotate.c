// Loop rotation (inversion): the test at the top of a loop is copied before it, and
// the one inside then stands at its end:
//
//     P -> H: if c B E; B … -> H      becomes      P: if c' L E;  L -> B … -> H: if c B E
//
// An iteration takes one branch, and what is in L (the landing, empty here)
// runs exactly if the body does: licm puts there what it takes out of the
// body. Values of the header that do not change in the loop move to P instead. For the rest
// SSA form is repaired: inside the loop a phi in B stands for what was made in H;
// outside, reaching definitions are looked up on demand (Braun et al., Simple
// and Efficient Construction of SSA Form).
//
// Outer loops come first. After bounds: that reads the test at the top.
#include <string.h>

#include "opt/loops.h"

enum { HEADER_LIMIT = 12, HEADER_LIMIT_CALLS = 4 };

// Who uses a value: another value, or (user 0) a block's control or results.
typedef struct Use {
  ValueId user;
  BlockId block;
  uint32_t next;  // of the same value
} Use;

typedef struct Rotation {
  Loops loops;
  Func *f;
  uint32_t block_count;  // of before
  Vec(Use) uses;         // [0] unused; empty until the first loop is rotated
  // of the loop in hand:
  BlockId header, before, landing, body, exit;
  ValueId *entry;                  // a value of the header: what it is on entry; 0: not of the header
  ValueId *body_phi;               // and the phi in the body's first block
  uint32_t *first_use, *last_use;  // of each value
  uint32_t value_cap;
  Vec(ValueId) headers;  // values with an entry
  Map outside;           // value and block: what reaches the block's end
} Rotation;

static uint32_t *grown(const Rotation *r, uint32_t *words, uint32_t cap) {
  uint32_t *more = arena_array(func_scratch(r->f), uint32_t, cap);
  if (r->value_cap) memcpy(more, words, r->value_cap * sizeof *more);
  return more;
}

static void reserve(Rotation *r) {
  if (r->f->values.len <= r->value_cap) return;
  uint32_t cap = r->f->values.len + r->f->values.len / 2 + 64;
  r->entry = grown(r, r->entry, cap);
  r->body_phi = grown(r, r->body_phi, cap);
  r->first_use = grown(r, r->first_use, cap);
  r->last_use = grown(r, r->last_use, cap);
  r->value_cap = cap;
}

// ---- uses. Phis that turn out to merge one value are copies until the pass ends.

static void note_use(Rotation *r, ValueId v, ValueId user, BlockId block) {
  v = value_resolve(r->f, v);
  reserve(r);
  vec_push(func_scratch(r->f), &r->uses, ((Use){user, block, 0}));
  uint32_t use = r->uses.len - 1;
  if (r->first_use[v]) r->uses.data[r->last_use[v]].next = use;
  else r->first_use[v] = use;
  r->last_use[v] = use;
}

static void add_arg(Rotation *r, ValueId user, ValueId arg) {
  value_add_arg(r->f, user, arg);
  note_use(r, arg, user, 0);
}

static void set_arg(Rotation *r, ValueId user, uint32_t i, ValueId arg) {
  value_set_arg(r->f, user, i, arg);
  note_use(r, arg, user, 0);
}

// Who uses v is now one who uses `of`.
static void make_copy_of(Rotation *r, ValueId v, ValueId of) {
  value_make_copy_of(r->f, v, of);
  of = value_resolve(r->f, of);
  if (!r->first_use[v]) return;
  if (r->first_use[of]) r->uses.data[r->last_use[of]].next = r->first_use[v];
  else r->first_use[of] = r->first_use[v];
  r->last_use[of] = r->last_use[v];
}

static void find_uses(Rotation *r) {
  Func *f = r->f;
  if (r->uses.len) return;
  vec_push(func_scratch(f), &r->uses, ((Use){0}));
  reserve(r);
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId user = block->values.data[i];
      for (uint32_t k = 0; k < func_value(f, user)->arg_count; k++) note_use(r, value_arg(f, user, k), user, 0);
      if (debug_watched(func_value(f, user))) note_use(r, debug_watched(func_value(f, user)), user, 0);
    }
    if (block->control) note_use(r, block->control, 0, b);
    for (uint32_t i = 0; i < block->results.len; i++) note_use(r, block->results.data[i], 0, b);
  }
}

// ---- which loops

static bool may_be_copied(const Value *value) {
  if (value->op == IR_PHI || value->op == IR_LOAD || value->op == IR_NIL_CHECK || value->op == IR_BOUNDS_CHECK)
    return !(value->flags & VALUE_VOLATILE) || value->op == IR_PHI;
  if (op_flags(value) & (OPF_WRITE | OPF_READ | OPF_TRAP | OPF_CALL)) return false;
  return value->op != IR_RESULT && value->op != IR_CLOSURE && value->op != IR_STACK_SLOT && value->op != IR_PARAM;
}

static bool stays_the_same(const Rotation *r, const LoopEffects *effects, ValueId v) {
  const Value *value = func_value(r->f, v);
  if (value->op == IR_CONST || value->op == IR_SYMBOL) return true;
  if (!loops_has_invariant_args(&r->loops, v)) return false;
  if (value->op == IR_NIL_CHECK || value->op == IR_BOUNDS_CHECK) return true;
  if (value->op == IR_LOAD) return !loops_may_change(&r->loops, effects, v) && !loops_is_runtime_code(r->f, value);
  return loops_is_movable(value);
}

// A loop that only waits for memory to change keeps its loads.
static bool only_waits(Func *f, const Loop *loop) {
  const Block *header = func_block(f, loop->header);
  return !header->values.len || func_value(f, header->values.data[0])->op != IR_PHI;
}

static bool has_call(Func *f, const Loop *loop) {
  for (uint32_t i = 0; i < loop->blocks.len; i++) {
    const Block *block = func_block(f, loop->blocks.data[i]);
    for (uint32_t j = 0; j < block->values.len; j++)
      if (op_flags(func_value(f, block->values.data[j])) & OPF_CALL) return true;
  }
  return false;
}

static bool is_wanted(Rotation *r, const Loop *loop) {
  Func *f = r->f;
  const Block *header = func_block(f, loop->header);
  if (header->kind != BLOCK_IF || header->cold || loop->header == f->recover_block || loop->header == 1) return false;
  bool first = loops_inside(&r->loops, header->succs.data[0]), second = loops_inside(&r->loops, header->succs.data[1]);
  if (first == second || header->succs.data[first ? 0 : 1] == loop->header) return false;
  uint32_t cost = 0;
  for (uint32_t i = 0; i < header->values.len; i++) {
    const Value *value = func_value(f, header->values.data[i]);
    if (!may_be_copied(value)) return false;
    cost += !value_is_debug(value) && value->op != IR_PHI && value->op != IR_COPY && value->op != IR_CONST &&
            value->op != IR_SYMBOL;
  }
  return cost <= (has_call(f, loop) ? HEADER_LIMIT_CALLS : HEADER_LIMIT) && !only_waits(f, loop);
}

// ---- blocks

static BlockId new_block_like(Func *f, BlockId like) {
  BlockId b = func_new_block(f);
  func_block(f, b)->cold = func_block(f, like)->cold;
  func_block(f, b)->pos = func_block(f, like)->pos;
  return b;
}

// The block that leads to the header and nowhere else, for all ways in.
static BlockId block_before(Rotation *r) {
  Func *f = r->f;
  uint32_t outer = 0;
  BlockId only = 0;
  for (uint32_t i = 0; i < func_block(f, r->header)->preds.len; i++) {
    BlockId pred = func_block(f, r->header)->preds.data[i];
    if (loops_inside(&r->loops, pred)) continue;
    outer++;
    only = pred;
  }
  if (outer == 1 && func_block(f, only)->kind == BLOCK_JUMP) return only;
  BlockId middle = new_block_like(f, r->header);
  Block *header = func_block(f, r->header);
  // Phis first: those of the new block merge the ways in.
  for (uint32_t i = 0; i < header->values.len; i++) {
    ValueId phi = header->values.data[i], merged;
    if (func_value(f, phi)->op == IR_COPY) continue;
    if (func_value(f, phi)->op != IR_PHI) break;
    merged = value_new(f, middle, IR_PHI, (IrType)func_value(f, phi)->type, func_value(f, phi)->pos);
    header = func_block(f, r->header);
    uint32_t kept = 0, count = func_value(f, phi)->arg_count;
    for (uint32_t k = 0; k < count; k++) {
      ValueId arg = value_arg(f, phi, k);
      if (loops_inside(&r->loops, header->preds.data[k])) value_set_arg(f, phi, kept++, arg);
      else add_arg(r, merged, arg);
    }
    func_value(f, phi)->arg_count = kept;
    add_arg(r, phi, merged);
  }
  uint32_t kept = 0;
  for (uint32_t k = 0; k < header->preds.len; k++) {
    BlockId pred = header->preds.data[k];
    if (loops_inside(&r->loops, pred)) {
      header->preds.data[kept++] = pred;
      continue;
    }
    block_replace_succ(f, pred, r->header, middle);
    vec_push(f->arena, &func_block(f, middle)->preds, pred);
  }
  header->preds.len = kept;
  func_flow_changed(f);
  block_set_jump(f, middle, r->header);
  return middle;
}

// The body must be entered from the header alone.
static void split_body(Rotation *r, uint32_t inside) {
  Func *f = r->f;
  r->body = func_block(f, r->header)->succs.data[inside];
  if (func_block(f, r->body)->preds.len == 1) return;
  r->body = block_split_edge(f, r->header, inside);
  func_block(f, r->body)->cold = func_block(f, r->header)->cold;
  loops_add_block(&r->loops, r->body);
}

// ---- copying the header

static ValueId on_entry(const Rotation *r, ValueId v) {
  v = value_resolve(r->f, v);
  return v < r->value_cap && r->entry[v] ? r->entry[v] : v;
}

static ValueId copy_value(Rotation *r, ValueId v) {
  Func *f = r->f;
  ValueId copy = value_copy(f, v);
  func_value(f, copy)->block = r->before;
  for (uint32_t i = 0; i < func_value(f, v)->arg_count; i++) add_arg(r, copy, on_entry(r, value_arg(f, v, i)));
  return copy;
}

// At place `at` of block b.
static void copy_claim(Rotation *r, ValueId claim, BlockId b, uint32_t at, ValueId watched) {
  ValueId copy = debug_copy(r->f, claim, watched);
  block_insert(r->f, b, at, copy);
  if (watched) note_use(r, watched, copy, 0);
}

static void copy_header(Rotation *r, const LoopEffects *effects) {
  Func *f = r->f;
  uint32_t kept = 0, entry_pred = 0;
  while (func_block(f, r->header)->preds.data[entry_pred] != r->before) entry_pred++;
  r->headers.len = 0;
  for (uint32_t i = 0; i < func_block(f, r->header)->values.len; i++) {
    ValueId v = func_block(f, r->header)->values.data[i], entry;
    reserve(r);
    if (func_value(f, v)->op == IR_COPY || value_is_debug(func_value(f, v))) {
      if (value_is_debug(func_value(f, v)))
        copy_claim(r, v, r->before, func_block(f, r->before)->values.len, on_entry(r, debug_watched(func_value(f, v))));
      func_block(f, r->header)->values.data[kept++] = v;
      continue;
    }
    if (func_value(f, v)->op == IR_PHI) {
      entry = value_resolve(f, value_arg(f, v, entry_pred));
    } else if (stays_the_same(r, effects, v)) {
      func_value(f, v)->block = r->before;
      vec_push(f->arena, &func_block(f, r->before)->values, v);
      continue;
    } else {
      entry = copy_value(r, v);
      reserve(r);
      vec_push(f->arena, &func_block(f, r->before)->values, entry);
    }
    r->entry[v] = entry;
    vec_push(func_scratch(f), &r->headers, v);
    func_block(f, r->header)->values.data[kept++] = v;
  }
  func_block(f, r->header)->values.len = kept;
}

// Adds what a new predecessor gives to the phis of block b: what the header gives, on entry.
static void extend_phis(Rotation *r, BlockId b) {
  Func *f = r->f;
  const Block *block = func_block(f, b);
  uint32_t like = 0;
  while (block->preds.data[like] != r->header) like++;
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId phi = block->values.data[i];
    if (func_value(f, phi)->op == IR_COPY) continue;
    if (func_value(f, phi)->op != IR_PHI) break;
    add_arg(r, phi, on_entry(r, value_arg(f, phi, like)));
  }
}

// Is the test before the loop known to lead into it?
static bool always_enters(Func *f, ValueId control, uint32_t inside) {
  const Value *value = func_value(f, control);
  int64_t result;
  if (!ir_is_int_comparison(value->op)) return false;
  const Value *a = func_value(f, value_arg(f, control, 0)), *b = func_value(f, value_arg(f, control, 1));
  if (a->op != IR_CONST || b->op != IR_CONST || !fold_constants(value->op, a->type, a->constant, b->constant, &result))
    return false;
  return (result != 0) == (inside == 0);
}

static void link_blocks(Rotation *r, uint32_t inside) {
  Func *f = r->f;
  ValueId control = on_entry(r, func_block(f, r->header)->control);
  r->exit = func_block(f, r->header)->succs.data[1 - inside];
  r->landing = new_block_like(f, r->header);
  block_remove_edge(f, r->before, 0);
  extend_phis(r, r->body);
  block_set_jump(f, r->landing, r->body);
  if (always_enters(f, control, inside)) {
    block_set_jump(f, r->before, r->landing);
    return;
  }
  extend_phis(r, r->exit);
  note_use(r, control, 0, r->before);
  block_set_if(f, r->before, control, inside == 0 ? r->landing : r->exit, inside == 0 ? r->exit : r->landing);
  func_block(f, r->before)->likely = func_block(f, r->header)->likely;
  func_block(f, r->before)->pos = func_block(f, r->header)->pos;
}

// ---- repair of SSA form

static ValueId phi_of_body(Rotation *r, ValueId v) {
  Func *f = r->f;
  if (r->body_phi[v]) return r->body_phi[v];
  ValueId phi = value_new(f, r->body, IR_PHI, (IrType)func_value(f, v)->type, func_value(f, v)->pos);
  const Block *body = func_block(f, r->body);
  for (uint32_t i = 0; i < body->preds.len; i++) add_arg(r, phi, body->preds.data[i] == r->header ? v : r->entry[v]);
  reserve(r);
  return r->body_phi[v] = phi;
}

// The next block up from b where ways come together, 0 if one comes first in which it is known what the header's values
// are; *b is that block then.
static BlockId join_above(const Rotation *r, BlockId *b) {
  while (*b != r->header && *b != r->before && *b != r->landing && !loops_inside(&r->loops, *b)) {
    if (func_block(r->f, *b)->preds.len != 1) return *b;
    *b = func_block(r->f, *b)->preds.data[0];
  }
  return 0;
}

static uint64_t outside_key(ValueId v, BlockId b) { return (uint64_t)v << 32 | b; }

// What v, a value of the header, is at the end of block b.
static ValueId reaching(Rotation *r, BlockId b, ValueId v) {
  Func *f = r->f;
  if (!join_above(r, &b)) {
    if (b == r->header) return v;
    return b == r->before || b == r->landing ? r->entry[v] : phi_of_body(r, v);
  }
  if (!func_block(f, b)->preds.len) ice("rotate", f->display_name, "v%u does not reach b%u", v, b);
  uint64_t key = outside_key(v, b);
  void *found = map_get(&r->outside, key);
  if (found) return value_resolve(f, (ValueId)(uintptr_t)found);
  ValueId phi = value_new(f, b, IR_PHI, (IrType)func_value(f, v)->type, func_value(f, v)->pos), same = 0;
  map_put(func_scratch(f), &r->outside, key, (void *)(uintptr_t)phi);
  bool several = false;
  for (uint32_t i = 0; i < func_block(f, b)->preds.len; i++) {
    ValueId arg = reaching(r, func_block(f, b)->preds.data[i], v);
    add_arg(r, phi, arg);
  }
  for (uint32_t i = 0; i < func_value(f, phi)->arg_count; i++) {
    ValueId arg = value_resolve(f, value_arg(f, phi, i));
    if (arg == phi || arg == same) continue;
    several |= same != 0;
    same = arg;
  }
  if (!several && same) make_copy_of(r, phi, same);
  return value_resolve(f, phi);
}

static bool is_header_value(const Rotation *r, ValueId v) { return v < r->value_cap && r->entry[v]; }

// Is block b one of before that the header dominates?
static bool is_behind(const Rotation *r, BlockId b) {
  return b < r->block_count && dominates(r->loops.d, r->header, b);
}

static void repair_phi(Rotation *r, ValueId phi) {
  Func *f = r->f;
  BlockId b = func_value(f, phi)->block;
  for (uint32_t k = 0; k < func_value(f, phi)->arg_count; k++) {
    BlockId pred = func_block(f, b)->preds.data[k];
    ValueId arg = value_resolve(f, value_arg(f, phi, k));
    if (is_header_value(r, arg) && (is_behind(r, b) || is_behind(r, pred))) set_arg(r, phi, k, reaching(r, pred, arg));
  }
}

static void repair_value(Rotation *r, ValueId v) {
  Func *f = r->f;
  BlockId b = func_value(f, v)->block;
  if (b == r->header || !is_behind(r, b)) return;
  for (uint32_t k = 0; k < func_value(f, v)->arg_count; k++) {
    ValueId arg = value_resolve(f, value_arg(f, v, k));
    if (is_header_value(r, arg)) set_arg(r, v, k, reaching(r, b, arg));
  }
}

static void repair_end(Rotation *r, BlockId b) {
  Func *f = r->f;
  if (b == r->header || !is_behind(r, b)) return;
  ValueId control = value_resolve(f, func_block(f, b)->control);
  if (is_header_value(r, control)) {
    ValueId now = reaching(r, b, control);
    func_block(f, b)->control = now;
    note_use(r, now, 0, b);
  }
  for (uint32_t i = 0; i < func_block(f, b)->results.len; i++) {
    ValueId result = value_resolve(f, func_block(f, b)->results.data[i]);
    if (!is_header_value(r, result)) continue;
    ValueId now = reaching(r, b, result);
    func_block(f, b)->results.data[i] = now;
    note_use(r, now, 0, b);
  }
}

// The same without making anything: 0 if there is no value for it.
static ValueId reaching_now(const Rotation *r, BlockId b, ValueId v) {
  if (!join_above(r, &b)) {
    if (b == r->header) return v;
    return b == r->before || b == r->landing ? r->entry[v] : r->body_phi[v];
  }
  ValueId phi = (ValueId)(uintptr_t)map_get(&r->outside, outside_key(v, b));
  return phi ? value_resolve(r->f, phi) : 0;
}

static void repair_claim(Rotation *r, ValueId claim) {
  Func *f = r->f;
  BlockId b = func_value(f, claim)->block;
  ValueId watched = value_resolve(f, debug_watched(func_value(f, claim)));
  if (b == r->header || !is_behind(r, b) || !is_header_value(r, watched)) return;
  ValueId now = reaching_now(r, b, watched);
  debug_watch(f, claim, now);
  if (now) note_use(r, now, claim, 0);
}

// What the header claims holds where its ways and those of its copy come together, of the phis there.
static void claim_at_join(Rotation *r, BlockId b) {
  Func *f = r->f;
  const Block *block = func_block(f, b);
  uint32_t at = block_phi_count(f, b), count = func_block(f, r->header)->values.len;
  for (uint32_t i = 0; i < block->preds.len; i++) {
    BlockId pred = block->preds.data[i];
    if (pred != r->header && pred != r->before && pred != r->landing) return;
  }
  for (uint32_t i = 0; f->debug_values && block->preds.len > 1 && i < count; i++) {
    ValueId claim = func_block(f, r->header)->values.data[i];
    if (!value_is_debug(func_value(f, claim))) continue;
    ValueId watched = value_resolve(f, debug_watched(func_value(f, claim)));
    if (is_header_value(r, watched)) watched = b == r->body ? r->body_phi[watched] : reaching_now(r, b, watched);
    copy_claim(r, claim, b, at++, watched);
  }
}

static void repair_claims(Rotation *r, const Use *users, uint32_t count) {
  for (uint32_t i = 0; r->f->debug_values && i < count; i++)
    if (users[i].user && value_is_debug(func_value(r->f, users[i].user))) repair_claim(r, users[i].user);
  claim_at_join(r, r->body);
  claim_at_join(r, r->exit);
}

static void repair(Rotation *r) {
  Func *f = r->f;
  Vec(Use) users = {0};  // of the header's values; making phis adds more
  for (uint32_t i = 0; i < r->headers.len; i++)
    for (uint32_t u = r->first_use[r->headers.data[i]]; u; u = r->uses.data[u].next)
      vec_push(func_scratch(f), &users, r->uses.data[u]);
  for (uint32_t i = 0; i < users.len; i++) {
    const Use *use = &users.data[i];
    if (!use->user) repair_end(r, use->block);
    else if (func_value(f, use->user)->op == IR_PHI) repair_phi(r, use->user);
    else if (func_value(f, use->user)->op != IR_COPY) repair_value(r, use->user);
  }
  repair_claims(r, users.data, users.len);
  for (uint32_t i = 0; i < r->headers.len; i++) {
    ValueId v = r->headers.data[i];
    r->entry[v] = r->body_phi[v] = 0;
  }
}

// Headers that are left with one way in. (Only now: an inner loop may have given them another.)
static void drop_single_phis(Rotation *r) {
  Func *f = r->f;
  for (uint32_t i = 0; i < r->loops.nest->loops.len; i++)
    block_drop_single_phis(f, r->loops.nest->loops.data[i].header);
  func_remove_copies(f);
}

static void rotate_loop(Rotation *r, uint32_t number) {
  Func *f = r->f;
  loops_enter(&r->loops, number);
  const Loop *loop = &r->loops.nest->loops.data[number];
  if (!is_wanted(r, loop)) return;
  LoopEffects effects;
  loops_effects(&r->loops, loop, &effects);
  find_uses(r);
  r->header = loop->header;
  r->outside = (Map){0};
  uint32_t inside = loops_inside(&r->loops, func_block(f, r->header)->succs.data[0]) ? 0 : 1;
  r->before = block_before(r);
  split_body(r, inside);
  copy_header(r, &effects);
  link_blocks(r, inside);
  repair(r);
}

void opt_rotate(Func *f) {
  Rotation r = {.f = f};
  if (!loops_find(&r.loops, f)) return;
  r.block_count = f->blocks.len;
  for (uint32_t i = 0; i < r.loops.nest->loops.len; i++) rotate_loop(&r, i);
  drop_single_phis(&r);
}
