/* Tests that stemprint names faults that the test makes in real stems.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault.h"
#include "forensics/forensics.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct song big_band = {
	.name = "big band",
	.folder = "fixtures/big-band",
	.files = { "alto-sax.wav", "bass.wav", "cymbals.flac", "guitar.wav", "hats.wav", "kick.flac", "pad.flac",
		   "piano-left.flac" },
	.starts = { [3] = 221538 },
	.from = 1.5,
	.seconds = 10.0,
};

static const struct song francium = {
	.name = "francium",
	.folder = "songs/francium",
	.outside = true,
	.files = { "BGVOX_ALT_OUTRO.flac", "BIG_BEAT.flac", "FILL_SCRATCH.flac", "HATS.flac", "MINILOGUE_SYNTH.flac",
		   "SCRATCH_BEAT.flac" },
	.from = 16.0,
	.seconds = 14.0,
};

static const struct song keep_on_rolling = {
	.name = "keep on rolling",
	.folder = "songs/keep-on-rolling",
	.outside = true,
	.files = { "01_t1_ch4_Trumpet.flac", "02_t2_ch7_Pad_3_polysynth.flac", "05_t5_ch2_Tenor_Sax.flac",
		   "06_t6_ch3_Trombone.flac", "10_t10_ch10_Drums_cymbals.flac", "10_t10_ch10_Drums_kick.flac",
		   "10_t10_ch10_Drums_snare.flac", "11_t11_ch9_Bass_Guitar.flac" },
	.from = 24.0,
	.seconds = 12.0,
};

enum { MIX = MATERIAL_STEMS };

/* A set with one fault. */
struct trial {
	struct material material;
	size_t stem; /* the stem with the fault, or MIX */
	double strength;
};

static struct signal signal_of(struct trial *trial)
{
	return (struct signal){ trial->stem == MIX ? trial->material.mix : trial->material.stems[trial->stem],
				trial->material.frames, trial->material.rate };
}

static void delay(struct trial *trial)
{
	fault_delay(signal_of(trial), trial->strength);
}

static void gain(struct trial *trial)
{
	fault_gain(signal_of(trial), trial->strength);
}

static void invert(struct trial *trial)
{
	fault_invert(signal_of(trial));
}

/* Removes the stem from the set; the mix keeps it. */
static void lose(struct trial *trial)
{
	struct material *material = &trial->material;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		free(material->stems[trial->stem][channel]);
	material->stem_count--;
	for (size_t i = trial->stem; i < material->stem_count; i++) {
		material->names[i] = material->names[i + 1];
		for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
			material->stems[i][channel] = material->stems[i + 1][channel];
	}
}

static void add_to_mix(struct trial *trial)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < trial->material.frames; i++)
			trial->material.mix[channel][i] +=
				trial->strength * trial->material.stems[trial->stem][channel][i];
}

static void offset(struct trial *trial)
{
	fault_offset(signal_of(trial), trial->strength);
}

static void clip(struct trial *trial)
{
	fault_clip(signal_of(trial), trial->strength);
}

static void limit(struct trial *trial)
{
	fault_limit(signal_of(trial), trial->strength);
}

static void compress(struct trial *trial)
{
	fault_compress(signal_of(trial), trial->strength);
}

static void cut(struct trial *trial)
{
	fault_cut(signal_of(trial), trial->strength);
}

static void quantise(struct trial *trial)
{
	fault_quantise(signal_of(trial), (unsigned)trial->strength, trial->strength > 13.0);
}

static void mute(struct trial *trial)
{
	fault_mute(signal_of(trial), trial->strength);
}

static void behead(struct trial *trial)
{
	fault_behead(signal_of(trial), trial->strength);
}

static void slip(struct trial *trial)
{
	fault_slip(signal_of(trial), trial->strength);
}

static void click(struct trial *trial)
{
	fault_click(signal_of(trial), trial->strength);
}

