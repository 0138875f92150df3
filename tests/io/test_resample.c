/* stemprint tests: the conversion of sample rates against exact positions, levels and edges.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/resample.h"

#include <criterion/criterion.h>
#include <math.h>
#include <soxr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rates {
	unsigned from, to;
};

static const struct rates pairs[] = {
	{ 44100, 48000 }, { 48000, 44100 }, { 96000, 48000 }, { 48000, 96000 }, { 44100, 96000 }, { 192000, 44100 },
	{ 8000, 48000 },  { 22050, 48000 }, { 88200, 44100 }, { 8000, 384000 }, { 384000, 8000 }, { 47952, 48000 },
	{ 32000, 44100 }, { 11025, 8000 },  { 44056, 48000 }, { 48000, 47999 }, { 8001, 384000 }, { 383999, 8000 },
};
enum { PAIR_COUNT = sizeof pairs / sizeof *pairs };

struct input {
	const double *samples;
	size_t frames, position;
};

static enum status pull_input(void *context, double *const *columns, size_t frames)
{
	struct input *input = context;
	for (size_t i = 0; i < frames; i++, input->position++)
		columns[0][i] = input->position < input->frames ? input->samples[input->position] : 0.0;
	return STATUS_OK;
}

/* Returns the whole input, read in blocks of `block` frames. The caller frees it. */
static double *resample(const struct rates *rates, const double *samples, size_t frames, size_t block, size_t *length)
{
	struct input input = { .samples = samples, .frames = frames };
	struct resampler *resampler = resampler_new(rates->from, rates->to, 1, pull_input, &input);
	cr_assert_not_null(resampler);
	*length = (size_t)resampled_frames(frames, rates->from, rates->to);
	double *out = calloc(*length + 1, sizeof(double));
	for (size_t done = 0; done < *length;) {
		size_t count = *length - done < block ? *length - done : block;
		double *at = out + done;
		cr_assert_eq(resampler_read(resampler, &at, count), STATUS_OK);
		done += count;
	}
	resampler_free(resampler);
	return out;
}

static size_t peak_frame(const double *samples, size_t frames)
{
	size_t at = 0;
	for (size_t i = 0; i < frames; i++)
		if (fabs(samples[i]) > fabs(samples[at]))
			at = i;
	return at;
}

Test(resample, length_is_the_rounded_ratio)
{
	cr_expect_eq(resampled_frames(48000, 48000, 44100), 44100);
	cr_expect_eq(resampled_frames(1, 48000, 44100), 1);
	cr_expect_eq(resampled_frames(1, 48000, 8000), 0);
	cr_expect_eq(resampled_frames(3, 48000, 8000), 1, "half a frame rounds up");
	cr_expect_eq(resampled_frames((UINT64_C(1) << 40) - 1, 8000, 384000), ((UINT64_C(1) << 40) - 1) * 48);
}

Test(resample, an_impulse_lands_where_it_was, .timeout = 60)
{
	enum { FRAMES = 12345 };
	static double in[FRAMES];
	static const size_t places[] = { 0, 1, 2, 777, 6000, FRAMES - 2, FRAMES - 1 };
	for (size_t p = 0; p < PAIR_COUNT; p++)
		for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
			in[places[k]] = 1.0;
			size_t length;
			double *out = resample(&pairs[p], in, FRAMES, 4096, &length);
			double exact = (double)places[k] * pairs[p].to / pairs[p].from;
			double off = (double)peak_frame(out, length) - exact;
			/* At half a frame round() has a tie; after the last frame the peak is cut off. */
			if (exact < (double)length - 0.5)
				cr_expect_leq(fabs(off), 0.5 + 1e-9, "%u to %u: the impulse at %zu is off by %g frames",
					      pairs[p].from, pairs[p].to, places[k], off);
			in[places[k]] = 0.0;
			free(out);
		}
}

/* The first and last frames of a file are converted like those in its middle: the response to an impulse is the same,
 * whole periods of the two rates later, to the last bit. */
