/* stemprint: subtracts the stems from the mix, and judges the residual by the formats.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/proof_meter.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/select.h"
#include "dsp/split_mix.h"
#include "verify/truncation.h"

#include <math.h>
#include <string.h>

#define DOUBLE_EXPONENT_BITS UINT64_C(0x7ff0000000000000)

/* One printed file and the error of its format. */
struct meter_file {
	struct format_error error;
	double raise; /* the gain that undoes its headroom, linear */
	bool repeats; /* the same sound always gets the same error: it was not dithered, as far as is known */
	double peak; /* of the file, as it is */
	double step_squares; /* float encodings: sum of 4^floor(log2 |x|) */
};

struct proof_meter {
	const struct kernel *kernel;
	struct meter_file *files; /* the mix, then the stems */
	size_t stem_count;
	size_t channels;
	bool floats; /* a file has floats, or is raised alone: then adding up rounds */
	const double **columns; /* [stem_count + 1] the stems of a channel, then its mix */
	double *gains; /* of these columns in the residual: 1 for the mix, -1 for a stem of the same headroom */
	double **residual; /* [channels] */
	double *stem_peaks_dbfs;
	size_t repeating; /* stems whose errors return with their samples */
	uint64_t *keys; /* [stem_count] scratch: numbers by which columns of stems are told apart */
	/* By how much the squares of the stems' errors grow where stems are alike, and that of stems on half steps. */
	double alike_squares, alike_grid;
	double joint_squares; /* by how much more they may grow where all that sounds is alike */
	double mix_step_squares; /* of the mix in any encoding: for the rounding of the sum itself */
	double residual_peak;
	double residual_squares;
	uint64_t peak_frame;
	size_t peak_channel;
	uint64_t frames;
	struct level_series series;
	bool may_be_truncated; /* a file has integers of another program */
	double mix_step,
		stem_steps; /* one LSB of the mix, the sum of those of the stems, where they may be truncated */
	struct truncation_meter truncation;
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

static bool make_columns(struct proof_meter *meter, struct arena *arena, size_t stem_count)
{
	meter->columns = ARENA_ARRAY(arena, const double *, stem_count + 1);
	meter->gains = ARENA_ARRAY(arena, double, stem_count + 1);
	meter->keys = ARENA_ARRAY(arena, uint64_t, stem_count);
	return meter->columns && meter->gains && meter->keys;
}

static void take_file(struct proof_meter *meter, size_t index, const struct format_error *error)
{
	struct meter_file *file = &meter->files[index];
	file->error = *error;
	file->raise = decibel_to_gain(error->headroom_db);
	file->repeats = error->relative_step > 0.0 || error->grid > 0.0 || error->truncation_step > 0.0;
	meter->repeating += index > 0 && file->repeats;
	meter->floats |= error->relative_step > 0.0 || file->raise != meter->files[0].raise;
}

/* Files that other programs wrote may be truncated, and those of a headroom are none of them. */
static void note_truncation(struct proof_meter *meter)
{
	bool plain = true;
	for (size_t i = 0; i <= meter->stem_count; i++)
		plain &= meter->files[i].error.known && meter->files[i].raise == 1.0;
	if (!plain)
		return;
	meter->mix_step = meter->files[0].error.truncation_step;
	for (size_t i = 1; i <= meter->stem_count; i++)
		meter->stem_steps += meter->files[i].error.truncation_step;
	meter->may_be_truncated = meter->mix_step > 0.0 || meter->stem_steps > 0.0;
}

struct proof_meter *proof_meter_new(struct arena *arena, double sample_rate, const struct format_error *mix,
				    const struct format_error *stems, size_t stem_count, size_t channels,
				    size_t frames_maximum)
{
	struct proof_meter *meter = ARENA_NEW(arena, struct proof_meter);
	if (!meter)
		return NULL;
	meter->kernel = kernel_select(NULL);
	meter->files = ARENA_ARRAY(arena, struct meter_file, stem_count + 1);
	meter->residual = residual_new(arena, channels, frames_maximum);
	meter->stem_peaks_dbfs = ARENA_ARRAY(arena, double, stem_count);
	if (!meter->files || !meter->residual || !meter->stem_peaks_dbfs || !make_columns(meter, arena, stem_count))
		return NULL;
	meter->stem_count = stem_count;
	meter->channels = channels;
	take_file(meter, 0, mix);
	meter->gains[stem_count] = 1.0;
	for (size_t i = 0; i < stem_count; i++) {
		take_file(meter, i + 1, &stems[i]);
		meter->gains[i] = -meter->files[i + 1].raise / meter->files[0].raise;
	}
	level_series_init(&meter->series, sample_rate);
	note_truncation(meter);
	return truncation_init(&meter->truncation, channels, arena) ? meter : NULL;
}

/* Returns the power of two at or under |x|, or 0 for 0. ulp(x) is this times 2^-23 in float32, 2^-52 in float64. */
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

/* Returns the step_squares of these samples. */
static double step_squares_of(const struct meter_file *file, const double *column, size_t frames)
{
	return file->error.relative_step > 0.0 ? sum_of_step_squares(column, frames) : 0.0;
}

/* Returns the sum of squares that the error of a file has in so many samples, on average, with the sum of their
   step_squares. */
static double error_squares(const struct meter_file *file, double step_squares, double samples)
{
	const double relative = file->error.relative_step;
	return file->raise * file->raise * (file->error.power * samples + relative * relative * step_squares / 12.0);
}

/* Returns the first frame that is not silent, or `frames`. */
static size_t sounding_from(const double *column, size_t frames)
{
	size_t frame = 0;
	while (frame < frames && column[frame] == 0.0)
		frame++;
	return frame;
}

/* Returns a number that columns alike have in common, and others hardly ever have. 0: it is silent. The frames it looks
   at are not evenly spaced, since a sound may be 0 at regular times, and values that cancel each other do count. */
static uint64_t key_of(const double *column, size_t frames)
{
	enum { LOOKS = 8 };
	const size_t sounding = sounding_from(column, frames);
	if (sounding == frames)
		return 0;
	const double unit = 1.0 / binade(column[sounding]);
	uint64_t key = sounding;
	for (size_t i = 0; i < LOOKS; i++) {
		const size_t at = i * frames / LOOKS + i;
		const double value = unit * column[at < frames ? at : frames - 1];
		uint64_t bits;
		memcpy(&bits, &value, sizeof bits);
		key = split_mix(key ^ bits);
	}
	return key | 1;
}

/* Returns how many times as large all samples of a column are as those of another, if that is a power of two; else 0.
   Floats then have the same error, so many times as large. */
static double times(const double *column, const double *one, size_t frames)
{
	const size_t sounding = sounding_from(one, frames);
	const double ratio = sounding < frames ? column[sounding] / one[sounding] : 0.0;
	if (!(ratio > 0.0) || binade(ratio) != ratio)
		return 0.0;
	for (size_t i = 0; i < frames; i++)
		if (column[i] != ratio * one[i])
			return 0.0;
	return ratio;
}

/* Tells whether the errors of two columns are alike. Only those of floats of one width grow with their samples. */
static bool errors_are_alike(const struct meter_file *file, const double *column, const struct meter_file *one_file,
			     const double *one, size_t frames)
{
	if (file->error.relative_step > 0.0 && file->error.relative_step == one_file->error.relative_step)
		return times(column, one, frames) > 0.0;
	return memcmp(column, one, frames * sizeof *one) == 0;
}

/* Where a group of alike stems is all that sounds, the mix is a multiple of each of them, and its error may go with
   theirs, whose amplitudes are given. A mix of floats that is a power of two times as large as a stem has just its
   error, and takes the errors away. */
static void join_mix(struct proof_meter *meter, const double *mix, const struct meter_file *stem, double ratio,
		     double amplitudes, size_t frames)
{
	const struct meter_file *file = &meter->files[0];
	const bool same_floats =
		file->error.relative_step > 0.0 && file->error.relative_step == stem->error.relative_step;
	if (!file->repeats || (same_floats && binade(ratio) == ratio))
		return;
	const double own = error_squares(file, step_squares_of(file, mix, frames), (double)frames);
	meter->joint_squares += 2.0 * amplitudes * sqrt(own);
}

/* Marks the stems after `first` whose errors are alike, and adds up by how much their errors grow together: as
   amplitudes do, and not as powers do. */
static void measure_group(struct proof_meter *meter, size_t first, size_t channel, const double *mix,
			  const double *const *const *stems, size_t frames, size_t sounding)
{
	const struct meter_file *file = &meter->files[first + 1];
	const double *one = stems[first][channel];
	double squares = 0.0, amplitudes = 0.0;
	double ratio = 1.0; /* of the sum of the group to its first stem */
	size_t count = 1;
	for (size_t i = first + 1; i < meter->stem_count; i++) {
		const struct meter_file *other = &meter->files[i + 1];
		const double *column = stems[i][channel];
		if (meter->keys[i] != meter->keys[first] || !errors_are_alike(other, column, file, one, frames))
			continue;
		const double own = error_squares(other, step_squares_of(other, column, frames), (double)frames);
		squares += own;
		amplitudes += sqrt(own);
		meter->keys[i] = 0;
		ratio += times(column, one, frames);
		count++;
	}
	if (squares == 0.0)
		return;
	const double own = error_squares(file, step_squares_of(file, one, frames), (double)frames);
	squares += own;
	amplitudes += sqrt(own);
	const double growth = amplitudes * amplitudes - squares;
	meter->alike_squares += growth;
	if (file->error.grid > 0.0)
		meter->alike_grid += growth * file->error.grid / file->error.power;
	if (count == sounding)
		join_mix(meter, mix, file, ratio, amplitudes, frames);
}

/* Stems that hold the same samples hold the same sound. Where no dither told them apart, they were rounded by the same
   errors. A key of 0 takes part in no group. */
static void measure_alike(struct proof_meter *meter, size_t channel, const double *mix,
			  const double *const *const *stems, size_t frames)
{
	size_t sounding = meter->stem_count - meter->repeating;
	for (size_t i = 0; i < meter->stem_count; i++) {
		meter->keys[i] = meter->files[i + 1].repeats ? key_of(stems[i][channel], frames) : 0;
		sounding += meter->keys[i] != 0;
	}
	for (size_t i = 0; i + 1 < meter->stem_count; i++)
		if (meter->keys[i] != 0)
			measure_group(meter, i, channel, mix, stems, frames, sounding);
}

/* Adds up the negated stems, then the mix; this rounds as the mix less the sum does. The result is raised as much as
   the mix at the end, so that files of one headroom whose integers add up leave nothing. */
static void subtract_channel(struct proof_meter *meter, size_t channel, const double *mix,
			     const double *const *const *stems, size_t frames)
{
	for (size_t stem = 0; stem < meter->stem_count; stem++)
		meter->columns[stem] = stems[stem][channel];
	meter->columns[meter->stem_count] = mix;
	double *residual = meter->residual[channel];
	meter->kernel->column->mix(residual, meter->columns, meter->gains, meter->stem_count + 1, frames);
	for (size_t i = 0; meter->files[0].raise != 1.0 && i < frames; i++)
		residual[i] *= meter->files[0].raise;
}

static void raise_peak(struct proof_meter *meter, size_t channel, uint64_t frame, const double *residual, size_t frames,
		       double peak)
{
	size_t i = 0;
	while (i + 1 < frames && fabs(residual[i]) < peak)
		i++;
	meter->residual_peak = peak;
	meter->peak_channel = channel;
	meter->peak_frame = frame + i;
}

/* Goes stretch by stretch, so that the series costs only its cuts. */
static void measure_residual(struct proof_meter *meter, size_t channel, size_t frames)
{
	for (size_t done = 0, count; done < frames; done += count) {
		const double *residual = meter->residual[channel] + done;
		uint64_t frame = meter->frames + done, left = level_series_left(&meter->series, frame);
		count = left < frames - done ? (size_t)left : frames - done;
		double peak = meter->kernel->column->peak(residual, count),
		       squares = inner_product(residual, residual, count);
		meter->residual_squares += squares;
		level_series_add(&meter->series, frame, peak, squares);
		if (peak > meter->residual_peak)
			raise_peak(meter, channel, frame, residual, count, peak);
	}
}

static void measure_truncation(struct proof_meter *meter, size_t frames)
{
	for (size_t done = 0, count; done < frames; done += count) {
		const size_t room = truncation_room(&meter->truncation);
		count = frames - done < room ? frames - done : room;
		for (size_t channel = 0; channel < meter->channels; channel++)
			truncation_add(&meter->truncation, channel, meter->residual[channel] + done, count);
		truncation_advance(&meter->truncation, count);
	}
}

void proof_meter_subtract(struct proof_meter *meter, const double *const *mix, const double *const *const *stems,
			  size_t frames)
{
	for (size_t channel = 0; channel < meter->channels; channel++)
		subtract_channel(meter, channel, mix[channel], stems, frames);
}

void proof_meter_add(struct proof_meter *meter, const double *const *mix, const double *const *const *stems,
		     size_t frames)
{
	proof_meter_subtract(meter, mix, stems, frames);
	for (size_t channel = 0; channel < meter->channels; channel++) {
		for (size_t i = 0; i <= meter->stem_count; i++) {
			const double *column = i == 0 ? mix[channel] : stems[i - 1][channel];
			meter->files[i].step_squares += step_squares_of(&meter->files[i], column, frames);
		}
		if (meter->floats)
			meter->mix_step_squares += sum_of_step_squares(mix[channel], frames);
		if (meter->repeating > 1)
			measure_alike(meter, channel, mix[channel], stems, frames);
		measure_residual(meter, channel, frames);
	}
	if (meter->may_be_truncated)
		measure_truncation(meter, frames);
	meter->frames += frames;
}

const double *const *proof_meter_residual(const struct proof_meter *meter)
{
	return (const double *const *)meter->residual;
}

static double raised_peak(const struct meter_file *file)
{
	return file->raise * file->peak;
}

struct allowance {
	bool known;
	double power; /* the mean square that the formats leave */
	double grid; /* how much more is left of sounds that lie on half steps */
	double cast; /* how much more is left where the fractions of integers were cut off, toward zero */
	double joint; /* how much more may be left where the error of the mix goes with those of its stems */
	double peak;
};

static void allow_file(const struct meter_file *file, double samples, struct allowance *allowance)
{
	const double relative = file->error.relative_step, raise = file->raise;
	allowance->known &= file->error.known;
	allowance->power += error_squares(file, file->step_squares, samples) / samples;
	allowance->grid += raise * raise * file->error.grid;
	/* The error of a cast lies evenly between 0 and one LSB: its mean square is LSB^2/3, and that of TPDF LSB^2/4.
	 */
	allowance->cast += raise * raise * file->error.truncation_step * file->error.truncation_step / 12.0;
	allowance->peak += raise * (file->error.peak + relative * binade(file->peak) / 2.0);
}

/* Integers add up without rounding in float64. Floats do not, and a stem that is raised alone is rounded once more. A
   partial sum is about as large as the mix, and never larger than the peaks of the stems together. */
static void allow_summation(const struct proof_meter *meter, double samples, struct allowance *allowance)
{
	const double mix_raise = meter->files[0].raise;
	double additions = (double)meter->stem_count, peaks = 0.0;
	bool raised = false;
	for (size_t i = 0; i <= meter->stem_count; i++) {
		peaks += raised_peak(&meter->files[i]);
		raised |= meter->files[i].raise != mix_raise;
	}
	if (raised)
		additions *= 2.0;
	double step = fmax(meter->files[0].error.sum_step, 0x1p-52);
	allowance->power += additions * step * step * mix_raise * mix_raise * meter->mix_step_squares / samples / 12.0;
	allowance->peak += additions * step / 2.0 * peaks;
}

static struct allowance allow(const struct proof_meter *meter, const struct proof_limits *limits, double samples)
{
	struct allowance allowance = { .known = true };
	if (limits->exact)
		return allowance;
	for (size_t i = 0; i <= meter->stem_count; i++)
		allow_file(&meter->files[i], samples, &allowance);
	allowance.power += meter->alike_squares / samples;
	allowance.grid += meter->alike_grid / samples;
	allowance.joint = meter->joint_squares / samples;
	if (meter->floats)
		allow_summation(meter, samples, &allowance);
	double most = decibel_to_gain(ENGINE_RESIDUAL_LIMIT_DBFS);
	if (limits->engine_residual_peak > 0.0)
		allowance.peak += fmin(limits->engine_residual_peak, most) * fmax(limits->residual_raise, 1.0);
	if (limits->engine_residual_rms > 0.0) {
		double rms = fmin(limits->engine_residual_rms, most);
		allowance.power += rms * rms;
	}
	return allowance;
}

static double power_tolerance(double samples)
{
	return decibel_to_gain(2.0 * PROOF_FLOOR_TOLERANCE_DB) + 5.0 * sqrt(2.0 / samples);
}

/* The formulas of a cast and of half steps are exact for sound that passes many steps from one sample to the next, and
   that of errors which go together is never passed. */
#define EXACT_TOLERANCE 1.02

/* Returns the largest mean square that the formats explain. */
static double most_power(const struct allowance *allowance, double samples)
{
	const double rounded = allowance->power * power_tolerance(samples);
	const double more = fmax(allowance->cast, allowance->grid) + allowance->joint;
	const double exact = (allowance->power + more) * (EXACT_TOLERANCE + 5.0 * sqrt(2.0 / samples));
	return fmax(rounded, exact);
}

static bool is_explained(const struct proof_meter *meter, const struct allowance *allowance, double samples)
{
	if (meter->residual_peak == 0.0)
		return true;
	return allowance->known && isfinite(meter->residual_squares) && meter->residual_peak <= allowance->peak &&
	       meter->residual_squares / samples <= most_power(allowance, samples);
}

/* Truncation is only asked for where rounding does not explain the residual. */
static bool is_truncated(const struct proof_meter *meter, const struct allowance *allowance, double samples)
{
	return meter->may_be_truncated && allowance->known && meter->residual_peak <= allowance->peak &&
	       truncation_explains(&meter->truncation, meter->mix_step, meter->stem_steps, allowance->power,
				   power_tolerance(samples));
}

bool proof_meter_may_be_shaped(const struct proof_meter *meter)
{
	bool known = true, foreign = false;
	for (size_t i = 0; i <= meter->stem_count; i++) {
		known &= meter->files[i].error.known;
		foreign |= meter->files[i].error.truncation_step > 0.0;
	}
	return known && foreign;
}

static bool passes(const struct proof_meter *meter, const struct proof_limits *limits, bool explained)
{
	if (meter->residual_peak == 0.0 || limits->exact || isnan(limits->max_residual_dbfs))
		return explained;
	return isfinite(meter->residual_squares) && gain_to_decibel(meter->residual_peak) <= limits->max_residual_dbfs;
}

/* Returns the headroom of the stems; NAN: they differ. */
static double stem_headroom(const struct proof_meter *meter)
{
	const double first = meter->stem_count > 0 ? meter->files[1].error.headroom_db : 0.0;
	for (size_t i = 2; i <= meter->stem_count; i++)
		if (meter->files[i].error.headroom_db != first)
			return (double)NAN;
	return first;
}

void proof_meter_read(struct proof_meter *meter, const double *peaks, const struct proof_limits *limits,
		      struct proof_result *result)
{
	for (size_t i = 0; i <= meter->stem_count; i++)
		meter->files[i].peak = peaks[i];
	double samples = fmax((double)meter->frames * (double)meter->channels, 1.0);
	struct allowance allowance = allow(meter, limits, samples);
	bool explained = is_explained(meter, &allowance, samples);
	const bool truncated = !explained && is_truncated(meter, &allowance, samples);
	if (truncated) {
		explained = true;
		allowance.power += truncation_power(&meter->truncation);
	}
	for (size_t i = 0; i < meter->stem_count; i++)
		meter->stem_peaks_dbfs[i] = gain_to_decibel(raised_peak(&meter->files[i + 1]));
	*result = (struct proof_result){
		.frames = meter->frames,
		.channels = meter->channels,
		.stem_count = meter->stem_count,
		.residual_peak_dbfs = gain_to_decibel(meter->residual_peak),
		.residual_rms_dbfs = gain_to_decibel(sqrt(meter->residual_squares / samples)),
		.peak_frame = meter->peak_frame,
		.peak_channel = meter->peak_channel,
		.mix_headroom_db = meter->files[0].error.headroom_db,
		.stem_headroom_db = stem_headroom(meter),
		.mix_peak_dbfs = gain_to_decibel(raised_peak(&meter->files[0])),
		.stem_peaks_dbfs = meter->stem_peaks_dbfs,
		.floor_dbfs = allowance.known ? gain_to_decibel(sqrt(allowance.power)) : (double)NAN,
		.limit_dbfs = allowance.known ? gain_to_decibel(sqrt(most_power(&allowance, samples))) : (double)NAN,
		.bound_dbfs = allowance.known ? gain_to_decibel(allowance.peak) : (double)NAN,
		.exact_wanted = limits->exact,
		.incomplete = limits->incomplete,
		.max_residual_dbfs = limits->max_residual_dbfs,
		.engine_residual_peak_dbfs = gain_to_decibel(limits->engine_residual_peak),
		.engine_residual_rms_dbfs = gain_to_decibel(limits->engine_residual_rms),
		.explained = explained,
		.truncated = truncated,
		.series = &meter->series,
		.status = passes(meter, limits, explained) ? VERDICT_PASS : VERDICT_FAIL,
	};
}

double proof_meter_share(const struct proof_meter *meter, size_t index, const struct proof_result *result)
{
	const struct meter_file *file = &meter->files[index];
	const double samples = (double)meter->frames * (double)meter->channels;
	return error_squares(file, file->step_squares, samples) / samples / decibel_to_gain(2.0 * result->floor_dbfs);
}

bool proof_result_is_over(const struct proof_result *result, size_t window)
{
	bool somewhere = result->residual_peak_dbfs > result->bound_dbfs; /* false when the bound is not known */
	double most = somewhere ? result->bound_dbfs : -(double)INFINITY;
	return gain_to_decibel(result->series->peaks[window]) > most;
}
