/* stemprint tests: loudness over time, ratios of peak to loudness, albums, and the weights of channels.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/loudness_meter.h"
#include "support/plain_range.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <ebur128.h>
#include <math.h>
#include <stdlib.h>

enum { RATE = 48000, SECONDS = 20 };

/* The level steps every 0.7 s over 30 dB, with a click now and then, so that ratios differ from second to second. */
static double *programme(size_t frames, uint64_t seed)
{
	struct noise noise = { seed };
	double *samples = samples_new(frames);
	double level = 0.1;
	for (size_t i = 0; i < frames; i++) {
		if (i % (RATE * 7 / 10) == 0)
			level = pow(10.0, (30.0 * noise_uniform(&noise) - 36.0) / 20.0);
		samples[i] = level * 0.3 * noise_gauss(&noise);
		if (i % (RATE * 13 / 10) == RATE / 2)
			samples[i] += 4.0 * level;
	}
	return samples;
}

static struct loudness_meter *heard(const double *samples, size_t frames, size_t cut)
{
	struct loudness_meter *meter;
	cr_assert(loudness_meter_new(1, RATE, &meter) == STATUS_OK);
	for (size_t done = 0; done < frames; done += cut) {
		const double *columns[] = { samples + done };
		cr_assert(loudness_meter_add(meter, columns, frames - done < cut ? frames - done : cut) == STATUS_OK);
	}
	return meter;
}

static struct loudness reading_of(struct loudness_meter *meter)
{
	struct loudness loudness;
	cr_assert(loudness_meter_read(meter, &loudness) == STATUS_OK);
	return loudness;
}

static struct loudness_course *course_of(const struct loudness_meter *meter)
{
	struct loudness_course *course = malloc(sizeof *course);
	cr_assert(course);
	loudness_meter_read_course(meter, course);
	return course;
}

static double largest(const struct series *series)
{
	double most = -HUGE_VAL;
	for (size_t i = 0; i < series->count; i++)
		most = fmax(most, series->values[i]);
	return most;
}

Test(loudness_course, steps_hold_the_largest_reading)
{
	/* 400 ms and 19.5 s of steps, 3 s and 17 s of steps: no reading is left over. */
	size_t frames = RATE * SECONDS - RATE / 100;
	double *samples = programme(frames, 3);
	struct loudness_meter *meter = heard(samples, frames, 1000);
	struct loudness loudness = reading_of(meter);
	struct loudness_course *course = course_of(meter);
	cr_expect(course->momentary.count == 196 && course->short_term.count == 17, "%zu %zu", course->momentary.count,
		  course->short_term.count);
	cr_expect(largest(&course->momentary) == loudness.momentary_max_lufs);
	cr_expect(largest(&course->short_term) == loudness.short_term_max_lufs);
	ebur128_state *state = ebur128_init(1, RATE, EBUR128_MODE_M);
	size_t steps = 0;
	double most = -HUGE_VAL, now;
	for (size_t i = 0; i < frames; i++) {
		ebur128_add_frames_double(state, &samples[i], 1);
		if (i + 1 < RATE * 4 / 10 || (i + 1) % (RATE / 100) != 0)
			continue;
		cr_assert(ebur128_loudness_momentary(state, &now) == EBUR128_SUCCESS);
		most = fmax(most, now);
		if (++steps % 10 != 0)
			continue;
		cr_expect(fabs(course->momentary.values[steps / 10 - 1] - most) <= 1e-9, "step %zu", steps / 10);
		most = -HUGE_VAL;
	}
	ebur128_destroy(&state);
	loudness_meter_free(meter);
	free(course);
	free(samples);
}

/* Adds the frames of a part up to `end`. */
static void add_part(enum status (*add)(struct loudness_meter *, const double *const *, size_t),
		     struct loudness_meter *meter, const double *samples, size_t frames, size_t *done, size_t end)
{
	const double *columns[] = { samples + *done };
	end = end < frames ? end : frames;
	cr_assert_eq(add(meter, columns, end - *done), STATUS_OK);
	*done = end;
}

