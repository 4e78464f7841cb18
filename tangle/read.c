/*
 * From noweb's markup stream to chunks.  markup(1noweb) has already found the chunks, the uses
 * and the quotes; each line of its output is a key word and, perhaps, text up to the end of line.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "book.h"

/* ---- where noweb keeps its markup ---- */

/* noweb's commands are shell scripts that name their library in a line LIB=... */
static char *lib_named_in(const char *script)
{
	FILE *f = fopen(script, "r");
	char line[512], *lib = NULL;

	if (!f)
		return NULL;
	while (!lib && fgets(line, sizeof(line), f))
		if (!strncmp(line, "LIB=", 4)) {
			line[strcspn(line, " \t\r\n")] = '\0';
			lib = xstrdup(line + 4);
		}
	fclose(f);
	return lib;
}

static char *executable(char *path)
{
	if (!access(path, X_OK))
		return path;
	free(path);
	return NULL;
}

static char *markup_by_path(void)
{
	char *path = xstrdup(getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
	char *save, *dir, *found = NULL;

	for (dir = strtok_r(path, ":", &save); dir && !found;
	     dir = strtok_r(NULL, ":", &save)) {
		char *script = xsprintf("%s/notangle", dir);
		char *lib = lib_named_in(script);

		if (lib)
			found = executable(xsprintf("%s/markup", lib));
		free(lib);
		free(script);
	}
	free(path);
	return found;
}

static char *find_markup(void)
{
	static const char *const usual[] = {
		"/usr/lib/noweb", "/usr/local/lib/noweb",
		"/usr/local/noweb/lib", "/opt/homebrew/lib/noweb",
	};
	char *found;
	size_t i;

	if (getenv("MARKUP"))
		return xstrdup(getenv("MARKUP"));
	found = markup_by_path();
	for (i = 0; !found && i < sizeof(usual) / sizeof(*usual); i++)
		found = executable(xsprintf("%s/markup", usual[i]));
	if (!found)
		die("noweb's markup is not installed (Debian package: noweb)");
	return found;
}

/* Run markup over all files and take in what it says; its complaints pass to stderr. */
static void run_markup(char **names, size_t count, struct buf *out)
{
	char **argv = xcalloc(count + 3, sizeof(*argv)), block[65536];
	int fd[2], status;
	ssize_t got;
	pid_t pid;

	argv[0] = find_markup();
	argv[1] = "-t";
	memcpy(argv + 2, names, count * sizeof(*names));
	if (pipe(fd) < 0 || (pid = fork()) < 0)
		die("cannot start %s: %s", argv[0], strerror(errno));
	if (!pid) {
		dup2(fd[1], STDOUT_FILENO);
		close(fd[0]);
		close(fd[1]);
		execv(argv[0], argv);
		_exit(127);
	}
	close(fd[1]);
	while ((got = read(fd[0], block, sizeof(block))) > 0)
		buf_add(out, block, got);
	close(fd[0]);
	if (waitpid(pid, &status, 0) < 0 || status)
		die("%s failed; nothing is written", argv[0]);
	free(argv[0]);
	free(argv);
}

/* ---- names ---- */

static size_t hash(const char *s)
{
	size_t h = 5381;

	while (*s)
		h = h * 33 + (unsigned char)*s++;
	return h;
}

static struct chunk **slot_of(const struct book *b, const char *name)
{
	size_t i = hash(name) & (b->table_size - 1);

	while (b->table[i] && strcmp(b->table[i]->name, name))
		i = (i + 1) & (b->table_size - 1);
	return &b->table[i];
}

struct chunk *find_chunk(const struct book *b, const char *name)
{
	return *slot_of(b, name);
}

static void enlarge_table(struct book *b)
{
	size_t i;

	free(b->table);
	b->table_size = b->table_size ? 2 * b->table_size : 1024;
	b->table = xcalloc(b->table_size, sizeof(*b->table));
	for (i = 0; i < b->nchunks; i++)
		*slot_of(b, b->chunks[i]->name) = b->chunks[i];
}

static bool is_path(const char *name)
{
	static const char *const top[] = { "README", "Makefile", "LICENSE" };
	size_t i;

	for (i = 0; i < sizeof(top) / sizeof(*top); i++)
		if (!strcmp(name, top[i]))
			return true;
	for (i = 0; name[i]; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("_./-", name[i]))
			return false;
	return strchr(name, '/') != NULL;
}

static const struct {
	enum kind kind;
	const char *prefix;
	bool exercise;		/* an ID follows */
} kinds[] = {
	{ KIND_RUN, "run:", false },
	{ KIND_OUTPUT, "output:", false },
	{ KIND_STARTER, "starter ", true },
	{ KIND_WRONG, "wrong ", true },
	{ KIND_SOLUTION, "solution ", true },
	{ KIND_HINT, "hint ", true },
	{ KIND_MUTATION, "mutation ", true },
	{ KIND_BREAK, "break ", true },
};

/* "solution fork-3: copy the stack" is of kind solution, id fork-3, target "copy the stack". */
static void classify(struct chunk *c)
{
	size_t i, len;
	const char *rest;

	c->kind = is_path(c->name) ? KIND_PATH : KIND_PLAIN;
	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		len = strlen(kinds[i].prefix);
		if (strncmp(c->name, kinds[i].prefix, len))
			continue;
		rest = c->name + len;
		if (!kinds[i].exercise) {
			c->kind = kinds[i].kind;
			return;
		}
		len = strcspn(rest, ": ");
		if (!len || (rest[len] != ':' && kinds[i].kind != KIND_HINT) ||
		    rest[len] == ' ')
			return;
		c->kind = kinds[i].kind;
		c->id = xsprintf("%.*s", (int)len, rest);
		if (rest[len] == ':')
			c->target = xstrdup(rest + len + 1 +
					    strspn(rest + len + 1, " "));
		return;
	}
}

