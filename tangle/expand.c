/*
 * From chunks to text.  The text goes out line by line; each line knows where in the chapters
 * its first visible character stands, from which the line marks are made.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "book.h"

struct sink {
	struct buf line;	/* the line being put together */
	struct place at;	/* of its first visible character */
	bool visible;
	bool had_use;		/* a chunk was used on it */
	void (*emit)(struct sink *s);
	struct buf *plain, *marked;
	bool blank;		/* a blank line waits to be written */
	struct place believed;	/* where the compiler thinks the next line is */
	struct {		/* what the C preprocessor is in the middle of */
		bool comment, continued, directive;
		int depth;
	} c;
};

/* ---- putting lines together, as notangle -t8 does ---- */

static size_t column_after(size_t column, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		column += text[i] == '\t' ? 8 - column % 8 : 1;
	return column;
}

static void put_indent(struct sink *s, size_t indent)
{
	for (; indent >= 8; indent -= 8)
		buf_add(&s->line, "\t", 1);
	for (; indent; indent--)
		buf_add(&s->line, " ", 1);
}

static void note_place(struct sink *s, const struct part *p,
		       const struct item *it)
{
	if (s->visible)
		return;
	s->at = (struct place){ p->at.file, it->line };
	s->visible = it->type == TEXT &&
		     strspn(it->text, " \t") < it->len;
}

static void end_line(struct sink *s)
{
	s->emit(s);
	s->line.len = 0;
	s->visible = s->had_use = false;
}

/* How far we are in a chunk: its indentation, the column that its own text has reached. */
struct cursor {
	size_t indent, column;
	bool fresh;
};

static void expand(struct sink *s, const struct chunk *c, size_t indent,
		   bool root);

static void expand_item(struct sink *s, const struct part *p,
			const struct item *it, struct cursor *cur)
{
	note_place(s, p, it);
	if (it->type == NEWLINE) {
		end_line(s);
		cur->column = cur->indent;
		cur->fresh = true;
		return;
	}
	if (cur->fresh)
		put_indent(s, cur->indent);
	cur->fresh = false;
	if (it->type == USE) {
		s->had_use = true;
		expand(s, it->use, cur->column, false);
		cur->column += strlen(it->use->name) + strlen("<<>>");
	} else {
		buf_add(&s->line, it->text, it->len);
		cur->column = column_after(cur->column, it->text, it->len);
	}
}

static const struct item *last_newline(const struct chunk *c)
{
	size_t i = c->nparts;

	while (i && !c->parts[i - 1]->nitems)
		i--;
	return i ? &c->parts[i - 1]->items[c->parts[i - 1]->nitems - 1] : NULL;
}

/*
 * The lines of a chunk begin in the column where its use stands in the chapter (not where it
 * comes out: so does noweb); its last newline is the user's.
 */
static void expand(struct sink *s, const struct chunk *c, size_t indent,
		   bool root)
{
	struct cursor cur = { .indent = indent, .column = indent };
	const struct item *last = root ? NULL : last_newline(c);
	const struct part *p;
	size_t i, j;

	for (i = 0; i < c->nparts; i++) {
		p = c->parts[i];
		for (j = 0; j < p->nitems; j++)
			if (&p->items[j] != last)
				expand_item(s, p, &p->items[j], &cur);
	}
}

static void emit_raw(struct sink *s)
{
	buf_add(s->plain, s->line.len ? s->line.s : "", s->line.len);
	buf_add(s->plain, "\n", 1);
}

void expand_raw(struct chunk *c, struct buf *out)
{
	struct sink s = { .emit = emit_raw, .plain = out };

	expand(&s, c, 0, true);
	if (!out->len)
		buf_add(out, "\n", 1);
	buf_free(&s.line);
}

/* ---- the published tree, and its copy with line marks ---- */

/* What state does this line leave the preprocessor in? */
static void scan_c(struct sink *s, const char *p)
{
	char quote = '\0';

	if (!s->c.continued && !s->c.comment)
		s->c.directive = p[strspn(p, " \t")] == '#';
	if (*p == '}')
		s->c.depth = 0;
	for (; *p; p++) {
		if (s->c.comment) {
			if (p[0] == '*' && p[1] == '/')
				s->c.comment = false, p++;
		} else if (quote) {
			if (*p == '\\' && p[1])
				p++;
			else if (*p == quote)
				quote = '\0';
		} else if (p[0] == '/' && p[1] == '*') {
			s->c.comment = true;
			p++;
		} else if (p[0] == '/' && p[1] == '/') {
			p += strlen(p) - 1;
		} else if (*p == '"' || *p == '\'') {
			quote = *p;
		} else if (!s->c.directive && *p == '(') {
			s->c.depth++;
		} else if (!s->c.directive && *p == ')' && s->c.depth) {
			s->c.depth--;
		}
	}
}

/* A #line may not stand in a macro's definition or arguments, and means nothing in a comment. */
static bool may_mark(const struct sink *s)
{
	return !s->c.continued && !s->c.comment && !s->c.depth;
}

static const char *from_chapters(const char *name)
{
	const char *p = strstr(name, "/chapters/");

	return p ? p + 1 : name;
}

static void mark_place(struct sink *s)
{
	char mark[32];

	if (s->at.file == s->believed.file && s->at.line == s->believed.line)
		return;
	if (!may_mark(s))
		return;
	snprintf(mark, sizeof(mark), "#line %d \"", s->at.line);
	buf_puts(s->marked, mark);
	buf_puts(s->marked, from_chapters(s->at.file->name));
	buf_puts(s->marked, "\"\n");
	s->believed = s->at;
}

static void write_line(struct sink *s, const char *text, size_t len)
{
	buf_add(s->plain, text, len);
	buf_add(s->plain, "\n", 1);
	if (!s->marked)
		return;
	if (len)
		mark_place(s);
	buf_add(s->marked, text, len);
	buf_add(s->marked, "\n", 1);
	s->believed.line++;
	scan_c(s, text);
	s->c.continued = len && text[len - 1] == '\\';
}

/* A run of blank lines becomes one, none at either end; an empty slot leaves no trace. */
static void emit_tidy(struct sink *s)
{
	struct buf *l = &s->line;

	while (l->len && strchr(" \t", l->s[l->len - 1]))
		l->s[--l->len] = '\0';
	if (!l->len) {
		s->blank |= !s->had_use && s->plain->len;
		return;
	}
	if (s->blank)
		write_line(s, "", 0);
	s->blank = false;
	write_line(s, l->s, l->len);
}

void expand_tidy(struct chunk *c, struct buf *plain, struct buf *marked)
{
	struct sink s = { .emit = emit_tidy, .plain = plain, .marked = marked };

	expand(&s, c, 0, true);
	buf_free(&s.line);
}
