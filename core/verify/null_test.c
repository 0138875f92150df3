/* stemprint: the null test.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/null_test.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "dsp/kernel.h"

#include <math.h>
#include <string.h>

#define DOUBLE_EXPONENT_BITS UINT64_C(0x7ff0000000000000)

/* One printed file, and what its format did to it. */
struct null_file {
	struct format_error error;
	double raise; /* what undoes its headroom, linear */
	double peak; /* of the file, as it is */
	double step_squares; /* float encodings: sum of 4^floor(log2 |x|) */
};

struct null_test {
	const struct kernel *kernel;
	struct null_file *files; /* the mix, then the stems */
	size_t stem_count;
	size_t channels;
	bool floats; /* some file is one of floats, or is raised on its own: adding up rounds */
	const double **columns; /* [stem_count + 1] of a channel: the stems, then the mix */
	double *gains; /* of these in the residual: 1 for the mix, -1 for a stem of the same headroom */
	double **residual; /* [channels] */
	double *stem_peaks_dbfs;
	double mix_step_squares; /* of the mix, whatever its encoding: the rounding of the sum itself */
	double residual_peak;
	double residual_squares;
	uint64_t peak_frame;
	size_t peak_channel;
	uint64_t frames;
	struct level_series series;
};

static double **residual_new(struct arena *arena, size_t channels, size_t frames_maximum)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	for (size_t channel = 0; columns && channel < channels; channel++) {
		columns[channel] = ARENA_ARRAY(arena, double, frames_maximum);
		if (!columns[channel])
			return NULL;
	}
	return columns;
}

static bool make_columns(struct null_test *test, struct arena *arena, size_t stem_count)
{
	test->columns = ARENA_ARRAY(arena, const double *, stem_count + 1);
	test->gains = ARENA_ARRAY(arena, double, stem_count + 1);
	if (!test->columns || !test->gains)
		return false;
	return true;
}

static void take_file(struct null_test *test, size_t index, const struct format_error *error)
{
	struct null_file *file = &test->files[index];
	file->error = *error;
	file->raise = decibel_to_gain(error->headroom_db);
	test->floats |= error->relative_step > 0.0 || file->raise != test->files[0].raise;
}

struct null_test *null_test_new(struct arena *arena, double sample_rate, const struct format_error *mix,
				const struct format_error *stems, size_t stem_count, size_t channels,
				size_t frames_maximum)
{
	struct null_test *test = ARENA_NEW(arena, struct null_test);
	if (!test)
		return NULL;
	test->kernel = kernel_select(NULL);
	test->files = ARENA_ARRAY(arena, struct null_file, stem_count + 1);
	test->residual = residual_new(arena, channels, frames_maximum);
	test->stem_peaks_dbfs = ARENA_ARRAY(arena, double, stem_count);
	if (!test->files || !test->residual || !test->stem_peaks_dbfs || !make_columns(test, arena, stem_count))
		return NULL;
	test->stem_count = stem_count;
	test->channels = channels;
	take_file(test, 0, mix);
	test->gains[stem_count] = 1.0;
	for (size_t i = 0; i < stem_count; i++) {
		take_file(test, i + 1, &stems[i]);
		test->gains[i] = -test->files[i + 1].raise / test->files[0].raise;
	}
	level_series_init(&test->series, sample_rate);
	return test;
}

/* The power of two at or under |x|; 0 for 0. ulp(x) is this times 2^-23 in float32, 2^-52 in float64. */
static double binade(double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	bits &= DOUBLE_EXPONENT_BITS;
	memcpy(&x, &bits, sizeof x);
	return x;
}

