/* stemprint tests: faults that a test makes are found where they are, and sound without faults passes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/signal.h"
#include "verify/quality_verdict.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 48000, FRAMES = RATE * 4 };

struct take {
	double *columns[2];
	size_t channels, frames;
	unsigned bits;
};

/* Makes noise of -26 dBFS that falls gently towards high frequencies, another one for each side. */
static struct take take_new(size_t channels)
{
	struct take take = { .channels = channels, .frames = FRAMES };
	for (size_t channel = 0; channel < channels; channel++) {
		struct noise noise = { 70 + channel };
		double smooth = 0.0;
		take.columns[channel] = samples_new(FRAMES);
		for (size_t i = 0; i < FRAMES; i++) {
			smooth += 0.3 * (noise_gauss(&noise) - smooth);
			take.columns[channel][i] = 0.1 * smooth;
		}
	}
	return take;
}

static struct quality look(const struct take *take, size_t cut)
{
	struct quality_meter *meter;
	struct quality quality;
	cr_assert(quality_new(take->channels, RATE, take->bits, &meter) == STATUS_OK);
	quality_skip_coders(meter); /* core/measure/test_coder_scan.c tests it */
	for (size_t done = 0; done < take->frames; done += cut) {
		const double *columns[2] = { take->columns[0] + done, NULL };
		if (take->channels == 2)
			columns[1] = take->columns[1] + done;
		size_t count = take->frames - done < cut ? take->frames - done : cut;
		cr_assert(quality_add(meter, columns, count) == STATUS_OK);
	}
	cr_assert(quality_read(meter, &quality) == STATUS_OK);
	quality_free(meter);
	return quality;
}

static void release(struct take *take)
{
	for (size_t channel = 0; channel < take->channels; channel++)
		free(take->columns[channel]);
}

/* Returns the verdict "WHAT x", which must exist. */
static const struct verdict *find(const struct verdicts *verdicts, const char *what)
{
	size_t i = 0;
	while (i < verdicts->count && strncmp(verdicts->items[i].name, what, strlen(what)) != 0)
		i++;
	cr_assert(i < verdicts->count, "no verdict \"%s\"", what);
	return &verdicts->items[i];
}

/* Expects only these faults in a take, with these words. NULL: none. */
static void expect_only(const struct take *take, const char *what, const char *words)
{
	struct verdicts verdicts = { .arena = arena_new() };
	const struct quality quality = look(take, 4096);
	verdicts_add_quality(&verdicts, "x", &quality, &(struct quality_request){ 0 });
	for (size_t i = 0; i < verdicts.count; i++) {
		bool wanted = what && strncmp(verdicts.items[i].name, what, strlen(what)) == 0;
		cr_expect((verdicts.items[i].status == VERDICT_FAIL) == wanted, "%s: %s", verdicts.items[i].name,
			  verdicts.items[i].detail);
	}
	if (what) {
		const struct verdict *verdict = find(&verdicts, what);
		cr_expect(strstr(verdict->detail, words), "%s: %s", what, verdict->detail);
	}
	arena_free(verdicts.arena);
}

Test(quality, sound_has_none)
{
	for (size_t channels = 1; channels <= 2; channels++) {
		struct take take = take_new(channels);
		expect_only(&take, NULL, NULL);
		release(&take);
	}
}

Test(quality, clipping_is_three_in_a_row)
{
	struct take take = take_new(2);
	for (size_t i = 0; i < 2; i++)
		take.columns[1][1000 + i] = 1.0;
	struct quality quality = look(&take, 4096);
	cr_expect(quality.clipping.fault.count == 0, "two are none");
	for (size_t i = 0; i < 5; i++)
		take.columns[1][96000 + i] = -1.0;
	quality = look(&take, 7);
	cr_expect(quality.clipping.fault.count == 1 && quality.clipping.fault.first_frame == 96000 &&
		  quality.clipping.channel == 1 && quality.clipping.fault.worst == 5.0);
	/* Full scale of 16 bits ends one step under 1. */
	take.bits = 16;
	for (size_t i = 0; i < 3; i++)
		take.columns[0][48000 + i] = 32767.0 / 32768.0;
	quality = look(&take, 4096);
	cr_expect(quality.clipping.fault.count == 2 && quality.clipping.fault.first_frame == 48000 &&
		  quality.clipping.channel == 0);
	take.bits = 24;
	quality = look(&take, 4096);
	cr_expect(quality.clipping.fault.count == 1, "of 24 bits it does not");
	release(&take);
}

