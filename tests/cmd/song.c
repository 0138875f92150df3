/* Writes the small song that the tests of commands render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/sound.h"

#include <sndfile.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 96000 };

static void write_noise(const char *name, unsigned seed, unsigned channels)
{
	struct sound sound = sound_noise(seed, channels, FRAMES, 0.25);
	sound_write(scratch_path(name), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&sound);
}

void song_make(void)
{
	scratch_make();
	write_noise("drums.wav", 1, 2);
	write_noise("lead.wav", 2, 1);
	song_recipe("song.yaml", SONG);
}

const char *song_recipe(const char *name, const char *yaml)
{
	static char paths[8][512];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof paths[0], "%s", scratch_path(name));
	scratch_write(path, yaml, strlen(yaml));
	return path;
}

int song_has(const char *name)
{
	return access(scratch_path(name), F_OK) == 0;
}