static void noise(struct trial *trial)
{
	fault_noise(signal_of(trial), trial->strength);
}

static void hum(struct trial *trial)
{
	fault_hum(signal_of(trial), trial->strength);
}

static void shape(struct trial *trial)
{
	fault_shape(signal_of(trial), (unsigned)trial->strength);
}

static void convert(struct trial *trial)
{
	fault_convert(signal_of(trial), trial->strength);
}

static void drift(struct trial *trial)
{
	fault_drift(signal_of(trial), trial->strength);
}

static void ride(struct trial *trial)
{
	fault_ride(signal_of(trial), trial->strength);
}

static void bell(struct trial *trial)
{
	fault_peak(signal_of(trial),
		   trial->strength > 3.0   ? 3000.0
		   : trial->strength > 1.0 ? 800.0
					   : 300.0,
		   trial->strength, 1.0);
}

static void low_pass(struct trial *trial)
{
	fault_lowpass(signal_of(trial), trial->strength);
}

static void squeeze(struct trial *trial)
{
	fault_squeeze(signal_of(trial), trial->strength);
}

static void high_pass(struct trial *trial)
{
	fault_highpass(signal_of(trial), trial->strength);
}

static void turn_phase(struct trial *trial)
{
	fault_phase(signal_of(trial), trial->strength);
}

static void chorus(struct trial *trial)
{
	fault_chorus(signal_of(trial), trial->strength);
}

static void all_pass(struct trial *trial)
{
	fault_allpass(signal_of(trial), trial->strength);
}

static void width(struct trial *trial)
{
	const double half = 0.5 * trial->strength;
	fault_sides(signal_of(trial), 0.5 + half, 0.5 - half, 0.5 - half, 0.5 + half);
}

static void balance(struct trial *trial)
{
	fault_sides(signal_of(trial), 1.0, 0.0, 0.0, pow(10.0, -trial->strength / 20.0));
}

static void swap(struct trial *trial)
{
	fault_sides(signal_of(trial), 0.0, 1.0, 1.0, 0.0);
}

static void invert_side(struct trial *trial)
{
	fault_sides(signal_of(trial), 1.0, 0.0, 0.0, -1.0);
}

static void silence_side(struct trial *trial)
{
	fault_sides(signal_of(trial), 1.0, 0.0, 0.0, 0.0);
}

static void copy_side(struct trial *trial)
{
	fault_sides(signal_of(trial), 1.0, 0.0, 1.0, 0.0);
}

static void fold(struct trial *trial)
{
	fault_sides(signal_of(trial), 0.5, 0.5, 0.5, 0.5);
}

static void late_side(struct trial *trial)
{
	fault_late_side(signal_of(trial), trial->strength);
}

/* Adds to the mix what an effect adds to the stem, which stays as it was. */
static void send(struct trial *trial, void (*effect)(struct signal signal, double time, double level_db), double time)
{
	struct material wet = material_copy(&trial->material);
	effect((struct signal){ wet.stems[trial->stem], wet.frames, wet.rate }, time, trial->strength);
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < wet.frames; i++)
			trial->material.mix[channel][i] +=
				wet.stems[trial->stem][channel][i] - trial->material.stems[trial->stem][channel][i];
	material_release(&wet);
}

static void send_echo(struct trial *trial)
{
	send(trial, fault_echo, 230.0);
}

static void send_reverb(struct trial *trial)
{
	send(trial, fault_reverb, 1.2);
}

static void echo_of_file(struct trial *trial)
{
	fault_echo(signal_of(trial), 310.0, trial->strength);
}

enum { STRENGTHS = 3 };

struct fault {
	const char *name;
	void (*make)(struct trial *trial);
	bool of_mix;
	double strengths[STRENGTHS];
	enum cause_kind kind;
	double tolerance; /* the tolerance of the named value, which must be minus the strength for a fault of a stem;
			     0: the value is not checked */
};

