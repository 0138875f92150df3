/* Tests the compressor against closed forms and a reference.
   SPDX-License-Identifier: GPL-3.0-or-later

   The closed forms are those of Giannoulis, Massberg and Reiss (JAES 2012); the reference is compressor_reference.c. */
#include "core/processors/compressor_take.h"
#include "dsp/kernel/select.h"
#include "processors/registry.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct compressor_settings defaults(void)
{
	return compressor_settings_default();
}

static double decibel(double gain)
{
	return 20.0 * log10(fabs(gain));
}

/* Returns the level at which a steady square comes out. */
static double steady_level(struct compressor_settings settings, double level_db)
{
	struct take take = take_new(settings, 1, 0, 1, 48000);
	fill_square(take.in[0], take.frames, level_db);
	take_render_alone(&take);
	const double left = decibel(take.out[0][take.frames - 1]);
	take_release(&take);
	return left;
}

Test(compressor, static_curve)
{
	static const struct {
		double ratio, knee, range, makeup, in_db, out_db;
	} rows[] = {
		{ 4.0, 0.0, 200.0, 0.0, -30.0, -30.0 },
		{ 4.0, 0.0, 200.0, 0.0, -20.0, -20.0 },
		{ 4.0, 0.0, 200.0, 0.0, -10.0, -17.5 },
		{ 4.0, 0.0, 200.0, 0.0, 0.0, -15.0 },
		{ 4.0, 10.0, 200.0, 0.0, -25.0, -25.0 },
		{ 4.0, 10.0, 200.0, 0.0, -22.5, -22.7344 },
		{ 4.0, 10.0, 200.0, 0.0, -20.0, -20.9375 },
		{ 4.0, 10.0, 200.0, 0.0, -17.5, -19.6094 },
		{ 4.0, 10.0, 200.0, 0.0, -10.0, -17.5 },
		{ INFINITY, 6.0, 200.0, 0.0, -20.0, -20.75 },
		{ INFINITY, 6.0, 200.0, 0.0, -17.5, -20.0208 },
		{ INFINITY, 6.0, 200.0, 0.0, 0.0, -20.0 },
		{ INFINITY, 6.0, 200.0, 0.0, 12.0, -20.0 },
		{ 1.0, 6.0, 200.0, 0.0, 0.0, 0.0 },
		{ 4.0, 0.0, 6.0, 0.0, 0.0, -6.0 },
		{ 4.0, 0.0, 0.0, 0.0, 0.0, 0.0 },
		{ 4.0, 0.0, 200.0, 9.0, -10.0, -8.5 },
		{ 4.0, 0.0, 200.0, -12.0, -40.0, -52.0 },
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		for (int rms = 0; rms < 2; rms++) {
			struct compressor_settings settings = defaults();
			settings.ratio = rows[i].ratio;
			settings.knee = rows[i].knee;
			settings.range = rows[i].range;
			settings.makeup = rows[i].makeup;
			settings.rms = rms;
			cr_expect_float_eq(steady_level(settings, rows[i].in_db), rows[i].out_db, 0.01,
					   "row %zu, rms %d: %g", i, rms, steady_level(settings, rows[i].in_db));
		}
}

/* Returns the gain in dB `taus` time constants after the level steps from `from_db` to `to_db`. */
static double gain_after(struct compressor_settings settings, double tau, double from_db, double to_db, double taus)
{
	const size_t step = (size_t)settings.sample_rate * 4;
	const size_t after = (size_t)lround(taus * tau * settings.sample_rate);
	struct take take = take_new(settings, 1, 0, 1, step + after);
	fill_square(take.in[0], step, from_db);
	fill_square(take.in[0] + step, after, to_db);
	take_render_alone(&take);
	const double gain_db = decibel(take.out[0][step + after - 1] / take.in[0][step + after - 1]);
	take_release(&take);
	return gain_db;
}

Test(compressor, timing)
{
	static const struct {
		bool release;
		double tau, taus, reduction_db;
	} rows[] = {
		{ false, 0.01, 1.0, 4.741 },  { false, 0.01, 2.0, 6.485 },  { false, 0.01, 3.0, 7.127 },
		{ false, 0.001, 1.0, 4.741 }, { false, 0.001, 2.0, 6.485 }, { false, 0.001, 3.0, 7.127 },
		{ false, 0.5, 1.0, 4.741 },   { false, 0.5, 2.0, 6.485 },   { false, 0.5, 3.0, 7.127 },
		{ true, 0.1, 1.0, 2.759 },    { true, 0.1, 2.0, 1.015 },    { true, 0.1, 3.0, 0.373 },
		{ true, 0.005, 1.0, 2.759 },  { true, 0.005, 2.0, 1.015 },  { true, 0.005, 3.0, 0.373 },
		{ true, 2.0, 1.0, 2.759 },    { true, 2.0, 2.0, 1.015 },    { true, 2.0, 3.0, 0.373 },
	};
	static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };
	for (size_t i = 0; i < LENGTH(rows); i++)
		for (size_t rate = 0; rate < LENGTH(rates); rate++) {
			struct compressor_settings settings = defaults();
			settings.sample_rate = rates[rate];
			settings.knee = 0.0;
			*(rows[i].release ? &settings.release : &settings.attack) = rows[i].tau;
			const double reduction_db = -gain_after(settings, rows[i].tau, rows[i].release ? -10.0 : -60.0,
								rows[i].release ? -60.0 : -10.0, rows[i].taus);
			cr_expect_float_eq(reduction_db, rows[i].reduction_db, 0.01 * rows[i].reduction_db,
					   "row %zu at %g Hz: %g dB", i, rates[rate], reduction_db);
		}
}

