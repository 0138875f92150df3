/* stemprint tests: loudness, absent figures, and agreement with a plain libebur128 meter.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/loudness_meter.h"
#include "support/plain_range.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <ebur128.h>
#include <math.h>
#include <stdlib.h>

static struct loudness measure(const double *const *columns, size_t channels, size_t frames, double rate, size_t cut)
{
	struct loudness_meter *meter;
	cr_assert(loudness_meter_new(channels, rate, &meter) == STATUS_OK);
	for (size_t done = 0; done < frames;) {
		size_t count = frames - done < cut ? frames - done : cut;
		const double *block[16];
		for (size_t channel = 0; channel < channels; channel++)
			block[channel] = columns[channel] + done;
		cr_assert(loudness_meter_add(meter, block, count) == STATUS_OK);
		done += count;
	}
	struct loudness loudness;
	cr_assert(loudness_meter_read(meter, &loudness) == STATUS_OK);
	loudness_meter_free(meter);
	return loudness;
}

/* Makes bursts of noise from -60 to -3 dBFS, so that gates, range and maxima all matter. */
static double *programme(size_t frames, uint64_t seed, double rate)
{
	struct noise noise = { seed };
	double *samples = samples_new(frames);
	double level = 0.01, smooth = 0.0;
	for (size_t i = 0; i < frames; i++) {
		if (i % (size_t)(0.37 * rate) == 0)
			level = pow(10.0, (28.0 * noise_uniform(&noise) - 31.0) / 20.0);
		smooth += 0.4 * (noise_gauss(&noise) - smooth);
		samples[i] = level * smooth;
	}
	return samples;
}

struct reading {
	double integrated, range, momentary, short_term, true_peak;
};

static double plain_range(const double *const *columns, size_t channels, size_t frames, unsigned long rate)
{
	static struct plain_range range;
	ebur128_state *state = ebur128_init((unsigned)channels, rate, EBUR128_MODE_S);
	double *interleaved = calloc(frames * channels, sizeof *interleaved);
	cr_assert(state && interleaved);
	for (size_t i = 0; i < frames; i++)
		for (size_t channel = 0; channel < channels; channel++)
			interleaved[i * channels + channel] = columns[channel][i];
	range.count = 0;
	plain_range_add(&range, state, interleaved, frames);
	free(interleaved);
	ebur128_destroy(&state);
	return plain_range_read(&range);
}

/* Asks libebur128 itself for its windows every 10 ms. */
static struct reading plain_meter(const double *const *columns, size_t channels, size_t frames, unsigned long rate)
{
	ebur128_state *state =
		ebur128_init((unsigned)channels, rate, EBUR128_MODE_I | EBUR128_MODE_S | EBUR128_MODE_TRUE_PEAK);
	cr_assert(state);
	struct reading reading = { .momentary = -1e9, .short_term = -1e9 };
	double interleaved[16];
	for (size_t i = 0; i < frames; i++) {
		for (size_t channel = 0; channel < channels; channel++)
			interleaved[channel] = columns[channel][i];
		ebur128_add_frames_double(state, interleaved, 1);
		double now;
		if ((i + 1) % (rate / 100) != 0)
			continue;
		if (i + 1 >= rate * 4 / 10 && ebur128_loudness_momentary(state, &now) == EBUR128_SUCCESS)
			reading.momentary = fmax(reading.momentary, now);
		if (i + 1 >= rate * 3 && ebur128_loudness_shortterm(state, &now) == EBUR128_SUCCESS)
			reading.short_term = fmax(reading.short_term, now);
	}
	ebur128_loudness_global(state, &reading.integrated);
	reading.range = plain_range(columns, channels, frames, rate);
	for (unsigned channel = 0; channel < channels; channel++) {
		double peak;
		ebur128_true_peak(state, channel, &peak);
		reading.true_peak = fmax(reading.true_peak, 20.0 * log10(peak));
	}
	ebur128_destroy(&state);
	return reading;
}

