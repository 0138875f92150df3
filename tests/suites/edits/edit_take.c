/* Renders a session whose regions are edited.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "edit_take.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* What remembers the sound before it would tell an edit of the render from a render of the edit. */
static const char session[] =
	"version: 1\n"
	"session: { sample_rate: %u Hz, seed: 3, length: 2 s, tempo: 120 bpm, markers: { chorus: 900 ms } }\n"
	"tracks:\n"
	"  a: { stem: one, source: { generate: white-noise, level: -26 dBFS, length: 2 s, channels: 2 },\n"
	"       sends: [ { to: plate, level: -6 dB } ] }\n"
	"  b: { stem: two, source: { generate: sweep, level: -18 dBFS, from: 100 Hz, to: 9 kHz, length: 2 s, channels: "
	"2 } }\n"
	"auxes: { plate: { inserts: [ reverb: { decay: 0.3 s } ] } }\n"
	"outputs: { master: { inserts: [ compressor: { threshold: -24 dB, ratio: 3 } ] } }\n"
	"print:\n"
	"  directory: %s\n  format: { %s }\n%s"
	"  mixes: { mix: {} }\n"
	"  stems: {}\n"
	"  regions:\n"
	"    cut:\n"
	"      length: 1.5 s\n"
	"      parts:\n"
	"        - { to: 400 ms }\n"
	"        - { from: chorus, length: 1/4, crossfade: 50 ms }\n"
	"        - { from: 200 ms, crossfade: { length: 10 ms, shape: linear } }\n"
	"      fade_in: { length: 30 ms, shape: slow-start }\n"
	"      fade_out: { length: 200 ms, shape: s-curve }\n"
	"    ring: { from: 1 s, length: 3 s, tail: yes }\n"
	"    open: { parts: [ { to: 500 ms }, { from: 1500 ms, crossfade: 10 ms } ] }\n"
	"    faded: { from: 333 samples, length: 500 ms, fade_out: 10 ms }\n";

void edit_render(const struct edit_take *take, const char *folder)
{
	char path[512], name[64], yaml[4096];
	const char *const *options = take->options;
	snprintf(name, sizeof name, "%s.yaml", folder);
	snprintf(path, sizeof path, "%s", scratch_path(name));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(yaml, sizeof yaml, session, take->rate, folder, take->format, take->print);
#pragma GCC diagnostic pop
	scratch_write(path, yaml, strlen(yaml));
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", path, "-q", options[0], options[1], options[2],
						    options[3], options[4], options[5]));
	program_release(&run);
}

struct sound edit_read(const char *folder, const char *region, const char *name)
{
	char path[256];
	if (region)
		snprintf(path, sizeof path, "%s/regions/%s/%s.wav", folder, region, name);
	else
		snprintf(path, sizeof path, "%s/%s.wav", folder, name);
	return sound_read(scratch_path(path));
}