/* As in a pipeline, samples are heard and peaks added before the energies: up to the limit. */
Test(loudness_course, parts_that_are_ahead_of_others_give_the_same_figures)
{
	enum { CUT = 1024, LIMIT = LOUDNESS_PEAKS_AHEAD_SECONDS * RATE };
	static const size_t ahead[] = { 0, CUT, RATE, LIMIT - CUT };
	const size_t frames = RATE * SECONDS - RATE / 100;
	double *samples = programme(frames, 5);
	struct loudness_meter *whole = heard(samples, frames, CUT);
	const struct loudness right = reading_of(whole);
	struct loudness_course *course = course_of(whole);
	for (size_t i = 0; i < sizeof ahead / sizeof *ahead; i++) {
		struct loudness_meter *meter;
		cr_assert_eq(loudness_meter_new(1, RATE, &meter), STATUS_OK);
		for (size_t heard_frames = 0, peaks = 0, energies = 0; energies < frames;) {
			const size_t end = energies + CUT + ahead[i] < frames ? energies + CUT + ahead[i] : frames;
			const double *columns[] = { samples + heard_frames };
			cr_assert(loudness_meter_hear(meter, columns, end - heard_frames));
			heard_frames = end;
			add_part(loudness_meter_add_peaks, meter, samples, frames, &peaks, end);
			add_part(loudness_meter_add_energies, meter, samples, frames, &energies, energies + CUT);
		}
		const struct loudness loudness = reading_of(meter);
		struct loudness_course *other = course_of(meter);
		cr_expect_arr_eq(&loudness, &right, sizeof right, "%zu frames ahead", ahead[i]);
		cr_expect_arr_eq(other, course, sizeof *course, "%zu frames ahead", ahead[i]);
		free(other);
		loudness_meter_free(meter);
	}
	loudness_meter_free(whole);
	free(course);
	free(samples);
}

Test(loudness_course, a_full_series_halves)
{
	struct series *series = calloc(1, sizeof *series);
	cr_assert(series);
	series->step_seconds = 0.1;
	size_t readings = 5 * SERIES_MAXIMUM + 77;
	for (size_t i = 0; i < readings; i++)
		series_add(series, (double)(i * 7919 % 10007));
	cr_expect(series->stride == 8 && series->step_seconds == 0.8);
	cr_expect(series->count == readings / 8);
	for (size_t i = 0; i < series->count; i++) {
		double most = 0.0;
		for (size_t k = 8 * i; k < 8 * i + 8; k++)
			most = fmax(most, (double)(k * 7919 % 10007));
		cr_assert(series->values[i] == most, "value %zu", i);
	}
	free(series);
}

/* Takes from libebur128 the true peak of each second, the loudness of the 3 s that end with it, and the gate of EBU
   Tech 3342. */
static void plain_ratios(const double *samples, size_t seconds, double *least, double *mean)
{
	ebur128_state *state = ebur128_init(1, RATE, EBUR128_MODE_S | EBUR128_MODE_TRUE_PEAK);
	double peaks[SECONDS], lufs[SECONDS], energy = 0.0, sum = 0.0;
	for (size_t s = 0; s < seconds; s++) {
		cr_assert(ebur128_add_frames_double(state, samples + s * RATE, RATE) == EBUR128_SUCCESS);
		cr_assert(ebur128_prev_true_peak(state, 0, &peaks[s]) == EBUR128_SUCCESS);
		cr_assert(ebur128_loudness_shortterm(state, &lufs[s]) == EBUR128_SUCCESS);
		if (s >= 2)
			energy += pow(10.0, lufs[s] / 10.0);
	}
	double floor_lufs = 10.0 * log10(energy / (double)(seconds - 2)) - 20.0;
	size_t count = 0;
	*least = HUGE_VAL;
	for (size_t s = 2; s < seconds; s++) {
		double peak = fmax(peaks[s], fmax(peaks[s - 1], peaks[s - 2]));
		if (lufs[s] < floor_lufs)
			continue;
		double ratio = 20.0 * log10(peak) - lufs[s];
		*least = fmin(*least, ratio);
		sum += ratio;
		count++;
	}
	*mean = sum / (double)count;
	ebur128_destroy(&state);
}

