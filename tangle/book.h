/* The chapters as the tangler sees them: names, chunks, and what a chunk is made of. */
#ifndef BOOK_H
#define BOOK_H

#include <stdbool.h>
#include <stddef.h>

/* A growing array of any type: TYPE *v; size_t nv, cap_v; push(v, nv, cap_v). */
void *grow(void *array, size_t *capacity, size_t elem_size);
#define PUSH(array, count, capacity) \
	((count) == (capacity) ? \
	 (void)((array) = grow((array), &(capacity), sizeof(*(array)))) : (void)0, \
	 &(array)[(count)++])

void *xcalloc(size_t count, size_t size);
char *xstrdup(const char *s);
char *xsprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A buffer of bytes, always followed by a NUL once something was added. */
struct buf {
	char *s;
	size_t len, cap;
};
void buf_add(struct buf *b, const char *s, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_free(struct buf *b);

struct file {
	const char *name;
	bool override;		/* given with -with */
	bool append;		/* ... and begins with %append */
	size_t words;		/* of prose */
};

/* A place in the chapters. */
struct place {
	const struct file *file;
	int line;
};

enum kind {
	KIND_PLAIN,		/* must be reached from a root */
	KIND_PATH,		/* a file of the tangled tree */
	KIND_RUN, KIND_OUTPUT,
	KIND_STARTER, KIND_WRONG, KIND_SOLUTION, KIND_HINT, KIND_MUTATION,
	KIND_BREAK,
};

struct chunk;

struct item {
	enum { TEXT, USE, NEWLINE } type;
	int line;
	const char *text;	/* TEXT */
	size_t len;
	struct chunk *use;	/* USE */
};

/* One definition: <<name>>= up to @. */
struct part {
	struct chunk *chunk;
	struct place at;
	struct item *items;
	size_t nitems, cap_items;
	bool open;		/* the line above says so */
	bool prose;		/* something was said before it */
	bool terminated;
	size_t lines;
};

struct chunk {
	const char *name;
	enum kind kind;
	const char *id;		/* of an exercise: "fork-1" */
	const char *target;	/* the chunk that a starter or solution replaces */
	struct part **parts;	/* what stands for the chunk, overrides applied */
	size_t nparts, cap_parts;
	struct part **book_parts; /* what the chapters say */
	size_t nbook_parts, cap_book_parts;
	struct place used_at;	/* its first use */
	bool used;
	bool reached;
	enum { NEW, ACTIVE, DONE } walk;
};

/* A chunk named in prose, as [[<<this>>]]. */
struct mention {
	struct chunk *chunk;
	struct place at;
};

struct book {
	struct file **files;
	size_t nfiles, cap_files;
	struct chunk **chunks;	/* in the order of first mention */
	size_t nchunks, cap_chunks;
	struct part **parts;	/* in the order of the chapters */
	size_t nparts, cap_parts;
	struct mention *mentions;
	size_t nmentions, cap_mentions;
	struct chunk **table;	/* by name */
	size_t table_size;
};

/*
 * Mistakes are collected and reported together, in the order of the chapters.  One that begins with
 * WARNING is not counted.
 */
#define WARNING "warning: "

void mistake(struct place at, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
size_t report_mistakes(const struct book *b);
void die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* read.c */
struct book *read_book(char **names, size_t nbook, size_t nall);
struct chunk *find_chunk(const struct book *b, const char *name);
const char *kind_name(enum kind kind);

/* override.c */
void apply_overrides(struct book *b);
void apply_exercise(struct book *b, enum kind kind, const char *id);

/* check.c */
void check_root(struct chunk *c);
void check_graph(struct book *b, bool drafts);
void check_form(struct book *b);
void check_page(struct book *b);

/* expand.c */
void expand_raw(struct chunk *c, struct buf *out);
void expand_tidy(struct chunk *c, struct buf *plain, struct buf *marked);

/* write.c */
void write_tree(const char *dir, struct book *b, bool marked);

#endif
