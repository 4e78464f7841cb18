/* Memory, buffers, and the list of mistakes. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "book.h"

void die(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fprintf(stderr, "tangle: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void *or_die(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

void *xcalloc(size_t count, size_t size)
{
	return or_die(calloc(count, size));
}

char *xstrdup(const char *s)
{
	return or_die(strdup(s));
}

char *xsprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	s = xcalloc(1, len + 1);
	va_start(ap, fmt);
	vsnprintf(s, len + 1, fmt, ap);
	va_end(ap);
	return s;
}

void *grow(void *array, size_t *capacity, size_t elem_size)
{
	*capacity = *capacity ? 2 * *capacity : 8;
	return or_die(realloc(array, *capacity * elem_size));
}

void buf_add(struct buf *b, const char *s, size_t len)
{
	if (b->len + len + 1 > b->cap) {
		while (b->len + len + 1 > b->cap)
			b->cap = b->cap ? 2 * b->cap : 256;
		b->s = or_die(realloc(b->s, b->cap));
	}
	memcpy(b->s + b->len, s, len);
	b->len += len;
	b->s[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_free(struct buf *b)
{
	free(b->s);
	memset(b, 0, sizeof(*b));
}

struct note {
	struct place at;
	size_t rank;		/* of the file in the book */
	char *text;
};

static struct note *notes;
static size_t nnotes, cap_notes;

void mistake(struct place at, const char *fmt, ...)
{
	struct note *note = PUSH(notes, nnotes, cap_notes);
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	note->at = at;
	note->text = xstrdup(text);
}

static int by_place(const void *va, const void *vb)
{
	const struct note *a = va, *b = vb;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	return strcmp(a->text, b->text);
}

static size_t rank_of(const struct book *b, const struct file *file)
{
	size_t i = 0;

	while (i < b->nfiles && b->files[i] != file)
		i++;
	return i;
}

size_t report_mistakes(const struct book *b)
{
	size_t i, errors = 0;

	for (i = 0; i < nnotes; i++)
		notes[i].rank = rank_of(b, notes[i].at.file);
	if (nnotes)
		qsort(notes, nnotes, sizeof(*notes), by_place);
	for (i = 0; i < nnotes; i++) {
		if (i && !by_place(&notes[i - 1], &notes[i]))
			continue;
		fprintf(stderr, "%s:%d: %s\n", notes[i].at.file->name,
			notes[i].at.line, notes[i].text);
		errors += !!strncmp(notes[i].text, WARNING, strlen(WARNING));
	}
	return errors;
}
