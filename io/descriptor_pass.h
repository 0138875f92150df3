/* stemprint: messages between two processes, with an open file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_DESCRIPTOR_PASS_H
#define STEMPRINT_IO_DESCRIPTOR_PASS_H

#include <stdbool.h>
#include <stddef.h>

/** Sends a whole message, and a descriptor unless it is -1. Returns false with errno when the other side is gone. It
    raises no SIGPIPE. */
bool descriptor_pass_send(int channel, void *message, size_t bytes, int descriptor);

/** Waits for a message of exactly that length. *descriptor becomes the file that came with it, or -1; NULL refuses
   files. Returns false with errno when the other side is gone, sent something else (EPIPE), or let the socket's timeout
   pass (EAGAIN). */
bool descriptor_pass_receive(int channel, void *message, size_t bytes, int *descriptor);

#endif
