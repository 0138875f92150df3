/* stemprint: measures the figures by which a file is judged.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/quality.h"

#include "base/arena.h"
#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/select.h"
#include "measure/continuous_peak.h"
#include "measure/true_peak.h"

#include <math.h>

enum { DEPTH_SAMPLES_LEAST = 1000, INTEGER_BITS = 32, CHANNELS_MAXIMUM = 64 };

static const double sample_limit = 1e15; /* that of loudness_meter.c */
static const double coarser = 6.0; /* times the step of the bits that are used */
static const double sound_square = FAULT_SOUND * FAULT_SOUND;
static const double opposed_square = 1e-6; /* -60 dBFS: softer sound may have any phase */

/* Sums of a stretch of two channels. */
struct sides {
	double left, right, product; /* sums of squares, and of left times right */
	double difference; /* sum of squares of left minus right */
};

struct quality_meter {
	struct arena *arena;
	const struct kernel *kernel;
	struct quality quality;
	struct fault_scan **scans; /* one a channel */
	struct lattice *lattices; /* one a channel */
	double *means, *squares; /* sums, one a channel */
	struct true_peak_meter *true_peak;
	struct continuous_peak_meter *continuous_peak;
	struct band_scan *band;
	struct coder_scan *coder;
	struct rate_scan *rate;
	size_t step_frames, step_left; /* 100 ms, for the true peak */
	size_t second_left;
	struct sides whole, second;
	double difference_peak, difference_least, difference_most; /* least, most: rms of a second with sound */
	uint64_t frame;
	uint64_t silence; /* frames in a row */
	uint64_t sounding; /* samples that are not zero */
	uint64_t used_bits; /* of all samples as integers */
	bool integers, same, opposite, overloaded;
};

static double full_scale(unsigned bits)
{
	/* The full scale of a converter of 16 bits counts as full scale in a float file, too. */
	return bits == 0 ? 1.0 - 0x1p-15 : 1.0 - ldexp(1.0, 1 - (int)bits);
}

static bool make_scans(struct quality_meter *meter)
{
	struct quality *quality = &meter->quality;
	double highest = full_scale(quality->bits);
	meter->scans = ARENA_ARRAY(meter->arena, struct fault_scan *, quality->channels);
	meter->lattices = ARENA_ARRAY(meter->arena, struct lattice, quality->channels);
	meter->means = ARENA_ARRAY(meter->arena, double, quality->channels);
	meter->squares = ARENA_ARRAY(meter->arena, double, quality->channels);
	meter->band = band_scan_new(meter->arena, quality->channels, quality->sample_rate);
	meter->coder = coder_scan_new(meter->arena, quality->channels, quality->sample_rate);
	meter->rate = rate_scan_new(meter->arena, quality->channels, quality->sample_rate, quality->bits);
	if (!meter->coder || !meter->rate || !meter->scans || !meter->lattices || !meter->means || !meter->squares ||
	    !meter->band)
		return false;
	for (size_t channel = 0; channel < quality->channels; channel++) {
		meter->scans[channel] = fault_scan_new(meter->arena, quality->sample_rate, highest, -highest);
		if (!meter->scans[channel])
			return false;
	}
	return true;
}

enum status quality_new(size_t channels, double sample_rate, unsigned bits, struct quality_meter **meter)
{
	struct arena *arena = arena_new();
	struct quality_meter *made = !arena ? NULL : ARENA_NEW(arena, struct quality_meter);
	if (!made) {
		arena_free(arena);
		return STATUS_NO_MEMORY;
	}
	*made = (struct quality_meter){
		.arena = arena,
		.kernel = kernel_select(NULL),
		.quality = { .sample_rate = sample_rate, .channels = channels, .bits = bits },
		.step_frames = (size_t)(sample_rate / 10.0),
		.second_left = (size_t)sample_rate,
		.integers = true,
		.same = channels == 2,
		.opposite = channels == 2,
	};
	made->step_left = made->step_frames;
	made->difference_least = HUGE_VAL;
	made->quality.over_frame = made->quality.opposed_frame = QUALITY_NO_FRAME;
	enum status status =
		channels > CHANNELS_MAXIMUM ? STATUS_LIMIT : true_peak_new(channels, sample_rate, &made->true_peak);
	if (status == STATUS_OK)
		status = continuous_peak_new(channels, &made->continuous_peak);
	if (status == STATUS_OK && !make_scans(made))
		status = STATUS_NO_MEMORY;
	if (status != STATUS_OK)
		quality_free(made);
	else
		*meter = made;
	return status;
}

