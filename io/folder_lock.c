/* Takes a lock on a folder once for the whole process.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/folder_lock.h"

#include "io/file_call.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

struct folder_lock {
	struct folder_lock *next;
	dev_t device;
	ino_t inode;
	int descriptor;
	unsigned count; /* the number of outputs of this process that hold the lock */
};

/* The mutex guards the list and the counts, because songs are rendered side by side. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct folder_lock *held;

static struct folder_lock *find(const struct stat *facts)
{
	struct folder_lock *lock = held;
	while (lock && (lock->device != facts->st_dev || lock->inode != facts->st_ino))
		lock = lock->next;
	return lock;
}

/* Opens a descriptor of its own with the lock on it. Returns -1 with errno on failure. */
static int open_locked(int folder)
{
	const int descriptor = file_open_at(folder, ".", O_RDONLY | O_DIRECTORY);
	const int error = descriptor < 0 ? 0 : file_lock(descriptor);
	if (error == 0)
		return descriptor;
	file_close(descriptor);
	errno = error;
	return -1;
}

static enum status take(int descriptor, struct folder_lock **lock)
{
	struct stat facts;
	*lock = NULL;
	if (fstat(descriptor, &facts) != 0)
		return STATUS_OK;
	*lock = find(&facts);
	if (*lock) {
		(*lock)->count++;
		return STATUS_OK;
	}
	const int locked = open_locked(descriptor);
	if (locked < 0)
		return errno == EWOULDBLOCK ? STATUS_BAD_OUTPUT : STATUS_OK;
	struct folder_lock *made = malloc(sizeof *made);
	if (!made) {
		file_close(locked);
		return STATUS_NO_MEMORY;
	}
	*made = (struct folder_lock){ held, facts.st_dev, facts.st_ino, locked, 1 };
	held = made;
	*lock = made;
	return STATUS_OK;
}

enum status folder_lock_take(int descriptor, struct folder_lock **lock)
{
	pthread_mutex_lock(&mutex);
	const enum status status = take(descriptor, lock);
	pthread_mutex_unlock(&mutex);
	return status;
}

static void release(struct folder_lock *lock)
{
	if (--lock->count > 0)
		return;
	struct folder_lock **link = &held;
	while (*link != lock)
		link = &(*link)->next;
	*link = lock->next;
	file_close(lock->descriptor);
	free(lock);
}

void folder_lock_release(struct folder_lock *lock)
{
	if (!lock)
		return;
	pthread_mutex_lock(&mutex);
	release(lock);
	pthread_mutex_unlock(&mutex);
}