static const struct fault faults[] = {
	{ "late stem", delay, false, { 0.5, 3.0, 480.0 }, CAUSE_OFFSET, 0.02 },
	{ "early stem", delay, false, { -0.25, -7.0, -2400.0 }, CAUSE_OFFSET, 0.02 },
	{ "late mix", delay, true, { 0.5, 3.0, 480.0 }, CAUSE_OFFSET, 0.02 },
	{ "gain of a stem", gain, false, { 0.1, 0.5, -3.0 }, CAUSE_GAIN, 0.01 },
	{ "gain of the mix", gain, true, { 0.1, -0.5, 3.0 }, CAUSE_GAIN, 0.01 },
	{ "polarity of a stem", invert, false, { 1.0, 2.0, 3.0 }, CAUSE_POLARITY, 0.0 },
	{ "polarity of the mix", invert, true, { 1.0, 2.0, 3.0 }, CAUSE_POLARITY, 0.0 },
	{ "missing stem", lose, false, { 1.0, 2.0, 3.0 }, CAUSE_MISSING, 0.0 },
	{ "stem twice in the mix", add_to_mix, false, { 1.0, 1.0, 1.0 }, CAUSE_DOUBLED, 0.0 },
	{ "stem not in the mix", add_to_mix, false, { -1.0, -1.0, -1.0 }, CAUSE_ABSENT, 0.0 },
	{ "clipped stem", clip, false, { 1.0, 3.0, 9.0 }, CAUSE_LIMITED, 0.0 },
	{ "clipped mix", clip, true, { 1.0, 3.0, 9.0 }, CAUSE_LIMITED, 0.0 },
	{ "limited stem", limit, false, { 2.0, 4.0, 9.0 }, CAUSE_LIMITED, 0.0 },
	{ "stem's tail cut", cut, false, { 0.1, 0.5, 2.0 }, CAUSE_CUT, 0.0 },
	{ "mix's tail cut", cut, true, { 0.1, 0.5, 2.0 }, CAUSE_CUT, 0.0 },
	{ "word length of a stem", quantise, false, { 16.0, 14.0, 12.0 }, CAUSE_WORD_LENGTH, 0.0 },
	{ "word length of the mix", quantise, true, { 16.0, 14.0, 12.0 }, CAUSE_WORD_LENGTH, 0.0 },
	{ "constant in a stem", offset, false, { -70.0, -50.0, -30.0 }, CAUSE_CONSTANT, 0.0 },
	{ "constant in the mix", offset, true, { -70.0, -50.0, -30.0 }, CAUSE_CONSTANT, 0.1 },
	{ "stem's rate converted", convert, false, { 44100.0, 32000.0, 22050.0 }, CAUSE_RATE, 0.0 },
	{ "mix's rate converted", convert, true, { 44100.0, 32000.0, 22050.0 }, CAUSE_RATE, 0.0 },
	{ "drifting stem", drift, false, { 2.0, 20.0, 100.0 }, CAUSE_RATE, 0.0 },
	{ "drifting mix", drift, true, { 2.0, 20.0, 100.0 }, CAUSE_RATE, 0.0 },
	{ "gain ride of a stem", ride, false, { 0.3, 1.0, 4.0 }, CAUSE_GAIN_CURVE, 0.0 },
	{ "gain ride of the mix", ride, true, { 0.3, 1.0, 4.0 }, CAUSE_GAIN_CURVE, 0.0 },
	{ "compressed mix", compress, true, { 6.0, 12.0, 20.0 }, CAUSE_GAIN_CURVE, 0.0 },
	{ "equalised stem", bell, false, { 0.5, 2.0, 6.0 }, CAUSE_FILTER, 0.0 },
	{ "equalised mix", bell, true, { 0.5, 2.0, 6.0 }, CAUSE_FILTER, 0.0 },
	{ "dull mix", low_pass, true, { 20000.0, 8000.0, 2000.0 }, CAUSE_FILTER, 0.0 },
	{ "chorus on a stem", chorus, false, { -20.0, -10.0, 0.0 }, CAUSE_RANDOM, 0.0 },
	{ "phaser on a stem", all_pass, false, { 0.25, 0.4, 0.6 }, CAUSE_RANDOM, 0.0 },
	{ "squeezed stem", squeeze, false, { 6.0, 12.0, 20.0 }, CAUSE_GAIN_CURVE, 0.0 },
	{ "squeezed mix", squeeze, true, { 6.0, 12.0, 20.0 }, CAUSE_GAIN_CURVE, 0.0 },
	{ "dull stem", low_pass, false, { 20000.0, 8000.0, 2000.0 }, CAUSE_FILTER, 0.0 },
	{ "thin stem", high_pass, false, { 20.0, 40.0, 200.0 }, CAUSE_FILTER, 0.0 },
	{ "mix late by few frames", delay, true, { 1.0, 2.0, 7.0 }, CAUSE_OFFSET, 0.02 },
	{ "stem's phase turned", turn_phase, false, { 100.0, 1000.0, 4000.0 }, CAUSE_FILTER, 0.0 },
	{ "echo left out of a stem", send_echo, false, { -30.0, -15.0, -6.0 }, CAUSE_SEND, 0.0 },
	{ "reverb left out of a stem", send_reverb, false, { -30.0, -15.0, -6.0 }, CAUSE_SEND, 0.0 },
	{ "echo only in a stem", echo_of_file, false, { -30.0, -15.0, -9.0 }, CAUSE_SEND, 0.0 },
	{ "width of a stem", width, false, { 0.95, 0.7, 1.6 }, CAUSE_STEREO, 0.0 },
	{ "width of the mix", width, true, { 0.95, 0.7, 1.6 }, CAUSE_STEREO, 0.01 },
	{ "balance of a stem", balance, false, { 0.2, 1.5, -6.0 }, CAUSE_STEREO, 0.01 },
	{ "balance of the mix", balance, true, { 0.2, 1.5, -6.0 }, CAUSE_STEREO, 0.01 },
	{ "stem's sides swapped", swap, false, { 1.0, 2.0, 3.0 }, CAUSE_STEREO, 0.0 },
	{ "stem's side inverted", invert_side, false, { 1.0, 2.0, 3.0 }, CAUSE_STEREO, 0.0 },
	{ "stem's side late", late_side, false, { 0.5, 12.0, -240.0 }, CAUSE_STEREO, 0.02 },
	{ "stem's side silent", silence_side, false, { 1.0, 2.0, 3.0 }, CAUSE_STEREO, 0.0 },
	{ "stem's side copied", copy_side, false, { 1.0, 2.0, 3.0 }, CAUSE_STEREO, 0.0 },
	{ "drop-out of a stem", mute, false, { 0.005, 0.05, 1.0 }, CAUSE_GAP, 0.0 },
	{ "drop-out of the mix", mute, true, { 0.005, 0.05, 1.0 }, CAUSE_GAP, 0.0 },
	{ "stem's head missing", behead, false, { 0.05, 0.3, 1.0 }, CAUSE_HEAD, 0.0 },
	{ "mix's head missing", behead, true, { 0.05, 0.3, 1.0 }, CAUSE_HEAD, 0.0 },
	{ "slip of a stem", slip, false, { 1.0, 480.0, -4800.0 }, CAUSE_SLIP, 0.5 },
	{ "slip of the mix", slip, true, { 1.0, 480.0, -4800.0 }, CAUSE_SLIP, 0.5 },
	{ "clicks in a stem", click, false, { -50.0, -30.0, -10.0 }, CAUSE_CLICK, 0.0 },
	{ "clicks in the mix", click, true, { -50.0, -30.0, -10.0 }, CAUSE_CLICK, 0.0 },
	{ "noise in a stem", noise, false, { -90.0, -70.0, -50.0 }, CAUSE_NOISE, 0.0 },
	{ "noise in the mix", noise, true, { -90.0, -70.0, -50.0 }, CAUSE_NOISE, 0.1 },
	{ "hum in a stem", hum, false, { -85.0, -65.0, -45.0 }, CAUSE_HUM, 0.0 },
	{ "hum in the mix", hum, true, { -85.0, -65.0, -45.0 }, CAUSE_HUM, 0.0 },
	{ "shaped dither of a stem", shape, false, { 16.0, 15.0, 14.0 }, CAUSE_WORD_LENGTH, 0.0 },
	{ "shaped dither of the mix", shape, true, { 16.0, 15.0, 14.0 }, CAUSE_WORD_LENGTH, 0.0 },
	{ "stem folded to mono", fold, false, { 1.0, 2.0, 3.0 }, CAUSE_STEREO, 0.0 },
};

