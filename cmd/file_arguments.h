/* Reads the files that a command takes as arguments.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_FILE_ARGUMENTS_H
#define STEMPRINT_CMD_FILE_ARGUMENTS_H

#include <argp.h>
#include <stddef.h>

struct file_arguments {
	const char *missing; /**< the message when no file is given; NULL means that none is needed */
	const char *too_many; /**< the message when several files are given; NULL means that there may be several */
	const char *
		*paths; /**< they follow the command line and point into argv; NULL before the command line is read */
	size_t count;
};

/** This parser goes into the `children` of a command's argp. Its input is a struct file_arguments, whose messages the
    command has set. Too few or too many files are wrong usage. Free the paths with file_arguments_release(). */
extern const struct argp file_arguments_argp;

void file_arguments_release(struct file_arguments *files);

#endif