Test(compressor, attack_of_zero_is_at_once)
{
	struct compressor_settings settings = defaults();
	settings.attack = 0.0;
	settings.knee = 0.0;
	cr_expect_float_eq(gain_after(settings, 1.0 / 48000.0, -60.0, -10.0, 1.0), -7.5, 1e-6);
}

/* Returns the peak of the residual against the reference in dBFS, over all groups. */
static double residual_db(const struct take *take)
{
	long double *gains[REFERENCE_CHANNELS_MAXIMUM] = { NULL };
	for (size_t channel = 0; channel < take->channels; channel++)
		gains[channel] = calloc(take->frames, sizeof **gains);
	const bool keyed = take->key_channels > 0;
	reference_gains(&take->settings, take->channels, keyed ? take->key_channels : take->channels,
			(const double *const *)(keyed ? take->key : take->in), take->frames, gains);
	long double peak = 0.0L;
	for (size_t column = 0; column < take->channels * take->groups; column++)
		for (size_t frame = take->latency; frame < take->frames; frame++) {
			const long double exact =
				gains[column % take->channels][frame] * take->in[column][frame - take->latency];
			peak = fmaxl(peak, fabsl(take->out[column][frame] - exact));
		}
	for (size_t channel = 0; channel < take->channels; channel++)
		free(gains[channel]);
	return 20.0 * (double)log10l(peak + 1e-30L);
}

