/* stemprint: follows how the residual goes with each stem in time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/residual_track.h"

#include "dsp/elementary.h"
#include "measure/fourier_transform.h"

#include <math.h>
#include <string.h>

enum { BLOCK_SHORTEST = 4096, BAND = 24, REFINEMENTS = 3 };

#define ALIKE 0.6 /* likeness of fine structure from which on a residual is made of a stem */
#define ALIKE_AHEAD 0.1 /* by how much more it must be alike than another stem */
#define REGULARISATION 1e-3
#define LOUDEST_PRODUCT 4.0 /* of the energy of a stem: its difference from its own inversion */
#define AUDIBLE 1e-6 /* of the strongest band of a window: weaker bands do not count */

/* Sums over the windows of the present block. */
struct block_sums {
	double *real, *imaginary, *power; /* [bin] conj(stem) residual; stem */
};

struct track_workspace {
	size_t bins, size;
	uint64_t block_frames, frame; /* frame: where the present block begins */
	bool begun;
	double residual; /* energy in the block */
	struct block_sums *stems;
	double *sum; /* [real, imaginary][bin] of the window: the sum of the stems that should be in the mix */
	double *magnitudes; /* [stem, sum, residual][bin] */
	double *band_energy; /* [bin / BAND] of the residual */
	const struct proof *proof;
	struct fourier_transform *transform;
};

static bool stem_init(struct residual_track *track, size_t stem, struct arena *arena)
{
	struct block_sums *sums = &track->workspace->stems[stem];
	const size_t bins = track->workspace->bins;
	track->stems[stem].blocks = ARENA_ARRAY(arena, struct track_block, TRACK_BLOCKS + 2);
	sums->real = ARENA_ARRAY(arena, double, bins);
	sums->imaginary = ARENA_ARRAY(arena, double, bins);
	sums->power = ARENA_ARRAY(arena, double, bins);
	return track->stems[stem].blocks && sums->real && sums->imaginary && sums->power;
}

struct residual_track *residual_track_new(const struct cross_spectra *spectra, const struct proof *proof,
					  struct arena *arena)
{
	struct residual_track *track = ARENA_NEW(arena, struct residual_track);
	struct track_workspace *workspace = ARENA_NEW(arena, struct track_workspace);
	if (!track || !workspace)
		return NULL;
	*track = (struct residual_track){ .stem_count = proof->stem_count, .workspace = workspace };
	*workspace = (struct track_workspace){
		.bins = spectra->bin_count, .size = spectra->size, .block_frames = BLOCK_SHORTEST, .proof = proof
	};
	while (workspace->block_frames * TRACK_BLOCKS < proof_frames(proof))
		workspace->block_frames *= 2;
	track->reach = (double)workspace->block_frames + 0.5 * (double)spectra->size;
	track->stems = ARENA_ARRAY(arena, struct track_stem, proof->stem_count + 1);
	workspace->stems = ARENA_ARRAY(arena, struct block_sums, proof->stem_count + 1);
	workspace->sum = ARENA_ARRAY(arena, double, 2 * spectra->bin_count);
	workspace->magnitudes = ARENA_ARRAY(arena, double, (proof->stem_count + 2) * spectra->bin_count);
	workspace->band_energy = ARENA_ARRAY(arena, double, spectra->bin_count / BAND + 1);
	workspace->transform = fourier_transform_new(arena, spectra->size);
	if (!track->stems || !workspace->stems || !workspace->sum || !workspace->magnitudes ||
	    !workspace->band_energy || !workspace->transform)
		return NULL;
	for (size_t i = 0; i <= proof->stem_count; i++)
		if (!stem_init(track, i, arena))
			return NULL;
	return track;
}

