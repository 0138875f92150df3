/* Tests the release in two stages against its differential equations.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"

#include <criterion/criterion.h>
#include <math.h>

enum { SECOND = 48000, STEPS = 16 };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct setting {
	double release, share, charge, fade;
	double level_db, seconds; /* of the loud part */
};

static const struct setting settings[] = {
	{ 0.05, 0.5, 0.3, 1.0, -4.0, 0.05 }, { 0.05, 0.5, 0.3, 1.0, -4.0, 0.5 },    { 0.05, 0.5, 0.3, 1.0, -4.0, 3.0 },
	{ 0.05, 0.5, 0.3, 1.0, -12.0, 3.0 }, { 0.1, 1.0, 1.0, 3.0, -8.0, 1.0 },     { 0.02, 0.0, 0.3, 1.0, -8.0, 1.0 },
	{ 0.2, 0.8, 0.1, 0.4, -8.0, 2.0 },   { 0.028, 0.45, 0.5, 1.7, -10.0, 2.0 },
};

static const double rest_db = -80.0;

static struct processor_take take_of(const struct setting *setting, int doublings)
{
	struct processor_take take = processor_take_new("compressor", 1, 7 * SECOND);
	processor_take_set(&take, "threshold", -20.0);
	processor_take_set(&take, "ratio", 4.0);
	processor_take_set(&take, "knee", 0.0);
	processor_take_set(&take, "attack", 0.001);
	processor_take_set(&take, "release", setting->release);
	processor_take_set(&take, "release_mode", 1.0);
	processor_take_set(&take, "slow_share", setting->share);
	processor_take_set(&take, "slow_charge", setting->charge);
	processor_take_set(&take, "slow_release", setting->fade);
	processor_take_set(&take, "oversampling", doublings);
	for (size_t frame = 0; frame < take.frames; frame++)
		take.in[0][frame] =
			pow(10.0, ((double)frame < setting->seconds * SECOND ? setting->level_db : rest_db) / 20.0);
	return take;
}

/* Two capacitors, in steps of 1/16 frame. The first, y, goes to the wanted gain by attack, and back by release as far
   as the second, m, holds it. The second is charged by the first, and goes to the wanted gain all the time. All in dB.
 */
struct stages {
	double y, m;
};

static void advance(struct stages *at, const struct setting *setting, double wanted, double seconds)
{
	const double held = fmin(wanted, setting->share * at->m);
	const double y = wanted < at->y ? (wanted - at->y) / 0.001 : (held - at->y) / setting->release;
	const double m = fmin(at->y - at->m, 0.0) / setting->charge + (wanted - at->m) / setting->fade;
	at->y += seconds * y;
	at->m += seconds * m;
}

static void expect_equations(size_t index, int doublings, double tolerance_db)
{
	const struct setting *setting = &settings[index];
	struct processor_take take = take_of(setting, doublings);
	const size_t edge = (size_t)(setting->seconds * SECOND);
	struct stages at = { 0.0, 0.0 };
	double worst = 0.0;
	processor_take_render(&take);
	for (size_t frame = 0; frame + take.latency < take.frames; frame++) {
		const double level = frame < edge ? setting->level_db : rest_db;
		const double wanted = fmin(0.0, (1.0 / 4.0 - 1.0) * (level + 20.0));
		for (int i = 0; i < STEPS; i++)
			advance(&at, setting, wanted, 1.0 / (SECOND * (double)STEPS));
		/* Around its edge the signal itself is bent by the filters of oversampling. */
		if (doublings == 0 || (frame > 300 && (frame + 300 < edge || frame > edge + 300)))
			worst = harness_worse(worst, fabs(processor_take_gain_db(&take, 0, frame) - at.y));
	}
	cr_expect_lt(worst, tolerance_db, "setting %zu, %d doublings: off by %g dB", index, doublings, worst);
	processor_take_release(&take);
}

Test(compressor_release, two_stages)
{
	for (size_t i = 0; i < LENGTH(settings); i++)
		expect_equations(i, 0, 0.01);
	for (size_t i = 0; i < LENGTH(settings); i += 3)
		expect_equations(i, 2, 0.05);
}

/* Frames after the loud part until less than 1 dB of reduction is left. */
static double seconds_to_one_db(double level_db, double seconds)
{
	const struct setting setting = { 0.05, 0.5, 0.5, 1.0, level_db, seconds };
	struct processor_take take = take_of(&setting, 0);
	processor_take_render(&take);
	size_t frame = (size_t)(seconds * SECOND) + 1;
	while (frame < take.frames && processor_take_gain_db(&take, 0, frame) < -1.0)
		frame++;
	cr_assert_lt(frame, take.frames);
	processor_take_release(&take);
	return (double)frame / SECOND - seconds;
}

/* The longer and the deeper the gain was down, the longer it takes to come back. */
Test(compressor_release, depends_on_how_long_and_how_deep)
{
	cr_expect_gt(seconds_to_one_db(-8.0, 0.5), 1.5 * seconds_to_one_db(-8.0, 0.05));
	cr_expect_gt(seconds_to_one_db(-8.0, 3.0), 1.1 * seconds_to_one_db(-8.0, 0.5));
	cr_expect_gt(seconds_to_one_db(0.0, 1.0), 1.5 * seconds_to_one_db(-12.0, 1.0));
}

/* With nothing held, the release is the fixed one. */
Test(compressor_release, no_share_is_a_fixed_release)
{
	struct setting setting = settings[1];
	setting.share = 0.0;
	struct processor_take take = take_of(&setting, 0), fixed = take_of(&setting, 0);
	processor_take_set(&fixed, "release_mode", 0.0);
	processor_take_render(&take);
	processor_take_render(&fixed);
	double worst = 0.0;
	for (size_t frame = 0; frame < take.frames; frame++)
		worst = harness_worse(worst, fabs(take.out[0][frame] - fixed.out[0][frame]));
	cr_expect_lt(worst, 1e-12, "%g", worst);
	processor_take_release(&take);
	processor_take_release(&fixed);
}
