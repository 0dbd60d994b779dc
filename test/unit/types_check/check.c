// Checking packages, each after those it imports, and their bodies.
#include <stdio.h>
#include <time.h>

#include "internal.h"

double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void bind_imports(Tool *tool, Unit *unit) {
  Package *package = unit->package;
  for (uint32_t i = 0; i < unit->imports.len; i++) {
    Unit *dependency = unit->dependencies.data[i];
    if (!dependency || !dependency->package || !dependency->package->name) continue;
    const Name *import = name_cstr(tool->session->names, unit->imports.data[i]);
    map_put(&package->arena, &package->import_map, map_key(import), dependency->package);
  }
}

static void check_task(void *context, uint32_t index, uint32_t worker) {
  (void)worker;
  Tool *tool = context;
  Unit *unit = tool->units.data[index];
  if (unit->package && unit->package->files.len) {
    bind_imports(tool, unit);
    if (!unit->package->error_count || tool->tools)
      types_check_package(tool->session, unit->package, !tool->lazy || unit->package->user);
    if (unit->package->error_count) unit->failed = true;
  }
  unit->checked = true;
  for (uint32_t i = 0; i < unit->dependents.len; i++) {
    Unit *next = unit->dependents.data[i];
    if (__atomic_sub_fetch(&next->missing, 1, __ATOMIC_ACQ_REL)) continue;
    for (uint32_t j = 0; j < tool->units.len; j++)
      if (tool->units.data[j] == next) pool_add(tool->session->pool, 0, check_task, tool, j);
  }
}

// Checks all units not checked yet, each after those it imports.
static void check_units(Tool *tool) {
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Unit *unit = tool->units.data[i];
    unit->missing = 1;  // held until all counts are known
    for (uint32_t j = 0; j < unit->dependencies.len; j++)
      if (unit->dependencies.data[j] && !unit->dependencies.data[j]->checked) unit->missing++;
  }
  Vec(uint32_t) ready = {0};
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Unit *unit = tool->units.data[i];
    if (!unit->checked && !--unit->missing) vec_push(&tool->session->arena, &ready, i);
  }
  for (uint32_t i = 0; i < ready.len; i++) pool_add(tool->session->pool, 0, check_task, tool, ready.data[i]);
  pool_drain(tool->session->pool);
  for (uint32_t i = 0; i < tool->units.len; i++)
    if (!tool->units.data[i]->checked) printf("import cycle: %s is not checked\n", tool->units.data[i]->path);
}

// Checks the bodies left by -lazy, those of one package from several threads.
static void body_task(void *context, uint32_t index, uint32_t worker) {
  (void)worker;
  Tool *tool = context;
  uint32_t total = 0;
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Package *package = tool->units.data[i]->package;
    if (!package || !package->checker) continue;
    if (index < total + package->all_objects.len) {
      Object *object = package->all_objects.data[index - total];
      if (object->kind == OBJECT_FUNC) types_check_body(tool->session, object);
      return;
    }
    total += package->all_objects.len;
  }
}

static void check_bodies(Tool *tool) {
  double start = now();
  uint32_t total = 0;
  for (uint32_t i = 0; i < tool->units.len; i++)
    if (tool->units.data[i]->package && tool->units.data[i]->package->checker)
      total += tool->units.data[i]->package->all_objects.len;
  pool_run(tool->session->pool, body_task, tool, total);
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Unit *unit = tool->units.data[i];
    if (!unit->package || !unit->package->checker) continue;
    types_finish_package(tool->session, unit->package);
    unit->failed |= unit->package->error_count > 0;
  }
  if (tool->times) fprintf(stderr, "bodies %.0f ms\n", (now() - start) * 1e3);
}

// Prints the variables of each package in the order of their initialization.
void print_init_order(Tool *tool) {
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Package *package = tool->units.data[i]->package;
    for (uint32_t j = 0; package && j < package->init_order.len; j++) {
      Initializer *init = &package->init_order.data[j];
      printf("%s:", package->path);
      for (uint32_t k = 0; k < init->lhs_count; k++) printf(" %s", init->lhs[k]->name->text);
      printf("\n");
    }
  }
}

uint32_t run_units(Tool *tool) {
  pool_drain(tool->session->pool);
  double parsed = now();
  check_units(tool);
  double checked = now();
  if (tool->bodies) check_bodies(tool);
  uint32_t failed = 0, packages = 0;
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Unit *unit = tool->units.data[i];
    failed += unit->failed;
    packages += unit->package && unit->package->files.len;
    if (unit->failed && tool->verbose) printf("failed: %s\n", unit->path);
  }
  if (tool->times) {
    fprintf(stderr, "%u packages, %llu lines, %.1f MB: parse %.0f ms, check %.0f ms; %u failed\n", packages,
            (unsigned long long)tool->lines, (double)tool->bytes / 1e6, (parsed - tool->start) * 1e3,
            (checked - parsed) * 1e3, failed);
  }
  return failed;
}
