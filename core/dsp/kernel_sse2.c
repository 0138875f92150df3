/* SPDX-License-Identifier: GPL-3.0-or-later */
#define KERNEL_WIDTH 2
#define KERNEL_NAME "sse2"
#define KERNEL_TABLE kernel_sse2
#include "dsp/kernel_table.h"
#include "dsp/kernel_template.h"