Test(quality, dropouts_are_zeros_within_sound)
{
	static const struct {
		size_t frames;
		bool fades, found;
	} rows[] = {
		{ 64, false, true }, { 1024, false, true },  { 4000, false, true },
		{ 10, false, true }, { 12000, false, true }, { 1024, true, false },
		{ 3, false, false }, { 96000, false, true }, { 48000, true, false },
	};
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		struct take take = take_new(2);
		double *column = take.columns[0];
		memset(column + 50000, 0, rows[r].frames * sizeof *column);
		for (size_t i = 0; rows[r].fades && i < 4800; i++) {
			column[50000 - 1 - i] *= (double)i / 4800.0;
			column[50000 + rows[r].frames + i] *= (double)i / 4800.0;
		}
		struct quality quality = look(&take, 333);
		cr_expect(quality.dropouts.fault.count == (rows[r].found ? 1 : 0), "row %zu", r);
		if (rows[r].found)
			cr_expect(quality.dropouts.fault.first_frame == 50000 && quality.dropouts.channel == 0 &&
				  quality.dropouts.fault.worst == (double)rows[r].frames);
		release(&take);
	}
}

/* A mute leaves dither where the sound was. */
Test(quality, a_gap_may_hold_dither)
{
	struct take take = take_new(1);
	struct noise noise = { 17 };
	for (size_t i = 0; i < 20000; i++)
		take.columns[0][50000 + i] = 0x1p-15 * round(0.6 * noise_gauss(&noise) > 1.0);
	struct quality quality = look(&take, 999);
	cr_expect(quality.dropouts.fault.count == 1 && quality.dropouts.fault.first_frame == 50000 &&
		  quality.dropouts.fault.worst == 20000.0);
	release(&take);
}

Test(quality, held_samples)
{
	static const size_t lengths[] = { 8, 100, 5000 };
	for (size_t r = 0; r < sizeof lengths / sizeof *lengths; r++) {
		struct take take = take_new(2);
		double *column = take.columns[1];
		size_t first = 60000;
		while (fabs(column[first]) > 0.03 || fabs(column[first]) < 0.01 ||
		       fabs(column[first + lengths[r]] - column[first]) < 0.01)
			first++;
		for (size_t i = 1; i < lengths[r]; i++)
			column[first + i] = column[first];
		struct quality quality = look(&take, 777);
		cr_expect(quality.held.fault.count == 1 && quality.held.fault.first_frame == first &&
				  quality.held.channel == 1 && quality.held.fault.worst == (double)lengths[r],
			  "%zu", lengths[r]);
		cr_expect(quality.clipping.fault.count == 0);
		expect_only(&take, "held", "1 stretch of one held sample");
		release(&take);
	}
	/* A square wave holds its value in each half of its period. */
	struct take take = take_new(1);
	for (size_t i = 0; i < FRAMES; i++)
		take.columns[0][i] = i / 240 % 2 == 0 ? 0.3 : -0.3;
	struct quality quality = look(&take, 4096);
	cr_expect(quality.held.fault.count == 0 && quality.clipping.fault.count == 0 &&
		  quality.clicks.fault.count == 0 && quality.repeats.fault.count == 0);
	release(&take);
}

Test(quality, buffers_that_come_twice)
{
	static const struct {
		size_t frames, times;
	} rows[] = { { 64, 1 }, { 441, 1 }, { 1024, 1 }, { 4096, 1 }, { 256, 5 } };
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		struct take take = take_new(1);
		size_t length = rows[r].frames;
		for (size_t i = 0; i < rows[r].times * length; i++)
			take.columns[0][70000 + i] = take.columns[0][70000 - length + i % length];
		struct quality quality = look(&take, 555);
		cr_expect(quality.repeats.fault.count == 1 && quality.repeats.fault.first_frame == 70000 &&
				  quality.repeats.fault.worst == (double)(rows[r].times * length),
			  "%zu: %d", length, (int)quality.repeats.fault.count);
		expect_only(&take, "repeats", "1 stretch that comes twice");
		release(&take);
	}
	/* A tone with a whole period of samples repeats itself for ever. */
	struct take take = take_new(1);
	for (size_t i = 0; i < FRAMES; i++)
		take.columns[0][i] = i < 10000 ? 0.0 : 0.3 * sin(2.0 * M_PI * (double)(i % 96) / 96.0);
	cr_expect(look(&take, 4096).repeats.fault.count == 0);
	release(&take);
}