static double sum_of_step_squares(const double *values, size_t count)
{
	double sums[4] = { 0.0 };
	size_t i = 0;
	for (; i + 4 <= count; i += 4) {
		for (size_t lane = 0; lane < 4; lane++) {
			double step = binade(values[i + lane]);
			sums[lane] += step * step;
		}
	}
	for (; i < count; i++)
		sums[0] += binade(values[i]) * binade(values[i]);
	return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static void measure_file(struct null_file *file, const double *column, size_t frames)
{
	if (file->error.relative_step > 0.0)
		file->step_squares += sum_of_step_squares(column, frames);
}

/* The negated sum of the stems, then the mix: it rounds as the mix less the sum does. All are raised as much as
   the mix at the end, so that files of one headroom whose integers add up leave nothing. */
static void subtract_channel(struct null_test *test, size_t channel, const double *mix,
			     const double *const *const *stems, size_t frames)
{
	for (size_t stem = 0; stem < test->stem_count; stem++)
		test->columns[stem] = stems[stem][channel];
	test->columns[test->stem_count] = mix;
	double *residual = test->residual[channel];
	test->kernel->mix(residual, test->columns, test->gains, test->stem_count + 1, frames);
	for (size_t i = 0; test->files[0].raise != 1.0 && i < frames; i++)
		residual[i] *= test->files[0].raise;
}

static void raise_peak(struct null_test *test, size_t channel, uint64_t frame, const double *residual, size_t frames,
		       double peak)
{
	size_t i = 0;
	while (i + 1 < frames && fabs(residual[i]) < peak)
		i++;
	test->residual_peak = peak;
	test->peak_channel = channel;
	test->peak_frame = frame + i;
}

/* Stretch by stretch, so that the series costs nothing but its cuts. */
static void measure_residual(struct null_test *test, size_t channel, size_t frames)
{
	for (size_t done = 0, count; done < frames; done += count) {
		const double *residual = test->residual[channel] + done;
		uint64_t frame = test->frames + done, left = level_series_left(&test->series, frame);
		count = left < frames - done ? (size_t)left : frames - done;
		double peak = test->kernel->peak(residual, count), squares = inner_product(residual, residual, count);
		test->residual_squares += squares;
		level_series_add(&test->series, frame, peak, squares);
		if (peak > test->residual_peak)
			raise_peak(test, channel, frame, residual, count, peak);
	}
}

void null_test_subtract(struct null_test *test, const double *const *mix, const double *const *const *stems,
			size_t frames)
{
	for (size_t channel = 0; channel < test->channels; channel++)
		subtract_channel(test, channel, mix[channel], stems, frames);
}

void null_test_add(struct null_test *test, const double *const *mix, const double *const *const *stems, size_t frames)
{
	null_test_subtract(test, mix, stems, frames);
	for (size_t channel = 0; channel < test->channels; channel++) {
		measure_file(&test->files[0], mix[channel], frames);
		for (size_t stem = 0; stem < test->stem_count; stem++)
			measure_file(&test->files[stem + 1], stems[stem][channel], frames);
		if (test->floats)
			test->mix_step_squares += sum_of_step_squares(mix[channel], frames);
		measure_residual(test, channel, frames);
	}
	test->frames += frames;
}

const double *const *null_test_residual(const struct null_test *test)
{
	return (const double *const *)test->residual;
}

static double raised_peak(const struct null_file *file)
{
	return file->raise * file->peak;
}

struct allowance {
	bool known;
	double power; /* mean square of what the formats leave */
	double peak;
};

static void allow_file(const struct null_file *file, double samples, struct allowance *allowance)
{
	const double relative = file->error.relative_step, raise = file->raise;
	allowance->known &= file->error.known;
	allowance->power +=
		raise * raise * (file->error.power + relative * relative * file->step_squares / samples / 12.0);
	allowance->peak += raise * (file->error.peak + relative * binade(file->peak) / 2.0);
}

/* Integers add up without rounding in float64; floats do not, and a stem that is raised on its own is rounded
   once more. A partial sum is about as large as the mix, and never larger than the stems' peaks together. */
static void allow_summation(const struct null_test *test, double samples, struct allowance *allowance)
{
	const double mix_raise = test->files[0].raise;
	double additions = (double)test->stem_count, peaks = 0.0;
	bool raised = false;
	for (size_t i = 0; i <= test->stem_count; i++) {
		peaks += raised_peak(&test->files[i]);
		raised |= test->files[i].raise != mix_raise;
	}
	if (raised)
		additions *= 2.0;
	double step = fmax(test->files[0].error.sum_step, 0x1p-52);
	allowance->power += additions * step * step * mix_raise * mix_raise * test->mix_step_squares / samples / 12.0;
	allowance->peak += additions * step / 2.0 * peaks;
}

static struct allowance allow(const struct null_test *test, const struct null_limits *limits, double samples)
{
	struct allowance allowance = { .known = true };
	if (limits->exact)
		return allowance;
	for (size_t i = 0; i <= test->stem_count; i++)
		allow_file(&test->files[i], samples, &allowance);
	if (test->floats)
		allow_summation(test, samples, &allowance);
	double most = decibel_to_gain(ENGINE_RESIDUAL_LIMIT_DBFS);
	if (limits->engine_residual_peak > 0.0)
		allowance.peak += fmin(limits->engine_residual_peak, most);
	if (limits->engine_residual_rms > 0.0) {
		double rms = fmin(limits->engine_residual_rms, most);
		allowance.power += rms * rms;
	}
	return allowance;
}

static bool is_explained(const struct null_test *test, const struct allowance *allowance, double samples)
{
	if (test->residual_peak == 0.0)
		return true;
	double tolerance = decibel_to_gain(2.0 * NULL_FLOOR_TOLERANCE_DB) + 5.0 * sqrt(2.0 / samples);
	return allowance->known && isfinite(test->residual_squares) && test->residual_peak <= allowance->peak &&
	       test->residual_squares / samples <= allowance->power * tolerance;
}

static bool passes(const struct null_test *test, const struct null_limits *limits, bool explained)
{
	if (test->residual_peak == 0.0 || limits->exact || isnan(limits->max_residual_dbfs))
		return explained;
	return isfinite(test->residual_squares) && gain_to_decibel(test->residual_peak) <= limits->max_residual_dbfs;
}

/* NAN where stems differ. */
static double stem_headroom(const struct null_test *test)
{
	const double first = test->stem_count > 0 ? test->files[1].error.headroom_db : 0.0;
	for (size_t i = 2; i <= test->stem_count; i++)
		if (test->files[i].error.headroom_db != first)
			return (double)NAN;
	return first;
}

void null_test_result(struct null_test *test, const double *peaks, const struct null_limits *limits,
		      struct null_result *result)
{
	for (size_t i = 0; i <= test->stem_count; i++)
		test->files[i].peak = peaks[i];
	double samples = fmax((double)test->frames * (double)test->channels, 1.0);
	struct allowance allowance = allow(test, limits, samples);
	bool explained = is_explained(test, &allowance, samples);
	for (size_t i = 0; i < test->stem_count; i++)
		test->stem_peaks_dbfs[i] = gain_to_decibel(raised_peak(&test->files[i + 1]));
	*result = (struct null_result){
		.frames = test->frames,
		.channels = test->channels,
		.stem_count = test->stem_count,
		.residual_peak_dbfs = gain_to_decibel(test->residual_peak),
		.residual_rms_dbfs = gain_to_decibel(sqrt(test->residual_squares / samples)),
		.peak_frame = test->peak_frame,
		.peak_channel = test->peak_channel,
		.mix_headroom_db = test->files[0].error.headroom_db,
		.stem_headroom_db = stem_headroom(test),
		.mix_peak_dbfs = gain_to_decibel(raised_peak(&test->files[0])),
		.stem_peaks_dbfs = test->stem_peaks_dbfs,
		.floor_dbfs = allowance.known ? gain_to_decibel(sqrt(allowance.power)) : (double)NAN,
		.bound_dbfs = allowance.known ? gain_to_decibel(allowance.peak) : (double)NAN,
		.exact_wanted = limits->exact,
		.incomplete = limits->incomplete,
		.max_residual_dbfs = limits->max_residual_dbfs,
		.engine_residual_peak_dbfs = gain_to_decibel(limits->engine_residual_peak),
		.engine_residual_rms_dbfs = gain_to_decibel(limits->engine_residual_rms),
		.explained = explained,
		.series = &test->series,
		.status = passes(test, limits, explained) ? VERDICT_PASS : VERDICT_FAIL,
	};
}

bool null_result_is_over(const struct null_result *result, size_t window)
{
	bool somewhere = result->residual_peak_dbfs > result->bound_dbfs; /* never if that is not known */
	double most = somewhere ? result->bound_dbfs : -(double)INFINITY;
	return gain_to_decibel(result->series->peaks[window]) > most;
}
