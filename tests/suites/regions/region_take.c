/* Renders a session with regions, and compares the samples of its files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "region_take.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All that remembers what came before: modulation, dynamics, reverbs, dither, and a gain that the whole session
   decides. */
static const char session[] =
	"version: 1\n"
	"session: { seed: 7 }\n"
	"tracks:\n"
	"  a:\n"
	"    source: { generate: pink-noise, level: -26 dBFS, length: 0.9 s, channels: 2 }\n"
	"    inserts: [ chorus: {} ]\n"
	"    sends: [ { to: plate, level: -6 dB } ]\n"
	"    output: one\n"
	"  b:\n"
	"    source: { generate: sweep, level: -18 dBFS, from: 100 Hz, to: 9 kHz, length: 0.6 s, channels: 2 }\n"
	"    sends: [ { to: plate, level: -9 dB } ]\n"
	"    output: two\n"
	"buses:\n"
	"  one: { stem: one, output: master }\n"
	"  two: { stem: two, output: master, inserts: [ compressor: { threshold: -30 dB, ratio: 4 } ] }\n"
	"auxes:\n"
	"  plate: { inserts: [ reverb: { decay: 0.3 s } ], output: master }\n"
	"outputs:\n"
	"  master: { inserts: [ normalise: { peak: -3 dBFS }, compressor: { threshold: -20 dB, ratio: 2 } ] }\n"
	"print:\n"
	"  mixes: { mix: {}, karaoke: { without: [one], mode: re-rendered } }\n"
	"  stems: { groups: {}, tracks: { by: track } }\n"
	"  taps: { dry: one.input }\n"
	"  regions:\n"
	"    intro: { to: 200 ms }\n"
	"    verse: { from: 123.4 ms, length: 345.6 ms }\n"
	"    last: { from: 0.45 s }\n";

void region_render(const struct region_take *take, const char *folder, const char *const options[7])
{
	char path[512], name[64];
	snprintf(name, sizeof name, "%s.yaml", folder);
	snprintf(path, sizeof path, "%s", scratch_path(name));
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	fprintf(file, "%s  directory: %s\n  format: { container: %s, encoding: %s, dither: %s }\n%s", session, folder,
		take->container, take->encoding, take->dither, take->print);
	cr_assert_eq(fclose(file), 0);
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", path, "-j", take->jobs, "--block", take->block,
						    "--cpu", take->cpu, "-q", options[0], options[1], options[2],
						    options[3], options[4], options[5]));
	program_release(&run);
}

const char *region_file(const struct region_take *take, const char *folder, size_t index)
{
	static const char *const names[REGION_FILES] = {
		"mix", "karaoke", "taps/dry", "stems/groups/one", "stems/groups/two", "stems/tracks/a", "stems/tracks/b"
	};
	char name[128];
	snprintf(name, sizeof name, "%s/%s.%s", folder, names[index], take->container);
	return scratch_path(name);
}

/* Returns all samples, which a double holds exactly in every encoding. The caller frees them. */
static double *read_all(const char *path, size_t *frames, size_t *channels)
{
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(path, SFM_READ, &info);
	cr_assert_not_null(file, "%s: %s", path, sf_strerror(NULL));
	*frames = (size_t)info.frames;
	*channels = (size_t)info.channels;
	double *samples = malloc((*frames * *channels + 1) * sizeof *samples);
	cr_assert_not_null(samples);
	cr_assert_eq(sf_readf_double(file, samples, info.frames), info.frames);
	sf_close(file);
	return samples;
}

void region_expect_cut(const char *part, const char *whole, size_t from, size_t frames)
{
	size_t part_frames, whole_frames, channels, whole_channels;
	double *cut = read_all(part, &part_frames, &channels);
	double *all = read_all(whole, &whole_frames, &whole_channels);
	cr_assert_eq(channels, whole_channels);
	cr_assert_lt(from, whole_frames);
	if (frames == 0)
		frames = whole_frames - from;
	cr_expect_eq(part_frames, frames, "%s has %zu frames instead of %zu", part, part_frames, frames);
	if (part_frames == frames)
		cr_expect_eq(memcmp(cut, all + from * channels, frames * channels * sizeof *cut), 0,
			     "%s is not %s from frame %zu on", part, whole, from);
	free(cut);
	free(all);
}
