/* Tests that stems through a processor add up, and that no signal breaks a processor.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/contract_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = 3 };

#define RESIDUAL_LIMIT 1e-10 /* -200 dBFS */

/** One table of input columns, which all seats of a case get. */
struct scene {
	double **columns; /**< [group][channel], then the key */
	const double **in;
	const double **key;
	double **out;
	struct harness *harness;
	size_t frames;
};

static struct scene scene_new(const struct contract_case *at, size_t groups)
{
	const size_t own = groups * at->context.channels, keys = at->context.key_channels;
	const size_t seats = at->variations.count;
	const size_t frames = contract_frames(at, CONTRACT_FRAMES);
	struct scene scene = { .frames = frames,
			       .columns = harness_columns(own + keys, frames),
			       .in = calloc(seats * own, sizeof(double *)),
			       .key = calloc(seats * keys + 1, sizeof(double *)),
			       .harness = contract_harness(at, NULL, groups, frames, false) };
	cr_assert(scene.columns && scene.in && scene.key);
	scene.out = harness_columns(scene.harness->out_count, frames);
	cr_assert_not_null(scene.out);
	for (size_t i = 0; i < seats * own; i++)
		scene.in[i] = scene.columns[i % own];
	for (size_t i = 0; i < seats * keys; i++)
		scene.key[i] = scene.columns[own + i % keys];
	return scene;
}

static void scene_run(struct scene *scene)
{
	harness_run(scene->harness, scene->in, scene->key, scene->out, scene->frames, 0);
}

static void scene_release(struct scene *scene)
{
	harness_free(scene->harness);
	free(scene->columns);
	free((void *)scene->in);
	free((void *)scene->key);
	free(scene->out);
}

/** The levels of the lanes. */
struct lanes {
	const char *name;
	double levels[LANES]; /**< the linear levels of the noise */
	bool cancel; /**< the last lane makes the whole silent */
};

static const struct lanes lane_sets[] = {
	{ "lanes alike", { 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0 }, false },
	{ "lanes of very different level", { 1.0, 1e-4, 1e-9 }, false },
	{ "lanes that cancel", { 0.5, 0.5, 0.0 }, true },
};

/* The whole is the sum of the lanes in their order, because the engine adds them so. */
static void fill_lanes(const struct contract_case *at, struct scene *scene, const struct lanes *lanes)
{
	const size_t channels = at->context.channels;
	for (size_t channel = 0; channel < channels; channel++) {
		uint64_t state = channel;
		for (size_t frame = 0; frame < scene->frames; frame++) {
			double sum = 0.0;
			for (size_t lane = 0; lane < LANES; lane++) {
				double *sample = &scene->columns[(1 + lane) * channels + channel][frame];
				*sample = lanes->levels[lane] * harness_noise(&state);
				if (lanes->cancel && lane == LANES - 1)
					*sample = -sum;
				sum += *sample;
			}
			scene->columns[channel][frame] = sum;
		}
	}
	for (size_t key = 0; key < at->context.key_channels; key++) {
		uint64_t state = 100 + key;
		for (size_t frame = 0; frame < scene->frames; frame++)
			scene->columns[(1 + LANES) * channels + key][frame] = 0.3 * harness_noise(&state);
	}
}

/* Compares with full scale, or with the whole where that is louder: rounding grows with the level. */
static double residual(double *const *out, size_t channels, size_t channel, size_t frames)
{
	double worst = 0.0;
	const double scale = fmax(1.0, harness_peak(out[channel], frames));
	for (size_t frame = 0; frame < frames; frame++) {
		double sum = 0.0;
		for (size_t lane = 1; lane <= LANES; lane++)
			sum += out[lane * channels + channel][frame];
		worst = harness_worse(worst, fabs(sum - out[channel][frame]));
	}
	return worst / scale;
}