static const struct {
	const char *name;
	size_t channels, key_channels, groups;
	struct compressor_settings settings; /* 0 stands for the default, but for mix, link, knee and attack */
} cases[] = {
	{ "hard knee", 1, 0, 1, { .threshold = -30.0, .mix = 1.0, .link = 1.0, .attack = 0.002 } },
	{ "soft knee", 2, 0, 3, { .threshold = -30.0, .knee = 24.0, .mix = 1.0, .link = 1.0, .attack = 0.0001 } },
	{ "at once", 2, 0, 2, { .threshold = -50.0, .ratio = 20.0, .mix = 1.0, .link = 1.0 } },
	{ "limiting", 2, 0, 1, { .threshold = -80.0, .ratio = INFINITY, .knee = 3.0, .mix = 1.0, .link = 1.0 } },
	{ "rms", 2, 0, 2, { .rms = true, .knee = 6.0, .mix = 1.0, .link = 1.0, .attack = 0.005 } },
	{ "slow rms", 1, 0, 1, { .rms = true, .rms_time = 0.3, .threshold = -40.0, .mix = 1.0, .link = 1.0 } },
	{ "quick rms", 1, 0, 1, { .rms = true, .rms_time = 0.0001, .knee = 6.0, .mix = 1.0, .link = 1.0 } },
	{ "unlinked", 2, 0, 2, { .knee = 6.0, .mix = 1.0, .attack = 0.001 } },
	{ "half linked", 2, 0, 2, { .knee = 6.0, .mix = 1.0, .link = 0.5, .attack = 0.001 } },
	{ "half linked rms 16", 16, 0, 2, { .rms = true, .mix = 1.0, .link = 0.3, .attack = 0.001 } },
	{ "linked 6", 6, 0, 2, { .knee = 6.0, .mix = 1.0, .link = 1.0, .attack = 0.001 } },
	{ "parallel", 2, 0, 2, { .threshold = -40.0, .mix = 0.4, .link = 1.0, .makeup = 12.0, .attack = 0.001 } },
	{ "range", 1, 0, 1, { .threshold = -60.0, .mix = 1.0, .link = 1.0, .range = 3.0, .attack = 0.001 } },
	{ "lookahead", 2, 0, 2, { .threshold = -30.0, .mix = 1.0, .link = 1.0, .attack = 0.002, .lookahead = 0.005 } },
	{ "unlinked lookahead", 2, 0, 2, { .mix = 1.0, .attack = 0.002, .lookahead = 0.0201 } },
	{ "mono key", 2, 1, 2, { .mix = 1.0, .link = 1.0, .attack = 0.002 } },
	{ "mono key, unlinked", 2, 1, 2, { .mix = 1.0, .link = 0.0, .attack = 0.002 } },
	{ "stereo key", 2, 2, 2, { .mix = 1.0, .link = 1.0, .attack = 0.002 } },
	{ "stereo key, unlinked", 2, 2, 2, { .mix = 1.0, .link = 0.0, .attack = 0.002 } },
	{ "stereo key of mono", 1, 2, 2, { .mix = 1.0, .link = 0.0, .attack = 0.002 } },
	{ "wide key, unlinked", 2, 5, 2, { .mix = 1.0, .link = 0.0, .attack = 0.002 } },
	{ "highpass", 2, 0, 2, { .mix = 1.0, .link = 1.0, .attack = 0.002, .highpass = 150.0 } },
	{ "lowpass", 2, 0, 1, { .mix = 1.0, .link = 0.5, .attack = 0.002, .lowpass = 3000.0 } },
	{ "band of the key", 2, 2, 2, { .mix = 1.0, .attack = 0.002, .highpass = 80.0, .lowpass = 12000.0 } },
	{ "all",
	  4,
	  4,
	  3,
	  { .rms = true,
	    .knee = 4.0,
	    .ratio = 8.0,
	    .mix = 0.7,
	    .link = 0.8,
	    .makeup = -3.0,
	    .attack = 0.002,
	    .lookahead = 0.001,
	    .highpass = 200.0,
	    .lowpass = 8000.0,
	    .range = 12.0,
	    .release = 0.02 } },
};

static struct compressor_settings case_settings(size_t index)
{
	struct compressor_settings settings = cases[index].settings;
	const struct compressor_settings fallback = defaults();
	settings.sample_rate = fallback.sample_rate;
	settings.threshold = settings.threshold < 0.0 ? settings.threshold : fallback.threshold;
	settings.ratio = settings.ratio > 0.0 ? settings.ratio : fallback.ratio;
	settings.release = settings.release > 0.0 ? settings.release : fallback.release;
	settings.range = settings.range > 0.0 ? settings.range : fallback.range;
	settings.rms_time = settings.rms_time > 0.0 ? settings.rms_time : fallback.rms_time;
	return settings;
}

static struct take case_take(size_t index, size_t frames)
{
	struct take take = take_new(case_settings(index), cases[index].channels, cases[index].key_channels,
				    cases[index].groups, frames);
	for (size_t column = 0; column < take.channels * take.groups; column++)
		fill_bursts(take.in[column], frames, 100 * index + column);
	for (size_t channel = 0; channel < take.key_channels; channel++)
		fill_bursts(take.key[channel], frames, 7000 + 100 * index + channel);
	return take;
}

