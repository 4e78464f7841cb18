# Moirai: one source, three uses. `make help` lists them.

MAKEFLAGS += --no-print-directory
SHELL     := /bin/bash
PARTS     := boot creation exec exit signals scheduling

# --- what the reader may set ------------------------------------------------
THROUGH ?=#		a part: the kernel that the pages so far describe
WITH    ?=#		file.nw: chunks that replace the book's
FLAVOUR ?= debug#	debug or release
MACHINE ?= virt#	or raspi3b: four CPUs, 1 GiB
CPUS    ?= 4
MEM     ?= 256
CPU     ?= cortex-a57
GIC     ?= 2
VIA     ?= qemu#	u-boot: a boot loader, from a disk
EL2     ?= off#		on: enter the kernel at EL2
APPEND  ?=#		words for the kernel command line
INIT    ?=#		the first program
EX      ?=#		an exercise
BREAK   ?=#		a rule of the book to boot without (make exercises)
SYM     ?=#		a name in the kernel
CMD     ?= ls | wc
DEPS    ?= install#	check: only name missing packages

# --- which chapters, and where what is made of them goes --------------------
ifneq ($(THROUGH),)
ifeq ($(filter $(THROUGH),$(PARTS)),)
$(error THROUGH is one of: $(PARTS))
endif
NUMBER := $(words $(shell for p in $(PARTS); do echo $$p; \
	    test $$p != $(THROUGH) || break; done))
DIGITS := $(wordlist 1,$(NUMBER),1 2 3 4 5 6)
endif
NW   := $(sort $(foreach d,$(if $(THROUGH),0 $(DIGITS),0 1 2 3 4 5 6 7),\
	  $(wildcard chapters/$(d)*.nw)))
SLUG := $(strip $(if $(THROUGH),part/$(THROUGH)))
B    ?= build$(SLUG:%=/%)$(if $(WITH)$(BREAK),/with)
O    := $(B)/obj/$(FLAVOUR)
# exercises and mutations of the book itself, as overrides
OVER := $(foreach w,$(WITH),-with $(w)) $(if $(SOLUTION),-solution $(SOLUTION)) \
	$(if $(STARTER),-starter $(STARTER)) $(if $(WRONG),-wrong $(WRONG)) \
	$(if $(MUTATION),-mutation $(MUTATION)) $(if $(BREAK),-break $(BREAK))

export DEPS FLAVOUR MACHINE VIA CPUS MEM CPU GIC EL2 APPEND INIT B

.DEFAULT_GOAL := help
.PHONY: help boot kernel programs tangle test test-all book html pdf figures \
	exercises try hint grade accept trace landmarks bench suites gdb diff why stats clean deps-%

help: ## this list
	@echo 'Moirai: The Life of a Process. An ARM64 kernel you can read, run and change.'
	@echo
	@sed -n 's/^\([a-z][a-z -]*\):.*## \(.*\)/  make \1\t\2/p' Makefile $(wildcard book/book.mk) | \
		expand -t 20
	@echo
	@echo '  THROUGH=part (one of $(PARTS)), WITH=file.nw, BREAK=rule,'
	@echo '  FLAVOUR=debug|release, CPUS= MEM= CPU= GIC= EL2=on APPEND= INIT=, DEPS=check'
	@echo '  MACHINE=raspi3b: a board of its own; VIA=u-boot: by a boot loader, from a disk'

deps-%:
	@tangle/deps.sh $*