static void check_stems(const struct contract_case *at, const struct scene *scene, const struct lanes *lanes)
{
	size_t column = 0;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const size_t channels = at->variations.shapes[seat].channels;
		for (size_t channel = 0; channel < channels; channel++) {
			const double off = residual(scene->out + column, channels, channel, scene->frames);
			cr_expect_leq(off, RESIDUAL_LIMIT, "%s, %s, %s: off the whole by %.1f dBFS",
				      contract_case_name(at), at->variations.items[seat].name, lanes->name,
				      20.0 * log10(off));
		}
		column += (1 + LANES) * channels;
	}
}

/* Runs the groups of the first seat, each in a batch of its own. */
static void check_alone(const struct contract_case *at, const struct scene *scene)
{
	const size_t channels = at->context.channels;
	for (size_t group = 0; group <= LANES; group++) {
		struct harness *alone = contract_harness_one(at, 0, 1, scene->frames);
		double **out = harness_columns(channels, scene->frames);
		cr_assert_not_null(out);
		harness_run(alone, scene->in + group * channels, scene->key, out, scene->frames, 0);
		for (size_t channel = 0; channel < channels; channel++)
			cr_expect_arr_eq(out[channel], scene->out[group * channels + channel],
					 scene->frames * sizeof(double), "%s: group %zu", contract_case_name(at),
					 group);
		free(out);
		harness_free(alone);
	}
}

/* A lane at -140 dBFS differs by at most 1 % from its own signal, delayed, times the gain at rest. */
static void check_linear_part(const struct contract_case *at, const struct scene *scene)
{
	size_t column = 0;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const struct processor_shape *shape = &at->variations.shapes[seat];
		const struct parameter_value *values = at->variations.items[seat].values;
		const double gain = at->processor->resting_gain ? at->processor->resting_gain(values) : 1.0;
		cr_expect_eq(shape->channels, at->context.channels, "%s: lanes have the channels that come in",
			     contract_case_name(at));
		for (size_t i = 0; i < (1 + LANES) * shape->channels; i++, column++) {
			const double peak = harness_peak(scene->columns[i], scene->frames);
			double off = 0.0;
			for (size_t frame = shape->latency; frame < scene->frames; frame++)
				off = fmax(off, fabs(scene->out[column][frame] -
						     gain * scene->columns[i][frame - shape->latency]));
			cr_expect_leq(off, 0.01 * gain * peak, "%s, %s: column %zu off by %g of %g",
				      contract_case_name(at), at->variations.items[seat].name, i, off, gain * peak);
		}
	}
}

static void visit_stems(const struct contract_case *at)
{
	if (at->processor->law == STEM_LAW_OPAQUE)
		return; /* visit_opaque() */
	struct scene scene = scene_new(at, 1 + LANES);
	for (size_t i = 0; i < sizeof lane_sets / sizeof lane_sets[0]; i++) {
		fill_lanes(at, &scene, &lane_sets[i]);
		at->processor->reset(scene.harness->batch);
		scene_run(&scene);
		check_stems(at, &scene, &lane_sets[i]);
	}
	scene_release(&scene);
}

/* With the law OPAQUE every group gives what it gives alone, and a soft signal passes the linear part alone. */
static void visit_opaque(const struct contract_case *at)
{
	static const struct lanes soft = { "soft lanes", { 1e-7, 1e-8, 1e-9 }, false };
	if (at->processor->law != STEM_LAW_OPAQUE)
		return;
	struct scene scene = scene_new(at, 1 + LANES);
	fill_lanes(at, &scene, &lane_sets[1]);
	scene_run(&scene);
	check_alone(at, &scene);
	fill_lanes(at, &scene, &soft);
	at->processor->reset(scene.harness->batch);
	scene_run(&scene);
	check_linear_part(at, &scene);
	scene_release(&scene);
}

static void silence_all_but(const struct contract_case *at, struct scene *scene, size_t channel)
{
	const size_t channels = at->context.channels;
	for (size_t i = 0; i < (1 + LANES) * channels; i++)
		if (i % channels != channel)
			memset(scene->columns[i], 0, scene->frames * sizeof(double));
}