Test(compressor, follows_the_reference)
{
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct take take = case_take(i, 24000);
		take_render_alone(&take);
		const double residual = residual_db(&take);
		cr_expect_leq(residual, -180.0, "%s: %.1f dBFS", cases[i].name, residual);
		take_release(&take);
	}
}

static bool equal_outputs(const struct take *a, const struct take *b)
{
	bool equal = a->latency == b->latency;
	for (size_t column = 0; column < a->channels * a->groups; column++)
		equal = equal && memcmp(a->out[column], b->out[column], a->frames * sizeof(double)) == 0;
	return equal;
}

Test(compressor, bits_depend_on_no_cut_and_no_kernel)
{
	static const size_t blocks[] = { 1, 7, 64, 1000, 4096, 0 };
	const struct kernel *kernels[8];
	const size_t kernel_count = kernel_list(kernels, LENGTH(kernels));
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct take expected = case_take(i, 5000), take = case_take(i, 5000);
		take_render(&expected, 1, (struct take_mode){ .kernel = kernels[0] });
		for (size_t kernel = 0; kernel < kernel_count; kernel++)
			for (size_t block = 0; block < LENGTH(blocks); block++)
				for (int variant = 0; variant < 4; variant++) {
					take_render(&take, 1,
						    (struct take_mode){ .kernel = kernels[kernel],
									.block = blocks[block],
									.in_place = variant & 1,
									.twice = variant & 2 });
					cr_expect(equal_outputs(&expected, &take), "%s, %s, block %zu, variant %d",
						  cases[i].name, kernels[kernel]->name, blocks[block], variant);
				}
		take_release(&expected);
		take_release(&take);
	}
}

Test(compressor, bits_depend_on_no_neighbour)
{
	enum { COUNT = 2 * LENGTH(cases) };
	const struct kernel *kernels[8];
	const size_t kernel_count = kernel_list(kernels, LENGTH(kernels));
	struct take together[COUNT], alone[COUNT];
	for (size_t i = 0; i < COUNT; i++) {
		together[i] = case_take(i * 7 % LENGTH(cases), 3000);
		alone[i] = case_take(i * 7 % LENGTH(cases), 3000);
		take_render_alone(&alone[i]);
	}
	for (size_t kernel = 0; kernel < kernel_count; kernel++)
		for (int in_place = 0; in_place < 2; in_place++) {
			take_render(
				together, COUNT,
				(struct take_mode){ .kernel = kernels[kernel], .block = 700, .in_place = in_place });
			for (size_t i = 0; i < COUNT; i++)
				cr_expect(equal_outputs(&alone[i], &together[i]), "%s, %s",
					  cases[i * 7 % LENGTH(cases)].name, kernels[kernel]->name);
		}
	for (size_t i = 0; i < COUNT; i++) {
		take_release(&together[i]);
		take_release(&alone[i]);
	}
}

/* The lanes add up to the whole at the input, so they must at the output; and the lanes must not change the whole. */
Test(compressor, lanes_null)
{
	for (size_t lanes = 2; lanes <= 8; lanes++)
		for (size_t i = 0; i < LENGTH(cases); i++) {
			const size_t channels = cases[i].channels < 4 ? cases[i].channels : 2;
			struct take take = take_new(case_settings(i), channels, 0, 1 + lanes, 12000);
			struct take whole = take_new(case_settings(i), channels, 0, 1, 12000);
			for (size_t column = channels; column < channels * (1 + lanes); column++) {
				fill_bursts(take.in[column], take.frames, 31 * i + column);
				for (size_t frame = 0; frame < take.frames; frame++)
					take.in[column % channels][frame] += take.in[column][frame];
			}
			for (size_t column = 0; column < channels; column++)
				memcpy(whole.in[column], take.in[column], take.frames * sizeof(double));
			take_render_alone(&take);
			take_render_alone(&whole);
			double peak = 0.0;
			for (size_t column = 0; column < channels; column++)
				for (size_t frame = 0; frame < take.frames; frame++) {
					double residual = take.out[column][frame];
					for (size_t lane = 1; lane <= lanes; lane++)
						residual -= take.out[lane * channels + column][frame];
					peak = fmax(peak, fabs(residual));
				}
			cr_expect_leq(decibel(peak + 1e-300), -200.0, "%s, %zu lanes: %.1f dBFS", cases[i].name, lanes,
				      decibel(peak));
			for (size_t column = 0; column < channels; column++)
				cr_expect_arr_eq(take.out[column], whole.out[column], take.frames * sizeof(double));
			take_release(&take);
			take_release(&whole);
		}
}