Test(loudness, equals_the_plain_meter)
{
	static const struct {
		size_t channels;
		unsigned long rate;
	} rows[] = { { 1, 48000 }, { 2, 44100 }, { 2, 48000 }, { 6, 48000 }, { 2, 96000 } };
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		double rate = (double)rows[r].rate;
		size_t frames = (size_t)(12.34 * rate);
		double *columns[6];
		for (size_t channel = 0; channel < rows[r].channels; channel++)
			columns[channel] = programme(frames, 10 * r + channel, rate);
		const double *const *read_only = (const double *const *)columns;
		struct loudness ours = measure(read_only, rows[r].channels, frames, rate, 777);
		struct reading plain = plain_meter(read_only, rows[r].channels, frames, rows[r].rate);
		cr_expect(fabs(ours.integrated_lufs - plain.integrated) <= 1e-9, "row %zu", r);
		/* Each of the two percentiles is that of a bin of 0.01 LU (loudness_gate.h). */
		cr_expect(fabs(ours.range_lu - plain.range) <= 0.02, "row %zu", r);
		cr_expect(fabs(ours.momentary_max_lufs - plain.momentary) <= 1e-9, "row %zu", r);
		cr_expect(fabs(ours.short_term_max_lufs - plain.short_term) <= 1e-9, "row %zu", r);
		cr_expect(fabs(ours.bs1770_peak_dbtp - plain.true_peak) <= 1e-9, "row %zu", r);
		for (size_t channel = 0; channel < rows[r].channels; channel++)
			free(columns[channel]);
	}
}

Test(loudness, cuts_make_no_difference)
{
	static const size_t cuts[] = { 1, 7, 64, 1000, 4096, 480000 };
	double *samples = programme(200000, 5, 48000.0);
	const double *columns[] = { samples, samples };
	struct loudness whole = measure(columns, 2, 200000, 48000.0, 200000);
	for (size_t c = 0; c < sizeof cuts / sizeof cuts[0]; c++) {
		struct loudness cut = measure(columns, 2, 200000, 48000.0, cuts[c]);
		cr_expect(cut.integrated_lufs == whole.integrated_lufs);
		cr_expect(cut.range_lu == whole.range_lu);
		cr_expect(cut.momentary_max_lufs == whole.momentary_max_lufs);
		cr_expect(cut.short_term_max_lufs == whole.short_term_max_lufs);
		cr_expect(cut.true_peak_dbtp == whole.true_peak_dbtp && cut.bs1770_peak_dbtp == whole.bs1770_peak_dbtp);
		cr_expect(cut.sample_peak_dbfs == whole.sample_peak_dbfs);
	}
	free(samples);
}

static struct loudness of_one(const double *samples, size_t frames)
{
	return measure(&samples, 1, frames, 48000.0, 4096);
}

Test(loudness, silence_is_not_there)
{
	double *samples = samples_new(240000);
	struct loudness loudness = of_one(samples, 240000);
	cr_expect(isnan(loudness.integrated_lufs));
	cr_expect(isnan(loudness.range_lu));
	cr_expect(isnan(loudness.momentary_max_lufs));
	cr_expect(isnan(loudness.short_term_max_lufs));
	cr_expect(isnan(loudness.true_peak_dbtp));
	cr_expect(isnan(loudness.sample_peak_dbfs));
	free(samples);
}

Test(loudness, windows_must_be_full)
{
	double *samples = programme(150000, 8, 48000.0);
	struct loudness loudness = of_one(samples, 0);
	cr_expect(isnan(loudness.integrated_lufs) && isnan(loudness.true_peak_dbtp));
	loudness = of_one(samples, 19199);
	cr_expect(isnan(loudness.integrated_lufs) && isnan(loudness.momentary_max_lufs));
	cr_expect(!isnan(loudness.true_peak_dbtp));
	loudness = of_one(samples, 19200);
	cr_expect(!isnan(loudness.integrated_lufs) && !isnan(loudness.momentary_max_lufs));
	cr_expect(isnan(loudness.short_term_max_lufs) && isnan(loudness.range_lu));
	loudness = of_one(samples, 143999);
	cr_expect(isnan(loudness.short_term_max_lufs) && isnan(loudness.range_lu));
	loudness = of_one(samples, 144000);
	cr_expect(!isnan(loudness.short_term_max_lufs) && !isnan(loudness.range_lu));
	free(samples);
}