/* Clips a tone and its noise at some level, and rounds to `bits` with a triangular dither if there are any. */
static struct take clipped_take(double over, double gain, unsigned bits)
{
	struct take take = take_new(1);
	struct noise noise = { 5 };
	for (size_t i = 0; i < FRAMES; i++) {
		double sample = 0.1 * take.columns[0][i] + sin(2.0 * M_PI * 113.7 * (double)i / RATE);
		sample = gain * fmax(-1.0, fmin(1.0, over * sample));
		double step = ldexp(1.0, 1 - (int)bits);
		double triangle = 0.5 * (noise_uniform(&noise) - noise_uniform(&noise));
		take.columns[0][i] = bits == 0 ? sample : step * round(sample / step + triangle);
	}
	return take;
}

Test(quality, flat_tops_under_full_scale)
{
	static const double gains[] = { 0.94, 0.5, 0.1 };
	for (size_t g = 0; g < sizeof gains / sizeof *gains; g++)
		for (unsigned bits = 0; bits <= 24; bits += bits == 0 ? 16 : 8) {
			struct take take = clipped_take(1.4, gains[g], bits);
			struct quality quality = look(&take, 1234);
			cr_expect(quality.clipping.fault.count > 100, "%g, %u bits: %d", gains[g], bits,
				  (int)quality.clipping.fault.count);
			cr_expect(fabs(quality.flat_dbfs - 20.0 * log10(gains[g])) < 0.02, "%.3f", quality.flat_dbfs);
			release(&take);
			take = clipped_take(0.8, gains[g], bits);
			quality = look(&take, 1234);
			cr_expect(quality.clipping.fault.count == 0 && isnan(quality.flat_dbfs), "%g, %u bits",
				  gains[g], bits);
			release(&take);
		}
}

/* 16 bits whose step a gain has moved lie on a lattice, in a float file and in one of 24 bits. */
/* Writes a top of `length` samples of one level, but for `uneven` steps of 16 bits. */
static void write_top(struct take *take, size_t at, size_t length, double level, double uneven)
{
	for (size_t i = 0; i < length; i++)
		take->columns[0][at + i] = level - (i % 2 == 0 ? uneven * 0x1p-15 : 0.0);
}

Test(quality, one_flat_top_at_the_highest_level_is_enough)
{
	static const double uneven[] = { 0.0, 2.0 };
	for (size_t u = 0; u < 2; u++)
		for (unsigned bits = 16; bits <= 24; bits += 8)
			for (double sign = -1.0; sign <= 1.0; sign += 2.0) {
				struct take take = take_new(1);
				take.bits = bits;
				write_top(&take, 50000, 3, sign * 0.5, sign * uneven[u]);
				struct quality quality = look(&take, 1234);
				cr_expect(quality.clipping.fault.count == 1 && quality.clipping.fault.worst == 3.0 &&
						  quality.clipping.fault.first_frame == 50000,
					  "%u bits, %g steps, %d", bits, uneven[u], (int)quality.clipping.fault.count);
				cr_expect(fabs(quality.flat_dbfs - 20.0 * log10(0.5)) < 0.02);
				take.columns[0][150000] = sign * 0.6;
				quality = look(&take, 1234);
				cr_expect(quality.clipping.fault.count == 0, "it is not the highest level");
				take.columns[0][150000] = sign * 1.0;
				quality = look(&take, 1234);
				cr_expect(quality.clipping.fault.count == 0, "full scale is higher");
				release(&take);
			}
}