Test(compressor, passes_what_is_quiet_bit_for_bit)
{
	static const struct {
		double lookahead, mix, link;
		bool rms;
		size_t channels;
	} rows[] = {
		{ 0.0, 1.0, 1.0, false, 1 },    { 0.0, 1.0, 0.5, true, 2 },
		{ 0.0, 0.3, 1.0, false, 2 },    { 0.001, 1.0, 1.0, true, 2 },
		{ 0.1, 0.77, 0.0, false, 2 },   { 1.0 / 48000.0, 1.0, 1.0, false, 6 },
		{ 0.0053, 0.1, 0.0, false, 1 }, { 256.0 / 48000.0, 1.0, 1.0, false, 2 },
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct compressor_settings settings = defaults();
		settings.lookahead = rows[i].lookahead;
		settings.mix = rows[i].mix;
		settings.link = rows[i].link;
		settings.rms = rows[i].rms;
		struct take take = take_new(settings, rows[i].channels, 0, 2, 20000);
		uint64_t state = i;
		for (size_t column = 0; column < 2 * take.channels; column++)
			for (size_t frame = 0; frame < take.frames; frame++)
				take.in[column][frame] = 0.07 * noise(&state); /* -23.1 dBFS: just under the knee */
		take_render_alone(&take);
		for (size_t column = 0; column < 2 * take.channels; column++)
			cr_expect_arr_eq(take.out[column] + take.latency, take.in[column],
					 (take.frames - take.latency) * sizeof(double), "row %zu", i);
		take_release(&take);
	}
}

Test(compressor, latency_is_as_declared)
{
	static const struct {
		double sample_rate, lookahead;
		size_t frames;
	} rows[] = {
		{ 48000.0, 0.0, 0 },       { 48000.0, 0.001, 48 },   { 44100.0, 0.005, 221 },
		{ 44100.0, 0.001, 44 },    { 96000.0, 0.1, 9600 },   { 192000.0, 0.1, 19200 },
		{ 48000.0, 0.00001, 0 },   { 48000.0, 0.000011, 1 }, { 48000.0, 256.0 / 48000.0, 256 },
		{ 88200.0, 0.0123, 1085 },
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct compressor_settings settings = defaults();
		settings.sample_rate = rows[i].sample_rate;
		settings.lookahead = rows[i].lookahead;
		struct take take = take_new(settings, 2, 0, 1, 30000);
		take.in[0][1234] = 0.05;
		take_render_alone(&take);
		cr_expect_eq(take.latency, rows[i].frames, "row %zu: %zu frames", i, take.latency);
		for (size_t frame = 0; frame < take.frames; frame++)
			cr_assert_eq(take.out[0][frame], frame == 1234 + rows[i].frames ? 0.05 : 0.0, "row %zu", i);
		take_release(&take);
	}
}

/* With five attack times of lookahead the gain is down before the step comes out. */
Test(compressor, lookahead_leads)
{
	struct compressor_settings settings = defaults();
	settings.knee = 0.0;
	settings.attack = 0.001;
	settings.lookahead = 0.005;
	struct take take = take_new(settings, 1, 0, 1, 4800);
	fill_square(take.in[0] + 2400, 2400, -10.0);
	take_render_alone(&take);
	cr_expect_float_eq(decibel(take.out[0][2400 + 240]), -10.0 - 7.5 * (1.0 - exp(-5.0 - 1.0 / 48.0)), 1e-6);
	take_release(&take);
}
