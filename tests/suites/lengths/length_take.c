/* Renders one session with lead-ins, loops and regions of exact length.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "length_take.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* All that remembers what came before: modulation, dynamics, a reverb. */
static const char session[] =
	"tracks:\n"
	"  a:\n"
	"    source: { generate: pink-noise, level: -26 dBFS, length: 0.7 s, channels: 2 }\n"
	"    inserts: [ chorus: {} ]\n"
	"    sends: [ { to: plate, level: -6 dB } ]\n"
	"    output: one\n"
	"  b:\n"
	"    source: { generate: sweep, level: -18 dBFS, from: 100 Hz, to: 3 kHz, length: 0.8 s, channels: 2 }\n"
	"    sends: [ { to: plate, level: -9 dB } ]\n"
	"    output: two\n"
	"buses:\n"
	"  one: { stem: one, output: master }\n"
	"  two: { stem: two, output: master, inserts: [ compressor: { threshold: -30 dB, ratio: 4 } ] }\n"
	"auxes:\n"
	"  plate: { inserts: [ reverb: { decay: 0.3 s } ], output: master }\n"
	"outputs:\n"
	"  master: { inserts: [ compressor: { threshold: -20 dB, ratio: 2 } ] }\n";

static const char *either(const char *given, const char *otherwise)
{
	return given ? given : otherwise;
}

void length_render(const struct length_take *take, const char *folder)
{
	char path[512], name[64];
	snprintf(name, sizeof name, "%s.yaml", folder);
	snprintf(path, sizeof path, "%s", scratch_path(name));
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	fprintf(file, "version: 1\nsession: { seed: 7, sample_rate: %u%s%s }\n%s", take->rate ? take->rate : 48000,
		take->session ? ", " : "", either(take->session, ""), either(take->tracks, session));
	fprintf(file,
		"print:\n  directory: %s\n  format: { container: %s, encoding: %s, dither: %s }\n"
		"  mixes: { mix: {}, karaoke: { without: [one], mode: re-rendered } }\n  stems: {}\n"
		"  taps: { dry: one.input }\n%s",
		folder, either(take->container, "wav"), either(take->encoding, "float64"), either(take->dither, "none"),
		either(take->print, ""));
	cr_assert_eq(fclose(file), 0);
	struct program_run run = program_expect(
		0, PROGRAM_ARGUMENTS("render", "--anew", path, "-q", "-j", either(take->jobs, "2"), "--block",
				     either(take->block, "512"), "--cpu", either(take->cpu, "sse2"),
				     take->without_stems ? "--no-stems" : NULL));
	program_release(&run);
}

const char *length_file(const struct length_take *take, const char *folder, size_t index)
{
	static const char *const names[LENGTH_FILES] = { "mix", "taps/dry", "stems/one", "stems/two", "karaoke" };
	char name[128];
	snprintf(name, sizeof name, "%s/%s.%s", folder, names[index], either(take->container, "wav"));
	return scratch_path(name);
}

struct sound length_sound(const struct length_take *take, const char *folder, size_t index)
{
	return sound_read(length_file(take, folder, index));
}

json_t *length_report(const char *folder)
{
	char name[64];
	snprintf(name, sizeof name, "%s/report.json", folder);
	json_t *report = json_load_file(scratch_path(name), 0, NULL);
	cr_assert_not_null(report);
	return report;
}

void length_expect_equal(const struct sound *part, const struct sound *whole, size_t from, const char *name)
{
	cr_assert_eq(part->channels, whole->channels, "%s", name);
	cr_assert_leq(from + part->frames, whole->frames, "%s", name);
	const double *expected = whole->samples + from * whole->channels;
	cr_expect_eq(memcmp(part->samples, expected, part->frames * part->channels * sizeof *expected), 0,
		     "%s differs from frame %zu on", name, from);
}

uint64_t length_hash(const struct length_take *take, const char *folder, size_t count)
{
	uint64_t hash = 0;
	for (size_t i = 0; i < count; i++)
		hash = hash * 3 + sound_file_hash(length_file(take, folder, i));
	return hash;
}