void quality_skip_coders(struct quality_meter *meter)
{
	meter->coder = NULL;
}

void quality_free(struct quality_meter *meter)
{
	if (!meter)
		return;
	true_peak_free(meter->true_peak);
	continuous_peak_free(meter->continuous_peak);
	arena_free(meter->arena);
}

static void use_bits(struct quality_meter *meter, const double *column, size_t frames)
{
	for (size_t i = 0; i < frames && meter->integers; i++) {
		double scaled = column[i] * 0x1p31;
		int64_t integer = fabs(scaled) < 0x1p62 ? (int64_t)scaled : 0;
		if ((double)integer != scaled)
			meter->integers = false;
		meter->used_bits |= (uint64_t)integer;
		meter->sounding += integer != 0;
	}
}

static void sum_channel(struct quality_meter *meter, size_t channel, const double *column, size_t frames)
{
	double sum = 0.0, squares = 0.0;
	for (size_t i = 0; i < frames; i++) {
		sum += column[i];
		squares += column[i] * column[i];
	}
	meter->means[channel] += sum;
	meter->squares[channel] += squares;
	use_bits(meter, column, frames);
	fault_scan_add(meter->scans[channel], column, frames);
	lattice_add(&meter->lattices[channel], column, frames);
}

static void end_second(struct quality_meter *meter, uint64_t begun)
{
	struct sides *second = &meter->second, *whole = &meter->whole;
	double scale = sqrt(second->left) * sqrt(second->right);
	if (second->left > opposed_square * meter->quality.sample_rate &&
	    second->right > opposed_square * meter->quality.sample_rate && second->product < QUALITY_OPPOSED * scale &&
	    meter->quality.opposed_frame == QUALITY_NO_FRAME)
		meter->quality.opposed_frame = begun;
	if (second->left + second->right > 2.0 * sound_square * meter->quality.sample_rate) {
		double difference = sqrt(second->difference / meter->quality.sample_rate);
		meter->difference_least = fmin(meter->difference_least, difference);
		meter->difference_most = fmax(meter->difference_most, difference);
	}
	whole->difference += second->difference;
	whole->left += second->left;
	whole->right += second->right;
	whole->product += second->product;
	*second = (struct sides){ 0 };
}

static void sum_sides(struct quality_meter *meter, const double *left, const double *right, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		meter->second.left += left[i] * left[i];
		meter->second.right += right[i] * right[i];
		meter->second.product += left[i] * right[i];
		double difference = left[i] - right[i];
		meter->second.difference += difference * difference;
		meter->difference_peak = fmax(meter->difference_peak, fabs(difference));
		meter->same &= left[i] == right[i];
		meter->opposite &= left[i] == -right[i];
		if (--meter->second_left > 0)
			continue;
		meter->second_left = (size_t)meter->quality.sample_rate;
		end_second(meter, meter->frame + i + 1 - meter->second_left);
	}
}

