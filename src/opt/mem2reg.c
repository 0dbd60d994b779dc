// Scalar replacement and promotion: an ALLOC whose address is only used by
// loads, stores, ZEROs and MOVEs at constant offsets becomes one SSA variable
// for each scalar inside its type.
//
// Cytron et al., pruned: a variable's live-in blocks are found first, phis go
// into the iterated dominance frontier of its definitions where it is live, and
// one walk of the dominator tree renames. Executing the ALLOC makes all its
// variables undefined again, so variables declared in a loop get no phis for it.
// ALLOCs that are PINNED stay, and those used in blocks they do not dominate
// (the recover block). An address that is stored in an ALLOC that goes may be used
// plainly afterwards (variables captured by a closure that was inlined): then again.
//
// Claims (DEBUG_VALUE) that a variable of the source lives in an ALLOC that goes become claims of what it is: one
// behind each write and each phi.
#include <string.h>

#include "opt/internal.h"

enum { MAX_COPIED_LEAVES = 8 };  // scalars of a variable that is copied as a whole from or to memory that stays

typedef struct Candidate {
  ValueId alloc;
  bool rejected;
  uint32_t first_variable, leaf_count;
  uint32_t watches;  // list
  const Leaf *leaves;
} Candidate;

// A list of blocks, in a shared pool.
typedef struct BlockLink {
  BlockId block;
  uint32_t next;
} BlockLink;
typedef struct Variable {
  uint32_t definitions, exposed;  // lists of blocks: that define it, that use it before defining it
  uint32_t candidate;             // number
  uint8_t type;
  bool is_length;  // see VALUE_LENGTH
} Variable;
typedef struct NewPhi {
  uint32_t variable;
  ValueId phi;
  uint32_t next;
} NewPhi;
typedef struct Undo {
  uint32_t variable;
  ValueId value;
} Undo;
typedef struct MoveUse {
  ValueId move;
  uint32_t to, from;
} MoveUse;  // candidate numbers + 1, 0: other memory

// A variable of the source that lives in a candidate.
typedef struct Watch {
  uint32_t variable;  // of f->variables
  int64_t offset;     // where in the candidate it begins
  int64_t size;
  uint32_t next;
} Watch;

typedef struct Promoter {
  Func *f;
  const Dominators *d;
  Vec(Candidate) candidates;
  uint32_t *root;  // a value: number + 1 of the candidate it is an address of, 0 none
  int64_t *root_offset;
  uint32_t value_count;  // length of root, root_offset and replacement
  Vec(MoveUse) moves;
  Vec(Watch) watches;  // [0] unused
  Vec(Variable) variables;
  Vec(BlockLink) links;  // [0] unused
  Vec(NewPhi) phis;      // [0] unused
  uint32_t *block_phis;  // a block: list in phis
  BlockId **frontier;
  uint32_t *frontier_len;
  ValueId *current;  // a variable: its value here, 0 undefined
  Vec(Undo) undo;
  uint32_t block_undo;  // where in it what the block in hand has written begins
  ValueId *replacement;
  ValueVec out;  // the block's new list
  ValueId undefined[IR_TYPE_COUNT];
  uint32_t *walked, walks;  // see is_certain: a block's mark
  bool again;               // addresses of ALLOCs were in promoted ones
} Promoter;

static Candidate *candidate_of(Promoter *x, ValueId address) {
  return address < x->value_count && x->root[address] ? &x->candidates.data[x->root[address] - 1] : NULL;
}

static bool is_promoted(Promoter *x, ValueId address) {
  const Candidate *c = candidate_of(x, address);
  return c && !c->rejected;
}

// ---- which ALLOCs can go

static void add_candidate(Promoter *x, ValueId v) {
  const Value *value = func_value(x->f, v);
  if (value->flags & (VALUE_ALLOC_PINNED | VALUE_ALLOC_HEAP | VALUE_ALLOC_STACK)) return;
  const TypeShape *shape = shape_of(x->f, value->go_type);
  if (shape->too_many_leaves) return;
  Candidate c = {.alloc = v, .first_variable = x->variables.len, .leaf_count = shape->leaf_count};
  c.leaves = shape->leaves;
  vec_push(func_scratch(x->f), &x->candidates, c);
  for (uint32_t i = 0; i < shape->leaf_count; i++) {
    Variable variable = {.type = shape->leaves[i].type, .is_length = shape->leaves[i].is_length};
    variable.candidate = x->candidates.len - 1;
    vec_push(func_scratch(x->f), &x->variables, variable);
  }
  x->root[v] = x->candidates.len;
}

