/*
 * landmarks.c: a plugin for QEMU that says, for each of the addresses it is given,
 * how many instructions had been executed when the first processor came there:
 *
 *	-plugin landmarks.so,at=HEX,at=HEX,...
 *
 * With each=HEX in the place of at=HEX it says so whenever one comes there.
 *
 * A stop by gdb would disturb the virtual time under -icount, and a callback does not.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* QEMU's interface for plugins, version 1, as far as it is used here */
typedef uint64_t plugin_id;
struct tb;
struct insn;
extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id,
		void (*)(plugin_id, struct tb *));
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct insn *,
		void (*)(unsigned int, void *), int flags, void *);
extern void qemu_plugin_register_vcpu_insn_exec_inline(struct insn *,
		int op, void *, uint64_t);
extern size_t qemu_plugin_tb_n_insns(const struct tb *);
extern struct insn *qemu_plugin_tb_get_insn(const struct tb *, size_t);
extern uint64_t qemu_plugin_insn_vaddr(const struct insn *);
enum { NO_REGS, ADD_U64 = 0 };

#define EXPORT	__attribute__((visibility("default")))

EXPORT int qemu_plugin_version = 1;

#define MAX	1024
static uint64_t where[MAX], executed;
static int n, passed[MAX], each[MAX];

/* with -icount all processors are one thread: nothing is locked */
static void arrived(unsigned int cpu, void *which)
{
	int *first = which;

	if (!*first || each[first - passed]) {
		*first = 1;
		fprintf(stderr, "landmark %llx %llu %u\n",
			(unsigned long long)where[first - passed],
			(unsigned long long)executed, cpu);
	}
}

static void translated(plugin_id id, struct tb *tb)
{
	size_t i, k, count = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (i = 0; i < count; i++) {
		struct insn *insn = qemu_plugin_tb_get_insn(tb, i);

		qemu_plugin_register_vcpu_insn_exec_inline(insn, ADD_U64,
							   &executed, 1);
		for (k = 0; k < (size_t)n; k++)
			if (qemu_plugin_insn_vaddr(insn) == where[k])
				qemu_plugin_register_vcpu_insn_exec_cb(insn,
					arrived, NO_REGS, &passed[k]);
	}
}

EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc,
			       char **argv)
{
	int i;

	(void)info;
	for (i = 0; i < argc && n < MAX; i++) {
		const char *hex = strchr(argv[i], '=');

		each[n] = !strncmp(argv[i], "each=", 5);
		if (each[n] || !strncmp(argv[i], "at=", 3))
			where[n++] = strtoull(hex + 1, NULL, 16);
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
