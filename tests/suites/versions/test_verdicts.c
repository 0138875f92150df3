/* Tests that a mix gets the verdicts that its limits name, and no others.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "big_band.h"
#include "io/scratch.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <ebur128.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(versions_verdicts, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

#define HEAD BIG_BAND_TRACKS BIG_BAND_OUTPUTS(BIG_BAND_LOUD)
#define PRINT "print:\n  directory: out\n  format: { encoding: float32 }\n  stems: { of: master }\n  mixes:\n"
#define OTHERS "    premaster: { of: master, tap: input }\n    cue: { of: cue }\n"
#define INSTRUMENTAL "of: master, without: [horns]"
#define A_CAPPELLA "of: master, only: [horns]"
#define LIMITER "inserts: [limiter: { ceiling: -1 dBTP }]"
#define LOUD "integrated: -9 LUFS, tolerance: 0.5 LU"

/* Returns the names of all verdicts in their order; NULL ends them. */
static void expect_names(json_t *report, const char *const *names)
{
	json_t *verdicts = json_object_get(report, "verdicts");
	size_t i = 0;
	for (; names[i]; i++) {
		const char *name = json_string_value(json_object_get(json_array_get(verdicts, i), "name"));
		cr_expect(name && strcmp(name, names[i]) == 0, "%s stands where %s belongs", name ? name : "nothing",
			  names[i]);
	}
	cr_expect_eq(json_array_size(verdicts), i);
}

#define NAMES(...) ((const char *const[]){ "null mix", "engine", __VA_ARGS__, NULL })

static const char *limits_from(json_t *report, const char *mix)
{
	json_t *limits = json_object_get(big_band_find(report, "files", "name", mix), "limits");
	return json_string_value(json_object_get(limits, "from"));
}

Test(versions_verdicts, without_of_the_finished_mix_alone_is_judged)
{
	json_t *report = big_band_render(0, "song",
					 HEAD PRINT OTHERS "    mix: { of: master }\n"
							   "    instrumental: { " INSTRUMENTAL ", " LIMITER " }\n"
							   "    a-cappella: { " A_CAPPELLA ", " LIMITER " }\n"
							   "verify: { loudness: { " LOUD ", true_peak: -0.9 dBTP } }\n",
					 NULL, NULL);
	expect_names(report, NAMES("integrated mix", "true_peak mix", "ceiling instrumental", "ceiling a-cappella"));
	cr_expect_str_eq(limits_from(report, "mix"), "verify");
	cr_expect_null(limits_from(report, "premaster"));
	cr_expect_null(limits_from(report, "cue"));
	json_decref(report);
}

Test(versions_verdicts, of_names_what_is_judged)
{
	json_t *report = big_band_render(1, "song",
					 HEAD PRINT OTHERS "    mix: { of: master }\n"
							   "    instrumental: { " INSTRUMENTAL ", " LIMITER " }\n"
							   "    a-cappella: { " A_CAPPELLA ", " LIMITER " }\n"
							   "verify:\n"
							   "  loudness: { of: [instrumental, cue], " LOUD " }\n"
							   "  quality: { of: a-cappella }\n",
					 NULL, NULL);
	expect_names(report, NAMES("integrated cue", "integrated instrumental", "ceiling instrumental",
				   "silence a-cappella", "peak a-cappella", "offset a-cappella", "dropouts a-cappella",
				   "held a-cappella", "repeats a-cappella", "clicks a-cappella", "phase a-cappella",
				   "balance a-cappella", "stereo a-cappella", "band a-cappella", "ceiling a-cappella"));
	cr_expect_str_eq(big_band_verdict(report, "integrated cue"), "fail", "it was never so loud");
	json_decref(report);
}

