/* Writes the files that clips are cut from.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/clips/clip_files.h"

#include "io/scratch.h"
#include "support/program.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

double clip_tone(double frame, unsigned channel)
{
	static const double partials[2][4] = { { 220.0, 1237.0, 5003.0, 8999.0 }, { 331.0, 997.0, 3511.0, 8123.0 } };
	double sum = 0.0;
	if (frame < 0.0 || frame > TONE_FRAMES)
		return 0.0;
	for (size_t i = 0; i < 4; i++)
		sum += 0.06 * sin(2.0 * pi * partials[channel][i] * frame / TONE_RATE);
	return sum * pow(sin(pi * frame / TONE_FRAMES), 4.0);
}

void clip_files_write(void)
{
	struct sound stereo = sound_noise(1, 2, NOISE_FRAMES, 0.1), mono = sound_noise(2, 1, NOISE_FRAMES, 0.1);
	struct sound tone = { calloc(2 * TONE_FRAMES, sizeof(double)), TONE_FRAMES, 2, TONE_RATE };
	for (size_t i = 0; i < TONE_FRAMES; i++)
		for (unsigned channel = 0; channel < 2; channel++)
			tone.samples[2 * i + channel] = clip_tone((double)i, channel);
	stereo.rate = mono.rate = NOISE_RATE;
	sound_write(scratch_path("stereo.wav"), &stereo, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
	sound_write(scratch_path("mono.wav"), &mono, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
	sound_write(scratch_path("tone.wav"), &tone, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
	sound_release(&stereo);
	sound_release(&mono);
	sound_release(&tone);
}

void clip_render(const char *name, const char *yaml, const char *option, const char *value)
{
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path(name));
	scratch_write(path, yaml, strlen(yaml));
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", "-q", "--no-loudness", path, option, value));
	program_release(&run);
}