Test(loudness, under_the_gate_nothing_is_integrated)
{
	double *samples = programme(240000, 9, 48000.0);
	samples_scale(samples, 240000, 1e-5);
	struct loudness loudness = of_one(samples, 240000);
	cr_expect(isnan(loudness.integrated_lufs));
	cr_expect(isnan(loudness.range_lu));
	cr_expect(loudness.short_term_max_lufs < -70.0);
	free(samples);
}

/* BS.1770: 997 Hz at full scale in one channel reads -3.01 LUFS; on two, 3.01 LU more. */
Test(loudness, one_channel_counts_once)
{
	double *samples = samples_new(480000);
	for (size_t i = 0; i < 480000; i++)
		samples[i] = sin(2.0 * M_PI * 997.0 * (double)i / 48000.0);
	const double *columns[] = { samples, samples };
	double mono = measure(columns, 1, 480000, 48000.0, 4096).integrated_lufs;
	double stereo = measure(columns, 2, 480000, 48000.0, 4096).integrated_lufs;
	cr_expect(fabs(mono + 3.01) <= 0.02);
	cr_expect(fabs(stereo - mono - 3.0103) <= 1e-3);
	free(samples);
}

/* Checks the weight of each channel in dB: surrounds have +1.49 dB, the LFE counts nothing. */
static const struct layout {
	size_t channels;
	const char *weights; /* one letter a channel: front 0 dB, surround +1.49 dB, none */
} layouts[] = {
	{ 1, "f" },      { 2, "ff" },      { 3, "fff" },      { 4, "ffss" },          { 5, "fffss" },
	{ 6, "fffnss" }, { 7, "fffnfss" }, { 8, "fffnffss" }, { 12, "fffnffssffff" },
};

Test(loudness, channels_have_their_weights)
{
	double *tone = samples_new(48000), *silence = samples_new(48000);
	for (size_t i = 0; i < 48000; i++)
		tone[i] = 0.5 * sin(2.0 * M_PI * 997.0 * (double)i / 48000.0);
	double front = of_one(tone, 48000).integrated_lufs;
	for (size_t l = 0; l < sizeof layouts / sizeof layouts[0]; l++) {
		for (size_t heard = 0; heard < layouts[l].channels; heard++) {
			const double *columns[16];
			for (size_t channel = 0; channel < layouts[l].channels; channel++)
				columns[channel] = channel == heard ? tone : silence;
			double found = measure(columns, layouts[l].channels, 48000, 48000.0, 4096).integrated_lufs;
			char weight = layouts[l].weights[heard];
			if (weight == 'n')
				cr_expect(isnan(found), "%zu channels, channel %zu", layouts[l].channels, heard);
			else
				cr_expect(fabs(found - front - (weight == 's' ? 1.49 : 0.0)) <= 0.01,
					  "%zu channels, channel %zu", layouts[l].channels, heard);
		}
	}
	free(tone);
	free(silence);
}

Test(loudness, absurd_samples_are_not_measured)
{
	static const double absurd[] = { 1e300, 1e16, -1e16 };
	for (size_t a = 0; a < sizeof absurd / sizeof absurd[0]; a++) {
		double *samples = programme(200000, 8, 48000.0);
		samples[100000] = absurd[a];
		struct loudness loudness = of_one(samples, 200000);
		cr_expect(isnan(loudness.integrated_lufs) && isnan(loudness.true_peak_dbtp));
		cr_expect(isnan(loudness.momentary_max_lufs) && isnan(loudness.range_lu));
		cr_expect(fabs(loudness.sample_peak_dbfs - (20.0 * log10(fabs(absurd[a])))) <= 1e-9);
		free(samples);
	}
}