/* The other channels are silent, and do not change a bit of this channel. */
static void check_channel(const struct contract_case *at, const struct scene *scene, double *const *company,
			  size_t channel)
{
	const size_t channels = at->context.channels;
	for (size_t i = 0; i < scene->harness->out_count; i++) {
		const char *setting = at->variations.items[i / ((1 + LANES) * channels)].name;
		if (i % channels == channel)
			cr_expect_arr_eq(scene->out[i], company[i], scene->frames * sizeof(double),
					 "%s, %s: channel %zu hears another", contract_case_name(at), setting, channel);
		else
			cr_expect_eq(harness_peak(scene->out[i], scene->frames), 0.0,
				     "%s, %s: channel %zu is heard in %zu", contract_case_name(at), setting, channel,
				     i % channels);
	}
}

/* Tests linear processors that say that their channels are independent. */
static void visit_channels(const struct contract_case *at)
{
	bool said = false;
	for (size_t seat = 0; seat < at->variations.count; seat++)
		said = said || at->variations.shapes[seat].channels_apart;
	if (!said)
		return;
	cr_assert_not_null(at->processor->process_column);
	cr_assert_eq(at->processor->law, STEM_LAW_LINEAR);
	struct scene scene = scene_new(at, 1 + LANES);
	cr_assert_eq(harness_channels_apart(scene.harness), at->context.channels);
	double **company = harness_columns(scene.harness->out_count, scene.frames);
	cr_assert_not_null(company);
	fill_lanes(at, &scene, &lane_sets[0]);
	harness_run(scene.harness, scene.in, scene.key, company, scene.frames, 0);
	for (size_t channel = 0; channel < at->context.channels; channel++) {
		fill_lanes(at, &scene, &lane_sets[0]);
		silence_all_but(at, &scene, channel);
		at->processor->reset(scene.harness->batch);
		scene_run(&scene);
		check_channel(at, &scene, company, channel);
	}
	free(company);
	scene_release(&scene);
}

enum { BURST = 300, BURST_LATER = 997 };

/* Puts the same burst of noise into all channels, from a frame on. */
static void fill_burst(const struct contract_case *at, struct scene *scene, size_t from)
{
	for (size_t channel = 0; channel < at->context.channels; channel++) {
		uint64_t state = channel;
		memset(scene->columns[channel], 0, scene->frames * sizeof(double));
		for (size_t frame = 0; frame < BURST; frame++)
			scene->columns[channel][from + frame] = harness_noise(&state);
	}
}

/* A processor that says so answers later as it does at the start: the graph takes its response for the gain of loops.
 */
static void visit_steady(const struct contract_case *at)
{
	if (!at->processor->steady)
		return;
	cr_assert_eq(at->processor->law, STEM_LAW_LINEAR);
	struct scene scene = scene_new(at, 1);
	double **first = harness_columns(scene.harness->out_count, scene.frames);
	cr_assert_not_null(first);
	fill_burst(at, &scene, 0);
	harness_run(scene.harness, scene.in, scene.key, first, scene.frames, 0);
	fill_burst(at, &scene, BURST_LATER);
	at->processor->reset(scene.harness->batch);
	scene_run(&scene);
	for (size_t i = 0; i < scene.harness->out_count; i++) {
		const double peak = fmax(harness_peak(first[i], scene.frames), 1.0);
		double off = 0.0;
		for (size_t frame = 0; frame + BURST_LATER < scene.frames; frame++)
			off = fmax(off, fabs(scene.out[i][frame + BURST_LATER] - first[i][frame]));
		cr_expect_leq(off, 1e-11 * peak, "%s: column %zu is off by %g later", contract_case_name(at), i, off);
	}
	free(first);
	scene_release(&scene);
}

struct signal {
	const char *name;
	double (*sample)(size_t frame, double sample_rate);
};

static double silence(size_t frame, double sample_rate)
{
	(void)frame;
	(void)sample_rate;
	return 0.0;
}

