/*
 * tangle: from the chapters to a tree of sources.
 * Reads noweb's own markup stream; see usage() for what it can do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "book.h"

static const char usage_text[] =
"usage: tangle [-o DIR] [-m DIR] [OPTION]... CHAPTER.nw...\n"
"  -o DIR              write the tree to DIR\n"
"  -m DIR              write the tree with line marks (#line) to DIR\n"
"  -with FILE.nw       replace chunks by FILE's (first line %append: add to them)\n"
"  -solution ID        put the chunks 'solution ID: name' in the place of 'name';\n"
"                      also -starter, -wrong, -mutation, -break\n"
"  --check             only look for mistakes\n"
"  --raw ROOT          print a root as notangle -t8 does; may be repeated\n"
"  --chunk NAME        print a chunk's text, uses unexpanded\n"
"  --override KIND ID  print an exercise's chunks as a file for -with\n"
"  --words             list the chapters: file, words of prose\n"
"  --roots             list the roots: kind, name, file:line\n"
"  --list-chunks       list all definitions: file, line, name, part, parts,\n"
"                      lines, kind; separated by tabs\n";

enum mode { WRITE, CHECK, RAW, CHUNK, OVERRIDE, ROOTS, LIST, WORDS };

struct options {
	enum mode mode;
	const char *arg, *arg2;		/* of the mode */
	const char *plain, *marked;
	enum kind exercise;
	const char *id;
	char **chapters, **withs, **roots;
	size_t nchapters, cap_chapters, nwiths, cap_withs, nroots, cap_roots;
};


static void usage(const char *why)
{
	if (why)
		fprintf(stderr, "tangle: %s\n", why);
	fputs(usage_text, why ? stderr : stdout);
	exit(why ? 2 : 0);
}

static enum kind exercise_kind(const char *name)
{
	enum kind k;

	for (k = KIND_STARTER; k <= KIND_BREAK; k++)
		if (!strcmp(name, kind_name(k)))
			return k;
	return KIND_PLAIN;
}

static char *next(char ***argv)
{
	if (!(*argv)[1])
		usage(xsprintf("%s needs an argument", **argv));
	return *++*argv;
}

static void set_mode(struct options *o, enum mode mode, const char *arg)
{
	if (o->mode != WRITE)
		usage("only one of the -- options can be given");
	o->mode = mode;
	o->arg = arg;
}

static void add_raw(struct options *o, char *root)
{
	if (o->mode != RAW)
		set_mode(o, RAW, NULL);
	*PUSH(o->roots, o->nroots, o->cap_roots) = root;
}

/* One or two hyphens, both are understood. */
static void parse_option(struct options *o, char ***argv)
{
	const char *name = **argv + 1 + ((**argv)[1] == '-');

	if (!strcmp(name, "o"))
		o->plain = next(argv);
	else if (!strcmp(name, "m"))
		o->marked = next(argv);
	else if (!strcmp(name, "with"))
		*PUSH(o->withs, o->nwiths, o->cap_withs) = next(argv);
	else if (!strcmp(name, "check"))
		set_mode(o, CHECK, NULL);
	else if (!strcmp(name, "raw"))
		add_raw(o, next(argv));
	else if (!strcmp(name, "chunk"))
		set_mode(o, CHUNK, next(argv));
	else if (!strcmp(name, "override"))
		set_mode(o, OVERRIDE, next(argv)), o->arg2 = next(argv);
	else if (!strcmp(name, "roots"))
		set_mode(o, ROOTS, NULL);
	else if (!strcmp(name, "list-chunks"))
		set_mode(o, LIST, NULL);
	else if (!strcmp(name, "words"))
		set_mode(o, WORDS, NULL);
	else if (!strcmp(name, "help"))
		usage(NULL);
	else if (exercise_kind(name) != KIND_PLAIN)
		o->exercise = exercise_kind(name), o->id = next(argv);
	else
		usage(xsprintf("unknown option %s", **argv));
}

static void parse(struct options *o, char **argv)
{
	while (*++argv)
		if (**argv == '-' && (*argv)[1])
			parse_option(o, &argv);
		else
			*PUSH(o->chapters, o->nchapters, o->cap_chapters) = *argv;
	if (!o->nchapters)
		usage("no chapters given");
	if (o->mode == WRITE && !o->plain && !o->marked)
		usage("nothing to do: give -o, -m or one of the -- options");
}

static struct book *read_all(struct options *o)
{
	size_t i, nbook = o->nchapters;

	for (i = 0; i < o->nwiths; i++)
		*PUSH(o->chapters, o->nchapters, o->cap_chapters) = o->withs[i];
	return read_book(o->chapters, nbook, o->nchapters);
}

static void put(const struct buf *b)
{
	fwrite(b->s, 1, b->len, stdout);
}

