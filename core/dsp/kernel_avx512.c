/* SPDX-License-Identifier: GPL-3.0-or-later */
#define KERNEL_WIDTH 8
#define KERNEL_NAME "avx512"
#define KERNEL_TABLE kernel_avx512
#include "dsp/kernel_table.h"
#include "dsp/kernel_template.h"