static double steady(size_t frame, double sample_rate)
{
	(void)frame;
	(void)sample_rate;
	return 1.0;
}

static double square(size_t frame, double sample_rate)
{
	return fmod((double)frame * 100.0 / sample_rate, 1.0) < 0.5 ? 1.0 : -1.0;
}

static double denormal(size_t frame, double sample_rate)
{
	(void)sample_rate;
	return frame % 3 == 0 ? -0x1p-1074 : 0x1p-1060;
}

static double vanishing(size_t frame, double sample_rate)
{
	(void)sample_rate;
	return ldexp(1.0, -(int)frame);
}

static double slow(size_t frame, double sample_rate)
{
	return sin(2.0 * 3.14159265358979 * (double)frame / sample_rate);
}

static double nyquist(size_t frame, double sample_rate)
{
	(void)sample_rate;
	return frame % 2 == 0 ? 1.0 : -1.0;
}

static double loud(size_t frame, double sample_rate)
{
	return 1e6 * nyquist(frame / 7, sample_rate);
}

static double noise(size_t frame, double sample_rate)
{
	(void)sample_rate;
	uint64_t state = frame;
	return harness_noise(&state) < 0.0 ? -1.0 : 1.0;
}

static const struct signal signals[] = {
	{ "full-scale noise", noise }, { "silence", silence },  { "a constant", steady }, { "a square", square },
	{ "denormals", denormal },     { "a fade", vanishing }, { "1 Hz", slow },         { "half the rate", nyquist },
	{ "+120 dBFS", loud }
};

static void check_finite(const struct contract_case *at, const struct scene *scene, const struct signal *signal)
{
	size_t column = 0;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		for (size_t i = 0; i < at->variations.shapes[seat].channels; i++, column++) {
			const double peak = harness_peak(scene->out[column], scene->frames);
			cr_expect(isfinite(peak), "%s, %s: %s makes %g", contract_case_name(at),
				  at->variations.items[seat].name, signal->name, peak);
			if (signal->sample == silence)
				cr_expect_eq(peak, 0.0, "%s, %s: silence makes a sound of %g", contract_case_name(at),
					     at->variations.items[seat].name, peak);
		}
	}
}

static void visit_signals(const struct contract_case *at)
{
	struct scene scene = scene_new(at, 1);
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		for (size_t column = 0; column < at->context.channels + at->context.key_channels; column++)
			for (size_t frame = 0; frame < scene.frames; frame++)
				scene.columns[column][frame] = signals[i].sample(frame, at->context.sample_rate);
		at->processor->reset(scene.harness->batch);
		scene_run(&scene);
		check_finite(at, &scene, &signals[i]);
	}
	scene_release(&scene);
}

CONTRACT_TEST(signals, lanes_add_up)
{
	contract_walk(&contract_home, processor, visit_stems);
	contract_walk(&contract_light, processor, visit_stems);
}

CONTRACT_TEST(signals, opaque_lanes_go_by_themselves)
{
	contract_walk(&contract_home, processor, visit_opaque);
	contract_walk(&contract_light, processor, visit_opaque);
}

CONTRACT_TEST(signals, channels_apart_do_not_hear_each_other)
{
	contract_walk(&contract_home, processor, visit_channels);
	contract_walk(&contract_light, processor, visit_channels);
}

CONTRACT_TEST(signals, a_steady_processor_answers_alike_at_all_times)
{
	contract_walk(&contract_home, processor, visit_steady);
	contract_walk(&contract_light, processor, visit_steady);
}

CONTRACT_TEST(signals, out_is_finite)
{
	contract_walk(&contract_home, processor, visit_signals);
	contract_walk(&contract_light, processor, visit_signals);
}

CONTRACT_TEST(all_rates_signals, lanes_add_up)
{
	contract_walk(&contract_slow, processor, visit_stems);
}

CONTRACT_TEST(all_rates_signals, out_is_finite)
{
	contract_walk(&contract_slow, processor, visit_signals);
}