// The leaf at this offset with this type, -1 none.
static int32_t find_leaf(const Candidate *c, int64_t offset, uint8_t type) {
  uint32_t low = 0, high = c->leaf_count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (c->leaves[middle].offset < offset) low = middle + 1;
    else high = middle;
  }
  if (low == c->leaf_count || c->leaves[low].offset != offset || c->leaves[low].type != type) return -1;
  return (int32_t)low;
}

// The leaves inside [offset, offset + size): first and number. False if one lies across an end.
static bool leaf_range(const Candidate *c, int64_t offset, int64_t size, uint32_t *first, uint32_t *count) {
  uint32_t i = 0, n = 0;
  while (i < c->leaf_count && c->leaves[i].offset < offset) {
    if (c->leaves[i].offset + ir_type_size(c->leaves[i].type) > offset) return false;
    i++;
  }
  while (i + n < c->leaf_count && c->leaves[i + n].offset < offset + size) {
    if (c->leaves[i + n].offset + ir_type_size(c->leaves[i + n].type) > offset + size) return false;
    n++;
  }
  *first = i;
  *count = n;
  return true;
}

// Total offset of a memory operation's address inside the candidate.
static int64_t access_offset(Promoter *x, ValueId v, ValueId address) {
  return x->root_offset[address] + func_value(x->f, v)->offset;
}

static bool both_ends_match(Promoter *x, ValueId v, const Candidate *to, const Candidate *from) {
  uint32_t first_to, first_from, n, m;
  int64_t size = types_sizeof(func_value(x->f, v)->go_type);
  ValueId to_address = value_arg(x->f, v, 0), from_address = value_arg(x->f, v, 1);
  if (!leaf_range(to, x->root_offset[to_address], size, &first_to, &n)) return false;
  if (!leaf_range(from, x->root_offset[from_address], size, &first_from, &m) || n != m) return false;
  for (uint32_t i = 0; i < n; i++) {
    const Leaf *a = &to->leaves[first_to + i], *b = &from->leaves[first_from + i];
    if (a->type != b->type || a->offset - x->root_offset[to_address] != b->offset - x->root_offset[from_address])
      return false;
  }
  return true;
}

static void use_in_move(Promoter *x, ValueId v) {
  ValueId to_address = value_arg(x->f, v, 0), from_address = value_arg(x->f, v, 1);
  Candidate *to = candidate_of(x, to_address), *from = candidate_of(x, from_address);
  uint32_t first, count;
  int64_t size = types_sizeof(func_value(x->f, v)->go_type);
  bool offset = func_value(x->f, v)->offset != 0;
  if (to && (offset || to == from || !leaf_range(to, x->root_offset[to_address], size, &first, &count)))
    to->rejected = true;
  if (from && (offset || to == from || !leaf_range(from, x->root_offset[from_address], size, &first, &count)))
    from->rejected = true;
  if (to && from && !both_ends_match(x, v, to, from)) to->rejected = from->rejected = true;
  vec_push(func_scratch(x->f), &x->moves, ((MoveUse){v, x->root[to_address], x->root[from_address]}));
}

// Value v uses the candidate's address as operand i. Rejects the candidate unless the use can go with it.
static void use_of_address(Promoter *x, ValueId v, uint32_t i, ValueId address) {
  Func *f = x->f;
  const Value *value = func_value(f, v);
  Candidate *c = candidate_of(x, address);
  uint32_t first, count;
  bool fine = dominates(x->d, func_value(f, c->alloc)->block, value->block);
  switch (value->op) {
    case IR_LOAD: fine &= find_leaf(c, access_offset(x, v, address), value->type) >= 0; break;
    case IR_STORE:
      fine &= i == 0 && find_leaf(c, access_offset(x, v, address), func_value(f, value_arg(f, v, 1))->type) >= 0;
      break;
    case IR_ZERO:
      fine &= leaf_range(c, access_offset(x, v, address), types_sizeof(value->go_type), &first, &count);
      break;
    case IR_MOVE: break;  // see use_in_move
    case IR_NIL_CHECK: break;
    case IR_PTR_ADD: fine &= i == 0 && func_value(f, value_arg(f, v, 1))->op == IR_CONST; break;
    default: fine = false;
  }
  if (!fine) c->rejected = true;
}