/* The limits of a mix win over all limits that `verify` aims at it. */
Test(versions_verdicts, a_mix_with_limits_of_its_own_is_judged_by_these)
{
	json_t *report = big_band_render(0, "song",
					 HEAD PRINT OTHERS
					 "    mix: { of: master, loudness: { " LOUD " } }\n"
					 "    instrumental: { " INSTRUMENTAL
					 ", loudness: { momentary: -3 LUFS, true_peak: 0 dBTP } }\n"
					 "    a-cappella: { " A_CAPPELLA ", " LIMITER ", quality: no }\n"
					 "verify:\n"
					 "  loudness: { of: [mix, instrumental, a-cappella], true_peak: -0.9 dBTP }\n",
					 NULL, NULL);
	expect_names(report, NAMES("integrated mix", "true_peak instrumental", "momentary instrumental",
				   "true_peak a-cappella"));
	cr_expect_str_eq(limits_from(report, "mix"), "mix");
	cr_expect_str_eq(limits_from(report, "instrumental"), "mix");
	cr_expect_str_eq(limits_from(report, "a-cappella"), "verify");
	json_decref(report);
}

/* Returns the true peak as libebur128 reads it. */
static double true_peak(const char *file)
{
	struct sound sound = sound_read(scratch_path(file));
	ebur128_state *state = ebur128_init(sound.channels, sound.rate, EBUR128_MODE_TRUE_PEAK);
	double highest = 0.0;
	cr_assert_eq(ebur128_add_frames_double(state, sound.samples, sound.frames), EBUR128_SUCCESS);
	for (unsigned channel = 0; channel < sound.channels; channel++) {
		double peak;
		cr_assert_eq(ebur128_true_peak(state, channel, &peak), EBUR128_SUCCESS);
		highest = fmax(highest, peak);
	}
	ebur128_destroy(&state);
	sound_release(&sound);
	return 20.0 * log10(highest);
}

Test(versions_verdicts, a_version_over_the_ceiling_fails_and_a_limiter_mends_it)
{
	json_t *report = big_band_render(1, "song",
					 HEAD PRINT OTHERS "    mix: { of: master }\n"
							   "    instrumental: { " INSTRUMENTAL " }\n"
							   "    limited: { " INSTRUMENTAL ", " LIMITER " }\n"
							   "    anew: { " INSTRUMENTAL ", mode: re-rendered }\n"
							   "    a-cappella: { " A_CAPPELLA " }\n",
					 NULL, NULL);
	expect_names(report, NAMES("ceiling instrumental", "ceiling limited", "ceiling a-cappella", "ceiling anew"));
	cr_expect_str_eq(big_band_verdict(report, "ceiling instrumental"), "fail");
	cr_expect_str_eq(big_band_verdict(report, "ceiling a-cappella"), "fail");
	cr_expect_str_eq(big_band_verdict(report, "ceiling limited"), "pass");
	cr_expect_str_eq(big_band_verdict(report, "ceiling anew"), "pass");
	cr_expect_gt(true_peak("out/instrumental.wav"), -0.9);
	cr_expect_gt(true_peak("out/a-cappella.wav"), -0.9);
	cr_expect_leq(true_peak("out/limited.wav"), -0.95);
	cr_expect_leq(true_peak("out/anew.wav"), -0.95);
	cr_expect_leq(true_peak("out/mix.wav"), -0.95);
	json_t *verdict = big_band_find(report, "verdicts", "name", "ceiling instrumental");
	const char *detail = json_string_value(json_object_get(verdict, "detail"));
	cr_expect(strstr(detail, "the limiter of \"master\" holds -1.00 dBTP"), "%s", detail);
	cr_expect(strstr(detail, "inserts: [limiter: { ceiling: -1 dBTP }]"), "%s", detail);
	json_decref(report);
}

/* With two impulses that cancel, the limiter does nothing. With one of them alone, the peak is over the ceiling, in
 * frame 60000. */
