/* stemprint: the typed recipe.
   SPDX-License-Identifier: GPL-3.0-or-later

   It is made once from a document. All names are resolved to indices, and all values have the units that quantity.h
   keeps. Nothing changes it afterwards. Every entry has the location of its text, for the diagnostics of later
   stages. */
#ifndef STEMPRINT_RECIPE_RECIPE_H
#define STEMPRINT_RECIPE_RECIPE_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "dsp/pan_law.h"
#include "processors/processor.h"
#include "recipe/loudness_request.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RECIPE_CHANNELS_MAXIMUM = 16,
	RECIPE_STRIPS_MAXIMUM = 4096,
	RECIPE_STEMS_MAXIMUM = 256,
	RECIPE_VCAS_MAXIMUM = 256,
	RECIPE_RECORDINGS_MAXIMUM = 64,
	RECIPE_OUTPUTS_MAXIMUM = 64, /**< the outputs of one strip */
	RECIPE_DEVICE_CHANNELS_MAXIMUM = 64,
	RECIPE_PRINTS_MAXIMUM = 1024, /**< the mixes of a recipe, or its taps */
};

/** The value means no strip, or no stem. */
#define RECIPE_NONE SIZE_MAX

/** A tap is a point of a strip where its signal can be taken. The flow is: input -> trim, polarity, inserts ->
    pre-fader -> fader, mute -> post-fader -> pan / balance / width -> post-pan. */
enum tap { TAP_INPUT, TAP_PRE_FADER, TAP_POST_FADER, TAP_POST_PAN };

/** Returns "input", "pre-fader", "post-fader" or "post-pan". */
const char *tap_name(enum tap tap);

struct strip_tap {
	size_t strip; /**< an index into recipe.strips */
	enum tap tap;
	struct location at;
	const char *chain; /**< "crush.dry" is the output of a chain of a rack of the strip, before its level; `tap` is
			     then TAP_PRE_FADER. NULL means a tap of the strip itself */
};

/** Returns the name of the tap, like "post-fader", or that of the chain. */
const char *strip_tap_name(const struct strip_tap *tap);

enum generator_kind {
	GENERATOR_NONE, /**< the source is a file */
	GENERATOR_TONE,
	GENERATOR_SWEEP,
	GENERATOR_WHITE_NOISE,
	GENERATOR_PINK_NOISE,
	GENERATOR_IMPULSE,
};

/** Returns "tone", "sweep", "white-noise", "pink-noise" or "impulse", and "file" for none. */
const char *generator_kind_name(enum generator_kind kind);

/** A generator is a signal that stemprint makes itself, for calibration and tests. */
struct recipe_generator {
	enum generator_kind kind;
	double level_dbfs; /**< the peak of a tone, a sweep or an impulse; the rms of noise, where a full-scale sine
		     has 0 dBFS (AES17-2020) */
	double length_seconds; /**< the length is over 0 */
	double frequency; /**< the frequency of a tone, Hz */
	double from, to; /**< the start and the end of a sweep, Hz */
	double every_seconds; /**< the distance of impulses; 0 means a single impulse at the start */
};

/** A source is one file, or some channels of it, or a pair of mono files, or a generated signal. It begins at
    `start_seconds` of the session. */
struct recipe_source {
	const char *file; /**< the file as written; for a generated signal its kind */
	const char *path; /**< the path, resolved against the recipe's folder; NULL for a generated signal */
	struct location at;
	const char *right_file; /**< the right file of a pair of mono files, as written, where `file` is the left
		     one; NULL means that the source is not a pair */
	const char *right_path; /**< the right path, resolved like `path`; NULL means that the source is not a pair */
	struct location right_at;
	struct recipe_generator generator;
	size_t channel_count; /**< 0 means all channels of the file, or both of a pair; a generated signal always
		     has a count */
	unsigned channels[RECIPE_CHANNELS_MAXIMUM]; /**< the channels, counted from 1; a pair and a generated signal
		     have none */
	double start_seconds; /**< the start is 0 or more */
	double gain_db; /**< the default is 0 */
};

/** A recording is a file that processors hold as a whole in memory: an impulse response. Each path has one entry. */
struct recipe_recording {
	const char *file; /**< the file as first written */
	const char *path; /**< the path, resolved against the recipe's folder */
	struct location at; /**< the position of the first key that names it */
};

/** The policy says what stems get when they meet in an insert of the law OPAQUE: its `stems`. An insert with a
    single stem gives it the whole output, and needs no policy. */