static struct chunk *named(struct book *b, const char *name)
{
	struct chunk *c = find_chunk(b, name);

	if (!c || !c->nparts)
		die("there is no chunk '%s'", name);
	return c;
}

static void print_raw(struct book *b, const char *root)
{
	struct chunk *c = named(b, root);
	struct buf out = { 0 };

	expand_raw(c, &out);
	put(&out);
	buf_free(&out);
}

static void print_escaped(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (i + 1 < len && (s[i] == '<' || s[i] == '>') &&
		    s[i + 1] == s[i]) {
			printf("@%c%c", s[i], s[i]);
			i++;
		} else {
			putchar(s[i]);
		}
	}
}

/* A chunk as its writer sees it; with escapes it can go into a .nw file again. */
static void print_items(const struct chunk *c, bool escapes)
{
	size_t i, j;

	for (i = 0; i < c->nparts; i++)
		for (j = 0; j < c->parts[i]->nitems; j++) {
			const struct item *it = &c->parts[i]->items[j];
			bool first = !j || it[-1].type == NEWLINE;

			if (it->type == NEWLINE)
				putchar('\n');
			else if (it->type == USE)
				printf("<<%s>>", it->use->name);
			else if (!escapes)
				printf("%.*s", (int)it->len, it->text);
			else {
				if (first && *it->text == '@')
					putchar('@');
				print_escaped(it->text, it->len);
			}
		}
}

static void print_override(struct book *b, const char *kind, const char *id)
{
	enum kind k = exercise_kind(kind);
	bool found = false;
	size_t i;

	for (i = 0; i < b->nchunks; i++) {
		const struct chunk *c = b->chunks[i];

		if (!c->nparts || c->kind != k || !c->target ||
		    strcmp(c->id, id))
			continue;
		found = true;
		printf("<<%s>>=\n", c->target);
		print_items(c, true);
		printf("@\n\n");
	}
	if (!found)
		die("no chunk is named '%s %s: ...'", kind, id);
}

static void list_roots(const struct book *b)
{
	size_t i;

	for (i = 0; i < b->nchunks; i++) {
		const struct chunk *c = b->chunks[i];

		if (c->nparts && c->kind != KIND_PLAIN)
			printf("%s\t%s\t%s:%d\n", kind_name(c->kind), c->name,
			       c->parts[0]->at.file->name, c->parts[0]->at.line);
	}
}

static size_t index_in_chunk(const struct part *p)
{
	size_t i = 0;

	while (i < p->chunk->nparts && p->chunk->parts[i] != p)
		i++;
	return i + 1;
}

static void list_words(const struct book *b)
{
	size_t i;

	for (i = 0; i < b->nfiles; i++)
		printf("%s\t%zu\n", b->files[i]->name, b->files[i]->words);
}

static void list_chunks(const struct book *b)
{
	size_t i;

	for (i = 0; i < b->nparts; i++) {
		const struct part *p = b->parts[i];

		printf("%s\t%d\t%s\t%zu\t%zu\t%zu\t%s\n", p->at.file->name,
		       p->at.line, p->chunk->name, index_in_chunk(p),
		       p->chunk->nparts, p->lines, kind_name(p->chunk->kind));
	}
}

/* Text can be put together only if every use in it leads somewhere. */
static void check(struct book *b, const struct options *o)
{
	size_t i;

	switch (o->mode) {
	case CHECK:
		check_page(b);
		/* fall through */
	case WRITE:
		check_graph(b, o->mode == WRITE);
		check_form(b);
		break;
	case RAW:
		for (i = 0; i < o->nroots; i++)
			check_root(named(b, o->roots[i]));
		break;
	default:
		return;
	}
	if (report_mistakes(b))
		exit(1);
}

static void act(struct book *b, const struct options *o)
{
	size_t i;

	switch (o->mode) {
	case WRITE:
		if (o->plain)
			write_tree(o->plain, b, false);
		if (o->marked)
			write_tree(o->marked, b, true);
		break;
	case CHECK:
		break;
	case RAW:
		for (i = 0; i < o->nroots; i++)
			print_raw(b, o->roots[i]);
		break;
	case CHUNK:
		print_items(named(b, o->arg), false);
		break;
	case OVERRIDE:
		print_override(b, o->arg, o->arg2);
		break;
	case ROOTS:
		list_roots(b);
		break;
	case LIST:
		list_chunks(b);
		break;
	case WORDS:
		list_words(b);
		break;
	}
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	struct book *b;

	(void)argc;
	parse(&o, argv);
	b = read_all(&o);
	apply_overrides(b);
	if (o.id)
		apply_exercise(b, o.exercise, o.id);
	check(b, &o);
	act(b, &o);
	if (fflush(stdout) || ferror(stdout))
		die("cannot write the output");
	return 0;
}