/* A limiter lets single samples touch its ceiling, and a slow wave has rounded tops. */
Test(quality, ceilings_and_rounded_tops_are_not_flat)
{
	struct take take = take_new(1);
	for (size_t at = 20000; at < 100000; at += 777)
		write_top(&take, at, at % 2 + 1, 0.5, 0.0);
	struct quality quality = look(&take, 1234);
	cr_expect(quality.clipping.fault.count == 0, "%d", (int)quality.clipping.fault.count);
	release(&take);
	for (double hertz = 20.0; hertz < 6000.0; hertz *= 1.37)
		for (unsigned bits = 16; bits <= 24; bits += 8) {
			take = take_new(1);
			take.bits = bits;
			take.frames = RATE;
			for (size_t i = 0; i < take.frames; i++) {
				double t = (double)i / RATE, level = 0.4 * exp(-t * t);
				take.columns[0][i] = ldexp(
					round(ldexp(level * sin(2.0 * 3.14159265358979 * hertz * t), (int)bits - 1)),
					1 - (int)bits);
			}
			quality = look(&take, 1234);
			cr_expect(quality.clipping.fault.count == 0, "%g Hz, %u bits", hertz, bits);
			release(&take);
		}
}

Test(quality, bits_that_a_gain_hides)
{
	static const double gains_db[] = { -19.3, -6.0, 3.7 };
	for (size_t g = 0; g < sizeof gains_db / sizeof *gains_db; g++)
		for (unsigned bits = 0; bits <= 24; bits += 24) {
			struct take take = take_new(1);
			double gain = pow(10.0, gains_db[g] / 20.0), step = ldexp(1.0, 1 - (int)bits);
			take.bits = bits;
			for (size_t i = 0; i < FRAMES; i++) {
				double sample = gain * 0x1p-15 * round(take.columns[0][i] * 0x1p15);
				take.columns[0][i] = bits == 0 ? (double)(float)sample : step * round(sample / step);
			}
			struct quality quality = look(&take, 4096);
			cr_expect(fabs(quality.lattice_dbfs - gains_db[g] + 20.0 * log10(0x1p15)) < 0.01, "%.3f",
				  quality.lattice_dbfs);
			expect_only(&take, "depth", "it was rounded before");
			release(&take);
		}
	struct take take = take_new(1);
	for (size_t i = 0; i < FRAMES; i++)
		take.columns[0][i] = 0x1p-23 * round(take.columns[0][i] * 0x1p23);
	cr_expect(look(&take, 4096).depth == 24);
	expect_only(&take, NULL, NULL);
	release(&take);
}

/* A saw wave jumps in each of its periods, and two of them at once do. */
Test(quality, saws_do_not_click)
{
	static const double tones[] = { 30.0, 55.0, 110.0, 220.0, 1000.0 };
	for (size_t t = 0; t < sizeof tones / sizeof *tones; t++) {
		struct take take = take_new(1);
		samples_scale(take.columns[0], FRAMES, 0.01);
		for (size_t i = 0; i < FRAMES; i++)
			take.columns[0][i] +=
				0.3 * (fmod(tones[t] * (double)i / RATE, 1.0) - 0.5) +
				(t == 2 ? 0.3 * fmod(1.007 * tones[t] * (double)i / RATE, 1.0) - 0.15 : 0);
		struct quality quality = look(&take, 4096);
		cr_expect(quality.clicks.fault.count == 0, "%g Hz: %d", tones[t], (int)quality.clicks.fault.count);
		release(&take);
	}
}

Test(quality, clicks_stand_alone)
{
	struct take take = take_new(1);
	samples_scale(take.columns[0], FRAMES, 0.02);
	for (size_t i = 0; i < FRAMES; i++)
		take.columns[0][i] += 0.3 * sin(2.0 * M_PI * 110.0 * (double)i / RATE);
	struct quality quality = look(&take, 4096);
	cr_expect(quality.clicks.fault.count == 0);
	take.columns[0][70000] += 0.1;
	quality = look(&take, 1);
	cr_expect(quality.clicks.fault.count == 1 && quality.clicks.fault.first_frame == 70000);
	cr_expect(fabs(quality.clicks.fault.worst - 0.2) <= 0.02, "a second difference of twice its height");
	take.columns[0][70000] -= 0.1;
	/* The ends of an edit do not meet. */
	for (size_t i = 100000; i < FRAMES; i++)
		take.columns[0][i] += 0.08;
	quality = look(&take, 4096);
	cr_expect(quality.clicks.fault.count == 1 && quality.clicks.fault.first_frame >= 99999 &&
		  quality.clicks.fault.first_frame <= 100000);
	release(&take);
}