enum stem_policy {
	STEM_POLICY_REFUSE, /**< the meeting is an error (the default) */
	STEM_POLICY_RESIDUE, /**< each stem gets the linear part of its own lane; the rest is a stem of its own,
		     recipe.residue */
	STEM_POLICY_PER_LANE, /**< each stem gets an instance for its own lane; the rest is in no stem,
		     recipe.missing */
};

/** Returns "refuse", "residue" or "per-lane". */
const char *stem_policy_name(enum stem_policy policy);

struct recipe_insert {
	const struct processor *processor;
	struct parameter_value *values;
	struct location at;
	enum stem_policy policy; /**< the policy for the law OPAQUE */
	int key; /**< the index of the parameter that names the key, when it is given; -1 without. Its value holds
		     the strip and the tap. */
};

/** These are processors one after the other: the inserts of a strip, or of a chain within a fork. */
struct recipe_inserts {
	struct recipe_insert *items;
	size_t count;
};

struct recipe_send {
	size_t to; /**< the index of an aux or a bus */
	enum tap tap; /**< the default is TAP_POST_FADER */
	double level_db; /**< the default is 0; -INFINITY sends nothing */
	double pan; /**< -1..1: the position of a mono signal in a stereo strip; the default is 0 */
	bool mute;
	struct location at;
};

enum strip_kind { STRIP_TRACK, STRIP_BUS, STRIP_AUX, STRIP_OUTPUT };

/** Returns "track", "bus", "aux" or "output". */
const char *strip_kind_name(enum strip_kind kind);

/** This is a strip that another one feeds by its `output`. */
struct recipe_output {
	size_t strip; /**< the index of a bus or an output */
	struct location at;
};

/** This is a channel of a device. */
struct recipe_channel {
	unsigned number; /**< the number, counted from 1 */
	struct location at;
};

/** A device is the set of channels of an interface, or of one file, that outputs share. */
struct recipe_device {
	const char *name;
	struct location at; /**< the position of its first name */
	size_t channels; /**< the highest channel that an output takes */
	uint64_t taken; /**< one bit for each channel, the lowest for channel 1; a set bit means that an output
		     takes the channel */
};

struct recipe_strip {
	enum strip_kind kind;
	const char *name;
	struct location at; /**< the position of the name */
	struct recipe_source *sources; /**< tracks only: one or more sources, which are summed */
	size_t source_count;
	struct strip_tap *listens; /**< `input:` taps of other strips; the default tap is TAP_POST_PAN */
	size_t listen_count;
	size_t channels; /**< the default of buses, auxes and outputs is 2; for tracks, 0 means as many as the
		     widest source */
	struct location channels_at; /**< the position of the key; line 0 means that it is not given */
	size_t device; /**< outputs: an index into recipe.devices; RECIPE_NONE without one */
	struct location device_at;
	struct recipe_channel
		*device_channels; /**< outputs with a device: the channel of the device for each own channel */
	double trim_db;
	bool polarity; /**< the polarity is inverted */
	struct recipe_inserts inserts;
	double fader_db; /**< -INFINITY is silence */
	bool mute;
	bool solo;
	bool solo_safe; /**< no solo of another strip silences it; the default is false */
	size_t muted_by; /**< an index into recipe.vcas: the VCA that mutes it; RECIPE_NONE means its own `mute`, or
		     none */
	bool pan_given, balance_given, width_given;
	struct location pan_at, balance_at, width_at;
	double pan; /**< -1..1, for a mono strip that feeds stereo; the default is 0 */
	bool dual_pan; /**< `pan` has two positions, for a stereo strip: `pan` is that of the left side */
	double pan_right; /**< dual_pan: -1..1, the position of the right side */
	double balance; /**< -1..1, for a stereo strip; the default is 0 */
	double width; /**< 0..2 (200 %), for a stereo strip; the default is 1 */
	enum pan_law pan_law; /**< the strip's own or the session's */
	struct recipe_send *sends;
	size_t send_count;
	struct recipe_output *outputs; /**< each strip stands here once; the list is empty for `output: none` and
		     for an output strip */
	size_t output_count;
	size_t stem; /**< an index into recipe.stems; RECIPE_NONE without a label */
	struct location stem_at;
};

/** Returns whether all sound in a strip comes from its own sources. Nothing can feed a track except the taps that
    it listens to. */
static inline bool recipe_strip_sounds_alone(const struct recipe_strip *strip)
{
	return strip->source_count > 0 && strip->listen_count == 0;
}

