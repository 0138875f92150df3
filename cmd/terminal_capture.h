/* Keeps what a thread would write to the terminal, so that work side by side is told in its order.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_TERMINAL_CAPTURE_H
#define STEMPRINT_CMD_TERMINAL_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** All zero at the start. */
struct terminal_capture {
	FILE *out, *err; /**< they stand for standard output and standard error while the capture runs */
	char *out_bytes, *err_bytes;
	size_t out_length, err_length;
};

/** Captures what the calling thread writes from now on. Returns false when out of memory: nothing is captured then. */
bool terminal_capture_begin(struct terminal_capture *capture);

/** Ends the capture of the calling thread. Returns false when memory ran out, so that not all was kept. */
bool terminal_capture_end(struct terminal_capture *capture);

/** Returns the capture of the calling thread, or NULL. */
const struct terminal_capture *terminal_capture_now(void);

/** Frees what was kept. */
void terminal_capture_release(struct terminal_capture *capture);

#endif