/* Makes attacks of a single sample, each followed by its sound, as a drum has. */
Test(quality, drums_do_not_click)
{
	struct take take = take_new(1);
	struct noise noise = { 9 };
	memset(take.columns[0], 0, FRAMES * sizeof(double));
	for (size_t hit = 5000; hit + 12000 < FRAMES; hit += 12000)
		for (size_t i = 0; i < 12000; i++)
			take.columns[0][hit + i] +=
				0.8 * exp(-(double)i / 1500.0) *
				(0.3 * noise_gauss(&noise) * exp(-(double)i / 400.0) + sin(0.015 * (double)i));
	struct quality quality = look(&take, 4096);
	cr_expect(quality.clicks.fault.count == 0, "%d", (int)quality.clicks.fault.count);
	cr_expect(quality.dropouts.fault.count == 0 && quality.clipping.fault.count == 0);
	release(&take);
}

Test(quality, offset)
{
	struct take take = take_new(2);
	double mean = 0.0;
	for (size_t i = 0; i < FRAMES; i++)
		mean += take.columns[1][i] / FRAMES;
	for (size_t i = 0; i < FRAMES; i++)
		take.columns[1][i] += 0.005 - mean;
	struct quality quality = look(&take, 4096);
	cr_expect(fabs(quality.offset_dbfs - 20.0 * log10(0.005)) <= 1e-6 && quality.offset_channel == 1, "%.2f",
		  quality.offset_dbfs);
	expect_only(&take, "offset", "a constant of -46.0 dBFS in channel 2");
	release(&take);
}

static void quantise(struct take *take, unsigned bits)
{
	double steps = ldexp(1.0, (int)bits - 1);
	for (size_t channel = 0; channel < take->channels; channel++)
		for (size_t i = 0; i < take->frames; i++)
			take->columns[channel][i] = rint(take->columns[channel][i] * steps) / steps;
}

Test(quality, depth_is_what_is_used)
{
	struct take take = take_new(2);
	take.bits = 24;
	quantise(&take, 24);
	cr_expect(look(&take, 4096).depth == 24);
	expect_only(&take, NULL, NULL);
	quantise(&take, 16);
	cr_expect(look(&take, 4096).depth == 16);
	expect_only(&take, "depth", "16 bits in a file of 24");
	take.bits = 0;
	expect_only(&take, "depth", "16 bits in a float file");
	take.bits = 16;
	expect_only(&take, NULL, NULL);
	struct verdicts verdicts = { .arena = arena_new() };
	const struct quality quality = look(&take, 4096);
	verdicts_add_quality(&verdicts, "x", &quality, &(struct quality_request){ 44100.0, 24, false });
	cr_expect(verdicts.counts[VERDICT_FAIL] == 2);
	cr_expect_str_eq(find(&verdicts, "rate")->detail, "48000 Hz; 44100 Hz asked for");
	cr_expect_str_eq(find(&verdicts, "depth")->detail, "16 bits; 24 asked for");
	arena_free(verdicts.arena);
	release(&take);
}

Test(quality, silence_before_after_and_between)
{
	struct take take = take_new(2);
	for (size_t channel = 0; channel < 2; channel++) {
		memset(take.columns[channel], 0, 4800 * sizeof(double));
		memset(take.columns[channel] + FRAMES - 9600, 0, 9600 * sizeof(double));
		memset(take.columns[channel] + 96000, 0, 24000 * sizeof(double));
	}
	struct quality quality = look(&take, 4096);
	cr_expect(quality.lead_frames >= 4800 && quality.lead_frames < 4850, "%d", (int)quality.lead_frames);
	cr_expect(quality.tail_frames >= 9600 && quality.tail_frames < 9650, "%d", (int)quality.tail_frames);
	cr_expect(quality.pause_frames >= 24000 && quality.pause_frames < 24050 && quality.pause_frame <= 96000);
	cr_expect(!quality.silent);
	for (size_t channel = 0; channel < 2; channel++)
		memset(take.columns[channel], 0, FRAMES * sizeof(double));
	quality = look(&take, 4096);
	cr_expect(quality.silent && isnan(quality.true_peak_dbtp) && quality.band.windows == 0);
	expect_only(&take, "silence", "it is silent from end to end");
	release(&take);
}

