/* Reads CPU time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_CPU_CLOCK_H
#define STEMPRINT_CMD_JOB_CPU_CLOCK_H

/** Returns the CPU seconds of the calling thread, without those that its calls of this function have taken. */
double cpu_clock_thread(void);

/** Returns the CPU seconds of the whole process. */
double cpu_clock_process(void);

#endif