const char *kind_name(enum kind kind)
{
	static const char *const names[] = {
		"plain", "path", "run", "output",
		"starter", "wrong", "solution", "hint", "mutation",
		"break",
	};
	return names[kind];
}

static struct chunk *intern(struct book *b, const char *name)
{
	struct chunk **slot, *c;

	if (2 * b->nchunks >= b->table_size)
		enlarge_table(b);
	slot = slot_of(b, name);
	if (*slot)
		return *slot;
	c = xcalloc(1, sizeof(*c));
	c->name = xstrdup(name);
	classify(c);
	*slot = c;
	*PUSH(b->chunks, b->nchunks, b->cap_chunks) = c;
	return c;
}

/* ---- the stream ---- */

struct reader {
	struct book *book;
	char **names;
	size_t nnames, nbook;	/* files given; the first nbook are chapters */
	struct file *file;
	int line;		/* of the chapter */
	struct part *part;	/* the chunk we are in, or NULL in prose */
	bool in_quote, in_code;
	struct part *ended;	/* the chunk that ended just now */
	bool expect_text;	/* first text after a chunk's @ */
	struct buf doc;		/* the line of prose so far */
	bool prose;		/* a sentence since the last chunk */
	bool comment;		/* inside <!-- ... --> */
	bool open_mark;		/* the last line of prose was <!-- open --> */
	int open_line;
	bool docs_after_docs, docs_seen;
	bool after_index;
};

static struct place here(const struct reader *r)
{
	return (struct place){ r->file, r->line };
}

static void begin_file(struct reader *r, const char *name)
{
	size_t n = r->book->nfiles;

	if (n >= r->nnames || strcmp(name, r->names[n]))
		die("markup speaks of %s, where %s was expected", name,
		    n < r->nnames ? r->names[n] : "no file");
	r->file = xcalloc(1, sizeof(*r->file));
	r->file->name = xstrdup(name);
	r->file->override = n >= r->nbook;
	*PUSH(r->book->files, r->book->nfiles, r->book->cap_files) = r->file;
	r->line = 1;
	r->part = NULL;
	r->ended = NULL;
	r->in_quote = r->in_code = r->expect_text = false;
	r->prose = r->comment = r->open_mark = false;
	r->docs_seen = r->after_index = false;
	r->doc.len = 0;
}

static size_t count_words(const char *s)
{
	size_t n = 0;

	while (*s) {
		while (*s && isspace((unsigned char)*s))
			s++;
		n += *s != '\0';
		while (*s && !isspace((unsigned char)*s))
			s++;
	}
	return n;
}

/* Headings, comments, fences and pictures give no reason for the code that follows. */
static bool says_something(struct reader *r, const char *s)
{
	bool whole = true;
	const char *end;

	for (;;) {
		if (r->comment) {
			end = strstr(s, "-->");
			if (!end)
				return false;
			s = end + 3;
			r->comment = false;
			whole = false;
		}
		while (isspace((unsigned char)*s))
			s++;
		if (strncmp(s, "<!--", 4))
			break;
		r->comment = true;
		s += 4;
	}
	if (!*s)
		return false;
	return !whole || !(*s == '#' || !strncmp(s, ":::", 3) ||
			   !strncmp(s, "![", 2));
}

static void end_doc_line(struct reader *r)
{
	const char *s = r->doc.len ? r->doc.s : "";

	if (!s[strspn(s, " \t")]) {
		r->doc.len = 0;
		return;
	}
	if (r->open_mark)
		mistake((struct place){ r->file, r->open_line },
			"this open mark stands above no chunk");
	r->open_mark = !strcmp(s, "<!-- open -->");
	r->open_line = r->line;
	if (r->line == 1 && r->file->override && !strncmp(s, "%append", 7))
		r->file->append = true;
	if (says_something(r, s)) {
		r->prose = true;
		r->file->words += count_words(s);
	}
	r->doc.len = 0;
}