static void sum_silence(struct quality_meter *meter, const double *const *columns, size_t frames)
{
	struct quality *quality = &meter->quality;
	const double heard = decibel_to_gain(QUALITY_SILENCE_DBFS);
	for (size_t i = 0; i < frames; i++) {
		double peak = 0.0;
		for (size_t channel = 0; channel < quality->channels; channel++)
			peak = fmax(peak, fabs(columns[channel][i]));
		if (peak <= heard) {
			meter->silence++;
			continue;
		}
		uint64_t begun = meter->frame + i - meter->silence;
		if (begun == 0)
			quality->lead_frames = meter->silence;
		else if (meter->silence > quality->pause_frames) {
			quality->pause_frames = meter->silence;
			quality->pause_frame = begun;
		}
		meter->silence = 0;
	}
}

static enum status sum_true_peak(struct quality_meter *meter, const double *const *columns, size_t frames)
{
	const double *span[CHANNELS_MAXIMUM];
	enum status status = STATUS_OK;
	for (size_t done = 0; done < frames && status == STATUS_OK;) {
		size_t count = frames - done < meter->step_left ? frames - done : meter->step_left;
		for (size_t channel = 0; channel < meter->quality.channels; channel++)
			span[channel] = columns[channel] + done;
		status = true_peak_add(meter->true_peak, span, count);
		done += count;
		meter->step_left -= count;
		if (meter->step_left > 0)
			continue;
		meter->step_left = meter->step_frames;
		uint64_t end = meter->frame + done;
		if (true_peak_recent(meter->true_peak) > 1.0 && meter->quality.over_frame == QUALITY_NO_FRAME)
			meter->quality.over_frame = end > meter->step_frames ? end - meter->step_frames : 0;
	}
	return status;
}

enum status quality_add(struct quality_meter *meter, const double *const *columns, size_t frames)
{
	for (size_t channel = 0; channel < meter->quality.channels; channel++)
		if (!(meter->kernel->column->peak(columns[channel], frames) <= sample_limit))
			meter->overloaded = true;
	if (meter->overloaded)
		return STATUS_OK;
	for (size_t channel = 0; channel < meter->quality.channels; channel++)
		sum_channel(meter, channel, columns[channel], frames);
	if (meter->quality.channels == 2)
		sum_sides(meter, columns[0], columns[1], frames);
	sum_silence(meter, columns, frames);
	band_scan_add(meter->band, columns, frames);
	rate_scan_add(meter->rate, columns, frames);
	if (meter->coder)
		coder_scan_add(meter->coder, columns, frames);
	enum status status = sum_true_peak(meter, columns, frames);
	continuous_peak_add(meter->continuous_peak, columns, frames);
	meter->frame += frames;
	return status;
}

static void join(struct quality_fault *all, const struct fault *one, size_t channel)
{
	if (one->count == 0)
		return;
	if (all->fault.count == 0 || one->first_frame < all->fault.first_frame) {
		all->fault.first_frame = one->first_frame;
		all->channel = channel;
	}
	all->fault.count += one->count;
	all->fault.worst = fmax(all->fault.worst, one->worst);
}

static void read_channels(struct quality_meter *meter, struct quality *quality)
{
	double most = 0.0, flat = 0.0, lattice = 0.0;
	for (size_t channel = 0; channel < quality->channels; channel++) {
		struct faults faults = fault_scan_read(meter->scans[channel]);
		join(&quality->clipping, &faults.clipping, channel);
		join(&quality->dropouts, &faults.dropouts, channel);
		join(&quality->held, &faults.held, channel);
		join(&quality->repeats, &faults.repeats, channel);
		join(&quality->clicks, &faults.clicks, channel);
		flat = fmax(flat, faults.flat_level);
		lattice = fmax(lattice, lattice_read(&meter->lattices[channel]));
		double mean = fabs(meter->means[channel]) / (double)meter->frame;
		if (!(mean > most))
			continue;
		most = mean;
		quality->offset_channel = channel;
		quality->offset_dbfs = gain_to_decibel(mean);
		quality->offset_rms_db =
			quality->offset_dbfs - gain_to_decibel(sqrt(meter->squares[channel] / (double)meter->frame));
	}
	if (flat > 0.0)
		quality->flat_dbfs = gain_to_decibel(flat);
	if (lattice > 0.0 && (quality->depth == 0 || lattice >= coarser * ldexp(1.0, 1 - (int)quality->depth)))
		quality->lattice_dbfs = gain_to_decibel(lattice);
}

