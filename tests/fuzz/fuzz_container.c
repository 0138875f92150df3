/* Tests any bytes as the chunks of an audio file: each has an answer, with its reason, without the library.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/container_check.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static int descriptor = -1;
	struct file_window window;
	struct container_facts facts;
	struct problem problem = { .text = "" };
	if (descriptor < 0)
		descriptor = memfd_create("fuzz", MFD_CLOEXEC);
	if (descriptor < 0 || ftruncate(descriptor, (off_t)length) != 0 ||
	    pwrite(descriptor, bytes, length, 0) != (ssize_t)length)
		return 0;
	file_window_open(&window, descriptor, length);
	const enum status status = container_check(&window, &facts, &problem);
	if (status != STATUS_OK && (status != STATUS_BAD_SOURCE || problem.text[0] == '\0'))
		__builtin_trap();
	container_mend(&window);
	unsigned char shown[256];
	for (uint64_t at = 0; at < length; at += sizeof shown)
		if (file_window_read(&window, at, shown, sizeof shown) == 0)
			__builtin_trap();
	return 0;
}
