/* stemprint: the kernel tables, one an instruction set.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_TABLE_H
#define STEMPRINT_DSP_KERNEL_TABLE_H

#include "dsp/kernel/kernel.h"

extern const struct kernel kernel_plain;
extern const struct kernel kernel_sse2;
extern const struct kernel kernel_avx2;
extern const struct kernel kernel_avx512;

#endif
