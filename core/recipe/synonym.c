/* Lists the words of DAWs and other mixers beside the keys of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/synonym.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* A word may stand for several keys; the first one that the mapping has is meant. */
static const struct row {
	const char *word, *key;
} key_rows[] = {
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
	{ "pre", "tap" },
	{ "pre_fader", "tap" },
	{ "prefader", "tap" },
	{ "bits", "format" },
	{ "bit_depth", "format" },
	{ "target", "integrated" },
	{ "lufs", "integrated" },
	{ "lufs", "loudness" },
	{ "tracks", "members" },
};

static const struct row processor_rows[] = {
	{ "comp", "compressor" },
	{ "equalizer", "eq" },
	{ "equaliser", "eq" },
	{ "parametric_eq", "eq" },
	{ "peq", "eq" },
	{ "filter", "eq" },
	{ "highpass", "eq" },
	{ "lowpass", "eq" },
	{ "lowcut", "eq" },
	{ "low_cut", "eq" },
	{ "high_cut", "eq" },
	{ "hpf", "eq" },
	{ "lpf", "eq" },
	{ "verb", "reverb" },
	{ "echo", "delay" },
	{ "maximizer", "limiter" },
	{ "maximiser", "limiter" },
	{ "brickwall", "limiter" },
	{ "expander", "gate" },
	{ "noise_gate", "gate" },
	{ "distortion", "saturation" },
	{ "overdrive", "saturation" },
	{ "saturator", "saturation" },
	{ "volume", "gain" },
	{ "trim", "gain" },
	{ "phase", "polarity" },
	{ "invert", "polarity" },
	{ "stereo_width", "width" },
	{ "widener", "width" },
	{ "ms", "mid-side" },
	{ "impulse", "convolver" },
	{ "convolution", "convolver" },
	{ "ir", "convolver" },
	{ "multiband", "split" },
	{ "sibilance", "de-esser" },
	{ "transient", "transient-shaper" },
};

static const struct row parameter_rows[] = {
	{ "frequency", "freq" },
	{ "hz", "freq" },
	{ "cutoff", "freq" },
	{ "db", "gain" },
	{ "bandwidth", "q" },
	{ "wet", "mix" },
	{ "dry_wet", "mix" },
	{ "drywet", "mix" },
	{ "wet_dry", "mix" },
	{ "blend", "mix" },
	{ "sidechain", "key" },
	{ "side_chain", "key" },
	{ "sc", "key" },
	{ "key_input", "key" },
	{ "rt60", "decay" },
	{ "time", "decay" },
	{ "length", "decay" },
	{ "pre_delay", "predelay" },
	{ "makeup_gain", "makeup" },
	{ "make_up", "makeup" },
	{ "output_gain", "makeup" },
	{ "repeats", "feedback" },
	{ "regeneration", "feedback" },
	{ "ceil", "ceiling" },
	{ "out_ceiling", "ceiling" },
	{ "low_pass", "lowpass" },
	{ "high_pass", "highpass" },
};

static const struct row choice_rows[] = {
	{ "lowcut", "highpass" },
	{ "low_cut", "highpass" },
	{ "hpf", "highpass" },
	{ "hp", "highpass" },
	{ "highcut", "lowpass" },
	{ "high_cut", "lowpass" },
	{ "lpf", "lowpass" },
	{ "lp", "lowpass" },
	{ "peak", "bell" },
	{ "peaking", "bell" },
	{ "parametric", "bell" },
	{ "low", "lowshelf" },
	{ "high", "highshelf" },
	{ "pre", "pre-fader" },
	{ "post", "post-fader" },
	{ "prefader", "pre-fader" },
	{ "postfader", "post-fader" },
	{ "16", "pcm16" },
	{ "24", "pcm24" },
	{ "16bit", "pcm16" },
	{ "24bit", "pcm24" },
	{ "16_bit", "pcm16" },
	{ "24_bit", "pcm24" },
	{ "float", "float32" },
	{ "32float", "float32" },
	{ "triangular", "tpdf" },
	{ "wave", "wav" },
	{ "bwf", "wav" },
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

static const char *find(const struct row *rows, size_t row_count, const char *word, const char *const *names,
			size_t count)
{
	char plain[WORD_MOST];
	if (!normalise(word, plain))
		return NULL;
	for (size_t row = 0; row < row_count; row++)
		for (size_t i = 0; strcmp(rows[row].word, plain) == 0 && i < count; i++)
			if (strcmp(rows[row].key, names[i]) == 0)
				return names[i];
	return NULL;
}

#define FIND(rows, word, names, count) find(rows, sizeof(rows) / sizeof *(rows), word, names, count)

const char *synonym_find(const char *word, const char *const *names, size_t count)
{
	return FIND(key_rows, word, names, count);
}

const char *synonym_find_processor(const char *word, const char *const *names, size_t count)
{
	return FIND(processor_rows, word, names, count);
}

const char *synonym_find_parameter(const char *word, const char *const *names, size_t count)
{
	return FIND(parameter_rows, word, names, count);
}

const char *synonym_find_choice(const char *word, const char *const *names, size_t count)
{
	return FIND(choice_rows, word, names, count);
}
