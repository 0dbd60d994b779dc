# The target's runtime: freestanding C and assembly, one relocatable build/runtime/runtime.o that travels inside tuco.
# Only relocations R_X86_64_{64,PC32,PLT32,32,32S}; no undefined symbols but Go's and the linker's (checked below).
RUNTIME_CC ?= gcc
RUNTIME_BUILD := build/runtime
# Functions that Go calls are declared in overlay/, so -Wmissing-prototypes does not apply here.
RUNTIME_CFLAGS := -std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Werror -O2 -g0 -ffreestanding \
  -fno-stack-protector -mno-red-zone -fno-omit-frame-pointer -ffunction-sections -fdata-sections -fno-pic -fno-pie \
  -mcmodel=small -fno-common -fno-asynchronous-unwind-tables -fno-exceptions -fno-tree-loop-distribute-patterns \
  -fcf-protection=none -fno-jump-tables -fno-optimize-sibling-calls -ffp-contract=off -Iruntime -Iruntime/arch/amd64 -Isrc
RUNTIME_SOURCES := $(wildcard runtime/*.c runtime/os/linux/*.c)
RUNTIME_ASSEMBLY := $(wildcard runtime/arch/amd64/*.S)
RUNTIME_OBJECTS := $(patsubst runtime/%.c,$(RUNTIME_BUILD)/%.o,$(RUNTIME_SOURCES)) \
  $(patsubst runtime/%.S,$(RUNTIME_BUILD)/%.o,$(RUNTIME_ASSEMBLY))
# Bytes of stack a leaf function may use: ABI_STACK_LEAF_C less return address and alignment.
RUNTIME_LEAF_LIMIT := 360

$(RUNTIME_BUILD)/%.o: runtime/%.c $(wildcard runtime/*.h runtime/arch/amd64/*.h src/abi/*.h) runtime/rules.mk
	@mkdir -p $(dir $@)
	@echo "  RTCC $<"
	@$(RUNTIME_CC) $(RUNTIME_CFLAGS) -fstack-usage -c -o $@ $<
	@case $< in *_leaf.c) awk -v limit=$(RUNTIME_LEAF_LIMIT) \
	  '$$2 > limit || $$3 ~ /dynamic/ {print "leaf function uses too much stack: " $$0; bad = 1} END {exit bad}' \
	  $(@:.o=.su) || { rm -f $@; exit 1; };; esac

$(RUNTIME_BUILD)/%.o: runtime/%.S runtime/rules.mk
	@mkdir -p $(dir $@)
	@echo "  RTAS $<"
	@$(RUNTIME_CC) -c -o $@ $<

$(RUNTIME_BUILD)/runtime.o: $(RUNTIME_OBJECTS) runtime/undefined.txt
	@ld -r --unique -o $@.tmp $(RUNTIME_OBJECTS)
	@nm -u $@.tmp | sed 's/^ *[Uw] //' | sort > $@.undefined; sort runtime/undefined.txt | comm -23 $@.undefined - > $@.extra; \
	  if [ -s $@.extra ]; then echo "runtime.o: unexpected undefined symbols:"; cat $@.extra; rm -f $@.tmp; exit 1; fi
	@mv $@.tmp $@

runtime: $(RUNTIME_BUILD)/runtime.o
.PHONY: runtime
