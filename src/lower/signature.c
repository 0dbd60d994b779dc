// The calling convention of function types.
#include "lower/internal.h"

static AbiParam param_of(Lowerer *l, Type *t) {
  t = canon(l, t);
  return abi_param(t, shape_of(l, t));
}

static uint32_t flat_count(const AbiParam *params, uint32_t count) {
  uint32_t flat = 0;
  for (uint32_t i = 0; i < count; i++) flat += params[i].by_address ? 1 : params[i].component_count;
  return flat;
}

typedef struct SignatureEntry {
  struct SignatureEntry *next;
  Signature *signature;
  Type *receiver;
  AbiSignature *abi;
} SignatureEntry;

AbiSignature *abi_signature(Lowerer *l, Signature *signature, Type *receiver) {
  uint64_t hash = hash_mix(map_key(signature), map_key(receiver)) | 1;
  SignatureEntry *first = map_get(&l->signatures, hash);
  for (SignatureEntry *e = first; e; e = e->next) {
    if (e->signature == signature && e->receiver == receiver) return e->abi;
  }
  AbiSignature *abi = arena_new(l->arena, AbiSignature);
  uint32_t first_param = receiver ? 1 : 0;
  abi->param_count = first_param + (signature ? tuple_count(signature->params) : 0);
  abi->result_count = signature ? tuple_count(signature->results) : 0;
  abi->params = arena_array(l->arena, AbiParam, abi->param_count + 1);
  abi->results = arena_array(l->arena, AbiParam, abi->result_count + 1);
  if (receiver) abi->params[0] = param_of(l, receiver);
  for (uint32_t i = first_param; i < abi->param_count; i++) {
    abi->params[i] = param_of(l, signature->params->vars[i - first_param]->type);
  }
  for (uint32_t i = 0; i < abi->result_count; i++) { abi->results[i] = param_of(l, signature->results->vars[i]->type); }
  abi->flat_param_count = flat_count(abi->params, abi->param_count);
  abi->flat_result_count = flat_count(abi->results, abi->result_count);
  abi_assign(l->arena, abi);
  SignatureEntry *entry = arena_new(l->arena, SignatureEntry);
  *entry = (SignatureEntry){first, signature, receiver, abi};
  map_put(l->arena, &l->signatures, hash, entry);
  return abi;
}
