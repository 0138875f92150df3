/* Keeps the list of names that are removed if the process ends.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/leftover.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_ENTRIES = 64, DEPTH_MAXIMUM = 64 };

enum state { STATE_FREE, STATE_TAKEN, STATE_FILE, STATE_FOLDER };

struct leftover {
	atomic_int state; /* the state is set last when an entry is made, so that a handler sees the whole entry or
		   none of it */
	int folder;
	char name[NAME_MAX + 1];
};

struct block {
	struct block *next;
	struct leftover entries[BLOCK_ENTRIES];
};

static _Atomic(struct block *) blocks;

/* A commit and a handler exclude each other, because the temporaries of a commit hold the files that stood there
   before. */
enum turn { TURN_OPEN, TURN_HELD, TURN_ABANDONED };
static atomic_int turn;

static struct leftover *take_entry(struct block *block)
{
	for (int i = 0; i < BLOCK_ENTRIES; i++) {
		int expected = STATE_FREE;
		if (atomic_compare_exchange_strong(&block->entries[i].state, &expected, STATE_TAKEN))
			return &block->entries[i];
	}
	return NULL;
}

static struct leftover *find_entry(void)
{
	for (struct block *block = atomic_load(&blocks); block; block = block->next) {
		struct leftover *entry = take_entry(block);
		if (entry)
			return entry;
	}
	struct block *fresh = calloc(1, sizeof *fresh);
	if (!fresh)
		return NULL;
	struct leftover *entry = take_entry(fresh);
	fresh->next = atomic_load(&blocks);
	while (!atomic_compare_exchange_weak(&blocks, &fresh->next, fresh))
		;
	return entry;
}

struct leftover *leftover_note(int folder, const char *name, bool is_folder)
{
	if (strlen(name) > NAME_MAX)
		return NULL;
	struct leftover *entry = find_entry();
	if (!entry)
		return NULL;
	entry->folder = folder;
	memcpy(entry->name, name, strlen(name) + 1);
	atomic_store(&entry->state, is_folder ? STATE_FOLDER : STATE_FILE);
	return entry;
}

void leftover_forget(struct leftover *leftover)
{
	if (leftover)
		atomic_store(&leftover->state, STATE_FREE);
}

void leftover_remove(struct leftover *leftover)
{
	if (!leftover)
		return;
	unlinkat(leftover->folder, leftover->name, atomic_load(&leftover->state) == STATE_FOLDER ? AT_REMOVEDIR : 0);
	leftover_forget(leftover);
}

/* Returns whether the function removed a name. */
static bool remove_kind(int kind)
{
	bool removed = false;
	for (struct block *block = atomic_load(&blocks); block; block = block->next)
		for (int i = 0; i < BLOCK_ENTRIES; i++) {
			struct leftover *entry = &block->entries[i];
			if (atomic_load(&entry->state) == kind)
				removed |= unlinkat(entry->folder, entry->name,
						    kind == STATE_FOLDER ? AT_REMOVEDIR : 0) == 0;
		}
	return removed;
}

/* The commits of several threads come one after the other. */
static pthread_mutex_t commits = PTHREAD_MUTEX_INITIALIZER;

void leftover_hold(void)
{
	pthread_mutex_lock(&commits);
	int expected = TURN_OPEN;
	if (atomic_compare_exchange_strong(&turn, &expected, TURN_HELD))
		return;
	for (;;) /* a handler removes all, and then the process dies */
		pause();
}

void leftover_let_go(void)
{
	atomic_store(&turn, TURN_OPEN);
	pthread_mutex_unlock(&commits);
}

bool leftover_remove_all(void)
{
	int expected = TURN_OPEN;
	if (!atomic_compare_exchange_strong(&turn, &expected, TURN_ABANDONED) && expected == TURN_HELD)
		return false;
	int error = errno; /* the handler may have run between a call and the use of its errno */
	remove_kind(STATE_FILE);
	for (int i = 0; i < DEPTH_MAXIMUM && remove_kind(STATE_FOLDER); i++)
		; /* a folder can be removed once its own folders are gone */
	errno = error;
	return true;
}
