/* The mistakes a writer makes, found before they reach a compiler or a reader. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "book.h"

static bool is_exercise_code(const struct chunk *c)
{
	return c->kind == KIND_STARTER || c->kind == KIND_WRONG ||
	       c->kind == KIND_SOLUTION || c->kind == KIND_MUTATION ||
	       c->kind == KIND_BREAK;
}

/* ---- undefined chunks, cycles, chunks out of reach ---- */

static void undefined(const struct chunk *c, struct place at)
{
	/* a shift to the left and one to the right on a line look like a use */
	if (isspace((unsigned char)c->name[0]) || strpbrk(c->name, ";()="))
		mistake(at, "chunk '%s' is not defined (is it code? write "
			"@<< for a shift before >> on the same line)",
			c->name);
	else
		mistake(at, "chunk '%s' is used but not defined", c->name);
}

static void reach(struct chunk *c);

static void reach_use(const struct part *p, const struct item *it)
{
	struct place at = { p->at.file, it->line };

	if (!it->use->nparts)
		undefined(it->use, at);
	else if (it->use->walk == ACTIVE)
		mistake(at, "chunk '%s' is used within itself (a cycle)",
			it->use->name);
	else
		reach(it->use);
}

static void reach(struct chunk *c)
{
	size_t i, j;

	if (c->walk != NEW)
		return;
	c->walk = ACTIVE;
	c->reached = true;
	for (i = 0; i < c->nparts; i++)
		for (j = 0; j < c->parts[i]->nitems; j++)
			if (c->parts[i]->items[j].type == USE)
				reach_use(c->parts[i],
					  &c->parts[i]->items[j]);
	c->walk = DONE;
}

/* Can this one chunk be put together? */
void check_root(struct chunk *c)
{
	reach(c);
}

static void check_safe_path(const struct chunk *c)
{
	if (c->name[0] == '/' || strstr(c->name, "..") ||
	    strstr(c->name, "//") || c->name[strlen(c->name) - 1] == '/')
		mistake(c->parts[0]->at, "'%s' is not a path in the tree",
			c->name);
}

/*
 * A replacement must replace something: a chunk of the book, or a step of another replacement. Only
 * 'answer' stands for no code: it is a text that the grader compares.
 */
static void check_target(const struct book *b, const struct chunk *c)
{
	const struct chunk *t = c->target ? find_chunk(b, c->target) : NULL;

	if (!is_exercise_code(c) ||
	    (c->target && !strcmp(c->target, "answer")))
		return;
	if (!c->target || !*c->target)
		mistake(c->parts[0]->at, "'%s' does not say which chunk it "
			"replaces", c->name);
	else if (!t || (!t->nparts && !t->used && t->kind != KIND_PATH))
		mistake(c->parts[0]->at, "'%s' replaces '%s', which the book "
			"does not have", c->name, c->target);
}

static void check_override(const struct part *p)
{
	const struct chunk *c = p->chunk;

	if (c->nbook_parts || c->used || c->kind == KIND_PATH)
		return;
	mistake(p->at, "this file replaces '%s', which the book does not have",
		c->name);
}

static void note_uses(struct book *b)
{
	size_t i, j;

	for (i = 0; i < b->nparts; i++)
		for (j = 0; j < b->parts[i]->nitems; j++)
			if (b->parts[i]->items[j].type == USE)
				b->parts[i]->items[j].use->used = true;
}

/*
 * The old text of a replaced chunk still counts: what only it used is not lost, merely idle.
 * Returns whether this reached anything new, which may have an old text of its own.
 */
static bool reach_replaced(struct book *b)
{
	bool more = false;
	size_t i, j;

	for (i = 0; i < b->nparts; i++) {
		const struct part *p = b->parts[i];

		if (p->at.file->override || !p->chunk->reached)
			continue;
		for (j = 0; j < p->nitems; j++) {
			struct chunk *use = p->items[j].use;

			if (p->items[j].type != USE || use->reached ||
			    !use->nparts)
				continue;
			reach(use);
			more = true;
		}
	}
	return more;
}

/*
 * A step written before the sequence that takes it: it must not stay so, but the tree can be built
 * meanwhile.
 */
static void unreached(const struct chunk *c, bool draft)
{
	mistake(c->parts[0]->at, "%schunk '%s' is not reached from any "
		"file", draft ? WARNING : "", c->name);
}