// Finds which values are addresses inside candidates. They are made from one another by operations that their operand
// dominates; phis of them are uses like others, so all addresses must be known before uses are looked at.
static void find_addresses(Promoter *x, BlockId b) {
  Func *f = x->f;
  const Block *block = func_block(f, b);
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    const Value *value = func_value(f, v);
    if (value->op != IR_NIL_CHECK && value->op != IR_PTR_ADD) continue;
    ValueId address = value_arg(f, v, 0);
    x->root[v] = x->root[address];
    x->root_offset[v] = x->root_offset[address];
    if (value->op != IR_PTR_ADD) continue;
    const Value *index = func_value(f, value_arg(f, v, 1));
    if (index->op == IR_CONST) x->root_offset[v] += index->constant + value->offset;
  }
}

static void scan_block(Promoter *x, BlockId b) {
  const Block *block = func_block(x->f, b);
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    const Value *value = func_value(x->f, v);
    const ValueId *args = value_args(x->f, v);
    for (uint32_t j = 0; j < value->arg_count; j++)
      if (x->root[args[j]]) use_of_address(x, v, j, args[j]);
    if (value->op == IR_MOVE && (x->root[args[0]] || x->root[args[1]])) use_in_move(x, v);
  }
  if (block->control && x->root[block->control]) candidate_of(x, block->control)->rejected = true;
  for (uint32_t i = 0; i < block->results.len; i++)
    if (x->root[block->results.data[i]]) candidate_of(x, block->results.data[i])->rejected = true;
}

static bool is_wide(const Candidate *c) { return !c->rejected && c->leaf_count > MAX_COPIED_LEAVES; }

// Wide variables stay if they are copied from or to memory that stays; that may make more memory stay.
static void reject_wide_copies(Promoter *x) {
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < x->moves.len; i++) {
      const MoveUse *use = &x->moves.data[i];
      Candidate *to = use->to ? &x->candidates.data[use->to - 1] : NULL;
      Candidate *from = use->from ? &x->candidates.data[use->from - 1] : NULL;
      bool to_stays = !to || to->rejected, from_stays = !from || from->rejected;
      if (to_stays == from_stays) continue;
      Candidate *other = to_stays ? from : to;
      if (is_wide(other)) other->rejected = changed = true;
    }
  }
}

// ---- definitions and uses by block

typedef struct Seen {
  BlockId *defined, *exposed;
} Seen;  // a variable: the last block noted

static void note_definition(Promoter *x, Seen *seen, uint32_t variable, BlockId b) {
  if (seen->defined[variable] == b) return;
  seen->defined[variable] = b;
  vec_push(func_scratch(x->f), &x->links, ((BlockLink){b, x->variables.data[variable].definitions}));
  x->variables.data[variable].definitions = x->links.len - 1;
}

static void note_use(Promoter *x, Seen *seen, uint32_t variable, BlockId b) {
  if (seen->defined[variable] == b || seen->exposed[variable] == b) return;
  seen->exposed[variable] = b;
  vec_push(func_scratch(x->f), &x->links, ((BlockLink){b, x->variables.data[variable].exposed}));
  x->variables.data[variable].exposed = x->links.len - 1;
}

static void note_range(Promoter *x, Seen *seen, ValueId v, ValueId address, BlockId b, bool defines) {
  const Candidate *c = candidate_of(x, address);
  uint32_t first, count;
  leaf_range(c, access_offset(x, v, address), types_sizeof(func_value(x->f, v)->go_type), &first, &count);
  for (uint32_t i = 0; i < count; i++)
    (defines ? note_definition : note_use)(x, seen, c->first_variable + first + i, b);
}

