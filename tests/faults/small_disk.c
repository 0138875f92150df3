/* Says that every disk has 100 kB left.
   SPDX-License-Identifier: GPL-3.0-or-later

   It is loaded before the C library, so that the room of the machine that runs the tests does not matter. */
#include <string.h>
#include <sys/statvfs.h>

int statvfs(const char *restrict path, struct statvfs *restrict facts)
{
	(void)path;
	memset(facts, 0, sizeof *facts);
	facts->f_frsize = 1000;
	facts->f_blocks = 1000000;
	facts->f_bavail = 100;
	return 0;
}
