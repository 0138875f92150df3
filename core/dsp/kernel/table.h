/* Names the kernels that the build makes, one an instruction set, for select.c alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each is the same template (template.h), compiled with other options. kernel_select() knows which of them this CPU
   runs; to call another ends the program by an illegal instruction. */
#ifndef STEMPRINT_DSP_KERNEL_TABLE_H
#define STEMPRINT_DSP_KERNEL_TABLE_H

#include "dsp/kernel/kernel.h"

extern const struct kernel kernel_plain; /**< scalar C: the reference */
extern const struct kernel kernel_sse2; /**< every x86-64 runs it */
extern const struct kernel kernel_avx2;
extern const struct kernel kernel_avx512; /**< F, DQ and VL */

#endif
