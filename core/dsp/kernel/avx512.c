/* Compiles the kernels for AVX-512 (F, DQ, VL).
   SPDX-License-Identifier: GPL-3.0-or-later */
#define KERNEL_WIDTH 8
#define KERNEL_ABREAST 4
#define KERNEL_NAME "avx512"
#define KERNEL_TABLE kernel_avx512
#include "dsp/kernel/template.h"