static void note_value(Promoter *x, Seen *seen, ValueId v, BlockId b) {
  Func *f = x->f;
  const Value *value = func_value(f, v);
  const ValueId *args = value_args(f, v);
  const Candidate *c;
  switch (value->op) {
    case IR_ALLOC:
      if (!is_promoted(x, v)) break;
      c = candidate_of(x, v);
      for (uint32_t i = 0; i < c->leaf_count; i++) note_definition(x, seen, c->first_variable + i, b);
      break;
    case IR_LOAD:
      if (!is_promoted(x, args[0])) break;
      c = candidate_of(x, args[0]);
      note_use(x, seen, c->first_variable + (uint32_t)find_leaf(c, access_offset(x, v, args[0]), value->type), b);
      break;
    case IR_STORE:
      if (!is_promoted(x, args[0])) break;
      c = candidate_of(x, args[0]);
      note_definition(
          x, seen,
          c->first_variable + (uint32_t)find_leaf(c, access_offset(x, v, args[0]), func_value(f, args[1])->type), b);
      break;
    case IR_ZERO:
      if (is_promoted(x, args[0])) note_range(x, seen, v, args[0], b, true);
      break;
    case IR_MOVE:
      if (is_promoted(x, args[1])) note_range(x, seen, v, args[1], b, false);
      if (is_promoted(x, args[0])) note_range(x, seen, v, args[0], b, true);
      break;
    default: break;
  }
}

static void note_all(Promoter *x) {
  Seen seen = {arena_array(func_scratch(x->f), BlockId, x->variables.len),
               arena_array(func_scratch(x->f), BlockId, x->variables.len)};
  for (uint32_t i = 0; i < x->d->order_count; i++) {
    BlockId b = x->d->order[i];
    const Block *block = func_block(x->f, b);
    for (uint32_t j = 0; j < block->values.len; j++) note_value(x, &seen, block->values.data[j], b);
  }
}

// ---- phis

// Dominance frontiers of all blocks: from each join up from its predecessors to its immediate dominator.
static void find_frontiers(Promoter *x) {
  uint32_t n = x->f->blocks.len;
  x->frontier = arena_array(func_scratch(x->f), BlockId *, n);
  x->frontier_len = arena_array(func_scratch(x->f), uint32_t, n);
  uint32_t *caps = arena_array(func_scratch(x->f), uint32_t, n);
  for (uint32_t i = 0; i < x->d->order_count; i++) {
    BlockId b = x->d->order[i];
    const Block *block = func_block(x->f, b);
    if (block->preds.len < 2) continue;
    for (uint32_t j = 0; j < block->preds.len; j++) {
      for (BlockId up = block->preds.data[j]; up && up != x->d->idom[b]; up = x->d->idom[up]) {
        uint32_t len = x->frontier_len[up];
        if (len && x->frontier[up][len - 1] == b) break;  // so do all above
        if (len == caps[up])
          x->frontier[up] = vec_grow(func_scratch(x->f), x->frontier[up], len, &caps[up], len + 1, sizeof(BlockId));
        x->frontier[up][x->frontier_len[up]++] = b;
      }
    }
  }
}

typedef struct PhiPlacer {
  uint32_t *live, *defines, *has_phi;  // a block: the last variable + 1 for which it is so
  BlockId *work;
} PhiPlacer;

// Marks the blocks where the variable is live on entry.
static void mark_live(Promoter *x, PhiPlacer *p, const Variable *variable, uint32_t mark) {
  uint32_t count = 0;
  for (uint32_t i = variable->exposed; i; i = x->links.data[i].next) {
    p->live[x->links.data[i].block] = mark;
    p->work[count++] = x->links.data[i].block;
  }
  while (count) {
    const Block *block = func_block(x->f, p->work[--count]);
    for (uint32_t i = 0; i < block->preds.len; i++) {
      BlockId pred = block->preds.data[i];
      if (p->live[pred] == mark || p->defines[pred] == mark) continue;
      p->live[pred] = mark;
      p->work[count++] = pred;
    }
  }
}

static void place_phis_of(Promoter *x, PhiPlacer *p, uint32_t number) {
  const Variable *variable = &x->variables.data[number];
  uint32_t mark = number + 1, count = 0;
  if (!variable->exposed) return;
  for (uint32_t i = variable->definitions; i; i = x->links.data[i].next) p->defines[x->links.data[i].block] = mark;
  mark_live(x, p, variable, mark);
  for (uint32_t i = variable->definitions; i; i = x->links.data[i].next) p->work[count++] = x->links.data[i].block;
  while (count) {
    BlockId b = p->work[--count];
    for (uint32_t i = 0; i < x->frontier_len[b]; i++) {
      BlockId join = x->frontier[b][i];
      if (p->has_phi[join] == mark || p->live[join] != mark) continue;
      p->has_phi[join] = mark;
      ValueId phi = value_new_unplaced(x->f, IR_PHI, variable->type, 0);
      func_value(x->f, phi)->block = join;
      func_value(x->f, phi)->flags = variable->is_length ? VALUE_LENGTH : 0;
      for (uint32_t j = 0; j < func_block(x->f, join)->preds.len; j++) value_add_arg(x->f, phi, 0);
      vec_push(func_scratch(x->f), &x->phis, ((NewPhi){number, phi, x->block_phis[join]}));
      x->block_phis[join] = x->phis.len - 1;
      if (p->defines[join] != mark) p->work[count++] = join;
    }
  }
}