enum container { CONTAINER_WAV, CONTAINER_FLAC };
enum encoding { ENCODING_PCM16, ENCODING_PCM24, ENCODING_PCM32, ENCODING_FLOAT32, ENCODING_FLOAT64 };
enum dither { DITHER_NONE, DITHER_TPDF };

/** FLAC takes pcm16 and pcm24; float encodings take no dither. */
struct print_format {
	enum container container; /**< the default is WAV */
	enum encoding encoding; /**< the default is pcm24 */
	enum dither dither; /**< the default is TPDF for pcm, none for float */
};

const char *container_name(enum container container); /**< the name "wav" or "flac" is also the file's ending */
const char *encoding_name(enum encoding encoding); /**< the name is "pcm16" or similar */
const char *dither_name(enum dither dither); /**< the name is "none" or "tpdf" */

/** Returns the bits of a PCM encoding, and 0 for float. */
unsigned encoding_bits(enum encoding encoding);

/** The mode says whether the sound that a mix leaves out is taken from the lanes of the full mix, or the mix is
    rendered anew with that sound muted. */
enum mix_mode { MIX_AS_HEARD, MIX_RE_RENDERED };

struct recipe_mix {
	const char *name;
	struct location at;
	struct strip_tap of; /**< an output; the default tap is TAP_POST_PAN */
	bool selective; /**< `without` or `only` is given */
	bool *keep; /**< selective: for each stem of recipe.stems, whether the mix has it */
	enum mix_mode mode;
	struct recipe_inserts inserts; /**< the inserts of this print alone, after all else; no stem passes them */
	struct loudness_request *loudness; /**< the limits that judge its loudness: its own, or those of `verify`;
		     NULL means none */
	bool quality; /**< stemprint searches the mix for faults */
	bool quality_given; /**< the mix sets this itself */
	struct print_format format;
};

/** Returns whether a mix leaves stems out by a render of its own. */
static inline bool mix_is_re_rendered(const struct recipe_mix *mix)
{
	return mix->selective && mix->mode == MIX_RE_RENDERED;
}

/** This says what divides a set into stems. */
enum stems_by {
	STEMS_BY_LABEL, /**< the set has a stem for each label; the last label that sound passed counts */
	STEMS_BY_TRACK, /**< the set has a stem for each track that has a source, whatever label its sound has */
};

/** This is a set of stems, which add up to one mix. */
struct recipe_stems {
	const char *name; /**< NULL means the set without a name */
	struct location at;
	struct strip_tap of; /**< an output; the default tap is TAP_POST_PAN */
	enum stems_by by;
	bool all; /**< there is no `names`: the set has every stem that reaches the output */
	size_t *stems; /**< otherwise the stems to print, in the given order: indices for recipe_stem_name() */
	size_t count;
	size_t proof; /**< an index into print.mixes: the mix that the stems must add up to; RECIPE_NONE after an
		     error */
	struct print_format format;
};

/** This says how the stems add up to the mix that proves them. */
enum sum {
	SUM_ROUNDED, /**< the sum is as close as the separate rounding of each file allows */
	SUM_EXACT, /**< the sum is equal bit for bit: the stems are rounded together (dsp/apportion.h), with one PCM
		     encoding and dither for them and the mix */
};

/** The highest gain of a fader of a strip or a VCA, dB. */
#define RECIPE_FADER_MOST_DB 24.0

/** Stems may be printed at most this much lower, dB. */
#define HEADROOM_MOST_DB 60.0

/** The headroom says how much lower stems are printed, so that none passes full scale. It is one gain for all stems
    of the render. */
struct recipe_headroom {
	struct location at; /**< the position of the value */
	bool automatic; /**< `auto`: as much as the loudest stem needs, in steps of 0.5 dB; nothing in float
		     encodings */
	double gain_db; /**< otherwise 0 to HEADROOM_MOST_DB; the default is 0 */
	bool mix; /**< the mix that proves the stems is printed lower by the same gain; the default is no */
};

struct recipe_tap_print {
	const char *name;
	struct location at;
	struct strip_tap of; /**< the tap of any strip */
	struct print_format format;
};

/** This is one file with all channels of a device. */
struct recipe_device_print {
	size_t device; /**< an index into recipe.devices */
	struct location at;
	struct print_format format;
};

