# tuco's build. One non-recursive Makefile; variants under build/<variant>/.
#   make            the command: bin/tuco
#   make VARIANT=debug|asan|tsan   other variants: build/<variant>/tuco
#   make build/check/tuco          the command, whose programs have the runtime's expensive assertions
#   make test | conformance | std-test | bench | acceptance | reproducible     the tests, GOROOT/test, std's own tests, tuco
#                   against gc, real programs as by gc, same bytes
#   make go-scripts     the scripts of cmd/go's own suite (SCRIPTS="mod_get* work_*" for some)
#   make same-output BASE=path     bin/tuco makes the executables that the tuco at path makes, byte for byte
#   make fuzz | planted | nightly     the fuzzers (FUZZ_SECONDS each), faults put back in, all of it in 90 minutes
CC ?= gcc
VARIANT ?= release
BUILD := build/$(VARIANT)
WARN := -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Werror
CFLAGS_release := -O2 -g
CFLAGS_debug := -O0 -g -DTUCO_DEBUG=1
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -DTUCO_DEBUG=1
LDFLAGS_asan := -fsanitize=address,undefined
CFLAGS_tsan := -O1 -g -fsanitize=thread -fno-omit-frame-pointer -Wno-tsan -DTUCO_DEBUG=1
LDFLAGS_tsan := -fsanitize=thread
CFLAGS_dead := -O0 -ffunction-sections
CFLAGS := -std=gnu11 -D_GNU_SOURCE $(WARN) $(CFLAGS_$(VARIANT)) -Isrc -MMD -MP -pthread
LDLIBS := -Wl,-Bstatic -lmpfr -lgmp -lsodium -lz -Wl,-Bdynamic -lm -pthread

STAGES := base cache template mod fetch files modules syntax cover types export load list layout ir rtype lower opt backend arch link build test cmd
stage_sources = $(wildcard src/$(1)/*.c src/$(1)/*/*.c)
stage_objects = $(patsubst src/%.c,$(BUILD)/%.o,$(call stage_sources,$(1)))
OBJECTS := $(foreach s,$(STAGES),$(call stage_objects,$(s)))
EMBEDDED := $(BUILD)/embedded.o

.PHONY: all clean help stages
# bin/tuco is the release's: tests and figures are about that, whatever variant was made last.
all: $(if $(filter release,$(VARIANT)),bin/tuco,$(BUILD)/tuco)

bin/tuco: build/release/tuco
	@mkdir -p bin && cp $< $@.new && mv $@.new $@

$(BUILD)/tuco: $(OBJECTS) $(EMBEDDED)
	@echo "  LINK $@"
	@$(CC) $(LDFLAGS_$(VARIANT)) -o $@ $^ $(LDLIBS)

# The overlay's Go files and the runtime's object travel inside the command.
build/overlay.tar: $(shell find overlay -type f 2>/dev/null)
	@mkdir -p build
	tar --format=ustar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf $@ -C overlay .

$(EMBEDDED): src/load/embedded.S build/overlay.tar build/runtime/runtime.o
	@mkdir -p $(dir $@)
	@$(CC) -c -DRUNTIME_OBJECT='"build/runtime/runtime.o"' -o $@ $<

# The same command, but what it builds has the runtime's expensive assertions: make build/check/tuco
build/check/tuco: $(OBJECTS) build/check/embedded.o
	@echo "  LINK $@"
	@$(CC) $(LDFLAGS_$(VARIANT)) -o $@ $^ $(LDLIBS)

build/check/embedded.o: src/load/embedded.S build/overlay.tar build/runtime-check/runtime.o
	@mkdir -p $(dir $@)
	@$(CC) -c -DRUNTIME_OBJECT='"build/runtime-check/runtime.o"' -o $@ $<

-include runtime/rules.mk
-include test/hosted/rules.mk

# Each stage is also an archive, for unit tests and small tools: make build/release/libsyntax.a
define stage_archive
$(BUILD)/lib$(1).a: $(call stage_objects,$(1))
	@rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach s,$(STAGES),$(eval $(call stage_archive,$(s))))

