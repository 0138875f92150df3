/* stemprint: computes by how much a file may differ from the sound that was printed into it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/format_error.h"

#include "dsp/noise_shaper.h"

#include <math.h>

struct format_error format_error_of_integers(unsigned bits, enum dither dither)
{
	double step = ldexp(1.0, 1 - (int)bits);
	double weight = dither == DITHER_NONE ? 1.0 : 3.0;
	const struct noise_weights *weights = dither_weights(dither);
	return (struct format_error){ .known = true,
				      .power = weight * noise_weights_power(weights) * step * step / 12.0,
				      .grid = dither == DITHER_NONE ? step * step / 24.0 : 0.0,
				      .peak = weight * noise_weights_peak(weights) * step / 2.0 };
}

struct format_error format_error_of_foreign_integers(unsigned bits)
{
	struct format_error error = format_error_of_integers(bits, DITHER_TPDF);
	error.truncation_step = ldexp(1.0, 1 - (int)bits);
	return error;
}

struct format_error format_error_of_floats(unsigned bits)
{
	return (struct format_error){ .known = true, .relative_step = bits == 32 ? 0x1p-23 : 0x1p-52 };
}

/* The conversion of a rate rounds each sample some times in float64. Its error has up to 5 * 2^-53 of the rms of the
   sound (tests/suites/rates measures it at several rates), and this step allows twice as much. In all other formats the
   error vanishes. */
#define CONVERTED_STEP 0x1p-48

struct format_error format_error_of_print(const struct print_format *format)
{
	unsigned bits = encoding_bits(format->encoding);
	if (bits != 0)
		return format_error_of_integers(bits, format->dither);
	struct format_error error = format_error_of_floats(format->encoding == ENCODING_FLOAT32 ? 32 : 64);
	if (format->sample_rate != 0.0)
		error.relative_step = fmax(error.relative_step, CONVERTED_STEP);
	return error;
}
