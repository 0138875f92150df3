/* stemprint tests: a disk that fails while a sound file is being closed.
   SPDX-License-Identifier: GPL-3.0-or-later

   A test that links this library has its calls before those of the system. A program that loads it first (LD_PRELOAD)
   finds in the environment what must fail: STEMPRINT_FAULT_CALL, STEMPRINT_FAULT_ERROR, STEMPRINT_FAULT_TEARS. When a
   call has failed, the library makes the file that STEMPRINT_FAULT_MARK names. */
#ifndef STEMPRINT_TESTS_FAULTS_CLOSING_FAULTS_H
#define STEMPRINT_TESTS_FAULTS_CLOSING_FAULTS_H

#include <sndfile.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct closing_fault {
	int call; /**< the number of the write(), pwrite() or lseek() within sf_close() that fails, from 1; 0: none */
	int error; /**< the errno of the failure */
	bool tears; /**< a failing write writes half of its bytes, and all later ones fail */
	bool happened;
	int calls; /**< the calls so far */
};

extern struct closing_fault closing_fault;

/** These functions replace those of the libraries. */
int sf_close(SNDFILE *file);
ssize_t write(int descriptor, const void *bytes, size_t count);
ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset);
off_t lseek(int descriptor, off_t offset, int whence);

#endif