static void place_phis(Promoter *x) {
  uint32_t n = x->f->blocks.len;
  PhiPlacer p = {arena_array(func_scratch(x->f), uint32_t, n), arena_array(func_scratch(x->f), uint32_t, n),
                 arena_array(func_scratch(x->f), uint32_t, n), arena_array(func_scratch(x->f), BlockId, 2 * n)};
  x->block_phis = arena_array(func_scratch(x->f), uint32_t, n);
  vec_push(func_scratch(x->f), &x->phis, (NewPhi){0});
  for (uint32_t i = 0; i < x->variables.len; i++) place_phis_of(x, &p, i);
}

// ---- claims

static void add_watch(Promoter *x, const Value *claim) {
  ValueId address = debug_watched(claim);
  Candidate *c = candidate_of(x, address);
  for (uint32_t w = c->watches; w; w = x->watches.data[w].next)
    if (x->watches.data[w].variable == claim->index) return;
  int64_t size = types_sizeof(x->f->variables.data[claim->index].go_type);
  vec_push(func_scratch(x->f), &x->watches, ((Watch){claim->index, x->root_offset[address], size, c->watches}));
  c->watches = x->watches.len - 1;
}

// Finds which variables live in candidates that go. A variable has one place to live.
static void find_watches(Promoter *x) {
  Func *f = x->f;
  vec_push(func_scratch(f), &x->watches, (Watch){0});
  for (uint32_t i = 0; f->debug_values && i < x->d->order_count; i++) {
    const Block *block = func_block(f, x->d->order[i]);
    for (uint32_t j = 0; j < block->values.len; j++) {
      const Value *value = func_value(f, block->values.data[j]);
      if (is_promoted(x, debug_watched(value)) && (value->flags & VALUE_DEBUG_ADDRESS)) add_watch(x, value);
    }
  }
}

static void put_claim(Promoter *x, ValueId claim, BlockId b) {
  func_value(x->f, claim)->block = b;
  vec_push(func_scratch(x->f), &x->out, claim);
}

// The variable's component in the leaf that SSA variable `number` is, is `value` now.
static void claim_component(Promoter *x, const Watch *watch, uint32_t number, ValueId value, BlockId b, uint32_t pos) {
  Func *f = x->f;
  const Candidate *c = &x->candidates.data[x->variables.data[number].candidate];
  const Leaf *leaf = &c->leaves[number - c->first_variable];
  if (leaf->offset < watch->offset || leaf->offset >= watch->offset + watch->size) return;
  ValueId claim = debug_value_new(f, watch->variable, (int32_t)(leaf->offset - watch->offset), value, pos);
  const Leaf *component = debug_leaf(f, func_value(f, claim));
  if (!component || component->type != leaf->type) debug_make_gone(f, claim);  // the memory has another type
  put_claim(x, claim, b);
}

// After a write, or behind the phis: what lives in the leaf is what is current.
static void claim_leaf(Promoter *x, uint32_t number, BlockId b, uint32_t pos) {
  uint32_t w = x->candidates.data[x->variables.data[number].candidate].watches;
  for (; w; w = x->watches.data[w].next) claim_component(x, &x->watches.data[w], number, x->current[number], b, pos);
}

// The ALLOC is executed: nothing is known of what lives there.
static void claim_nothing(Promoter *x, const Candidate *c, BlockId b, uint32_t pos) {
  for (uint32_t w = c->watches; w; w = x->watches.data[w].next)
    put_claim(x, debug_gone_new(x->f, x->watches.data[w].variable, pos), b);
}

static bool has_new_phi(const Promoter *x, uint32_t number, BlockId b) {
  for (uint32_t p = x->block_phis[b]; p; p = x->phis.data[p].next)
    if (x->phis.data[p].variable == number) return true;
  return false;
}