Test(loudness_course, ratios_of_peak_to_loudness)
{
	size_t frames = RATE * SECONDS;
	double *samples = programme(frames, 5), least, mean;
	plain_ratios(samples, SECONDS, &least, &mean);
	static const size_t cuts[] = { 1, 997, 4096, RATE * SECONDS };
	for (size_t i = 0; i < 4; i++) {
		struct loudness_meter *meter = heard(samples, frames, cuts[i]);
		struct loudness loudness = reading_of(meter);
		cr_expect(fabs(loudness.plr_db - (loudness.true_peak_dbtp - loudness.integrated_lufs)) <= 1e-12);
		cr_expect(fabs(loudness.psr_min_db - least) <= 0.01, "%.3f, not %.3f", loudness.psr_min_db, least);
		cr_expect(fabs(loudness.psr_mean_db - mean) <= 0.01, "%.3f, not %.3f", loudness.psr_mean_db, mean);
		loudness_meter_free(meter);
	}
	cr_expect(mean - least > 1.0, "the signal has something to tell apart");
	free(samples);
}

/* A sine has a crest of 3.01 dB, and 1 kHz reads its level (BS.1770): 0.0 dBFS on one channel is -3.01 LUFS. */
Test(loudness_course, ratio_of_a_sine)
{
	size_t frames = RATE * 10;
	double *samples = samples_new(frames);
	for (size_t i = 0; i < frames; i++)
		samples[i] = 0.5 * sin(2.0 * acos(-1.0) * 997.0 * (double)i / RATE);
	struct loudness_meter *meter = heard(samples, frames, 4096);
	struct loudness loudness = reading_of(meter);
	cr_expect(fabs(loudness.plr_db - 3.01) <= 0.02, "%.3f", loudness.plr_db);
	cr_expect(fabs(loudness.psr_min_db - 3.01) <= 0.02 && fabs(loudness.psr_mean_db - 3.01) <= 0.02);
	loudness_meter_free(meter);
	free(samples);
}

Test(loudness_course, of_silence_and_of_what_is_short_nothing_is_told)
{
	double *samples = samples_new(RATE * 4);
	struct loudness_meter *meter = heard(samples, RATE * 4, 4096);
	struct loudness loudness = reading_of(meter);
	struct loudness_course *course = course_of(meter);
	cr_expect(isnan(loudness.plr_db) && isnan(loudness.psr_min_db) && isnan(loudness.psr_mean_db));
	cr_expect(course->momentary.count == 36 && isnan(course->momentary.values[0]));
	loudness_meter_free(meter);
	free(course);
	free(samples);
}

/* libebur128 too can gate the blocks of several states together. */
Test(loudness_course, album_is_gated_as_one)
{
	enum { PIECES = 3 };
	struct loudness_album *album = loudness_album_new();
	ebur128_state *states[PIECES];
	static struct plain_range readings;
	double most_peak = -HUGE_VAL, most_short_term = -HUGE_VAL;
	cr_assert(album);
	for (size_t p = 0; p < PIECES; p++) {
		size_t frames = RATE * (5 + 4 * p);
		double *samples = programme(frames, 20 + p);
		for (size_t i = 0; i < frames; i++)
			samples[i] *= p == 1 ? 0.05 : 1.0;
		states[p] = ebur128_init(1, RATE, EBUR128_MODE_I | EBUR128_MODE_S);
		plain_range_add(&readings, states[p], samples, frames);
		struct loudness_meter *meter = heard(samples, frames, 4096);
		struct loudness loudness = reading_of(meter);
		most_peak = fmax(most_peak, loudness.true_peak_dbtp);
		most_short_term = fmax(most_short_term, loudness.short_term_max_lufs);
		cr_assert(loudness_album_add(album, meter) == STATUS_OK);
		loudness_meter_free(meter);
		free(samples);
	}
	struct loudness together = loudness_album_read(album);
	const double range = plain_range_read(&readings);
	double integrated;
	cr_assert(ebur128_loudness_global_multiple(states, PIECES, &integrated) == EBUR128_SUCCESS);
	cr_expect(fabs(together.integrated_lufs - integrated) <= 1e-6, "%.6f, not %.6f", together.integrated_lufs,
		  integrated);
	cr_expect(fabs(together.range_lu - range) <= 0.02, "%.3f, not %.3f", together.range_lu, range);
	cr_expect(together.true_peak_dbtp == most_peak && together.short_term_max_lufs == most_short_term);
	cr_expect(fabs(together.plr_db - (most_peak - integrated)) <= 1e-6);
	for (size_t p = 0; p < PIECES; p++)
		ebur128_destroy(&states[p]);
	loudness_album_free(album);
}

