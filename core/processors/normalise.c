/* Finds a gain by listening first: normalise.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/processor.h"

#include <math.h>

enum { LOUDNESS, TRUE_PEAK, PEAK, TARGETS };

static const struct parameter parameters[TARGETS] = {
	[LOUDNESS] = { .name = "loudness",
		       .help = "integrated loudness that it gets",
		       .type = PARAMETER_NUMBER,
		       .quantity = QUANTITY_LOUDNESS,
		       .minimum = -70.0,
		       .maximum = 0.0,
		       .fallback = (double)NAN },
	[TRUE_PEAK] = { .name = "true_peak",
			.help = "or the true peak that it gets",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_TRUE_PEAK,
			.minimum = -60.0,
			.maximum = 20.0,
			.fallback = (double)NAN },
	[PEAK] = { .name = "peak",
		   .help = "or the highest sample that it gets",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_LEVEL,
		   .minimum = -60.0,
		   .maximum = 20.0,
		   .fallback = (double)NAN },
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)context;
	(void)arena;
	(void)result;
	size_t given = 0;
	for (size_t i = 0; i < TARGETS; i++)
		if (values[i].given && ++given == 2)
			*at = values[i].at;
	if (given == 1)
		return true;
	*problem = given == 0 ? "it needs a target; give 'loudness', 'true_peak' or 'peak'"
			      : "it can hit one target; give 'loudness', 'true_peak' or 'peak' alone";
	return false;
}

/* Rounds the gain down to a coarse step, so that the result is never over the target and under it by 0.5 to 1.5
   millionths of a dB. Round values, which programs made by hand have, lie in the middle of a step. The meters of
   loudness and true peak come from a C library whose last bits depend on the CPU; the gain, and so the printed bytes,
   must not depend on them. */
static double coarse(double gain_db)
{
	const double steps = 1e6; /* steps for each dB */
	return floor(gain_db * steps - 0.5) / steps;
}

static double trim(const struct parameter_value *values, const struct measurement *measured)
{
	if (values[LOUDNESS].given)
		return coarse(values[LOUDNESS].number - measured->integrated_lufs);
	if (values[TRUE_PEAK].given)
		return coarse(values[TRUE_PEAK].number - measured->true_peak_dbtp);
	return values[PEAK].number - measured->sample_peak_dbfs;
}

/* One gain holds the peak that was measured, not the peak that a louder version of the program might have. */
static double ceiling(const struct parameter_value *values, bool *of_samples)
{
	*of_samples = values[PEAK].given;
	return values[PEAK].given ? values[PEAK].number : values[TRUE_PEAK].number;
}

const struct processor normalise_processor = {
	.name = "normalise",
	.summary = "one gain for the whole program, so that it gets a loudness or a peak",
	.description =
		"The program is rendered up to here first and measured, its tail included: integrated loudness (ITU-R "
		"BS.1770, EBU R 128), true peak or sample peak. What it misses of the target becomes one gain for the "
		"whole render, from -60 to 60 dB; what is heard changes in nothing but its level. Where one of these "
		"hears what comes out of another, it is measured in a further pass, with that other at work. What is "
		"silent, or too short or too quiet to have a loudness, stays as it is, with a warning. The report "
		"tells the gain; `check` does not render, so it does not know it.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = TARGETS,
	.shorthand = LOUDNESS,
	.shape = shape,
	.listens = true,
	.trim = trim,
	.ceiling = ceiling,
};
