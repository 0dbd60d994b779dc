# The runtime's C built for the host, with the harness (hosted.c says how and why).
#   make hosted           both of: make hosted-tsan | hosted-asan       HOSTED_SECONDS=S: how long each runs
#   make hosted-coverage  percent of the lines of each of the runtime's files that the tests reach
HOSTED_SECONDS ?= 30
# All but leaf kernels and profiles.
HOSTED_RUNTIME := $(filter-out %_leaf.c %prof.c,$(wildcard runtime/*.c)) runtime/malloc_leaf.c runtime/print_leaf.c \
  runtime/os/linux/netpoll.c
HOSTED_SOURCES := $(HOSTED_RUNTIME) $(wildcard test/hosted/*.c)
HOSTED_HEADERS := $(wildcard test/hosted/*.h runtime/*.h src/abi/*.h)
# Functions that Go calls are declared in overlay/, so -Wmissing-prototypes does not apply here.
HOSTED_CFLAGS := -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wstrict-prototypes -Werror -g \
  -fno-omit-frame-pointer -fvisibility=hidden -fno-strict-aliasing -pthread -DRT_CHECKS -Itest/hosted -Iruntime -Isrc
HOSTED_FLAGS_tsan := -O1 -fsanitize=thread
HOSTED_FLAGS_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined
HOSTED_FLAGS_coverage := -O0 --coverage -fprofile-update=atomic
HOSTED_FLAGS_plain := -O1

define hosted_rules
build/hosted/$(1)/%.o: %.c $(HOSTED_HEADERS) test/hosted/rules.mk
	@mkdir -p $$(dir $$@)
	@echo "  CC $$< ($(1))"
	@$(CC) $(HOSTED_CFLAGS) $(HOSTED_FLAGS_$(1)) -c -o $$@ $$<
build/hosted/$(1)/hosted: $(patsubst %.c,build/hosted/$(1)/%.o,$(HOSTED_SOURCES))
	@$(CC) $(HOSTED_CFLAGS) $(HOSTED_FLAGS_$(1)) -o $$@ $$^
endef
$(foreach variant,tsan asan plain coverage,$(eval $(call hosted_rules,$(variant))))

.PHONY: hosted hosted-tsan hosted-asan hosted-plain hosted-coverage
hosted: hosted-tsan hosted-asan
hosted-tsan hosted-asan hosted-plain: hosted-%: build/hosted/%/hosted
	build/hosted/$*/hosted -seconds $(HOSTED_SECONDS)
hosted-coverage: build/hosted/coverage/hosted
	@find build/hosted/coverage -name '*.gcda' -delete
	build/hosted/coverage/hosted -seconds $(HOSTED_SECONDS)
	@for file in $(HOSTED_RUNTIME); do \
	  gcov -n -o build/hosted/coverage/$${file%.c}.o $$file 2>/dev/null | \
	  awk -v file=$$file -F '[:% ]' '$$0 == "File \047" file "\047" {getline; print $$3 "% of", $$6, "lines:", file}'; \
	done
