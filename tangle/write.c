/* The tangled tree on disk: only what changed is written, what lost its chunk is removed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "book.h"

/* The files we made, one a line, so that we never remove what we did not make. */
#define MANIFEST ".tangled"

static bool read_file(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	char block[65536];
	size_t got;

	if (!f)
		return false;
	while ((got = fread(block, 1, sizeof(block), f)) > 0)
		buf_add(out, block, got);
	fclose(f);
	return true;
}

static void make_parents(const char *path)
{
	char *copy = xstrdup(path), *slash;

	for (slash = strchr(copy + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0777) < 0 && errno != EEXIST)
			die("cannot make directory %s: %s", copy,
			    strerror(errno));
		*slash = '/';
	}
	free(copy);
}

/* Replace the file in one step, so that an interrupted run leaves no half. */
static void replace_file(const char *path, const struct buf *text)
{
	char *temp = xsprintf("%s.tangling", path);
	FILE *f;

	make_parents(path);
	f = fopen(temp, "w");
	if (!f)
		die("cannot write %s: %s", temp, strerror(errno));
	if (text->len)
		fwrite(text->s, 1, text->len, f);
	if (ferror(f) | fclose(f) || rename(temp, path) < 0)
		die("cannot write %s: %s", path, strerror(errno));
	free(temp);
}

static bool same_file(const char *path, const struct buf *text)
{
	struct buf old = { 0 };
	bool same = read_file(path, &old) && old.len == text->len &&
		    (!text->len || !memcmp(old.s, text->s, text->len));

	buf_free(&old);
	return same;
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), k = strlen(suffix);

	return n >= k && !strcmp(name + n - k, suffix);
}

static void set_mode(const char *path, const char *name, const struct buf *text)
{
	bool program = ends_in(name, ".sh") ||
		       (text->len > 2 && !memcmp(text->s, "#!", 2));
	mode_t mask = umask(0), want;
	struct stat st;

	umask(mask);
	want = (program ? 0777 : 0666) & ~mask;
	if (!stat(path, &st) && (st.st_mode & 07777) != want)
		chmod(path, want);
}

static bool takes_marks(const char *name)
{
	return ends_in(name, ".c") || ends_in(name, ".h") ||
	       ends_in(name, ".S");
}

static void write_root(const char *dir, struct chunk *c, bool marked)
{
	struct buf plain = { 0 }, with_marks = { 0 }, *text = &plain;
	char *path = xsprintf("%s/%s", dir, c->name);

	if (marked && takes_marks(c->name))
		text = &with_marks;
	expand_tidy(c, &plain, text == &plain ? NULL : text);
	if (!same_file(path, text))
		replace_file(path, text);
	set_mode(path, c->name, text);
	buf_free(&plain);
	buf_free(&with_marks);
	free(path);
}

static bool is_root(const struct book *b, const char *name)
{
	struct chunk *c = find_chunk(b, name);

	return c && c->kind == KIND_PATH && c->nparts;
}

static void remove_file(const char *dir, const char *name)
{
	char *path = xsprintf("%s/%s", dir, name), *slash;

	unlink(path);
	/* and the directories that this leaves empty */
	while ((slash = strrchr(path, '/')) && slash > path + strlen(dir)) {
		*slash = '\0';
		if (rmdir(path) < 0)
			break;
	}
	free(path);
}

static void remove_stale(const char *dir, const struct book *b,
			 const char *manifest)
{
	struct buf old = { 0 };
	char *name, *save;

	if (read_file(manifest, &old) && old.len)
		for (name = strtok_r(old.s, "\n", &save); name;
		     name = strtok_r(NULL, "\n", &save))
			if (!is_root(b, name))
				remove_file(dir, name);
	buf_free(&old);
}

void write_tree(const char *dir, struct book *b, bool marked)
{
	char *manifest = xsprintf("%s/%s", dir, MANIFEST);
	struct buf list = { 0 };
	size_t i;

	remove_stale(dir, b, manifest);
	for (i = 0; i < b->nchunks; i++) {
		if (!is_root(b, b->chunks[i]->name))
			continue;
		write_root(dir, b->chunks[i], marked);
		buf_puts(&list, b->chunks[i]->name);
		buf_puts(&list, "\n");
	}
	if (!same_file(manifest, &list))
		replace_file(manifest, &list);
	buf_free(&list);
	free(manifest);
}
