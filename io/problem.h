/* stemprint: what went wrong with a file, in words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_PROBLEM_H
#define STEMPRINT_IO_PROBLEM_H

enum { PROBLEM_LENGTH = 240 };

/** Lower case, without the file's name, cut where it is too long. */
struct problem {
	char text[PROBLEM_LENGTH];
};

void problem_set(struct problem *problem, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** "WHAT: no space left on device", for the errno given. */
void problem_set_errno(struct problem *problem, const char *what, int error);

#endif
