/* Compiles the kernels in scalar C, which are the reference.
   SPDX-License-Identifier: GPL-3.0-or-later */
#define KERNEL_WIDTH 1
#define KERNEL_ABREAST 4
#define KERNEL_NAME "plain"
#define KERNEL_TABLE kernel_plain
#include "dsp/kernel/template.h"