// Is what is current in block b what is there on every way? Where nobody reads the variable before it is written again
// there is no phi, so another write may lie between the one that counts by dominance and b.
static bool is_certain(Promoter *x, uint32_t number, BlockId b) {
  Func *f = x->f;
  for (uint32_t i = x->block_undo; i < x->undo.len; i++)
    if (x->undo.data[i].variable == number) return true;
  if (!x->walked) x->walked = arena_array(func_scratch(f), uint32_t, f->blocks.len);
  uint32_t writes = ++x->walks * 2, passed = writes + 1;
  for (uint32_t i = x->variables.data[number].definitions; i; i = x->links.data[i].next)
    x->walked[x->links.data[i].block] = writes;
  BlockId counts = x->d->idom[b];
  while (counts && x->walked[counts] != writes && !has_new_phi(x, number, counts)) counts = x->d->idom[counts];
  Vec(BlockId) work = {0};
  vec_push(func_scratch(f), &work, b);
  while (work.len) {
    const Block *block = func_block(f, vec_pop(&work));
    for (uint32_t i = 0; i < block->preds.len; i++) {
      BlockId pred = block->preds.data[i];
      if (pred == counts || x->walked[pred] == passed) continue;
      if (x->walked[pred] == writes) return false;
      x->walked[pred] = passed;
      vec_push(func_scratch(f), &work, pred);
    }
  }
  return true;
}

// In place of a claim that the variable lives in the candidate.
static void rename_claim(Promoter *x, ValueId claim, BlockId b) {
  Func *f = x->f;
  const Candidate *c = candidate_of(x, debug_watched(func_value(f, claim)));
  uint32_t variable = func_value(f, claim)->index, pos = func_value(f, claim)->pos, w = c->watches;
  while (x->watches.data[w].variable != variable) w = x->watches.data[w].next;
  debug_watch(f, claim, 0);
  if (!x->out.len || !debug_is_gone(f, x->out.data[x->out.len - 1], variable)) put_claim(x, claim, b);
  for (uint32_t i = 0; i < c->leaf_count; i++) {
    uint32_t number = c->first_variable + i;
    if (x->current[number] && is_certain(x, number, b))
      claim_component(x, &x->watches.data[w], number, x->current[number], b, pos);
  }
}

// ---- renaming

// A zero for a variable that is read before it is written; goes to the entry's start at the end.
static ValueId undefined_value(Promoter *x, uint8_t type) {
  if (!x->undefined[type]) {
    x->undefined[type] = value_new_unplaced(x->f, IR_CONST, type, 0);
    func_value(x->f, x->undefined[type])->block = 1;
  }
  return x->undefined[type];
}

static ValueId read_variable(Promoter *x, uint32_t variable) {
  return x->current[variable] ? x->current[variable] : undefined_value(x, x->variables.data[variable].type);
}

static void set_variable(Promoter *x, uint32_t variable, ValueId value) {
  vec_push(func_scratch(x->f), &x->undo, ((Undo){variable, x->current[variable]}));
  x->current[variable] = value;
}

static void write_variable(Promoter *x, uint32_t variable, ValueId value, BlockId b, uint32_t pos) {
  set_variable(x, variable, value);
  claim_leaf(x, variable, b, pos);
}

static ValueId emit(Promoter *x, BlockId b, Op op, uint8_t type, uint32_t pos) {
  ValueId v = value_new_unplaced(x->f, op, type, pos);
  func_value(x->f, v)->block = b;
  vec_push(func_scratch(x->f), &x->out, v);
  return v;
}