# --- the press's tangle -------------------------------------------------------
TANGLE := build/bin/tangle
$(TANGLE): $(wildcard tangle/*.c tangle/*.h) | deps-boot
	@mkdir -p $(@D)
	@$(or $(HOSTCC),cc) -std=gnu11 -O2 -Wall -Wextra -o $@ $(wildcard tangle/*.c)

tangle: deps-boot $(TANGLE) ## chapters into build/kernel, a tree of its own
	@mkdir -p $(B)/kernel $(B)/obj/src
	@$(TANGLE) -o $(B)/kernel -m $(B)/obj/src $(OVER) $(NW)

# --- the kernel ---------------------------------------------------------------
kernel: tangle ## compile: build/Image, build/moirai.elf
	@$(MAKE) -C $(B)/obj/src O=$(abspath $(O)) FLAVOUR=$(FLAVOUR)
	@cmp -s $(O)/Image $(B)/Image || cp -p $(O)/Image $(B)/Image
	@cmp -s $(O)/moirai.elf $(B)/moirai.elf || \
		cp -p $(O)/moirai.elf $(B)/moirai.elf

programs: tangle # user/ and test/ programs, for the target
	@$(MAKE) -C $(B)/obj/src O=$(abspath $(O)) FLAVOUR=$(FLAVOUR) programs

initramfs: programs # build/initramfs.cpio: Debian's busybox and our programs
	@tangle/initramfs $(if $(filter /sbin/init,$(INIT)),-s) \
		-o $(B)/initramfs.cpio $(O)

# the checks of the debug flavour are for those who change something
BOOT_FLAVOUR := $(if $(filter file,$(origin FLAVOUR)),$(if \
	$(strip $(WITH)$(BREAK)),debug,release),$(FLAVOUR))

boot: ## boot the kernel: a shell on this terminal (C-a x leaves QEMU)
	@$(MAKE) -j$$(nproc) kernel initramfs PROGRESS=dots FLAVOUR=$(BOOT_FLAVOUR)
	@$(if $(BREAK),eval "$$(tangle/transcript machine '$(BREAK)')";) \
		tangle/boot $(B)/Image $(B)/initramfs.cpio

gdb: ## the same under gdb, stepping through the chapters' lines
	@tangle/deps.sh boot gdb
	@$(MAKE) -j$$(nproc) kernel initramfs PROGRESS=dots
	@tangle/gdb $(B)/Image $(B)/initramfs.cpio $(B)/moirai.elf

# --- study --------------------------------------------------------------------
exercises: $(TANGLE) ## list the exercises, and the rules to break
	@tangle/exercise list

try: $(TANGLE) ## EX=id: write a file to work in
	@tangle/exercise try '$(EX)'

hint: $(TANGLE) # EX=id: a word of help
	@tangle/exercise hint '$(EX)'

grade: deps-test $(TANGLE) ## EX=id: a verdict on your file, and why
	@tangle/exercise grade '$(EX)'

diff: deps-test $(TANGLE) ## THROUGH=part: what grew since the part before
	@tangle/diff '$(THROUGH)'

why: deps-test $(TANGLE) ## SYM=name: where it is made, who calls it
	@tangle/why '$(SYM)'

trace: deps-test ## CMD='ls | wc': your command as a timeline
	@$(MAKE) -j$$(nproc) kernel initramfs PROGRESS=dots
	@tangle/trace '$(CMD)'

landmarks: deps-test ## boot, and write the data of figures anew
	@$(MAKE) -j$$(nproc) kernel initramfs PROGRESS=dots B=build FLAVOUR=debug
	@$(MAKE) -j$$(nproc) kernel initramfs PROGRESS=dots B=build/release \
		FLAVOUR=release
	@tangle/landmarks

bench: deps-test ## what a process costs, beside Debian's Linux: a table
	@$(MAKE) -j$$(nproc) kernel PROGRESS=dots B=build/release FLAVOUR=release
	@$(MAKE) -C build/release/obj/src O=$(abspath build/release/obj/release) \
		FLAVOUR=release $(abspath build/release/obj/release/user/bench)
	@$(MAKE) -j$$(nproc) kernel PROGRESS=dots B=build/classic \
		FLAVOUR=release BREAK=classic-fork
	@tangle/bench

suites: deps-test ## test suites that nobody here wrote, beside Linux: a table
	@$(MAKE) -j$$(nproc) kernel programs PROGRESS=dots B=build FLAVOUR=debug
	@tangle/suites

# --- check --------------------------------------------------------------------
test: deps-test ## everything a change must pass, in ten minutes
	@tangle/test

test-all: deps-test deps-browser ## all of it: every machine, the mutations; a table
	@tangle/test --all

accept: deps-test $(TANGLE) ## run the transcripts and rewrite output: chunks
	@tangle/transcript accept $(if $(RUN),"$(RUN)")

stats: deps-test $(TANGLE) ## sizes of chunks and functions, words and lines
	@tangle/stats $(NW)

-include book/book.mk

clean: ## empty build/ (downloads stay; `make distclean` drops them too)
	@test ! -d build || find build -mindepth 1 -maxdepth 1 ! -name cache \
		-exec rm -rf {} +

distclean:
	@rm -rf build
