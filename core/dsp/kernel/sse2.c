/* Compiles the kernels for every x86-64, by SSE2: four columns in pairs of registers were slower.
   SPDX-License-Identifier: GPL-3.0-or-later */
#define KERNEL_WIDTH 2
#define KERNEL_ABREAST 2
#define KERNEL_NAME "sse2"
#define KERNEL_TABLE kernel_sse2
#include "dsp/kernel/template.h"
