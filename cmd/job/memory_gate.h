/* Lets work begin side by side while its memory stays in the limit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_MEMORY_GATE_H
#define STEMPRINT_CMD_JOB_MEMORY_GATE_H

#include <stdint.h>

struct memory_gate;

/** Makes a gate for so many bytes; 0 means that there is no limit. Returns NULL when out of memory. */
struct memory_gate *memory_gate_new(uint64_t limit);

/** Nobody may be inside. NULL is fine. */
void memory_gate_free(struct memory_gate *gate);

/** Waits until the work fits beside what is inside. Work that is alone always enters: another check has compared it
   with the limit. */
void memory_gate_enter(struct memory_gate *gate, uint64_t bytes);

/** Leaves with as many bytes as the work has entered with. */
void memory_gate_leave(struct memory_gate *gate, uint64_t bytes);

#endif