static void add_text(struct reader *r, const char *text)
{
	struct item *it;

	if (r->expect_text) {
		r->expect_text = false;
		if (*text && r->ended)
			mistake(here(r), "text after @: a chunk ends with a "
				"lone @, prose begins on the next line");
	}
	if (!r->in_code) {
		buf_puts(&r->doc, text);
		return;
	}
	if (!r->part || !*text)
		return;
	it = PUSH(r->part->items, r->part->nitems, r->part->cap_items);
	*it = (struct item){ .type = TEXT, .line = r->line, .text = text,
			     .len = strlen(text) };
}

static void add_newline(struct reader *r)
{
	struct item *it;

	if (!r->in_code) {
		if (!r->part)
			end_doc_line(r);
	} else if (r->part && r->part->nitems == 0 &&
		   r->part->at.line == r->line) {
		;	/* the end of the line <<name>>= */
	} else if (r->part) {
		it = PUSH(r->part->items, r->part->nitems, r->part->cap_items);
		*it = (struct item){ .type = NEWLINE, .line = r->line };
		r->part->lines++;
	}
	r->line++;
}

static void add_use(struct reader *r, const char *name)
{
	struct chunk *c = intern(r->book, name);
	struct mention *m;
	struct item *it;

	if (!r->part) {
		buf_puts(&r->doc, name);
		m = PUSH(r->book->mentions, r->book->nmentions,
			 r->book->cap_mentions);
		*m = (struct mention){ c, here(r) };
		return;
	}
	it = PUSH(r->part->items, r->part->nitems, r->part->cap_items);
	*it = (struct item){ .type = USE, .line = r->line, .use = c };
}

static void begin_part(struct reader *r, const char *name)
{
	struct part *p = xcalloc(1, sizeof(*p));

	p->chunk = intern(r->book, name);
	p->at = here(r);
	p->open = r->open_mark;
	p->prose = r->prose;
	r->open_mark = false;
	r->prose = r->comment = false;
	r->part = p;
	*PUSH(r->book->parts, r->book->nparts, r->book->cap_parts) = p;
}

static void begin_docs(struct reader *r)
{
	if (r->ended) {
		r->ended->terminated = true;
		r->expect_text = !r->after_index;
	} else if (r->docs_seen) {
		mistake(here(r), "this @ ends no chunk");
	}
	r->docs_seen = true;
	r->doc.len = 0;
}

static void end_code(struct reader *r)
{
	r->ended = r->part;
	if (r->ended && r->after_index)
		r->ended->terminated = true;
	r->part = NULL;
	r->in_code = false;
}

static bool word(const char **line, const char *key)
{
	size_t len = strlen(key);

	if (strncmp(*line, key, len) || ((*line)[len] && (*line)[len] != ' '))
		return false;
	*line += len + ((*line)[len] == ' ');
	return true;
}

static void take_line(struct reader *r, const char *line)
{
	if (word(&line, "@file"))
		begin_file(r, line);
	else if (word(&line, "@fatal"))
		die("markup gave up: %s", line);
	else if (!r->file)
		die("markup's stream does not begin with @file");
	else if (word(&line, "@text"))
		add_text(r, line);
	else if (word(&line, "@nl"))
		add_newline(r);
	else if (word(&line, "@begin docs"))
		begin_docs(r);
	else if (word(&line, "@begin code"))
		r->in_code = true, r->after_index = false;
	else if (word(&line, "@end docs"))
		r->ended = NULL;
	else if (word(&line, "@end code"))
		end_code(r);
	else if (word(&line, "@defn"))
		begin_part(r, line);
	else if (word(&line, "@use"))
		add_use(r, line);
	else if (word(&line, "@index nl"))
		r->line++, r->after_index = true;
	else if (!word(&line, "@index") && !word(&line, "@quote") &&
		 !word(&line, "@endquote"))
		die("markup's stream has an unknown line: %s", line);
}

static void take_stream(struct reader *r, char *s)
{
	char *end;

	while (*s) {
		end = strchr(s, '\n');
		if (!end)
			die("markup's stream breaks off");
		*end = '\0';
		take_line(r, s);
		s = end + 1;
	}
	if (r->part || r->in_code || r->book->nfiles != r->nnames)
		die("markup's stream breaks off");
}

/* Read chapters (the first nbook names) and overrides (the rest). */
struct book *read_book(char **names, size_t nbook, size_t nall)
{
	struct reader r = { .names = names, .nnames = nall, .nbook = nbook };
	struct buf stream = { 0 };

	r.book = xcalloc(1, sizeof(*r.book));
	enlarge_table(r.book);
	run_markup(names, nall, &stream);
	if (memchr(stream.s ? stream.s : "", 0, stream.len))
		die("a chapter contains a NUL byte");
	take_stream(&r, stream.s ? stream.s : "");
	buf_free(&r.doc);
	return r.book;	/* its texts point into stream, which stays */
}