Test(resample, edges_are_no_exception, .timeout = 60)
{
	for (size_t p = 0; p < PAIR_COUNT; p++) {
		const struct rates *rates = &pairs[p];
		unsigned a = rates->from, b = rates->to;
		while (b) {
			unsigned rest = a % b;
			a = b;
			b = rest;
		}
		size_t period_in = rates->from / a, period_out = rates->to / a;
		size_t periods = 8192 / period_in + 1, frames = 4 * periods * period_in;
		double *in = calloc(frames, sizeof(double));
		size_t length;
		in[0] = 1.0;
		double *first = resample(rates, in, frames, 4096, &length);
		in[0] = 0.0;
		in[periods * period_in] = 1.0;
		double *later = resample(rates, in, frames, 4096, &length);
		in[periods * period_in] = 0.0;
		in[frames - 1] = 1.0; /* one period before the frame `frames` */
		double *last = resample(rates, in, frames, 4096, &length);
		in[frames - 1] = 0.0;
		in[periods * period_in - 1] = 1.0;
		double *before = resample(rates, in, frames, 4096, &length);
		double worst = 0.0;
		for (size_t i = 0; i < 2 * periods * period_out; i++)
			worst = fmax(worst, fabs(first[i] - later[i + periods * period_out]));
		for (size_t i = length - periods * period_out; i < length; i++)
			worst = fmax(worst, fabs(last[i] - before[i - 3 * periods * period_out]));
		cr_expect_eq(worst, 0.0, "%u to %u: the edge differs by %g", rates->from, rates->to, worst);
		free(in);
		free(first);
		free(later);
		free(last);
		free(before);
	}
}

struct tone {
	double level_db; /* the amplitude of the fundamental */
	double residual_db; /* all else, relative to full scale */
};

/* Converts a sine of amplitude 1 and of `frequency`. Measures its amplitude and the rest, by least squares away from
 * the edges. */
static struct tone convert_tone(const struct rates *rates, double frequency)
{
	enum { SECONDS_TENTHS = 5 };
	size_t frames = rates->from * SECONDS_TENTHS / 10, length;
	double *in = calloc(frames, sizeof(double));
	for (size_t i = 0; i < frames; i++)
		in[i] = sin(2.0 * M_PI * frequency * (double)i / rates->from);
	double *out = resample(rates, in, frames, 4096, &length);
	size_t from = length / 4, to = length - length / 4;
	double step = 2.0 * M_PI * frequency / rates->to;
	double ss = 0, cc = 0, sc = 0, ys = 0, yc = 0, rest = 0;
	for (size_t i = from; i < to; i++) {
		double s = sin(step * (double)i), c = cos(step * (double)i);
		ss += s * s, cc += c * c, sc += s * c, ys += out[i] * s, yc += out[i] * c;
	}
	double determinant = ss * cc - sc * sc;
	double a = (ys * cc - yc * sc) / determinant, b = (yc * ss - ys * sc) / determinant;
	for (size_t i = from; i < to; i++) {
		double e = out[i] - a * sin(step * (double)i) - b * cos(step * (double)i);
		rest += e * e;
	}
	free(in);
	free(out);
	return (struct tone){ 20 * log10(hypot(a, b)), 10 * log10(rest / (double)(to - from) + 1e-40) };
}

Test(resample, pass_band_is_flat_and_clean, .timeout = 120)
{
	static const double shares[] = { 0.001, 0.05, 0.2, 0.3, 0.4, 0.44, 0.4535 };
	for (size_t p = 0; p < PAIR_COUNT; p++)
		for (size_t k = 0; k < sizeof shares / sizeof *shares; k++) {
			unsigned lower = pairs[p].from < pairs[p].to ? pairs[p].from : pairs[p].to;
			struct tone tone = convert_tone(&pairs[p], shares[k] * lower);
			cr_expect_leq(fabs(tone.level_db), 0.01, "%u to %u, %g Hz: %.5f dB", pairs[p].from, pairs[p].to,
				      shares[k] * lower, tone.level_db);
			cr_expect_leq(tone.residual_db, -170.0, "%u to %u, %g Hz: residual %.1f dB", pairs[p].from,
				      pairs[p].to, shares[k] * lower, tone.residual_db);
		}
}

