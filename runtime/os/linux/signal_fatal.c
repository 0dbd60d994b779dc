// How signals end the process: by their default action, or by a fatal error with the interrupted place, traces and
// registers, in gc's form.
#include "os/linux/signal.h"

static void raise(int32_t number) {
  uint64_t set = signal_bit(number);  // no other: its handler might report something else
  os_syscall6(SYS_rt_sigprocmask, SIG_UNBLOCK_, (int64_t)&set, 0, 8, 0, 0);
  os_syscall6(SYS_tgkill, os_syscall6(SYS_getpid_, 0, 0, 0, 0, 0, 0), os_syscall6(SYS_gettid_, 0, 0, 0, 0, 0, 0),
              number, 0, 0, 0);
  os_usleep(1000);
}

void signal_die(int32_t number) {
  // More than once, as gc: another thread may just be installing a handler of its own.
  for (int tries = 0; tries < 3; tries++) {
    signal_install(number, HANDLER_DEFAULT);
    raise(number);
  }
  os_exit(2);  // the first process of a container has no default actions
}

void signal_crash(void) { signal_die(SIGABRT_); }

static void print_register(const char *name, uint64_t value) {
  enum { WIDTH = 7 };
  int64_t length = 0;
  while (name[length]) length++;
  print_text(name);
  print_bytes("       ", WIDTH - length);
  print_hex(value);
  print_text("\n");
}

static void print_registers(const SignalContext *c) {
  const struct {
    const char *name;
    uint64_t value;
  } registers[] = {{"rax", c->rax}, {"rbx", c->rbx}, {"rcx", c->rcx},       {"rdx", c->rdx}, {"rdi", c->rdi},
                   {"rsi", c->rsi}, {"rbp", c->rbp}, {"rsp", c->rsp},       {"r8", c->r8},   {"r9", c->r9},
                   {"r10", c->r10}, {"r11", c->r11}, {"r12", c->r12},       {"r13", c->r13}, {"r14", c->r14},
                   {"r15", c->r15}, {"rip", c->rip}, {"rflags", c->eflags}, {"cs", c->cs},   {"fs", c->fs},
                   {"gs", c->gs}};
  for (uint32_t i = 0; i < sizeof registers / sizeof *registers; i++)
    print_register(registers[i].name, registers[i].value);
}

static void print_instruction(uint64_t pc) {
  enum { LONGEST = 16 };
  print_text("instruction bytes:");
  for (uint64_t i = 0; i < LONGEST && functab_find(pc + i); i++) {
    print_text(" ");
    print_hex(((const uint8_t *)pc)[i]);
  }
  print_text("\n");
}

static void print_place(int32_t number, const SignalInfo *info, const SignalContext *context) {
  const char *text = signal_text((uint32_t)number);
  print_text(text ? text : "unknown signal");
  print_text("\nPC=");
  print_hex(context->rip);
  print_text(" m=");
  print_int(rt_getm()->id);
  print_text(" sigcode=");
  print_uint((uint64_t)(int64_t)info->code);  // as Go prints it, where what kill and tgkill give is negative
  if (number == SIGSEGV_ || number == SIGBUS_) {
    print_text(" addr=");
    print_hex(info->address);
  }
  PlaceInfo place;
  if (info->code > 0 && !signal_on_stack(rt_getm()->g, context->rsp) && functab_place(context->rip, &place)) {
    print_text(" in ");  // the runtime's code, whose frames no trace shows
    print_text(place.function);
  }
  print_text("\n");
  if (number == SIGILL_ || number == SIGFPE_) print_instruction(context->rip);
}

void signal_throw(int32_t number, const SignalInfo *info, const SignalContext *context) {
  G *g = rt_getm()->g;
  fatal_begin();
  print_place(number, info, context);
  if (signal_on_stack(g, context->rsp)) fatal_trace(g, context->rip, context->rsp, context->rbp);
  else fatal_trace(NULL, 0, 0, 0);
  print_text("\n");
  print_registers(context);
  fatal_exit();
}