Test(versions_verdicts, the_verdict_tells_where_the_ceiling_is_passed)
{
	json_t *report = big_band_render(
		1, "impulse",
		"version: 1\nsession: { tail: none }\ntracks:\n"
		"  a: { source: { generate: impulse, length: 2 s, level: 0 dB, start: 1.25 s }, stem: a, output: "
		"master }\n"
		"  b: { source: { generate: impulse, length: 2 s, level: -6 dB, start: 1.25 s }, polarity: inverted,\n"
		"    stem: b, output: master }\n"
		"outputs: { master: { channels: 1, inserts: [limiter: { ceiling: -1 dBTP }] } }\n"
		"print:\n  directory: out\n  format: { encoding: float32 }\n"
		"  mixes:\n    mix: {}\n    alone: { without: [b] }\n",
		NULL, NULL);
	json_t *verdict = big_band_find(report, "verdicts", "name", "ceiling alone");
	const char *detail = json_string_value(json_object_get(verdict, "detail"));
	const char *moment = strstr(detail, " at ");
	unsigned minutes;
	double seconds;
	cr_assert_eq(strncmp(detail, "0.00 dBTP at ", 13), 0, "%s", detail);
	cr_assert_eq(sscanf(moment, " at %u:%lf", &minutes, &seconds), 2);
	cr_expect_float_eq(60.0 * minutes + seconds, 1.25, 256.0 / 48000.0);
	json_decref(report);
}

struct ceiling_case {
	const char *master, *fader, *mix; /* the inserts and the fader of the master, and the keys of the mix */
	double level; /* NAN: there is no ceiling */
};

/* The rows show what sets a ceiling, and what moves it or removes it. */
Test(versions_verdicts, ceilings_that_are_held)
{
	static const struct ceiling_case cases[] = {
		{ "limiter: -3 dBTP", "0 dB", "", -3.0 },
		{ "limiter: -3 dBTP, meter: end", "0 dB", "", -3.0 },
		{ "limiter: -3 dBTP", "-2 dB", "", -5.0 },
		{ "limiter: -3 dBTP", "-2 dB", ", tap: pre-fader", -3.0 },
		{ "limiter: { ceiling: -3 dBTP, detector: sample-peak }", "0 dB", "", -3.0 },
		{ "normalise: { true_peak: -2 dBTP }", "0 dB", "", -2.0 },
		{ "normalise: { peak: -4 dBFS }", "0 dB", "", -4.0 },
		{ "limiter: -3 dBTP", "0 dB", ", inserts: [limiter: -6 dBTP]", -6.0 },
		{ "limiter: -3 dBTP", "0 dB", ", inserts: [gain: -20 dB]", -3.0 },
		{ "normalise: -30 LUFS", "0 dB", "", (double)NAN },
		{ "limiter: -3 dBTP, eq", "0 dB", "", (double)NAN },
		{ "limiter: -3 dBTP", "0 dB", ", tap: input", (double)NAN },
		{ "limiter: -3 dBTP", "0 dB, width: 120 %", "", (double)NAN },
		{ "limiter: -3 dBTP", "0 dB", ", loudness: { true_peak: 6 dBTP }", (double)NAN },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char yaml[2048];
		snprintf(yaml, sizeof yaml,
			 "version: 1\nsession: { tail: none }\ntracks:\n"
			 "  a: { source: { generate: white-noise, length: 1 s, level: -24 dB }, stem: a, output: "
			 "master }\n"
			 "  b: { source: { generate: tone, length: 1 s, level: -40 dB }, stem: b, output: master }\n"
			 "outputs:\n  master: { inserts: [%s], fader: %s }\n"
			 "print:\n  directory: out\n  mixes:\n    version: { of: master, without: [a]%s }\n",
			 cases[i].master, cases[i].fader, cases[i].mix);
		json_t *report = big_band_render(0, "ceiling", yaml, NULL, NULL);
		json_t *ceiling = json_object_get(big_band_find(report, "files", "name", "version"), "ceiling");
		json_t *level = json_object_get(ceiling, "level_db");
		const char *verdict = big_band_verdict(report, "ceiling version");
		cr_expect((!!verdict) == !isnan(cases[i].level), "case %zu", i);
		cr_expect(isnan(cases[i].level) ? json_is_null(ceiling) : json_number_value(level) == cases[i].level,
			  "case %zu", i);
		json_decref(report);
	}
}

Test(versions_verdicts, what_is_not_measured_is_not_judged)
{
	json_t *report = big_band_render(0, "song",
					 HEAD PRINT "    mix: { of: master, loudness: { " LOUD " } }\n"
						    "    instrumental: { " INSTRUMENTAL " }\n",
					 "--no-loudness", NULL);
	expect_names(report, (const char *const[]){ "null mix", "engine", NULL });
	json_decref(report);
}