/* All above half of the new rate is removed, so the output is only residual. */
Test(resample, stop_band, .timeout = 60)
{
	for (size_t p = 0; p < PAIR_COUNT; p++) {
		if (pairs[p].to >= pairs[p].from)
			continue;
		for (double share = 0.501; share * pairs[p].to < 0.499 * pairs[p].from; share *= 1.09) {
			struct input input = { .frames = pairs[p].from / 2 };
			double *in = calloc(input.frames, sizeof(double));
			for (size_t i = 0; i < input.frames; i++)
				in[i] = cos(2.0 * M_PI * share * pairs[p].to * (double)i / pairs[p].from);
			size_t length;
			double *out = resample(&pairs[p], in, input.frames, 4096, &length);
			double power = 0;
			for (size_t i = length / 4; i < 3 * length / 4; i++)
				power += out[i] * out[i];
			double level = 10 * log10(power / (double)(length / 2) + 1e-40);
			cr_expect_leq(level, -170.0, "%u to %u, %g Hz lands at %.1f dB", pairs[p].from, pairs[p].to,
				      share * pairs[p].to, level);
			free(in);
			free(out);
		}
	}
}

Test(resample, cuts_change_no_bit)
{
	enum { FRAMES = 20011 };
	static double in[FRAMES];
	uint32_t state = 1;
	for (size_t i = 0; i < FRAMES; i++)
		in[i] = (double)(int32_t)(state = state * 1664525u + 1013904223u) * 0x1p-31;
	static const size_t blocks[] = { 1, 7, 64, 1000, 65536 };
	for (size_t p = 0; p < PAIR_COUNT; p++) {
		size_t length, length_again;
		double *whole = resample(&pairs[p], in, FRAMES, 4096, &length);
		for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) {
			double *cut = resample(&pairs[p], in, FRAMES, blocks[k], &length_again);
			cr_expect_eq(memcmp(whole, cut, length * sizeof(double)), 0, "%u to %u in blocks of %zu",
				     pairs[p].from, pairs[p].to, blocks[k]);
			free(cut);
		}
		free(whole);
	}
}

/* Returns the same conversion by soxr, which is fed silence before and after the input. */
static double *convert_by_soxr(const struct rates *rates, const double *samples, size_t frames, size_t length)
{
	const size_t lead = rates->from, lead_out = rates->to; /* a second */
	const size_t all = frames + 2 * lead, room = length + 2 * lead_out;
	const soxr_io_spec_t format = soxr_io_spec(SOXR_FLOAT64_I, SOXR_FLOAT64_I);
	const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
	double *in = calloc(all, sizeof *in), *out = calloc(room, sizeof *out), *kept = calloc(length, sizeof *kept);
	size_t done = 0;
	memcpy(in + lead, samples, frames * sizeof *in);
	cr_assert_null(
		soxr_oneshot(rates->from, rates->to, 1, in, all, NULL, out, room, &done, &format, &quality, NULL));
	cr_assert_geq(done + 1, lead_out + length);
	memcpy(kept, out + lead_out, length * sizeof *kept);
	free(in);
	free(out);
	return kept;
}

/* Six tones from 0.0007 to `highest` of the lower rate, which swell and fade within half a second. */
static double tones(const struct rates *rates, double highest, double seconds)
{
	static const double shares[] = { 0.0024, 0.0445, 0.2955, 0.5814, 0.7521, 1.0 };
	const unsigned lower = rates->from < rates->to ? rates->from : rates->to;
	double sum = 0.0;
	for (size_t k = 0; k < sizeof shares / sizeof *shares; k++)
		sum += sin(2.0 * M_PI * fmod(shares[k] * highest * lower * seconds, 1.0)) / 6.0;
	return seconds < 0.5 ? pow(sin(2.0 * M_PI * seconds), 8.0) * sum : 0.0;
}

static double *tones_of(const struct rates *rates, double highest, size_t frames)
{
	double *in = calloc(frames, sizeof *in);
	for (size_t i = 0; i < frames; i++)
		in[i] = tones(rates, highest, (double)i / rates->from);
	return in;
}

/* The same tones by their formula at the other rate: neither level, place nor phase is fitted. */
Test(resample, converts_as_the_formula_says, .timeout = 60)
{
	for (size_t p = 0; p < PAIR_COUNT; p++) {
		const struct rates *rates = &pairs[p];
		const size_t frames = rates->from / 2;
		size_t length;
		double *in = tones_of(rates, 0.44, frames), worst = 0.0;
		double *out = resample(rates, in, frames, 4096, &length);
		for (size_t i = 0; i < length; i++)
			worst = fmax(worst, fabs(out[i] - tones(rates, 0.44, (double)i / rates->to)));
		fprintf(stderr, "%u to %u: %.1f dBFS from the formula\n", rates->from, rates->to, 20.0 * log10(worst));
		cr_expect_leq(20.0 * log10(worst), -170.0, "%u to %u: %.1f dBFS", rates->from, rates->to,
			      20.0 * log10(worst));
		free(in);
		free(out);
	}
}