/* Returns the loudness of a tone on one channel of many. */
static double tone_lufs(const enum speaker *speakers, size_t channels, size_t sounding, bool dual_mono)
{
	size_t frames = RATE;
	double *tone = samples_new(frames), *silence = samples_new(frames);
	const double *columns[16];
	for (size_t i = 0; i < frames; i++)
		tone[i] = 0.1 * sin(2.0 * acos(-1.0) * 997.0 * (double)i / RATE);
	for (size_t channel = 0; channel < channels; channel++)
		columns[channel] = channel == sounding ? tone : silence;
	const struct loudness_settings settings = { .speakers = speakers, .dual_mono = dual_mono };
	struct loudness_meter *meter;
	cr_assert(loudness_meter_new_with(channels, RATE, &settings, &meter) == STATUS_OK);
	cr_assert(loudness_meter_add(meter, columns, frames) == STATUS_OK);
	double lufs = reading_of(meter).integrated_lufs;
	loudness_meter_free(meter);
	free(tone);
	free(silence);
	return lufs;
}

static void expect_weights(const enum speaker *speakers, size_t channels, const double *weights)
{
	double left = tone_lufs(speakers, channels, 0, false);
	for (size_t channel = 0; channel < channels; channel++) {
		double weight = tone_lufs(speakers, channels, channel, false) - left;
		if (weights[channel] == 0.0)
			cr_expect(isnan(weight), "channel %zu of %zu: %.3f", channel, channels, weight);
		else
			cr_expect(fabs(weight - 10.0 * log10(weights[channel])) <= 1e-6, "channel %zu of %zu: %.3f",
				  channel, channels, weight);
	}
}

/* ITU-R BS.1770-5, Annex 3, tables 4 and 5: 1.41 from 60 to 120 degrees under 30 degrees of elevation, 1 elsewhere, no
   LFE. */
Test(loudness_course, channels_weigh_by_their_place)
{
	static const double five_one[] = { 1, 1, 1, 0, 1.41, 1.41 };
	static const double seven_one_four[] = { 1, 1, 1, 0, 1, 1, 1.41, 1.41, 1, 1, 1, 1 };
	static const double five_one_four[] = { 1, 1, 1, 0, 1.41, 1.41, 1, 1, 1, 1 };
	static const enum speaker map[] = { SPEAKER_L,  SPEAKER_R,   SPEAKER_C,   SPEAKER_LFE, SPEAKER_LS,
					    SPEAKER_RS, SPEAKER_LTF, SPEAKER_RTF, SPEAKER_LTR, SPEAKER_RTR };
	static const enum speaker unheard[] = { SPEAKER_L, SPEAKER_R, SPEAKER_UNUSED };
	expect_weights(NULL, 6, five_one);
	expect_weights(NULL, 12, seven_one_four);
	expect_weights(map, 10, five_one_four);
	expect_weights(unheard, 3, (const double[]){ 1, 1, 0 });
}

Test(loudness_course, dual_mono_counts_twice)
{
	double once = tone_lufs(NULL, 1, 0, false);
	cr_expect(fabs(tone_lufs(NULL, 1, 0, true) - once - 10.0 * log10(2.0)) <= 1e-6);
	cr_expect(tone_lufs(NULL, 2, 0, true) == tone_lufs(NULL, 2, 0, false), "of mono files alone");
}
