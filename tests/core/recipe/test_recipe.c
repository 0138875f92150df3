/* Tests what right recipes mean, from their text to the typed recipe. The wrong ones are in tests/suites/wrong.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/recipe/recipe_text.h"

#include "processors/registry.h"
#include "recipe/recipe_read.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct recipe_text text;

static const struct recipe *read_ok(const char *yaml)
{
	enum status status = recipe_text_read(yaml, strlen(yaml), &text);
	for (size_t i = 0; i < text.diagnostics.count; i++)
		fprintf(stderr, "%u: %s\n", text.diagnostics.items[i].at.line, text.diagnostics.items[i].message);
	cr_assert_eq(status, STATUS_OK, "%s", yaml);
	return text.recipe;
}

static double number(const struct recipe_insert *insert, const char *parameter)
{
	int index = processor_parameter(insert->processor, parameter);
	cr_assert_geq(index, 0);
	return insert->values[index].number;
}

static void release(void)
{
	recipe_text_release(&text);
}

TestSuite(recipe, .fini = release);

#define MINIMAL "version: 1\ntracks:\n  kick: { source: kick.wav }\noutputs:\n  master: {}\n"

Test(recipe, the_example_as_a_whole)
{
	size_t length;
	const struct recipe *recipe = read_ok(recipe_text_example(&length));
	cr_assert_str_eq(recipe->title, "Night Drive");
	cr_assert_eq(recipe->session.sample_rate, 48000.0);
	cr_assert_eq(recipe->session.timeline.map->tempos[0].bpm, 118.0);
	cr_assert_eq(recipe->session.pan_law, PAN_LAW_3);
	cr_assert_eq(recipe->session.tail_mode, TAIL_AUTO);
	cr_assert_eq(recipe->session.tail_seconds, 30.0);
	static const char *const names[] = { "kick",   "bass",  "lead",   "drums", "music",
					     "vocals", "plate", "master", "cue" };
	cr_assert_eq(recipe->strip_count, 9);
	for (size_t i = 0; i < 9; i++)
		cr_assert_str_eq(recipe->strips[i].name, names[i]);
	cr_assert_eq(recipe->strips[6].kind, STRIP_AUX);
	cr_assert_eq(recipe->strips[6].output_count, 1);
	cr_assert_eq(recipe->strips[6].outputs[0].strip, 7);
	cr_assert_eq(recipe->stem_count, 3);
	cr_assert_str_eq(recipe->stems[2], "vocals");
}

Test(recipe, the_strips_of_the_example)
{
	size_t length;
	const struct recipe *recipe = read_ok(recipe_text_example(&length));
	const struct recipe_strip *lead = recipe_text_strip(&text, "lead");
	cr_assert_eq(lead->source_count, 1);
	cr_assert_str_eq(lead->sources[0].file, "audio/lead.wav");
	cr_assert_str_eq(lead->sources[0].path, "songs/audio/lead.wav");
	cr_assert_eq(lead->channels, 0);
	cr_assert_eq(lead->fader_db, -2.0);
	cr_assert(lead->pan_given && lead->pan == -0.12);
	cr_assert_eq(lead->width, 1.0);
	cr_assert_eq(lead->send_count, 2);
	cr_assert_str_eq(recipe->strips[lead->sends[0].to].name, "plate");
	cr_assert_eq(lead->sends[0].tap, TAP_POST_FADER);
	cr_assert_eq(lead->sends[0].level_db, -12.0);
	cr_assert_eq(lead->sends[1].tap, TAP_PRE_FADER);
	cr_assert_eq(lead->output_count, 1);
	cr_assert_str_eq(recipe->strips[lead->outputs[0].strip].name, "vocals");
	cr_assert_eq(lead->stem, RECIPE_NONE);
	cr_assert_eq(lead->at.line, 12);
	cr_assert_eq(lead->at.column, 3);
	cr_assert_eq(recipe_text_strip(&text, "music")->stem, 1);
	cr_assert_eq(recipe_text_strip(&text, "cue")->output_count, 0);
	cr_assert_eq(recipe_text_strip(&text, "cue")->channels, 2);
}

Test(recipe, the_inserts_of_the_example)
{
	size_t length;
	(void)read_ok(recipe_text_example(&length));
	const struct recipe_insert *ducker = &recipe_text_strip(&text, "bass")->inserts.items[0];
	cr_assert_str_eq(ducker->processor->name, "compressor");
	cr_assert_eq(number(ducker, "attack"), 0.002);
	cr_assert_eq(number(ducker, "makeup"), 0.0);
	cr_assert_eq(ducker->key, processor_parameter(ducker->processor, "key"));
	cr_assert_eq(ducker->values[ducker->key].strip, 0);
	cr_assert_eq(ducker->values[ducker->key].tap, TAP_POST_FADER);
	const struct recipe_strip *lead = recipe_text_strip(&text, "lead");
	cr_assert_eq(lead->inserts.count, 2);
	cr_assert_eq(lead->inserts.items[1].key, -1);
	const struct parameter_value *bands = &lead->inserts.items[0].values[0];
	cr_assert_eq(bands->item_count, 2);
	cr_assert_eq(bands->items[1][1].number, 3200.0);
	cr_assert(bands->items[1][3].given && bands->items[1][3].number == 0.9);
	cr_assert_not(bands->items[0][3].given);
	const struct recipe_insert *echo = &recipe_text_strip(&text, "plate")->inserts.items[0];
	cr_assert_eq(number(echo, "time"), 0.75 * 60.0 / 118.0);
	const struct recipe_insert *gain = &recipe_text_strip(&text, "master")->inserts.items[0];
	cr_assert_eq(number(gain, "gain"), -1.0);
	cr_assert(gain->values[0].given);
	cr_assert_eq(gain->values[0].at.line, 33);
}

Test(recipe, the_prints_of_the_example)
{
	size_t length;
	const struct recipe_print *print = &read_ok(recipe_text_example(&length))->print;
	cr_assert_str_eq(print->directory, "songs/build/night-drive");
	cr_assert_eq(print->mix_count, 3);
	cr_assert_not(print->mixes[0].selective);
	cr_assert_eq(print->mixes[0].of.tap, TAP_POST_PAN);
	cr_assert(print->mixes[1].selective);
	cr_assert(print->mixes[1].keep[0] && print->mixes[1].keep[1] && !print->mixes[1].keep[2]);
	cr_assert_eq(print->mixes[1].mode, MIX_AS_HEARD);
	cr_assert_eq(print->mixes[1].format.dither, DITHER_TPDF);
	cr_assert_eq(print->stem_set_count, 1);
	cr_assert(!print->stem_sets[0].all && print->stem_sets[0].count == 3);
	cr_assert_eq(text.recipe->verify.null_max_residual_dbfs, -120.0);
	cr_assert_eq(text.recipe->verify.loudness.limits.integrated_lufs, -14.0);
	cr_assert_eq(text.recipe->verify.loudness.limits.tolerance_lu, 1.0);
	cr_assert(isnan(text.recipe->verify.loudness.limits.range_lu));
}

Test(recipe, the_limits_of_the_example)
{
	size_t length;
	const struct recipe *recipe = read_ok(recipe_text_example(&length));
	const struct recipe_mix *mixes = recipe->print.mixes;
	cr_assert_eq(mixes[0].loudness, &recipe->verify.loudness);
	cr_assert_not(mixes[0].quality);
	cr_assert(mixes[1].loudness->own && mixes[1].quality);
	cr_assert_str_eq(mixes[1].loudness->profile->name, "spotify");
	cr_assert_eq(loudness_request_rest(mixes[1].loudness).tolerance_lu, 0.5);
	cr_assert_eq(mixes[1].inserts.count, 2);
	cr_assert_geq(mixes[1].inserts.items[0].key, 0);
	cr_assert_null(mixes[2].loudness);
	cr_assert_not(mixes[2].quality);
}

Test(recipe, what_is_left_out_has_its_default)
{
	const struct recipe *recipe = read_ok(MINIMAL);
	cr_assert_null(recipe->title);
	cr_assert_eq(recipe->session.sample_rate, 48000.0);
	cr_assert_null(recipe->session.timeline.map);
	cr_assert_eq(recipe->session.seed, 0);
	cr_assert_eq(recipe->session.length_seconds, 0.0);
	const struct recipe_strip *kick = &recipe->strips[0];
	cr_assert_eq(kick->output_count, 1);
	cr_assert_eq(kick->outputs[0].strip, 1);
	cr_assert_eq(kick->fader_db, 0.0);
	cr_assert_eq(kick->trim_db, 0.0);
	cr_assert_not(kick->mute || kick->solo || kick->polarity || kick->pan_given);
	cr_assert_eq(kick->sources[0].channel_count, 0);
	cr_assert_eq(recipe->strips[1].channels, 2);
	cr_assert_str_eq(recipe->print.directory, "songs/night");
	cr_assert_eq(recipe->print.mix_count, 1);
	cr_assert_str_eq(recipe->print.mixes[0].name, "master");
	cr_assert_eq(recipe->print.mixes[0].format.encoding, ENCODING_PCM24);
	cr_assert_eq(recipe->print.mixes[0].format.dither, DITHER_TPDF);
	cr_assert_eq(recipe->print.stem_set_count, 0);
	cr_assert(isnan(recipe->verify.null_max_residual_dbfs));
}

Test(recipe, labels_ask_for_stems_and_a_format_alone_changes_no_prints)
{
	const struct recipe *recipe = read_ok(
		"version: 1\ntracks:\n  kick: { source: kick.wav, stem: drums, output: b }\noutputs:\n  a:\n  b:\n"
		"print: { format: { encoding: float32 } }\n");
	cr_assert_eq(recipe->print.mix_count, 2);
	cr_assert_str_eq(recipe->print.mixes[1].name, "b");
	cr_assert_eq(recipe->print.stem_set_count, 1);
	const struct recipe_stems *stems = &recipe->print.stem_sets[0];
	cr_assert(stems->all && !stems->name);
	cr_assert_eq(stems->of.strip, 1);
	cr_assert_eq(stems->format.encoding, ENCODING_FLOAT32);
	cr_assert_eq(stems->format.dither, DITHER_NONE);
}

Test(recipe, formats_inherit_key_by_key)
{
	const struct recipe *recipe = read_ok(
		MINIMAL
		"print:\n  mixes:\n    a: {}\n    b: { format: { encoding: pcm16 } }\n"
		"    c: { format: { container: wav, encoding: float64 } }\n    d: { format: { dither: tpdf } }\n"
		"  format: { container: flac, encoding: pcm24, dither: none }\n");
	static const struct print_format formats[] = {
		{ CONTAINER_FLAC, ENCODING_PCM24, DITHER_NONE, 0.0 },
		{ CONTAINER_FLAC, ENCODING_PCM16, DITHER_NONE, 0.0 },
		{ CONTAINER_WAV, ENCODING_FLOAT64, DITHER_NONE, 0.0 },
		{ CONTAINER_FLAC, ENCODING_PCM24, DITHER_TPDF, 0.0 },
	};
	for (size_t i = 0; i < 4; i++) {
		const struct print_format *format = &recipe->print.mixes[i].format;
		cr_assert_eq(format->container, formats[i].container, "mix %zu", i);
		cr_assert_eq(format->encoding, formats[i].encoding, "mix %zu", i);
		cr_assert_eq(format->dither, formats[i].dither, "mix %zu", i);
	}
}

Test(recipe, an_encoding_of_ones_own_drops_the_dither_that_float_cannot_take)
{
	const struct recipe *recipe = read_ok(
		MINIMAL "print:\n  format: { dither: tpdf }\n  mixes:\n    a: { format: { encoding: float32 } }\n");
	cr_assert_eq(recipe->print.mixes[0].format.dither, DITHER_NONE);
}

Test(recipe, all_ways_to_write_sources)
{
	const struct recipe *recipe = read_ok(
		"version: 1\nsession: { tempo: 120 bpm }\ntracks:\n  a: { source: [ x.wav, { file: /abs/y.wav, "
		"channels: [ 3, 4 ], start: 1/4, gain: -3 dB }, { file: z.wav, channels: 2 } ] }\noutputs:\n  m: {}\n");
	const struct recipe_strip *strip = &recipe->strips[0];
	cr_assert_eq(strip->source_count, 3);
	cr_assert_str_eq(strip->sources[1].path, "/abs/y.wav");
	cr_assert_eq(strip->sources[1].channel_count, 2);
	cr_assert_eq(strip->sources[1].channels[1], 4);
	cr_assert_eq(strip->sources[1].start_seconds, 0.5);
	cr_assert_eq(strip->sources[1].gain_db, -3.0);
	cr_assert_eq(strip->sources[2].channel_count, 1);
	cr_assert_eq(strip->sources[2].channels[0], 2);
}

Test(recipe, generated_sources)
{
	const struct recipe *recipe = read_ok(
		"version: 1\ntracks:\n  a: { source: [ { generate: tone, length: 2 s }, { generate: sweep, from: 10 "
		"kHz, "
		"to: 50 Hz, level: -6 dBFS, length: 5 s, start: 1 s, channels: 2, gain: -3 dB }, { generate: "
		"pink-noise, length: 1 s }, { generate: impulse, every: 100 ms, length: 1 s }, x.wav, { generate: "
		"tape-hiss, length: 1 s }, { generate: tape-hiss, speed: 7.5 ips, length: 1 s } ] }\noutputs:\n m: "
		"{}\n");
	const struct recipe_source *sources = recipe->strips[0].sources;
	cr_assert_eq(recipe->strips[0].source_count, 7);
	cr_expect_eq(sources[0].generator.kind, GENERATOR_TONE);
	cr_expect_eq(sources[0].generator.frequency, 1000.0);
	cr_expect_eq(sources[0].generator.level_dbfs, -18.0);
	cr_expect_eq(sources[0].generator.length_seconds, 2.0);
	cr_expect_eq(sources[0].channel_count, 1);
	cr_expect_null(sources[0].path);
	cr_expect_eq(sources[1].generator.kind, GENERATOR_SWEEP);
	cr_expect_eq(sources[1].generator.from, 10000.0);
	cr_expect_eq(sources[1].generator.to, 50.0);
	cr_expect_eq(sources[1].generator.level_dbfs, -6.0);
	cr_expect_eq(sources[1].channel_count, 2);
	cr_expect_eq(sources[1].start_seconds, 1.0);
	cr_expect_eq(sources[1].gain_db, -3.0);
	cr_expect_eq(sources[2].generator.kind, GENERATOR_PINK_NOISE);
	cr_expect_eq(sources[3].generator.every_seconds, 0.1);
	cr_expect_eq(sources[4].generator.kind, GENERATOR_NONE);
	cr_expect_not_null(sources[4].path);
	cr_expect_eq(sources[5].generator.kind, GENERATOR_TAPE_HISS);
	cr_expect_eq(sources[5].generator.speed, 1);
	cr_expect_eq(sources[6].generator.speed, 0);
}

Test(recipe, all_ways_to_write_inserts)
{
	const struct recipe *recipe = read_ok(
		"version: 1\ntracks:\n  a:\n    source: x.wav\n    inserts:\n      - polarity\n      - polarity: left\n"
		"      - gain: { gain: -3 dB }\n      - compressor:\n      - compressor: { key: b.pre-fader, "
		"key_filter: { highpass: "
		"80 Hz } }\n  b: { source: y.wav }\noutputs:\n  m: {}\n");
	const struct recipe_strip *strip = &recipe->strips[0];
	cr_assert_eq(strip->inserts.count, 5);
	cr_assert_eq(number(&strip->inserts.items[0], "channels"), 0.0);
	cr_assert_eq(number(&strip->inserts.items[1], "channels"), 1.0);
	cr_assert_eq(number(&strip->inserts.items[2], "gain"), -3.0);
	const struct recipe_insert *keyed = &strip->inserts.items[4];
	cr_assert_eq(keyed->values[keyed->key].strip, 1);
	cr_assert_eq(keyed->values[keyed->key].tap, TAP_PRE_FADER);
	const struct parameter_value *filter = &keyed->values[processor_parameter(keyed->processor, "key_filter")];
	cr_assert_eq(filter->item_count, 1);
	cr_assert_eq(filter->items[0][0].number, 80.0);
	const struct parameter_value *unfiltered =
		&strip->inserts.items[3].values[processor_parameter(keyed->processor, "key_filter")];
	cr_assert_eq(unfiltered->item_count, 0);
	cr_assert_not_null(unfiltered->items[0]);
}

Test(recipe, outputs_and_channels_of_devices)
{
	const struct recipe *recipe = read_ok(
		"version: 1\ntracks:\n  a: { source: x.wav, output: [ phones, bus ] }\n  b: { source: x.wav, output: "
		"none }\n"
		"buses:\n  bus: { output: [ main ] }\noutputs:\n  main: { device: stage-box, channels: [ 9, 8 ] }\n"
		"  phones: { channels: 1 }\n  click: { device: stage-box, channels: [ 64 ] }\n  pc: { device: card, "
		"channels: [ 2 ] }\n"
		"print:\n  format: { encoding: pcm16 }\n  devices:\n    card: { format: { dither: none } }\n    "
		"stage-box:\n");
	const struct recipe_strip *a = &recipe->strips[0], *bus = &recipe->strips[2], *main_output = &recipe->strips[3];
	cr_assert(a->output_count == 2 && a->outputs[0].strip == 4 && a->outputs[1].strip == 2);
	cr_assert(a->outputs[1].at.line == 3 && a->outputs[1].at.column == 41);
	cr_assert(recipe->strips[1].output_count == 0 && bus->output_count == 1 && bus->outputs[0].strip == 3);
	cr_assert(main_output->channels == 2 && main_output->device_channels[0].number == 9 &&
		  main_output->device_channels[1].number == 8);
	cr_assert(recipe->strips[4].device == RECIPE_NONE && recipe->strips[4].channels == 1);
	cr_assert(recipe->device_count == 2 && recipe->strips[5].device == 0 && recipe->strips[6].device == 1);
	cr_assert_str_eq(recipe->devices[0].name, "stage-box");
	cr_assert(recipe->devices[0].channels == 64 && recipe->devices[1].channels == 2);
	cr_assert_eq(recipe->devices[0].taken, UINT64_C(0x8000000000000180));
	const struct recipe_print *print = &recipe->print;
	cr_assert(print->mix_count == 0 && print->device_count == 2);
	cr_assert(print->devices[0].device == 1 && print->devices[0].format.dither == DITHER_NONE);
	cr_assert(print->devices[1].device == 0 && print->devices[1].format.dither == DITHER_TPDF);
	cr_assert_eq(print->devices[0].format.encoding, ENCODING_PCM16);
}

Test(recipe, switches_positions_and_taps)
{
	const struct recipe *recipe = read_ok(
		"version: 1\nsession: { pan_law: -4.5 dB, tail: 2 s, length: 1 min, seed: 18446744073709551615 }\n"
		"tracks:\n  a: { source: x.wav, mute: On, solo: TRUE, polarity: Inverted, pan: 100, pan_law: 0 dB }\n"
		"  b: { source: x.wav, polarity: yes, mute: false, output: none, balance: -50, width: 150 % }\n"
		"  c: { input: a, trim: -inf dB, sends: [ { to: bus, pan: 30 R, mute: yes, tap: post-pan } ] }\n"
		"buses:\n  bus: { input: [ a.input, b.pre-fader, c ], channels: 6 }\noutputs:\n  m: {}\n"
		"print:\n  taps:\n    dry: a.pre-fader\n    wet: { of: bus }\n");
	const struct recipe_strip *a = &recipe->strips[0], *b = &recipe->strips[1], *c = &recipe->strips[2];
	cr_assert(a->mute && a->solo && a->polarity && a->pan == 1.0 && a->pan_law == PAN_LAW_0);
	cr_assert(b->polarity && !b->mute && b->output_count == 0 && b->pan_law == PAN_LAW_4_5);
	cr_assert(b->balance == -0.5 && b->width == 1.5 && b->balance_given && b->width_given);
	cr_assert(c->listens[0].tap == TAP_POST_PAN && c->trim_db == -(double)INFINITY);
	cr_assert(c->sends[0].pan == 0.3 && c->sends[0].mute && c->sends[0].tap == TAP_POST_PAN);
	const struct recipe_strip *bus = &recipe->strips[3];
	cr_assert(bus->listen_count == 3 && bus->listens[0].tap == TAP_INPUT && bus->channels == 6);
	cr_assert_eq(recipe->session.seed, UINT64_MAX);
	cr_assert_eq(recipe->session.tail_mode, TAIL_FIXED);
	cr_assert_eq(recipe->session.tail_seconds, 2.0);
	cr_assert_eq(recipe->session.length_seconds, 60.0);
	cr_assert_eq(recipe->print.mix_count, 0);
	cr_assert_eq(recipe->print.tap_count, 2);
	cr_assert_eq(recipe->print.taps[0].of.tap, TAP_PRE_FADER);
	cr_assert_eq(recipe->print.taps[1].of.tap, TAP_POST_PAN);
}

Test(recipe, the_session_is_read_before_its_own_times)
{
	const struct recipe *recipe =
		read_ok("version: 1\nsession: { tail: 44100 samples, length: 1/1, sample_rate: 44100, "
			"tempo: 240 bpm }\ntracks:\n  a: { source: x.wav }\noutputs:\n  m: {}\n");
	cr_assert_eq(recipe->session.tail_seconds, 1.0);
	cr_assert_eq(recipe->session.length_seconds, 1.0);
}

Test(recipe, the_default_folder_never_is_the_recipe_itself)
{
	static const char *const rows[][2] = { { "night.yaml", "night" },
					       { "a.b/night", "a.b/night-prints" },
					       { ".yaml", ".yaml-prints" },
					       { "x/night.v2.yaml", "x/night.v2" } };
	for (size_t i = 0; i < 4; i++) {
		struct arena *arena = arena_new();
		struct diagnostics diagnostics;
		diagnostics_init(&diagnostics, arena, rows[i][0]);
		struct document_node *root;
		struct recipe *recipe;
		cr_assert_eq(yaml_read_bytes(MINIMAL, strlen(MINIMAL), arena, &diagnostics, &root), STATUS_OK);
		cr_assert_eq(recipe_read(root, rows[i][0], NULL, arena, &diagnostics, &recipe), STATUS_OK);
		cr_assert_str_eq(recipe->print.directory, rows[i][1]);
		arena_free(arena);
	}
}

Test(recipe, aliases_stand_for_whole_values)
{
	const struct recipe *recipe =
		read_ok("version: 1\ntracks:\n  a: { source: a.wav, inserts: &chain [ gain: -3 dB, polarity ] }\n"
			"  b: { source: b.wav, inserts: *chain }\noutputs:\n  m: {}\n");
	cr_assert_eq(recipe->strips[1].inserts.count, 2);
	cr_assert_neq(recipe->strips[0].inserts.items, recipe->strips[1].inserts.items);
}