enum { FAULTS = sizeof faults / sizeof faults[0] };

static struct forensics investigate(struct material *material, size_t candidates, double floor_dbfs,
				    struct arena *arena)
{
	struct source *sources[MATERIAL_STEMS + 1];
	const size_t count = material->stem_count;
	for (size_t i = 0; i <= count; i++) {
		double *const *columns = i == 0 ? material->mix : material->stems[i - 1];
		sources[i] = memory_source_new((const double *const *)columns, MATERIAL_CHANNELS, material->frames,
					       material->rate);
		cr_assert_not_null(sources[i]);
		sources[i]->name = i == 0 ? "mix" : material->names[i - 1];
	}
	const struct proof proof = {
		.mix = sources[0], .stems = sources + 1, .stem_count = count, .candidate_count = candidates
	};
	struct forensics forensics;
	cr_assert_eq(forensics_run(&proof, floor_dbfs, arena, &forensics), STATUS_OK);
	for (size_t i = 0; i <= count; i++)
		sources[i]->free(sources[i]);
	for (size_t i = 0; i < forensics.cause_count; i++)
		cr_assert(forensics.causes[i].evidence && forensics.causes[i].fault > 0, "cause %zu is empty", i);
	return forensics;
}

static double level_of(const struct material *material, size_t stem)
{
	double squares = 0.0;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < material->frames; i++)
			squares += material->stems[stem][channel][i] * material->stems[stem][channel][i];
	return 10.0 * log10(squares / (double)(MATERIAL_CHANNELS * material->frames) + 1e-30);
}