/* The two sides differ by no more than dither. */
static bool differ_by_dither(const struct quality_meter *meter, const struct quality *quality)
{
	const struct sides *whole = &meter->whole;
	return !quality->identical && meter->difference_peak <= QUALITY_DITHER_PEAK &&
	       2.0 * whole->difference * QUALITY_DITHER_RATIO * QUALITY_DITHER_RATIO <= whole->left + whole->right &&
	       meter->difference_most > 0.0 &&
	       meter->difference_most <= QUALITY_DITHER_SPREAD * meter->difference_least;
}

static void read_sides(struct quality_meter *meter, struct quality *quality)
{
	end_second(meter, QUALITY_NO_FRAME);
	const struct sides *whole = &meter->whole;
	double scale = sqrt(whole->left) * sqrt(whole->right);
	if (!(whole->left + whole->right > 0.0))
		return;
	quality->balance_db = 10.0 * (log10(whole->left) - log10(whole->right));
	quality->mono_loss_db = 10.0 * log10(fmax(0.0, whole->left + whole->right + 2.0 * whole->product) /
					     (2.0 * (whole->left + whole->right)));
	if (scale > 0.0)
		quality->correlation = fmax(-1.0, fmin(1.0, whole->product / scale));
	quality->identical = meter->same;
	quality->inverted = meter->opposite && !meter->same;
	if (differ_by_dither(meter, quality))
		quality->difference_dbfs = 10.0 * log10(whole->difference / (double)meter->frame);
}

static unsigned depth_of(const struct quality_meter *meter)
{
	if (!meter->integers || meter->sounding < DEPTH_SAMPLES_LEAST)
		return 0;
	unsigned unused = 0;
	while (unused < INTEGER_BITS && (meter->used_bits >> unused & 1) == 0)
		unused++;
	return INTEGER_BITS - unused;
}

/* Reads the larger of both true peaks. When only the finer one is over full scale, it tells the position. */
static enum status read_true_peak(struct quality_meter *meter, struct quality *quality)
{
	double bs1770 = 0.0;
	uint64_t frame = 0;
	quality->true_peak_dbtp = (double)NAN;
	if (meter->overloaded)
		return STATUS_OK;
	const enum status status = true_peak_read(meter->true_peak, &bs1770);
	const double largest = fmax(bs1770, continuous_peak_read(meter->continuous_peak, &frame));
	if (largest > 0.0)
		quality->true_peak_dbtp = gain_to_decibel(largest);
	if (largest > 1.0 && quality->over_frame == QUALITY_NO_FRAME)
		quality->over_frame = frame;
	return status;
}

enum status quality_read(struct quality_meter *meter, struct quality *quality)
{
	*quality = meter->quality;
	quality->frames = meter->frame;
	enum status status = read_true_peak(meter, quality);
	quality->offset_dbfs = quality->offset_rms_db = quality->correlation = quality->mono_loss_db =
		quality->balance_db = quality->flat_dbfs = quality->lattice_dbfs = quality->difference_dbfs =
			(double)NAN;
	quality->band =
		(struct band_findings){ .edge_hertz = (double)NAN, .copy = (double)NAN, .together = (double)NAN };
	if (status != STATUS_OK || meter->overloaded || meter->frame == 0)
		return status;
	quality->depth = depth_of(meter);
	quality->silent = meter->silence == meter->frame;
	quality->tail_frames = quality->silent ? 0 : meter->silence;
	read_channels(meter, quality);
	if (quality->channels == 2)
		read_sides(meter, quality);
	quality->band = band_scan_read(meter->band);
	quality->rate = rate_scan_read(meter->rate);
	return meter->coder ? coder_scan_read(meter->coder, &quality->coder) : STATUS_OK;
}
