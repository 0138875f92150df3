/* Chooses a kernel by name, by the CPU, or by the columns that it takes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_SELECT_H
#define STEMPRINT_DSP_KERNEL_SELECT_H

#include "dsp/kernel/kernel.h"

/** Returns the kernel of that name, or the widest one that this CPU runs where `name` is NULL. Returns NULL when no
    kernel has the name or when this CPU cannot run it. */
const struct kernel *kernel_select(const char *name);

/** Returns the narrowest kernel, at most as wide as `widest`, that takes `columns` columns at once, or `widest` when
    none does. A vector that is half empty costs as much as a full one, and all kernels give the same bits. */
const struct kernel *kernel_narrow(const struct kernel *widest, size_t columns);

/** Writes all kernels that this CPU runs to `kernels`, the plain one first, the widest last, at most `capacity` of
   them. Returns the count. */
size_t kernel_list(const struct kernel **kernels, size_t capacity);

#endif