/* Returns whether both sides have a part in a stem, and differ. */
static bool has_sides(const struct material *material, size_t stem)
{
	double left = 0.0, right = 0.0, difference = 0.0;
	for (size_t i = 0; i < material->frames; i++) {
		const double one = material->stems[stem][0][i], other = material->stems[stem][1][i];
		left += one * one;
		right += other * other;
		difference += (one - other) * (one - other);
	}
	return fmin(left, right) > 0.05 * fmax(left, right) && difference > 0.003 * (left + right);
}

/* Each fault is made in another stem; silent stems are left out, and those that cannot have it. */
static size_t next_stem(const struct material *material, bool stereo, size_t *turn)
{
	do
		*turn = (*turn + 5) % material->stem_count;
	while (level_of(material, *turn) < -60.0 || (stereo && !has_sides(material, *turn)));
	return *turn;
}

/* Returns the residual, as the null test would find it. */
static double residual_of(const struct material *material)
{
	double squares = 0.0;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < material->frames; i++) {
			double residual = material->mix[channel][i];
			for (size_t stem = 0; stem < material->stem_count; stem++)
				residual -= material->stems[stem][channel][i];
			squares += residual * residual;
		}
	return 10.0 * log10(squares / (double)(MATERIAL_CHANNELS * material->frames) + 1e-30);
}