/* Returns the energy of the residual that is left when the stem comes later by `delay`. */
static double left_at(const struct track_workspace *workspace, const struct block_sums *sums, double expected,
		      double delay)
{
	const double step = -2.0 * ELEMENTARY_PI / (double)workspace->size * delay;
	const double turn_real = cos(step), turn_imaginary = sin(step);
	double left = workspace->residual, cosine = 1.0, sine = 0.0;
	for (size_t k = 0; k < workspace->bins; k++) {
		const double u = cosine - expected, v = sine;
		left += (u * u + v * v) * sums->power[k] - 2.0 * (u * sums->real[k] + v * sums->imaginary[k]);
		const double next = cosine * turn_real - sine * turn_imaginary;
		sine = cosine * turn_imaginary + sine * turn_real;
		cosine = next;
	}
	return fmax(0.0, left);
}

/* Returns the whole frames by which the mix seems to hold the stem later. */
static double coarse_delay(struct track_workspace *workspace, const struct block_sums *sums, double expected)
{
	struct fourier_transform *transform = workspace->transform;
	double mean = 0.0;
	for (size_t k = 0; k < workspace->bins; k++)
		mean += sums->power[k] / (double)workspace->bins;
	for (size_t k = 0; k < workspace->bins; k++) {
		const double divisor = sums->power[k] + REGULARISATION * mean;
		transform->bins[k][0] = (sums->real[k] + expected * sums->power[k]) / divisor;
		transform->bins[k][1] = sums->imaginary[k] / divisor;
	}
	fourier_transform_backward(transform);
	size_t best = 0;
	for (size_t i = 1; i < workspace->size; i++)
		if (transform->samples[i] > transform->samples[best])
			best = i;
	return best < workspace->size / 2 ? (double)best : (double)best - (double)workspace->size;
}

/* Finds the delay of a block. `before` is the delay of the block before: a tone has many equal periods, and stays near
   that one. */
static struct track_block find_block(struct track_workspace *workspace, size_t stem, double before)
{
	const struct block_sums *sums = &workspace->stems[stem];
	const double expected = stem < workspace->proof->stem_count ? proof_gain(workspace->proof, stem) : 1.0;
	struct track_block block = { .energy = workspace->residual };
	for (size_t k = 0; k < workspace->bins; k++)
		block.weight += sums->power[k];
	block.left = block.energy;
	block.delay = before;
	if (!(block.weight > 0.0))
		return block;
	double delay = coarse_delay(workspace, sums, expected), width = 0.5;
	double middle = left_at(workspace, sums, expected, delay);
	const double steady = left_at(workspace, sums, expected, before);
	if (steady <= middle) {
		delay = before;
		middle = steady;
	}
	for (int i = 0; i < REFINEMENTS; i++, width /= 4.0) {
		const double lower = left_at(workspace, sums, expected, delay - width);
		const double upper = left_at(workspace, sums, expected, delay + width);
		const double bend = lower - 2.0 * middle + upper;
		const double move = bend > 0.0 ? 0.5 * width * (lower - upper) / bend : 0.0;
		const double trial = delay + fmax(-width, fmin(width, move));
		const double left = left_at(workspace, sums, expected, trial);
		if (left < middle) {
			middle = left;
			delay = trial;
		}
	}
	block.delay = delay;
	block.left = middle;
	return block;
}

static void end_block(struct residual_track *track)
{
	struct track_workspace *workspace = track->workspace;
	const size_t bytes = workspace->bins * sizeof(double);
	if (track->block_count >= TRACK_BLOCKS + 2)
		return;
	for (size_t i = 0; i <= track->stem_count; i++) {
		struct block_sums *sums = &workspace->stems[i];
		const double before =
			track->block_count > 0 ? track->stems[i].blocks[track->block_count - 1].delay : 0.0;
		struct track_block block = find_block(workspace, i, before);
		block.frame = (double)workspace->frame + 0.5 * (double)workspace->block_frames;
		track->stems[i].blocks[track->block_count] = block;
		memset(sums->real, 0, bytes);
		memset(sums->imaginary, 0, bytes);
		memset(sums->power, 0, bytes);
	}
	workspace->residual = 0.0;
	track->block_count++;
}