// *to = *from where one end or both are promoted.
static void rename_move(Promoter *x, ValueId v, BlockId b) {
  Func *f = x->f;
  ValueId to = value_arg(f, v, 0), from = value_arg(f, v, 1);
  const Candidate *target = is_promoted(x, to) ? candidate_of(x, to) : NULL;
  const Candidate *source = is_promoted(x, from) ? candidate_of(x, from) : NULL;
  int64_t size = types_sizeof(func_value(f, v)->go_type);
  uint32_t to_first = 0, from_first = 0, count = 0, pos = func_value(f, v)->pos;
  uint8_t flags = func_value(f, v)->flags;
  if (target) leaf_range(target, x->root_offset[to], size, &to_first, &count);
  if (source) leaf_range(source, x->root_offset[from], size, &from_first, &count);
  for (uint32_t i = 0; i < count; i++) {
    const Leaf *leaf = target ? &target->leaves[to_first + i] : &source->leaves[from_first + i];
    int64_t offset = leaf->offset - x->root_offset[target ? to : from];
    ValueId value;
    if (source) {
      value = read_variable(x, source->first_variable + from_first + i);
    } else {
      value = emit(x, b, IR_LOAD, leaf->type, pos);
      value_add_arg(f, value, from);
      func_value(f, value)->offset = (int32_t)offset;
      func_value(f, value)->flags = (flags & VALUE_NO_NIL) | (leaf->is_length ? VALUE_LENGTH : 0);
    }
    if (target) {
      write_variable(x, target->first_variable + to_first + i, value, b, pos);
    } else {
      ValueId store = emit(x, b, IR_STORE, IR_VOID, pos);
      value_add_arg(f, store, to);
      value_add_arg(f, store, value);
      func_value(f, store)->offset = (int32_t)offset;
      func_value(f, store)->flags = flags;
    }
  }
}

static void rename_zero(Promoter *x, ValueId v, BlockId b, ValueId address) {
  const Candidate *c = candidate_of(x, address);
  uint32_t first, count;
  leaf_range(c, access_offset(x, v, address), types_sizeof(func_value(x->f, v)->go_type), &first, &count);
  uint32_t pos = func_value(x->f, v)->pos;
  ValueId zeros[IR_TYPE_COUNT] = {0};
  for (uint32_t i = 0; i < count; i++) {
    uint8_t type = c->leaves[first + i].type;
    if (!zeros[type]) zeros[type] = emit(x, b, IR_CONST, type, 0);
    write_variable(x, c->first_variable + first + i, zeros[type], b, pos);
  }
}

// Keeps, drops or rewrites one value.
static void rename_value(Promoter *x, ValueId v, BlockId b) {
  Func *f = x->f;
  const Value *value = func_value(f, v);
  uint16_t op = value->op;
  ValueId first = value->arg_count ? value_arg(f, v, 0) : 0;
  if (op == IR_MOVE && (is_promoted(x, first) || is_promoted(x, value_arg(f, v, 1)))) {
    rename_move(x, v, b);
    return;
  }
  if (is_promoted(x, debug_watched(value)) && (value->flags & VALUE_DEBUG_ADDRESS)) {
    rename_claim(x, v, b);
    return;
  }
  if (!is_promoted(x, op == IR_ALLOC ? v : first)) {
    vec_push(func_scratch(f), &x->out, v);
    return;
  }
  const Candidate *c = candidate_of(x, op == IR_ALLOC ? v : first);
  switch (op) {
    case IR_ALLOC:
      for (uint32_t i = 0; i < c->leaf_count; i++) set_variable(x, c->first_variable + i, 0);
      claim_nothing(x, c, b, value->pos);
      break;
    case IR_LOAD:
      x->replacement[v] =
          read_variable(x, c->first_variable + (uint32_t)find_leaf(c, access_offset(x, v, first), value->type));
      break;
    case IR_STORE: {
      ValueId stored = value_arg(f, v, 1);
      int32_t leaf = find_leaf(c, access_offset(x, v, first), func_value(f, stored)->type);
      x->again |= candidate_of(x, stored) != NULL;
      write_variable(x, c->first_variable + (uint32_t)leaf, stored, b, value->pos);
      break;
    }
    case IR_ZERO: rename_zero(x, v, b, first); break;
    case IR_NIL_CHECK:
    case IR_PTR_ADD: break;
    default: ice("mem2reg", f->display_name, "v%u uses a promoted address", v);
  }
}

// Gives the phis of b's successors their operands.
static void fill_phis(Promoter *x, BlockId b) {
  for (uint32_t i = 0; i < func_block(x->f, b)->succs.len; i++) {
    BlockId succ = func_block(x->f, b)->succs.data[i];
    if (!x->block_phis[succ]) continue;
    uint32_t index = block_pred_index(x->f, b, i);
    for (uint32_t p = x->block_phis[succ]; p; p = x->phis.data[p].next) {
      ValueId value = read_variable(x, x->phis.data[p].variable);
      value_set_arg(x->f, x->phis.data[p].phi, index, value);
    }
  }
}