static bool is_named(const struct fault *fault, const struct trial *trial, const struct cause *cause)
{
	if (cause->kind != fault->kind)
		return false;
	if (fault->kind == CAUSE_MISSING)
		return true;
	const size_t stem = trial->stem == MIX ? CAUSE_OF_MIX : trial->stem;
	if (cause->stem != stem)
		return false;
	const double value = fault->of_mix ? trial->strength : -trial->strength;
	return fault->tolerance == 0.0 || fabs(cause->value - value) < fault->tolerance;
}

/* With one stem, either file may be the late one. */
static bool try_fault(const struct material *clean, const struct fault *fault, double strength, size_t stem,
		      bool *tried)
{
	struct trial trial = { material_copy(clean), fault->of_mix ? MIX : stem, strength };
	struct arena *arena = arena_new();
	const char *victim = fault->of_mix ? "mix" : clean->names[stem];
	fault->make(&trial);
	const double floor_dbfs = material_print(&trial.material), residual = residual_of(&trial.material);
	*tried = residual > floor_dbfs + 6.0;
	bool named = true;
	if (*tried) {
		const struct forensics forensics = investigate(&trial.material, 0, floor_dbfs, arena);
		const struct cause *first = forensics.causes;
		named = forensics.cause_count > 0 && is_named(fault, &trial, first);
		printf("%s %-23s %8g %-32s %7.1f dBFS  ", named ? "    " : "FAIL", fault->name, strength, victim,
		       residual);
		for (size_t i = 0; i < forensics.cause_count && i < (named ? 1 : 4); i++)
			printf("%s%s %.2f left %.1f: %s", i == 0 ? "" : "\n        ", cause_kind_name(first[i].kind),
			       first[i].confidence, first[i].left_db, first[i].evidence);
		printf("\n");
	}
	arena_free(arena);
	material_release(&trial.material);
	return named;
}

/* Runs the table with a number of strengths from one on. A fault that is under the rounding of 24 bits is no fault. */
static void try_song(const struct song *song, size_t from, size_t strengths)
{
	struct material clean = material_load(song);
	size_t turn = 0, tried = 0, named = 0;
	const char *wish = getenv("STEMPRINT_TEST_FAULT");
	const size_t only = wish ? strtoul(wish, NULL, 10) : FAULTS;
	for (size_t i = 0; i < FAULTS; i++)
		for (size_t k = from; k < from + strengths; k++) {
			bool counts;
			const size_t stem = next_stem(&clean, faults[i].kind == CAUSE_STEREO, &turn);
			if (only < FAULTS && only != i)
				continue;
			const bool right = try_fault(&clean, &faults[i], faults[i].strengths[k], stem, &counts);
			tried += counts;
			named += counts && right;
		}
	printf("%s: %zu of %zu named\n", song->name, named, tried);
	fflush(stdout);
	cr_expect_geq(20 * named, 19 * tried, "%s: %zu of %zu named", song->name, named, tried);
	material_release(&clean);
}

Test(forensics_middle, of_the_fixtures)
{
	try_song(&big_band, 1, 1);
}

Test(forensics_table, of_the_fixtures)
{
	try_song(&big_band, 0, STRENGTHS);
}

Test(forensics_table, of_vocals_and_drums)
{
	try_song(&francium, 0, STRENGTHS);
}

Test(forensics_table, of_a_band)
{
	try_song(&keep_on_rolling, 0, STRENGTHS);
}

/* The rounding of the formats is no fault, and an exact set has none. */
static void expect_clean(const struct song *song)
{
	struct material material = material_load(song);
	struct arena *arena = arena_new();
	struct forensics forensics = investigate(&material, 0, -(double)INFINITY, arena);
	cr_expect_eq(forensics.cause_count, 0);
	const double floor_dbfs = material_print(&material);
	forensics = investigate(&material, 0, floor_dbfs, arena);
	cr_expect_eq(forensics.cause_count, 0, "%s", forensics.cause_count > 0 ? forensics.causes[0].evidence : "");
	arena_free(arena);
	material_release(&material);
}

Test(forensics, names_nobody_where_nothing_is_wrong)
{
	expect_clean(&big_band);
}