struct recipe_print {
	const char *directory; /**< the directory, resolved against the recipe's folder; the default is the recipe's
			     name without its ending */
	struct location at;
	struct location directory_at; /**< the position of its value; it is no position without one */
	struct recipe_mix *mixes;
	size_t mix_count;
	struct recipe_stems *stem_sets; /**< the sets in the order of the recipe */
	size_t stem_set_count; /**< 0 means that no stems are printed */
	enum sum sum; /**< the rule for every set; the default is SUM_ROUNDED */
	struct location sum_at;
	struct recipe_headroom headroom; /**< the headroom of the stems */
	struct recipe_tap_print *taps;
	size_t tap_count;
	struct recipe_device_print *devices;
	size_t device_count;
};

/** Bleed measures how much of each track reaches the stems. */
struct recipe_bleed {
	bool given;
	double max_db; /**< the limit for a track in a stem that is not meant for it, against its level in its own
		     stem; NAN means no verdict */
};

/** These limits become verdicts; NAN means that there is no limit. */
struct recipe_verify {
	double null_max_residual_dbfs; /**< the peak of the mix minus the summed stems, as printed; NAN means the
		     hard bound of the formats */
	struct recipe_bleed bleed;
	struct loudness_request loudness; /**< the limits for mixes; recipe_mix.loudness says which mixes they judge */
};

enum tail_mode { TAIL_AUTO, TAIL_FIXED };

struct recipe_session {
	double sample_rate; /**< the default is 48000; sources of another rate are converted */
	double tempo_bpm; /**< 0 means that it is not given */
	enum pan_law pan_law;
	enum tail_mode tail_mode; /**< the default is auto */
	double tail_seconds; /**< TAIL_FIXED: the tail (`none` is 0); TAIL_AUTO: the cap, `tail_limit`, whose
		     default is 30 s */
	double length_seconds; /**< 0 means until the last source ends */
	uint64_t seed; /**< the seed of dither and of modulation; the default is 0 */
};

/** An input is a file that the recipe reads: a source, an impulse response, a loudness profile. */
struct recipe_input {
	const char *file; /**< the file as written */
	const char *path; /**< the path, resolved against the recipe's folder, or the fragment's */
	struct location at;
};

/** A VCA is a fader that moves the faders of its members, and carries no sound. The members already include its
    gain, mute and solo. */
struct recipe_vca {
	const char *name;
	struct location at; /**< the position of the name */
	double fader_db; /**< its own gain; -INFINITY is silence; the default is 0 */
	bool mute, solo;
	size_t *strips; /**< the members, as indices into recipe.strips, in the given order */
	size_t strip_count;
	size_t *vcas; /**< the members, as indices into recipe.vcas */
	size_t vca_count;
};

struct recipe {
	const char *title; /**< the title; NULL if there is none */
	struct recipe_session session;
	struct recipe_strip *strips; /**< tracks, buses, auxes and outputs, each in the order of the recipe */
	size_t strip_count;
	struct recipe_vca *vcas; /**< the VCAs in the order of the recipe */
	size_t vca_count;
	const char *const *stems; /**< the labels in the order of first use */
	size_t stem_count;
	size_t residue; /**< the stem for the sound that inserts with `stems: residue` add; RECIPE_NONE without any */
	size_t missing; /**< the label, never printed, of the sound that inserts with `stems: per-lane` leave out;
		     RECIPE_NONE without any */
	struct recipe_recording *recordings;
	size_t recording_count;
	struct recipe_input
		*inputs; /**< inputs of every kind, as often as they are named; fragments are not among them */
	size_t input_count;
	struct recipe_device *devices; /**< the devices in the order of first use */
	size_t device_count;
	struct recipe_print print;
	struct recipe_verify verify;
};

/** Returns the first set of stems by label, or NULL if there is none. */
const struct recipe_stems *recipe_labelled_stems(const struct recipe *recipe);

/** Returns the name of a stem of a set. `stem` is a label by index into recipe.stems; in a set by track it is a
    strip, and recipe.strip_count stands for the residue. */
const char *recipe_stem_name(const struct recipe *recipe, const struct recipe_stems *set, size_t stem);

/** Returns the location of a stem's origin: the first strip with its label, or the track; it is the set itself
    where no strip has the label. */
struct location recipe_stem_location(const struct recipe *recipe, const struct recipe_stems *set, size_t stem);

/** Lists the stems that a set may print, in their order. Stems that turn out not to reach the output are among
    them. Returns how many; `stems` has room for recipe_most_stems(). */
size_t recipe_list_stems(const struct recipe *recipe, const struct recipe_stems *set, size_t *stems);

/** Returns the largest number of stems that any set can have. */
size_t recipe_most_stems(const struct recipe *recipe);

#endif
