/* What stands for a chunk: the chapters' parts, unless the reader replaces or extends them. */
#include <stdlib.h>
#include <string.h>
#include "book.h"

static void give(struct chunk *c, struct part *p)
{
	*PUSH(c->parts, c->nparts, c->cap_parts) = p;
}

static void replace_or_append(struct book *b, struct part *p,
			      struct file const **owner)
{
	struct chunk *c = p->chunk;
	size_t i;

	for (i = 0; i < b->nchunks && b->chunks[i] != c; i++)
		;
	if (!p->at.file->append && owner[i] != p->at.file)
		c->nparts = 0;
	owner[i] = p->at.file;
	give(c, p);
}

/* A later override file wins over an earlier one; within a file, parts add up. */
void apply_overrides(struct book *b)
{
	struct file const **owner = xcalloc(b->nchunks + 1, sizeof(*owner));
	struct part *p;
	size_t i;

	for (i = 0; i < b->nparts; i++) {
		p = b->parts[i];
		if (p->at.file->override) {
			replace_or_append(b, p, owner);
			continue;
		}
		give(p->chunk, p);
		*PUSH(p->chunk->book_parts, p->chunk->nbook_parts,
		      p->chunk->cap_book_parts) = p;
	}
	free(owner);
}

/* Put the chunks "KIND ID: name" in the place of "name". */
void apply_exercise(struct book *b, enum kind kind, const char *id)
{
	struct chunk *c, *target;
	bool found = false;
	size_t i, j;

	for (i = 0; i < b->nchunks; i++) {
		c = b->chunks[i];
		if (c->kind != kind || !c->target || strcmp(c->id, id) ||
		    !c->nparts)
			continue;
		found = true;
		target = find_chunk(b, c->target);
		if (!target)
			continue;	/* check_graph tells */
		target->nparts = 0;
		for (j = 0; j < c->nparts; j++)
			give(target, c->parts[j]);
	}
	if (!found)
		die("no chunk is named '%s %s: ...'", kind_name(kind), id);
}