Test(forensics, names_nobody_in_other_songs)
{
	expect_clean(&keep_on_rolling);
	expect_clean(&francium);
}

/* The test says that the last two stems are in no mix. One of them is in it, 3 dB lower. */
Test(forensics, finds_a_missing_stem_among_candidates)
{
	struct material material = material_load(&big_band);
	const size_t missing = material.stem_count - 1, wrong = material.stem_count - 2;
	const double gain = pow(10.0, -3.0 / 20.0);
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		for (size_t i = 0; i < material.frames; i++)
			material.mix[channel][i] -=
				material.stems[wrong][channel][i] + (1.0 - gain) * material.stems[missing][channel][i];
	struct arena *arena = arena_new();
	const struct forensics forensics = investigate(&material, 2, material_print(&material), arena);
	cr_assert_gt(forensics.cause_count, 0);
	cr_expect_eq(forensics.causes[0].kind, CAUSE_MISSING, "%s", forensics.causes[0].evidence);
	cr_expect_eq(forensics.causes[0].stem, missing);
	cr_expect_float_eq(forensics.causes[0].value, gain, 1e-4);
	cr_expect_gt(forensics.causes[0].confidence, 0.8);
	arena_free(arena);
	material_release(&material);
}

/* Two faults at once. Both must be the surest causes, as different faults, in any order. */
struct pair {
	const char *name;
	void (*make)(struct material *material); /* in the material of the big band */
	struct cause expected[2];
	double tolerance;
};

static struct signal stem_of(struct material *material, size_t stem)
{
	return (struct signal){ stem == MIX ? material->mix : material->stems[stem], material->frames, material->rate };
}

static void late_and_louder(struct material *material)
{
	fault_delay(stem_of(material, 1), 24.0);
	fault_gain(stem_of(material, MIX), -0.6);
}

static void lose_last(struct material *material)
{
	const size_t last = --material->stem_count;
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		free(material->stems[last][channel]);
}

/* The lost sound biases the gain of the other stem by what both have in common by chance, so no value is asked for. */
static void lost_and_inverted(struct material *material)
{
	fault_invert(stem_of(material, 1));
	lose_last(material);
}

static void lost_and_late(struct material *material)
{
	fault_delay(stem_of(material, 3), 24.0);
	lose_last(material);
}

static void lost_and_softer_mix(struct material *material)
{
	fault_gain(stem_of(material, MIX), -0.6);
	lose_last(material);
}

static void constant_and_softer(struct material *material)
{
	fault_offset(stem_of(material, 6), -50.0);
	fault_gain(stem_of(material, 1), -0.7);
}

static void gap_and_inverted(struct material *material)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		memset(material->stems[0][channel] + 200000, 0, 24000 * sizeof(double));
	fault_invert(stem_of(material, 1));
}

static void gap_and_late(struct material *material)
{
	for (size_t channel = 0; channel < MATERIAL_CHANNELS; channel++)
		memset(material->stems[0][channel] + 200000, 0, 24000 * sizeof(double));
	fault_delay(stem_of(material, 3), 24.0);
}

/* The gain makes 1 % of what the offset makes. */
static void late_and_softer_stem(struct material *material)
{
	fault_delay(stem_of(material, 6), 24.0);
	fault_gain(stem_of(material, 6), -0.7);
}