/* soxr is flat to 1e-9 up to about 0.15 of the lower rate, and interpolates its filter for rare ratios. */
Test(resample, soxr_converts_alike, .timeout = 60)
{
	static const struct rates usual[] = { { 44100, 48000 }, { 48000, 44100 },  { 96000, 48000 },  { 48000, 96000 },
					      { 44100, 96000 }, { 192000, 44100 }, { 44100, 192000 }, { 88200, 48000 },
					      { 32000, 44100 }, { 8000, 384000 },  { 384000, 8000 } };
	for (size_t p = 0; p < sizeof usual / sizeof *usual; p++) {
		const struct rates *rates = &usual[p];
		const size_t frames = rates->from / 2;
		size_t length;
		double *in = tones_of(rates, 0.147, frames), worst = 0.0;
		double *ours = resample(rates, in, frames, 4096, &length);
		double *theirs = convert_by_soxr(rates, in, frames, length);
		for (size_t i = 0; i < length; i++)
			worst = fmax(worst, fabs(ours[i] - theirs[i]));
		fprintf(stderr, "%u to %u: %.1f dBFS from soxr\n", rates->from, rates->to, 20.0 * log10(worst));
		cr_expect_leq(20.0 * log10(worst), -170.0, "%u to %u: %.1f dBFS", rates->from, rates->to,
			      20.0 * log10(worst));
		free(in);
		free(ours);
		free(theirs);
	}
}

/* Adds up the magnitudes of every `step`-th frame of the response to an impulse at that frame. */
static double response_magnitude(const struct rates *rates, size_t at, size_t first, size_t step)
{
	const size_t frames = 2 * at;
	double *in = calloc(frames, sizeof *in), sum = 0.0;
	size_t length;
	in[at] = 1.0;
	double *out = resample(rates, in, frames, 4096, &length);
	for (size_t i = first; i < length; i += step)
		sum += fabs(out[i]);
	free(in);
	free(out);
	return sum;
}

/* The weights of one frame of output are what all frames of its place give for one impulse, or what it gives for
   impulses at all places. No sound gets louder than the sum of their magnitudes. */
Test(resample, raises_no_sound_by_more_than_it_says)
{
	const struct rates up = { 8000, 384000 }, down = { 384000, 8000 };
	double highest = 0.0, sum = 0.0;
	for (size_t place = 0; place < 48; place++) {
		highest = fmax(highest, response_magnitude(&up, 400, place, 48));
		sum += response_magnitude(&down, 12000 + place, 0, 1);
	}
	fprintf(stderr, "raised by up to %.3f\n", fmax(sum, highest));
	cr_expect_leq(fmax(sum, highest), RESAMPLER_RAISE);
	cr_expect_geq(fmax(sum, highest), 2.0, "this is no response of such a filter");
}

/* There is no drift: late in a long file the impulse is still at its frame, to a thousandth of a frame. */
Test(resample, no_drift, .timeout = 60)
{
	enum { FRAMES = 3000000, PLACE = 2900003 };
	double *in = calloc(FRAMES, sizeof(double));
	in[PLACE] = 1.0;
	static const struct rates long_pairs[] = { { 44100, 48000 }, { 48000, 44100 }, { 47952, 48000 } };
	for (size_t p = 0; p < 3; p++) {
		size_t length;
		double *out = resample(&long_pairs[p], in, FRAMES, 4096, &length);
		double exact = (double)PLACE * long_pairs[p].to / long_pairs[p].from, sum = 0, moment = 0;
		for (size_t i = (size_t)exact - 2000; i < (size_t)exact + 2000; i++) {
			sum += out[i];
			moment += out[i] * ((double)i - exact);
		}
		cr_expect_leq(fabs(moment / sum), 1e-3, "%u to %u: off by %g", long_pairs[p].from, long_pairs[p].to,
			      moment / sum);
		free(out);
	}
	free(in);
}
