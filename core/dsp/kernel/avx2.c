/* Compiles the kernels for AVX2.
   SPDX-License-Identifier: GPL-3.0-or-later */
#define KERNEL_WIDTH 4
#define KERNEL_ABREAST 2
#define KERNEL_NAME "avx2"
#define KERNEL_TABLE kernel_avx2
#include "dsp/kernel/template.h"