static void rename_block(Promoter *x, BlockId b) {
  Block *block = func_block(x->f, b);
  x->out.len = 0;
  x->block_undo = x->undo.len;
  for (uint32_t p = x->block_phis[b]; p; p = x->phis.data[p].next) {
    vec_push(func_scratch(x->f), &x->out, x->phis.data[p].phi);
    set_variable(x, x->phis.data[p].variable, x->phis.data[p].phi);
  }
  uint32_t i = 0, old_phis = block_phi_count(x->f, b);
  while (i < old_phis) rename_value(x, block->values.data[i++], b);
  for (uint32_t p = x->block_phis[b]; p; p = x->phis.data[p].next) claim_leaf(x, x->phis.data[p].variable, b, 0);
  while (i < block->values.len) rename_value(x, block->values.data[i++], b);
  vec_reserve(x->f->arena, &block->values, x->out.len);
  if (x->out.len) memcpy(block->values.data, x->out.data, x->out.len * sizeof(ValueId));
  block->values.len = x->out.len;
  fill_phis(x, b);
}

// The dominator tree in preorder, taking back a subtree's definitions when it is left.
static void rename_all(Promoter *x) {
  Func *f = x->f;
  x->current = arena_array(func_scratch(f), ValueId, x->variables.len + 1);
  x->replacement = arena_array(func_scratch(f), ValueId, x->value_count);
  DominatorWalk walk = dominator_walk(f, x->d);
  uint32_t keep;
  for (BlockId b; (b = dominator_walk_next(&walk, x->undo.len, &keep));) {
    while (x->undo.len > keep) {
      Undo last = vec_pop(&x->undo);
      x->current[last.variable] = last.value;
    }
    rename_block(x, b);
  }
}

// Places the undefined values and replaces what was loaded.
static void finish(Promoter *x) {
  Func *f = x->f;
  for (uint32_t type = 0; type < IR_TYPE_COUNT; type++)
    if (x->undefined[type]) block_insert(f, 1, 0, x->undefined[type]);
  ValueId *replacement = arena_array(func_scratch(f), ValueId, f->values.len);
  memcpy(replacement, x->replacement, x->value_count * sizeof *replacement);
  func_replace_uses(f, replacement);
  for (ValueId v = 1; v < x->value_count; v++) {
    const Value *value = func_value(f, v);
    if (replacement[v] || (value->op != IR_NONE && value->block && is_promoted(x, v))) value_kill(f, v);
    else if (value->op == IR_STORE || value->op == IR_ZERO || value->op == IR_MOVE) {
      bool gone = is_promoted(x, value_arg(f, v, 0)) || (value->op == IR_MOVE && is_promoted(x, value_arg(f, v, 1)));
      if (gone) value_kill(f, v);
    }
  }
}

// One round. Returns true if another may find more.
static bool promote(Func *f) {
  bool any = false;
  for (ValueId v = 1; v < f->values.len && !any; v++) any = func_value(f, v)->op == IR_ALLOC;
  if (!any) return false;
  Promoter x = {.f = f, .value_count = f->values.len};
  x.d = func_dominators(f);
  x.root = arena_array(func_scratch(f), uint32_t, x.value_count);
  x.root_offset = arena_array(func_scratch(f), int64_t, x.value_count);
  vec_push(func_scratch(f), &x.links, (BlockLink){0});
  for (uint32_t i = 0; i < x.d->order_count; i++) {
    const Block *block = func_block(f, x.d->order[i]);
    for (uint32_t j = 0; j < block->values.len; j++)
      if (func_value(f, block->values.data[j])->op == IR_ALLOC) add_candidate(&x, block->values.data[j]);
  }
  if (!x.candidates.len) return false;
  for (uint32_t i = 0; i < x.d->order_count; i++) find_addresses(&x, x.d->order[i]);
  for (uint32_t i = 0; i < x.d->order_count; i++) scan_block(&x, x.d->order[i]);
  reject_wide_copies(&x);
  uint32_t promoted = 0;
  for (uint32_t i = 0; i < x.candidates.len; i++) promoted += !x.candidates.data[i].rejected;
  if (!promoted) return false;
  find_watches(&x);
  note_all(&x);
  find_frontiers(&x);
  place_phis(&x);
  rename_all(&x);
  finish(&x);
  return x.again;
}

void opt_mem2reg(Func *f) {
  func_remove_unreachable(f);
  while (promote(f)) {}
}
