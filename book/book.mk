# book.mk: from chapters to pages: `make html`, `make pdf`, `make book`, `make figures`.
# Included by the top Makefile; everything is made under build/.

BOOK_BUILD := build/book
BOOK_HTML := build/html
BOOK_CHAPTERS := $(sort $(wildcard chapters/*.nw))
BOOK_BASES := $(notdir $(BOOK_CHAPTERS:.nw=)) solutions
BOOK_LUA := $(wildcard book/*.lua)
# tables take rows from them (weave.lua)
BOOK_DATA := $(wildcard figures/data/*.tsv)
BOOK_TREE := $(BOOK_BUILD)/tree/marked
BOOK_TANGLE := build/bin/tangle
BOOK_FIGS := $(sort $(wildcard figures/*.tex figures/*.lua))
# Drawn from a trace that `make trace` records: nothing to draw before that.
ifeq ($(wildcard figures/data/life.tsv),)
BOOK_FIGS := $(filter-out figures/life-timeline.lua,$(BOOK_FIGS))
endif
BOOK_PANDOC := pandoc -f markdown-auto_identifiers-citations --tab-stop=8 -L book/filter.lua
WEAVE := texlua book/weave.lua

# Times in the output are those of the commit, so two builds are the same bytes.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
export FORCE_SOURCE_DATE := 1
export TEXMFCACHE ?= $(CURDIR)/$(BOOK_BUILD)/texcache
export TEXMFVAR ?= $(CURDIR)/$(BOOK_BUILD)/texcache

.PHONY: html pdf book figures
.SECONDARY:
book: html pdf ## the book in both forms
html: ## build/html/index.html, a page a chapter
	@$(MAKE) -j$$(nproc) $(BOOK_HTML)/index.html
	@test ! -s $(BOOK_BUILD)/mistakes || { cat $(BOOK_BUILD)/mistakes >&2; \
		echo "book: the pages are in $(BOOK_HTML), but see above (a word that is right goes into book/words)" >&2; false; }
	@echo "book: $(BOOK_HTML)/index.html"

$(BOOK_BUILD)/tree/stamp: $(BOOK_CHAPTERS) $(BOOK_TANGLE) | deps-book
	@mkdir -p $(@D)
	@$(BOOK_TANGLE) -o $(@D)/plain -m $(BOOK_TREE) $(BOOK_CHAPTERS) 2>$(@D)/log || { cat $(@D)/log >&2; false; }
	@touch $@

# One run writes all chapters' Markdown and all pages' frames, touching only those
# that changed; the writers' mistakes go to a file, shown when the pages are made.
$(BOOK_BUILD)/stamp: $(BOOK_BUILD)/tree/stamp $(BOOK_LUA) $(wildcard book/*.html) book/moirai.ctags book/references.bib book/words README.md $(BOOK_DATA)
	@echo "book: weaving $(words $(BOOK_CHAPTERS)) chapters"
	@$(BOOK_TANGLE) --check $(BOOK_CHAPTERS) 2>$(BOOK_BUILD)/mistakes || test -s $(BOOK_BUILD)/mistakes
	@git describe --always --dirty 2>/dev/null >$(BOOK_BUILD)/version || true
	@$(WEAVE) html $(BOOK_BUILD) $(BOOK_TREE) $(BOOK_HTML) $(BOOK_CHAPTERS) 2>>$(BOOK_BUILD)/mistakes || test -s $(BOOK_BUILD)/mistakes
	@touch $@

$(BOOK_BUILD)/latex/stamp: $(BOOK_BUILD)/stamp
	@mkdir -p $(@D)
	@$(WEAVE) latex $(BOOK_BUILD) $(BOOK_TREE) $(BOOK_CHAPTERS)
	@touch $@

$(BOOK_BUILD)/html/%.md: $(BOOK_BUILD)/stamp ; @:
$(BOOK_BUILD)/latex/%.md: $(BOOK_BUILD)/latex/stamp ; @:

$(BOOK_BUILD)/body/%.html: $(BOOK_BUILD)/html/%.md book/filter.lua
	@mkdir -p $(@D)
	@$(BOOK_PANDOC) -t html5 --mathml $< -o $@

$(BOOK_BUILD)/tex/%.tex: $(BOOK_BUILD)/latex/%.md book/filter.lua
	@mkdir -p $(@D)
	@$(BOOK_PANDOC) -t latex --top-level-division=chapter $< -o $@

$(BOOK_HTML)/fonts/stamp: book/fonts.sh | deps-book
	@echo "book: cutting web fonts"
	@mkdir -p $(@D) $(BOOK_BUILD)
	@book/fonts.sh $(@D) >$(BOOK_BUILD)/fonts.log 2>&1 || { cat $(BOOK_BUILD)/fonts.log >&2; false; }
	@touch $@

$(BOOK_HTML)/%: book/%
	@mkdir -p $(@D)
	@cp $< $@

$(BOOK_HTML)/index.html: $(BOOK_BASES:%=$(BOOK_BUILD)/body/%.html) $(BOOK_BUILD)/fig/svg \
		$(BOOK_HTML)/book.css $(BOOK_HTML)/book.js $(BOOK_HTML)/fonts/stamp $(BOOK_BUILD)/stamp
	@echo "book: making pages"
	@$(WEAVE) join $(BOOK_BUILD) $(BOOK_HTML)
	@touch $@

# ---- paper ----
pdf: ## build/book.pdf
	@$(MAKE) -j$$(nproc) build/book.pdf

build/book.pdf: $(BOOK_BASES:%=$(BOOK_BUILD)/tex/%.tex) $(BOOK_BUILD)/fig/pdf \
		book/moirai.cls book/spread.lua book/figure.sty book/title.tex book/typeset.sh $(BOOK_BUILD)/latex/stamp
	@book/typeset.sh $(BOOK_BUILD) $@

# ---- figures: one source each; %.lua sources read figures/data ----
figures: $(BOOK_BUILD)/fig/svg $(BOOK_BUILD)/fig/pdf

$(BOOK_BUILD)/fig/svg $(BOOK_BUILD)/fig/pdf: $(BOOK_BUILD)/fig/%: $(BOOK_FIGS) $(BOOK_DATA) \
		book/figure.lua book/data.lua book/figure.sty | deps-book
	@mkdir -p $(@D)
	@texlua book/figure.lua $* $(@D) $(BOOK_FIGS) && touch $@