/* What keeps the text from being put together at all. */
void check_graph(struct book *b, bool drafts)
{
	size_t i;
	struct chunk *c;

	note_uses(b);
	for (i = 0; i < b->nchunks; i++) {
		c = b->chunks[i];
		if (!c->nparts)
			continue;
		if (c->kind == KIND_PATH)
			check_safe_path(c);
		if (c->kind != KIND_PLAIN)
			reach(c);
		check_target(b, c);
	}
	while (reach_replaced(b))
		;
	for (i = 0; i < b->nparts; i++)
		if (b->parts[i]->at.file->override)
			check_override(b->parts[i]);
	/* also walks the unreached ones: their uses and cycles are mistakes too */
	for (i = 0; i < b->nchunks; i++) {
		c = b->chunks[i];
		if (!c->nparts || c->reached)
			continue;
		if (!c->parts[0]->at.file->override)
			unreached(c, drafts);
	}
	for (i = 0; i < b->nchunks; i++)
		if (b->chunks[i]->nparts && !b->chunks[i]->reached)
			reach(b->chunks[i]);
}

/* ---- names ---- */

static void check_closed(const struct chunk *c)
{
	const struct part *first = c->book_parts[0], *p;
	size_t i;

	for (i = 1; i < c->nbook_parts; i++) {
		p = c->book_parts[i];
		if (p->open && !first->open)
			mistake(p->at, "the open mark of '%s' belongs above "
				"its first definition, %s:%d", c->name,
				first->at.file->name, first->at.line);
		else if (p->at.file != first->at.file && !first->open)
			mistake(p->at, "chunk '%s' was defined at %s:%d and is "
				"not open", c->name, first->at.file->name,
				first->at.line);
	}
}

/* Is b one letter away from a: one put in, left out or changed, case apart? */
static bool one_apart(const char *a, size_t na, const char *b, size_t nb)
{
	size_t head = 0, tail = 0, shorter = na < nb ? na : nb;

	while (head < shorter && a[head] == b[head])
		head++;
	while (tail < shorter - head && a[na - 1 - tail] == b[nb - 1 - tail])
		tail++;
	if (head + tail == shorter)
		return na != nb || head == shorter;
	/* x0 and x1 are meant to be two */
	return na == nb && head + tail + 1 == na &&
	       !(isdigit((unsigned char)a[head]) &&
		 isdigit((unsigned char)b[head]));
}

struct name {
	char *folded;
	size_t len;
	const struct chunk *chunk;
};

static bool in_book(const struct chunk *c, enum kind kind)
{
	return c->kind == kind && c->nbook_parts;
}

static size_t fold_names(const struct book *b, struct name *names)
{
	size_t i, n = 0;
	char *s;

	for (i = 0; i < b->nchunks; i++) {
		if (!in_book(b->chunks[i], KIND_PLAIN))
			continue;
		names[n].chunk = b->chunks[i];
		names[n].folded = xstrdup(b->chunks[i]->name);
		names[n].len = strlen(names[n].folded);
		for (s = names[n].folded; *s; s++)
			*s = tolower((unsigned char)*s);
		n++;
	}
	return n;
}

static int by_length(const void *va, const void *vb)
{
	const struct name *a = va, *b = vb;

	return (a->len > b->len) - (a->len < b->len);
}

static bool before(const struct book *b, const struct part *x,
		   const struct part *y)
{
	size_t i;

	for (i = 0; i < b->nparts; i++)
		if (b->parts[i] == x || b->parts[i] == y)
			return b->parts[i] == x;
	return true;
}

static void too_similar(const struct book *b, const struct chunk *x,
			const struct chunk *y)
{
	const struct part *first = x->book_parts[0], *second = y->book_parts[0];

	if (!before(b, first, second)) {
		const struct part *swap = first;

		first = second;
		second = swap;
	}
	mistake(second->at, "chunk '%s' differs by one letter from '%s', %s:%d",
		second->chunk->name, first->chunk->name,
		first->at.file->name, first->at.line);
}

