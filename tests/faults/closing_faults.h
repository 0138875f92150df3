/* stemprint tests: a disk that fails while a sound file is being closed.
   SPDX-License-Identifier: GPL-3.0-or-later

   Linked into a test, it stands before the system's calls. Loaded before the program (LD_PRELOAD), it takes what is
   to fail from the environment: STEMPRINT_FAULT_CALL, STEMPRINT_FAULT_ERROR, STEMPRINT_FAULT_TEARS, and the name of a
   file that it makes when a call has failed, STEMPRINT_FAULT_MARK. */
#ifndef STEMPRINT_TESTS_FAULTS_CLOSING_FAULTS_H
#define STEMPRINT_TESTS_FAULTS_CLOSING_FAULTS_H

#include <sndfile.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct closing_fault {
	int call; /**< which write(), pwrite() or lseek() within sf_close() fails, from 1; 0: none */
	int error; /**< errno of it */
	bool tears; /**< a write that fails has written half of its bytes, and all later ones fail */
	bool happened;
	int calls; /**< so far */
};

extern struct closing_fault closing_fault;

/** Replace those of the libraries. */
int sf_close(SNDFILE *file);
ssize_t write(int descriptor, const void *bytes, size_t count);
ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset);
off_t lseek(int descriptor, off_t offset, int whence);

#endif