static const double *part_of(const struct residual_track *track, const double *parts, size_t signal)
{
	const size_t bins = track->workspace->bins;
	if (signal == track->stem_count)
		return track->workspace->sum;
	return parts + (signal < track->stem_count ? signal : track->stem_count) * 2 * bins;
}

static void add_up(struct residual_track *track, const double *parts)
{
	struct track_workspace *workspace = track->workspace;
	memset(workspace->sum, 0, 2 * workspace->bins * sizeof(double));
	for (size_t i = 0; i + workspace->proof->candidate_count < track->stem_count; i++)
		for (size_t k = 0; k < 2 * workspace->bins; k++)
			workspace->sum[k] += parts[i * 2 * workspace->bins + k];
}

static void add_to_block(struct residual_track *track, const double *parts)
{
	struct track_workspace *workspace = track->workspace;
	const size_t bins = workspace->bins;
	const double *real = parts + track->stem_count * 2 * bins, *imaginary = real + bins;
	for (size_t k = 0; k < bins; k++)
		workspace->residual += real[k] * real[k] + imaginary[k] * imaginary[k];
	for (size_t i = 0; i <= track->stem_count; i++) {
		struct block_sums *sums = &workspace->stems[i];
		const double *a = part_of(track, parts, i), *b = a + bins;
		for (size_t k = 0; k < bins; k++) {
			sums->real[k] += a[k] * real[k] + b[k] * imaginary[k];
			sums->imaginary[k] += a[k] * imaginary[k] - b[k] * real[k];
			sums->power[k] += a[k] * a[k] + b[k] * b[k];
		}
	}
}

/* Returns the likeness of two magnitudes over the bins of a band, without their means. */
static double likeness(const double *one, const double *other)
{
	double mean_one = 0.0, mean_other = 0.0, both = 0.0, ones = 0.0, others = 0.0;
	for (size_t k = 0; k < BAND; k++) {
		mean_one += one[k] / BAND;
		mean_other += other[k] / BAND;
	}
	for (size_t k = 0; k < BAND; k++) {
		both += (one[k] - mean_one) * (other[k] - mean_other);
		ones += (one[k] - mean_one) * (one[k] - mean_one);
		others += (other[k] - mean_other) * (other[k] - mean_other);
	}
	return ones > 0.0 && others > 0.0 ? both / sqrt(ones * others) : 0.0;
}

static double energy_of(const double *band)
{
	double energy = 0.0;
	for (size_t k = 0; k < BAND; k++)
		energy += band[k] * band[k];
	return energy;
}

static void compare_fine(struct residual_track *track)
{
	struct track_workspace *workspace = track->workspace;
	const size_t bins = workspace->bins, bands = bins / BAND;
	const double *residual = workspace->magnitudes + (track->stem_count + 1) * bins;
	double largest = 0.0;
	for (size_t band = 0; band < bands; band++) {
		workspace->band_energy[band] = energy_of(residual + band * BAND);
		largest = fmax(largest, workspace->band_energy[band]);
	}
	for (size_t band = 0; band < bands; band++) {
		const double energy = workspace->band_energy[band];
		if (!(energy > AUDIBLE * largest))
			continue;
		for (size_t i = 0; i <= track->stem_count; i++) {
			const double *stem = workspace->magnitudes + i * bins + band * BAND;
			track->stems[i].fine_sum += fmin(energy, LOUDEST_PRODUCT * energy_of(stem)) *
						    likeness(stem, residual + band * BAND);
			track->stems[i].fine_weight += energy;
		}
	}
}

/* These are magnitudes and not powers, or else the loudest window would decide alone. */
static void compare_bands(struct residual_track *track)
{
	struct track_workspace *workspace = track->workspace;
	const size_t bins = workspace->bins;
	double residual = 0.0;
	for (size_t k = 0; k < bins; k++)
		residual += pow(workspace->magnitudes[(track->stem_count + 1) * bins + k], 2);
	for (size_t i = 0; i <= track->stem_count; i++) {
		double energy = 0.0;
		for (size_t k = bins / 8; k < bins * 4 / 5; k++)
			energy += pow(workspace->magnitudes[i * bins + k], 2);
		track->stems[i].band_sum += sqrt(energy * residual);
		track->stems[i].band_square += energy;
		track->stems[i].band_residual += residual;
	}
}