static void check_similar(const struct book *b)
{
	struct name *names = xcalloc(b->nchunks + 1, sizeof(*names));
	size_t i, j, n = fold_names(b, names);

	qsort(names, n, sizeof(*names), by_length);
	for (i = 0; i < n; i++)
		for (j = i + 1; j < n && names[j].len <= names[i].len + 1; j++) {
			const struct name *x = &names[i], *y = &names[j];

			/* one letter cannot change both ends */
			if (x->len > 1 && x->folded[0] != y->folded[0] &&
			    x->folded[x->len - 1] != y->folded[y->len - 1])
				continue;
			if (one_apart(x->folded, x->len, y->folded, y->len))
				too_similar(b, x->chunk, y->chunk);
		}
	for (i = 0; i < n; i++)
		free(names[i].folded);
	free(names);
}

static void check_path_case(const struct book *b)
{
	size_t i, j;
	struct chunk *x, *y;

	for (i = 0; i < b->nchunks; i++)
		for (j = i + 1; j < b->nchunks; j++) {
			x = b->chunks[i];
			y = b->chunks[j];
			if (in_book(x, KIND_PATH) && in_book(y, KIND_PATH) &&
			    !strcasecmp(x->name, y->name))
				mistake(y->book_parts[0]->at, "file '%s' "
					"differs only in case from '%s'",
					y->name, x->name);
		}
}

/* ---- the form of a chunk ---- */

#define WIDTH 77

static size_t width(const struct item *it, size_t column)
{
	size_t i;

	if (it->type == USE)
		return column + strlen(it->use->name) + 4;
	for (i = 0; i < it->len; i++) {
		if (it->text[i] == '\t')
			column += 8 - column % 8;
		else		/* a letter of UTF-8 is one column */
			column += (it->text[i] & 0xc0) != 0x80;
	}
	return column;
}

static void check_width(const struct part *p)
{
	size_t i, column = 0;

	if (p->chunk->kind == KIND_OUTPUT || p->chunk->kind == KIND_RUN)
		return;
	for (i = 0; i < p->nitems; i++) {
		if (p->items[i].type != NEWLINE) {
			column = width(&p->items[i], column);
			continue;
		}
		if (column > WIDTH)
			mistake((struct place){ p->at.file, p->items[i].line },
				"line of %zu columns: code has at most %d",
				column, WIDTH);
		column = 0;
	}
}

/* The answer to a question on paper is prose itself. */
static bool is_answer(const struct chunk *c)
{
	return c->kind == KIND_SOLUTION && c->target &&
	       !strcmp(c->target, "answer");
}

/* A place for later chapters, with nothing of its own but perhaps a comment. */
static bool is_place(const struct part *p)
{
	struct buf all = { 0 };
	const char *s, *end;
	bool place;
	size_t i;

	if (!p->open)
		return false;
	for (i = 0; i < p->nitems; i++)
		if (p->items[i].type == USE)
			return false;
		else if (p->items[i].type == TEXT)
			buf_puts(&all, p->items[i].text);
	s = all.len ? all.s : "";
	s += strspn(s, " \t");
	end = strncmp(s, "/*", 2) ? NULL : strstr(s, "*/");
	place = !*s || (end && !end[2 + strspn(end + 2, " \t")]);
	buf_free(&all);
	return place;
}

static void check_part(const struct part *p)
{
	if (!p->terminated)
		mistake(p->at, "chunk '%s' does not end with a lone @",
			p->chunk->name);
	if (!p->prose && !is_place(p) && !is_answer(p->chunk))
		mistake(p->at, "chunk '%s' has no prose before it",
			p->chunk->name);
}

/* What a book asks for beyond what noweb asks. */
void check_form(struct book *b)
{
	size_t i;

	for (i = 0; i < b->nchunks; i++)
		if (b->chunks[i]->nbook_parts)
			check_closed(b->chunks[i]);
	check_similar(b);
	check_path_case(b);
	for (i = 0; i < b->nparts; i++)
		if (!b->parts[i]->at.file->override)
			check_part(b->parts[i]);
}

/*
 * What a page asks for, and a compiler does not: asked of the whole book only, since the prose of
 * an early part may speak of chunks that come later.
 */
void check_page(struct book *b)
{
	size_t i;

	for (i = 0; i < b->nparts; i++)
		if (!b->parts[i]->at.file->override)
			check_width(b->parts[i]);
	for (i = 0; i < b->nmentions; i++)
		if (!b->mentions[i].chunk->nparts)
			mistake(b->mentions[i].at, "prose speaks of chunk '%s', "
				"which is not defined",
				b->mentions[i].chunk->name);
}