Test(quality, sides_against_each_other)
{
	struct take take = take_new(2);
	/* Right is -0.8 left and a little noise: a correlation of -0.8 / sqrt(0.64 + 0.04). */
	for (size_t i = 0; i < FRAMES; i++)
		take.columns[1][i] = -0.8 * take.columns[0][i] + 0.2 * take.columns[1][i];
	struct quality quality = look(&take, 4096);
	cr_expect(fabs(quality.correlation + 0.8 / sqrt(0.68)) <= 0.01, "%.3f", quality.correlation);
	cr_expect(quality.opposed_frame == 0);
	/* (1 + p - 2 0.8) / (2 (1 + p)), p = 0.68, in dB. */
	cr_expect(fabs(quality.mono_loss_db - 10.0 * log10(0.08 / 3.36)) <= 0.3, "%.2f", quality.mono_loss_db);
	expect_only(&take, "phase", "against each other first at 0:00.000");
	release(&take);
}

Test(quality, balance)
{
	struct take take = take_new(2);
	samples_scale(take.columns[1], FRAMES, 0.4);
	struct quality quality = look(&take, 4096);
	cr_expect(fabs(quality.balance_db - 20.0 * log10(2.5)) <= 0.1, "%.2f", quality.balance_db);
	expect_only(&take, "balance", "the left stands +8.0 dB over the right");
	memset(take.columns[1], 0, FRAMES * sizeof(double));
	expect_only(&take, "balance", "the right side is silent");
	release(&take);
}

/* Two sides that are no stereo: one signal on both, inverted on one, or late on one. */
Test(quality, stereo_made_of_mono)
{
	struct take take = take_new(2);
	memcpy(take.columns[1], take.columns[0], FRAMES * sizeof(double));
	expect_only(&take, "stereo", "both sides are one signal");
	for (size_t lag = 480; lag <= 1440; lag += 960) {
		memset(take.columns[1], 0, lag * sizeof(double));
		memcpy(take.columns[1] + lag, take.columns[0], (FRAMES - lag) * sizeof(double));
		struct quality quality = look(&take, 4096);
		cr_expect(quality.band.copy_lag == (int64_t)lag && quality.band.copy > 0.99, "%.4f at %d",
			  quality.band.copy, (int)quality.band.copy_lag);
		expect_only(&take, "stereo", lag == 480 ? "10.00 ms later" : "30.00 ms later");
	}
	samples_scale(take.columns[1], FRAMES, -1.0);
	expect_only(&take, "stereo", "the left one inverted, 30.00 ms later");
	/* Each side has dither of its own. */
	struct noise noise = { 3 };
	for (size_t i = 0; i < FRAMES; i++)
		for (size_t channel = 2; channel-- > 0;) {
			double triangle = 0.5 * (noise_uniform(&noise) - noise_uniform(&noise));
			take.columns[channel][i] = 0x1p-15 * round(take.columns[0][i] * 0x1p15 + triangle);
		}
	take.bits = 16;
	expect_only(&take, "stereo", "both sides are one signal, and differ by dither");
	for (size_t i = 0; i < FRAMES; i++)
		take.columns[1][i] = -take.columns[0][i];
	struct quality quality = look(&take, 4096);
	cr_expect(quality.inverted && !quality.identical);
	/* A low tone is like itself at every whole period, which is no copy. */
	for (size_t i = 0; i < FRAMES; i++) {
		take.columns[0][i] = 0.2 * sin(2.0 * M_PI * 60.0 * (double)i / RATE);
		take.columns[1][i] = 0.2 * sin(2.0 * M_PI * 60.0 * (double)i / RATE + 0.1);
	}
	struct verdicts verdicts = { .arena = arena_new() };
	quality = look(&take, 4096);
	verdicts_add_quality(&verdicts, "x", &quality, &(struct quality_request){ 0 });
	cr_expect(find(&verdicts, "stereo")->status == VERDICT_PASS, "%s", find(&verdicts, "stereo")->detail);
	arena_free(verdicts.arena);
	release(&take);
}