static void hear(void *context, const double *parts, uint64_t frame)
{
	struct residual_track *track = context;
	struct track_workspace *workspace = track->workspace;
	const size_t bins = workspace->bins;
	if (workspace->begun && frame >= workspace->frame + workspace->block_frames) {
		end_block(track);
		workspace->begun = false;
	}
	if (!workspace->begun) {
		workspace->begun = true;
		workspace->frame = frame / workspace->block_frames * workspace->block_frames;
	}
	add_up(track, parts);
	add_to_block(track, parts);
	for (size_t i = 0; i < track->stem_count + 2; i++) {
		const double *real = part_of(track, parts, i), *imaginary = real + bins;
		for (size_t k = 0; k < bins; k++)
			workspace->magnitudes[i * bins + k] = sqrt(real[k] * real[k] + imaginary[k] * imaginary[k]);
	}
	compare_fine(track);
	compare_bands(track);
}

struct cross_spectra_listener residual_track_listener(struct residual_track *track)
{
	return (struct cross_spectra_listener){ hear, track };
}

void residual_track_finish(struct residual_track *track)
{
	if (track->workspace->begun)
		end_block(track);
	track->workspace->begun = false;
}

double residual_track_likeness(const struct residual_track *track, size_t stem)
{
	const struct track_stem *one = &track->stems[stem];
	return one->fine_weight > 0.0 ? one->fine_sum / one->fine_weight : 0.0;
}

bool residual_track_is_of_another(const struct residual_track *track, size_t stem)
{
	const double own = stem < track->stem_count ? residual_track_likeness(track, stem) : 0.0;
	const double least = fmax(ALIKE, own + ALIKE_AHEAD);
	bool another = false;
	for (size_t i = 0; i < track->stem_count; i++)
		another |= i != stem && residual_track_likeness(track, i) >= least;
	return another;
}

double residual_track_company(const struct residual_track *track, size_t stem)
{
	const struct track_stem *one = &track->stems[stem];
	const double scale = sqrt(one->band_square * one->band_residual);
	return scale > 0.0 ? one->band_sum / scale : 0.0;
}

/* Fits a line through the delays, each weighted by what it explains. */
struct track_drift residual_track_drift(const struct residual_track *track, size_t stem)
{
	const struct track_block *blocks = track->stems[stem].blocks;
	struct track_drift drift = { .share = 1.0 };
	double weight = 0.0, squares = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, energy = 0.0, left = 0.0, first = 0.0,
	       last = 0.0;
	for (size_t i = 0; i < track->block_count; i++) {
		const double w = blocks[i].energy - blocks[i].left;
		energy += blocks[i].energy;
		left += blocks[i].left;
		weight += w;
		squares += w * w;
		x += w * blocks[i].frame;
		y += w * blocks[i].delay;
		if (w > 0.0 && first == 0.0)
			first = blocks[i].frame;
		if (w > 0.0)
			last = blocks[i].frame;
	}
	if (!(weight > 0.0) || !(energy > 0.0))
		return drift;
	x /= weight;
	y /= weight;
	for (size_t i = 0; i < track->block_count; i++) {
		const double w = blocks[i].energy - blocks[i].left;
		xx += w * (blocks[i].frame - x) * (blocks[i].frame - x);
		xy += w * (blocks[i].frame - x) * (blocks[i].delay - y);
	}
	drift.share = left / energy;
	drift.blocks = weight * weight / squares;
	drift.rate = xx > 0.0 ? xy / xx : 0.0;
	drift.span = drift.rate * (last - first);
	for (size_t i = 0; i < track->block_count; i++) {
		const double off = blocks[i].delay - y - drift.rate * (blocks[i].frame - x);
		drift.spread += (blocks[i].energy - blocks[i].left) * off * off / weight;
	}
	drift.spread = sqrt(drift.spread);
	return drift;
}
