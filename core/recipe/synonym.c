/* Lists the words of DAWs and other mixers beside the keys of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/synonym.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* A word may stand for several keys; the first one that the mapping has is meant. */
static const struct {
	const char *word, *key;
} rows[] = {
	{ "volume", "fader" },
	{ "vol", "fader" },
	{ "level", "fader" },
	{ "gain", "trim" },
	{ "gain", "fader" },
	{ "db", "fader" },
	{ "volume", "level" },
	{ "gain", "level" },
	{ "amount", "level" },
	{ "plugins", "inserts" },
	{ "plugin", "inserts" },
	{ "effects", "inserts" },
	{ "fx", "inserts" },
	{ "chain", "inserts" },
	{ "processors", "inserts" },
	{ "insert", "inserts" },
	{ "file", "source" },
	{ "audio", "source" },
	{ "wav", "source" },
	{ "clip", "source" },
	{ "sample", "source" },
	{ "path", "source" },
	{ "source", "file" },
	{ "path", "file" },
	{ "phase", "polarity" },
	{ "invert", "polarity" },
	{ "phase_invert", "polarity" },
	{ "panning", "pan" },
	{ "panorama", "pan" },
	{ "muted", "mute" },
	{ "soloed", "solo" },
	{ "solo_defeat", "solo_safe" },
	{ "send", "sends" },
	{ "aux_sends", "sends" },
	{ "out", "output" },
	{ "outputs", "output" },
	{ "bus", "output" },
	{ "route", "output" },
	{ "routing", "output" },
	{ "dest", "to" },
	{ "destination", "to" },
	{ "aux", "to" },
	{ "target", "to" },
	{ "group", "stem" },
	{ "stems", "stem" },
	{ "offset", "start" },
	{ "position", "start" },
	{ "at", "start" },
	{ "start", "at" },
	{ "position", "at" },
	{ "offset", "from" },
	{ "end", "to" },
	{ "items", "clips" },
	{ "regions", "clips" },
	{ "fadein", "fade_in" },
	{ "fadeout", "fade_out" },
	{ "speed", "rate" },
	{ "playrate", "rate" },
	{ "reversed", "reverse" },
	{ "backwards", "reverse" },
	{ "channel_mode", "mode" },
	{ "curve", "shape" },
	{ "track", "tracks" },
	{ "channels", "tracks" },
	{ "strips", "tracks" },
	{ "bus", "buses" },
	{ "busses", "buses" },
	{ "groups", "buses" },
	{ "group", "buses" },
	{ "folders", "buses" },
	{ "aux", "auxes" },
	{ "returns", "auxes" },
	{ "return", "auxes" },
	{ "fx", "auxes" },
	{ "effects", "auxes" },
	{ "output", "outputs" },
	{ "master", "outputs" },
	{ "main", "outputs" },
	{ "vca", "vcas" },
	{ "export", "print" },
	{ "bounce", "print" },
	{ "render", "print" },
	{ "project", "session" },
	{ "settings", "session" },
	{ "name", "title" },
	{ "rate", "sample_rate" },
	{ "samplerate", "sample_rate" },
	{ "fs", "sample_rate" },
	{ "bpm", "tempo" },
	{ "duration", "length" },
	{ "mix", "mixes" },
	{ "stem", "stems" },
	{ "folder", "directory" },
	{ "path", "directory" },
	{ "bits", "encoding" },
	{ "bit_depth", "encoding" },
	{ "depth", "encoding" },
	{ "type", "container" },
	{ "null", "proof" },
	{ "tracks", "members" },
};

enum { WORD_MOST = 24 };

/* Writes the word in lower case with "_" between its parts. Returns false when it is longer than any row. */
static bool normalise(const char *word, char *plain)
{
	const size_t length = strlen(word);
	if (length >= WORD_MOST)
		return false;
	for (size_t i = 0; i <= length; i++)
		plain[i] = (char)(word[i] == '-' || word[i] == ' ' ? '_' : tolower((unsigned char)word[i]));
	return true;
}

const char *synonym_find(const char *word, const char *const *names, size_t count)
{
	char plain[WORD_MOST];
	if (!normalise(word, plain))
		return NULL;
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
		for (size_t i = 0; strcmp(rows[row].word, plain) == 0 && i < count; i++)
			if (strcmp(rows[row].key, names[i]) == 0)
				return names[i];
	return NULL;
}