/* Filters by a sinc of 255 taps under a Blackman window, which falls within 700 Hz from the edge. */
static void low_pass(double *samples, size_t frames, double hertz)
{
	enum { TAPS = 511 };
	double taps[TAPS], *out = samples_new(frames);
	for (int k = 0; k < TAPS; k++) {
		double t = k - (TAPS - 1) / 2.0, x = 2.0 * M_PI * hertz / RATE * t, w = 2.0 * M_PI * k / (TAPS - 1);
		double sinc = fabs(t) < 1e-9 ? 2.0 * hertz / RATE : sin(x) / (M_PI * t);
		taps[k] = sinc * (0.42 - 0.5 * cos(w) + 0.08 * cos(2.0 * w));
	}
	for (size_t i = TAPS; i < frames; i++)
		for (size_t k = 0; k < TAPS; k++)
			out[i] += taps[k] * samples[i - k];
	memcpy(samples, out, frames * sizeof *samples);
	free(out);
}

Test(quality, bands_that_end_like_a_wall)
{
	static const double edges[] = { 11000.0, 16000.0, 19000.0, 21000.0 };
	for (size_t e = 0; e < 4; e++) {
		struct take take = take_new(1);
		low_pass(take.columns[0], FRAMES, edges[e]);
		struct quality quality = look(&take, 4096);
		cr_expect(fabs(quality.band.edge_hertz - edges[e]) <= 400.0, "%.0f Hz", quality.band.edge_hertz);
		expect_only(&take, "band", "a lossy coder or a lower rate was in the way");
		release(&take);
	}
	struct take take = take_new(1);
	low_pass(take.columns[0], FRAMES, 22900.0);
	cr_expect(isnan(look(&take, 4096).band.edge_hertz), "a converter may end there");
	release(&take);
}

Test(quality, peaks_between_samples)
{
	struct take take = take_new(1);
	/* A tone at a quarter of the rate, 45 degrees off: samples at 0 dBFS have +3.01 dBTP. */
	for (size_t i = 100000; i < 100400; i++)
		take.columns[0][i] = 1.2 * sin(M_PI / 2.0 * (double)i + M_PI / 4.0);
	struct quality quality = look(&take, 4096);
	cr_expect(fabs(quality.true_peak_dbtp - 20.0 * log10(1.2)) <= 0.6, "%.2f", quality.true_peak_dbtp);
	cr_expect(quality.over_frame <= 100000 && quality.over_frame + 4800 + 240 >= 100000);
	release(&take);
}

Test(quality, cuts_make_no_difference)
{
	struct take take = take_new(2);
	samples_scale(take.columns[0], FRAMES, 0.1);
	take.columns[0][12345] += 0.9;
	memset(take.columns[1] + 60000, 0, 100 * sizeof(double));
	static const size_t cuts[] = { 1, 1000, 4096, FRAMES };
	struct quality first = look(&take, cuts[0]);
	for (size_t i = 1; i < 4; i++) {
		struct quality other = look(&take, cuts[i]);
		cr_expect(first.clicks.fault.count == other.clicks.fault.count &&
			  first.clicks.fault.first_frame == other.clicks.fault.first_frame);
		cr_expect(first.dropouts.fault.count == other.dropouts.fault.count &&
			  first.dropouts.fault.first_frame == other.dropouts.fault.first_frame);
		cr_expect(first.true_peak_dbtp == other.true_peak_dbtp && first.depth == other.depth);
		cr_expect(first.band.windows == other.band.windows && first.band.copy == other.band.copy &&
			  first.band.copy_lag == other.band.copy_lag);
		cr_expect(fabs(first.correlation - other.correlation) <= 1e-12);
	}
	cr_expect(first.clicks.fault.count == 1 && first.dropouts.fault.count == 1);
	release(&take);
}

Test(quality, what_cannot_be_measured_is_told)
{
	struct quality_meter *meter;
	struct quality quality;
	cr_expect(quality_new(65, RATE, 0, &meter) == STATUS_LIMIT);
	cr_expect(quality_new(2, 1000.0, 0, &meter) == STATUS_LIMIT);
	cr_assert(quality_new(1, RATE, 0, &meter) == STATUS_OK);
	cr_expect(quality_read(meter, &quality) == STATUS_OK && quality.frames == 0);
	quality_free(meter);
	double absurd[10] = { 1e300 };
	const double *columns[] = { absurd };
	cr_assert(quality_new(1, RATE, 0, &meter) == STATUS_OK);
	cr_expect(quality_add(meter, columns, 10) == STATUS_OK && quality_read(meter, &quality) == STATUS_OK);
	cr_expect(isnan(quality.true_peak_dbtp));
	quality_free(meter);
}