static const struct pair pairs[] = {
	{ "late stem, mix gain",
	  late_and_louder,
	  { { .kind = CAUSE_OFFSET, .stem = 1, .value = -24.0 },
	    { .kind = CAUSE_GAIN, .stem = CAUSE_OF_MIX, .value = -0.6 } },
	  0.02 },
	{ "missing stem, polarity",
	  lost_and_inverted,
	  { { .kind = CAUSE_MISSING, .stem = CAUSE_OF_MIX, .value = (double)NAN },
	    { .kind = CAUSE_POLARITY, .stem = 1, .value = (double)NAN } },
	  0.05 },
	{ "missing stem, late",
	  lost_and_late,
	  { { .kind = CAUSE_MISSING, .stem = CAUSE_OF_MIX, .value = (double)NAN },
	    { .kind = CAUSE_OFFSET, .stem = 3, .value = -24.0 } },
	  0.0005 },
	{ "missing stem, mix gain",
	  lost_and_softer_mix,
	  { { .kind = CAUSE_MISSING, .stem = CAUSE_OF_MIX, .value = (double)NAN },
	    { .kind = CAUSE_GAIN, .stem = CAUSE_OF_MIX, .value = -0.6 } },
	  0.002 },
	{ "gap, late",
	  gap_and_late,
	  { { .kind = CAUSE_GAP, .stem = 0, .value = (double)NAN },
	    { .kind = CAUSE_OFFSET, .stem = 3, .value = -24.0 } },
	  0.0005 },
	{ "late and gain of one stem",
	  late_and_softer_stem,
	  { { .kind = CAUSE_OFFSET, .stem = 6, .value = -24.0 }, { .kind = CAUSE_GAIN, .stem = 6, .value = 0.7 } },
	  0.002 },
	{ "constant, gain",
	  constant_and_softer,
	  { { .kind = CAUSE_CONSTANT, .stem = 6, .value = -50.0 }, { .kind = CAUSE_GAIN, .stem = 1, .value = 0.7 } },
	  0.1 },
	{ "gap, polarity",
	  gap_and_inverted,
	  { { .kind = CAUSE_GAP, .stem = 0, .value = (double)NAN },
	    { .kind = CAUSE_POLARITY, .stem = 1, .value = 0.0 } },
	  0.002 },
};

static bool is_cause(const struct cause *expected, const struct cause *cause, double tolerance)
{
	return cause->kind == expected->kind && cause->stem == expected->stem &&
	       (isnan(expected->value) || fabs(cause->value - expected->value) < tolerance);
}

static void expect_pair(const struct material *clean, const struct pair *pair)
{
	struct material material = material_copy(clean);
	struct arena *arena = arena_new();
	pair->make(&material);
	const double floor_dbfs = material_print(&material);
	const struct forensics forensics = investigate(&material, 0, floor_dbfs, arena);
	const struct cause *causes = forensics.causes;
	for (size_t i = 0; i < forensics.cause_count; i++)
		cr_expect(causes[i].kind != CAUSE_GAIN || fabs(causes[i].value) >= 0.0005, "%s", causes[i].evidence);
	for (size_t i = 0; i < forensics.cause_count; i++)
		printf("%-20s fault %zu %s %.2f left %.1f: %s\n", pair->name, causes[i].fault,
		       cause_kind_name(causes[i].kind), causes[i].confidence, causes[i].left_db, causes[i].evidence);
	cr_assert_geq(forensics.cause_count, 2, "%s", pair->name);
	for (size_t k = 0; k < 2; k++)
		cr_expect(is_cause(&pair->expected[k], &causes[0], pair->tolerance) ||
				  is_cause(&pair->expected[k], &causes[1], pair->tolerance),
			  "%s: cause %zu is not named", pair->name, k);
	cr_expect_neq(causes[0].fault, causes[1].fault, "%s: both happened", pair->name);
	cr_expect_geq(causes[1].confidence, CAUSE_KNOWN, "%s", pair->name);
	for (size_t i = 2; i < forensics.cause_count; i++)
		cr_expect_leq(causes[i].fault, 2, "%s: only two happened", pair->name);
	for (size_t i = 1; i < forensics.cause_count; i++)
		cr_expect_leq(causes[i].confidence, causes[i - 1].confidence + 0.005, "%s: the surest stand first",
			      pair->name);
	arena_free(arena);
	material_release(&material);
}

Test(forensics_pairs, are_both_named)
{
	struct material clean = material_load(&big_band);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		expect_pair(&clean, &pairs[i]);
	material_release(&clean);
}