$(BUILD)/%.o: src/%.c
	@mkdir -p $(dir $@)
	@echo "  CC $<"
	@$(CC) $(CFLAGS) -c -o $@ $<

# A developer's tool or unit test, test/unit/NAME.c with what is in the folder test/unit/NAME, links the stages up to its
# own: make build/release/tool/types_check
.SECONDEXPANSION:
define tool_rule
$(BUILD)/tool/$(1)_%: test/unit/$(1)_%.c $$$$(wildcard test/unit/$(1)_$$$$*/*.[ch]) $(wildcard test/unit/*.h) \
  $(foreach s,$(2),$(BUILD)/lib$(s).a)
	@mkdir -p $$(dir $$@)
	@echo "  LINK $$@"
	@$$(CC) $$(filter-out -MMD -MP,$$(CFLAGS)) $$(LDFLAGS_$$(VARIANT)) -o $$@ $$(filter %.c,$$^) \
	  -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $(LDLIBS)
endef
UP_TO_TYPES := base syntax types
UP_TO_IR := $(UP_TO_TYPES) layout ir
UP_TO_BACKEND := $(UP_TO_IR) opt backend arch
$(eval $(call tool_rule,base,base))
$(eval $(call tool_rule,cache,base cache mod))
$(eval $(call tool_rule,mod,base mod))
$(eval $(call tool_rule,fetch,base mod fetch))
$(eval $(call tool_rule,files,base mod files))
$(eval $(call tool_rule,template,base template))
$(eval $(call tool_rule,syntax,base syntax))
$(eval $(call tool_rule,modules,base mod fetch files modules))
$(eval $(call tool_rule,types,mod fetch files modules $(UP_TO_TYPES) load))
$(eval $(call tool_rule,layout,$(UP_TO_TYPES) layout))
$(eval $(call tool_rule,ir,$(UP_TO_IR) opt))
$(eval $(call tool_rule,opt,$(UP_TO_IR) opt))
$(eval $(call tool_rule,backend,$(UP_TO_BACKEND)))
$(BUILD)/tool/backend_run: private CFLAGS += -masm=intel
$(eval $(call tool_rule,amd64,$(UP_TO_BACKEND)))
$(eval $(call tool_rule,lower,$(UP_TO_IR) rtype lower))
$(eval $(call tool_rule,test,base test))

$(BUILD)/tool/fuzz_front_end: test/fuzz/front_end.c $(foreach s,$(UP_TO_TYPES),$(BUILD)/lib$(s).a)
	@mkdir -p $(dir $@)
	@echo "  LINK $@"
	@$(CC) $(CFLAGS) $(LDFLAGS_$(VARIANT)) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LDLIBS)

clean:
	rm -rf build bin

help:
	@sed -n '2,10p' Makefile

-include $(OBJECTS:.o=.d)

.PHONY: test conformance std-test go-scripts bench acceptance reproducible same-output
test: all
	./test/all --no-setup
conformance: all
	python3 test/conformance.py -v
std-test: all
	python3 test/std.py
go-scripts: all
	python3 test/scripts/check.py
	python3 test/scripts/run.py $(SCRIPTS)
bench: all
	python3 bench/run.py
# Real programs built by tuco and by gc do the same; builds have the same bytes.
acceptance: all
	python3 test/acceptance.py
reproducible: all
	test/reproducible.sh
# For commits that move code only: BASE is a tuco of the commit before.
same-output: all
	nice -n 5 test/same-output.sh $(BASE) bin/tuco

# Each fuzzer of test/fuzz for FUZZ_SECONDS; faults put back in must be found; everything that takes longer than CI may.
.PHONY: fuzz planted nightly differential
FUZZ_SECONDS ?= 600
fuzz: all
	nice -n 19 test/fuzz/all.sh -each $(FUZZ_SECONDS)
planted: all
	python3 test/planted.py
nightly: all
	test/nightly.sh
differential: all
	python3 test/fuzz/run.py statements
