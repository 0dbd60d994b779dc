# The target's runtime: freestanding C and assembly, one relocatable build/runtime/runtime.o that travels inside tuco.
# Only relocations R_X86_64_{64,PC32,PLT32,32,32S}; no undefined symbols but Go's and the linker's (checked below).
RUNTIME_CC ?= gcc
# Functions that Go calls are declared in overlay/, so -Wmissing-prototypes does not apply here.
RUNTIME_CFLAGS := -std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Werror -O2 -g0 -ffreestanding \
  -fno-stack-protector -mno-red-zone -fno-omit-frame-pointer -ffunction-sections -fdata-sections -fno-pic -fno-pie \
  -mcmodel=small -fno-common -fno-asynchronous-unwind-tables -fno-exceptions -fno-tree-loop-distribute-patterns \
  -fcf-protection=none -fno-jump-tables -fno-optimize-sibling-calls -ffp-contract=off -Iruntime -Iruntime/arch/amd64 -Isrc
RUNTIME_SOURCES := $(wildcard runtime/*.c runtime/os/linux/*.c)
RUNTIME_ASSEMBLY := $(wildcard runtime/arch/amd64/*.S)
# Bytes of stack a leaf function may use: ABI_STACK_LEAF_C less return address and alignment.
RUNTIME_LEAF_LIMIT := 360

# $(1): folder, $(2): more flags. build/runtime-check is the checking build (runtime/lock.h), in build/check/tuco.
define runtime_rules
$(1)/%.o: runtime/%.c $(wildcard runtime/*.h runtime/arch/amd64/*.h src/abi/*.h) runtime/rules.mk
	@mkdir -p $$(dir $$@)
	@echo "  RTCC $$<"
	@$(RUNTIME_CC) $(RUNTIME_CFLAGS) $(2) -fstack-usage -c -o $$@ $$<
	@case $$< in *_leaf.c) awk -v limit=$(RUNTIME_LEAF_LIMIT) \
	  '$$$$2 > limit || $$$$3 ~ /dynamic/ {print "leaf function uses too much stack: " $$$$0; bad = 1} END {exit bad}' \
	  $$(@:.o=.su) || { rm -f $$@; exit 1; };; esac

$(1)/%.o: runtime/%.S src/abi/reflect.h runtime/rules.mk
	@mkdir -p $$(dir $$@)
	@echo "  RTAS $$<"
	@$(RUNTIME_CC) -Isrc -c -o $$@ $$<

$(1)/runtime.o: $(patsubst runtime/%.c,$(1)/%.o,$(RUNTIME_SOURCES)) $(patsubst runtime/%.S,$(1)/%.o,$(RUNTIME_ASSEMBLY)) \
  runtime/undefined.txt
	@ld -r --unique -o $$@.tmp $$(filter %.o,$$^)
	@nm -u $$@.tmp | sed 's/^ *[Uw] //' | sort > $$@.undefined; sort runtime/undefined.txt | comm -23 $$@.undefined - > $$@.extra; \
	  if [ -s $$@.extra ]; then echo "runtime.o: unexpected undefined symbols:"; cat $$@.extra; rm -f $$@.tmp; exit 1; fi
	@mv $$@.tmp $$@
endef
$(eval $(call runtime_rules,build/runtime))
$(eval $(call runtime_rules,build/runtime-check,-DRT_CHECKS))

runtime: build/runtime/runtime.o
.PHONY: runtime
