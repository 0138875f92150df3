/* Converts between samples and the bytes of a file, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/print.h"

#include "dsp/kernel/bytes_template.h"
#include "dsp/kernel/quantise_template.h"

/* The following headers use the helpers of the two above. */
#include "dsp/kernel/apportion_template.h"
#include "dsp/kernel/dithered_template.h"

static const struct print_kernel print_kernel = {
	.quantise = quantise_column,
	.quantise_dithered = quantise_dithered,
	.print_24 = print_24,
	.unpack_24 = unpack_24,
	.pack_24 = pack_24,
	.apportion = apportion_frames,
};