Test(quality, sets_are_alike)
{
	struct arena *arena = arena_new();
	struct verdicts verdicts = { .arena = arena };
	struct quality files[3] = { { .sample_rate = 48000, .channels = 2, .frames = 100, .bits = 24 } };
	static const char *const names[] = { "a.wav", "b.wav", "c.wav" };
	files[1] = files[2] = files[0];
	verdicts_add_set(&verdicts, files, names, 3);
	cr_expect(verdicts.count == 4 && verdicts.counts[VERDICT_PASS] == 4);
	files[2].frames = 99;
	files[1].bits = 16;
	verdicts_add_set(&verdicts, files, names, 3);
	cr_expect(verdicts.counts[VERDICT_FAIL] == 2);
	cr_expect_str_eq(verdicts.items[4].detail, "\"a.wav\" has 100 frames, \"c.wav\" 99: print all alike");
	cr_expect_str_eq(verdicts.items[6].detail, "\"a.wav\" has 24 bits, \"b.wav\" 16: print all alike");
	verdicts_add_set(&verdicts, files, names, 1);
	cr_expect(verdicts.count == 8, "one file is like itself");
	arena_free(arena);
}

/* Returns the detail of the failed verdict "band", or NULL when it passes. The caller frees the verdicts. */
static const char *band_fault(const struct take *take, struct verdicts *verdicts)
{
	*verdicts = (struct verdicts){ .arena = arena_new() };
	const struct quality quality = look(take, 4096);
	verdicts_add_quality(verdicts, "x", &quality, &(struct quality_request){ 0 });
	const struct verdict *verdict = find(verdicts, "band");
	return verdict->status == VERDICT_FAIL ? verdict->detail : NULL;
}

/* A noise of 44.1 kHz is read at 48 kHz by linear interpolation. */
Test(quality, a_lower_rate_leaves_images)
{
	struct take take = take_new(1);
	double *source = samples_new(FRAMES);
	struct verdicts verdicts;
	memcpy(source, take.columns[0], FRAMES * sizeof *source);
	for (size_t i = 0; i < FRAMES; i++) {
		size_t whole = i * 147 / 160;
		double part = (double)(i * 147 % 160) / 160.0;
		take.columns[0][i] = source[whole] + part * (source[whole + 1] - source[whole]);
	}
	const char *fault = band_fault(&take, &verdicts);
	cr_expect(fault && strstr(fault, "mirrored at 22.05 kHz") && strstr(fault, "converted from 44100 Hz"), "%s",
		  fault ? fault : "none");
	arena_free(verdicts.arena);
	free(source);
	release(&take);
}

/* Signals that a mirror could be taken for: harmonics of a divisor of 44,100 Hz, clicks at equal distances, a chirp. */
Test(quality, saws_clicks_and_chirps_have_no_images)
{
	static const double tones[] = { 100.0, 441.0, 882.0, 110.0 };
	struct noise noise = { 3 };
	for (size_t t = 0; t < sizeof tones / sizeof *tones + 2; t++) {
		struct take take = take_new(1);
		struct verdicts verdicts;
		for (size_t i = 0; i < FRAMES; i++) {
			double seconds = (double)i / RATE, *sample = &take.columns[0][i];
			if (t < sizeof tones / sizeof *tones)
				*sample = 0.3 * (fmod(tones[t] * seconds, 1.0) - 0.5);
			else if (t == sizeof tones / sizeof *tones)
				*sample = 0.01 * *sample + (i % 4800 == 0 ? 0.5 : 0.0);
			else
				*sample = 0.3 * sin(2.0 * M_PI * 12000.0 * seconds * fmod(seconds, 1.0));
			*sample = 0x1p-23 * round(0x1p23 * *sample + noise_uniform(&noise));
		}
		const char *fault = band_fault(&take, &verdicts);
		cr_expect(!fault || !strstr(fault, "converted"), "signal %zu: %s", t, fault);
		arena_free(verdicts.arena);
		release(&take);
	}
}
