/* stemprint: the typed recipe.
   SPDX-License-Identifier: GPL-3.0-or-later

   Made once from a document, all names resolved to indices, all values in the units that quantity.h keeps; nobody changes
   it afterwards. Every entry carries the place it came from, for the diagnostics of later stages. */
#ifndef STEMPRINT_RECIPE_RECIPE_H
#define STEMPRINT_RECIPE_RECIPE_H

#include "base/arena.h"
#include "base/diagnostic.h"
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
	RECIPE_OUTPUTS_MAXIMUM = 64, /**< of one strip */
	RECIPE_DEVICE_CHANNELS_MAXIMUM = 64,
};

/** No strip, no stem. */
#define RECIPE_NONE SIZE_MAX

/** Places of a strip where its signal can be taken, in the order of the flow:
    input -> trim, polarity, inserts -> pre-fader -> fader, mute -> post-fader -> pan / balance / width -> post-pan. */
enum tap { TAP_INPUT, TAP_PRE_FADER, TAP_POST_FADER, TAP_POST_PAN };

/** "input", "pre-fader", "post-fader", "post-pan". */
const char *tap_name(enum tap tap);

struct strip_tap {
	size_t strip; /**< index into recipe.strips */
	enum tap tap;
	struct position at;
	const char *
		chain; /**< "crush.dry": what comes out of a chain of a rack of the strip, before its level; then `tap` is TAP_PRE_FADER. NULL: a tap
			      of the strip itself */
};

/** "post-fader", or the chain. */
const char *strip_tap_name(const struct strip_tap *tap);

enum generator_kind {
	GENERATOR_NONE, /**< a file */
	GENERATOR_TONE,
	GENERATOR_SWEEP,
	GENERATOR_WHITE_NOISE,
	GENERATOR_PINK_NOISE,
	GENERATOR_IMPULSE,
};

/** "tone", "sweep", "white-noise", "pink-noise", "impulse"; "file" for none. */
const char *generator_kind_name(enum generator_kind kind);

/** A signal that stemprint makes itself, to calibrate and to test. */
struct recipe_generator {
	enum generator_kind kind;
	double level_dbfs; /**< peak of a tone, a sweep, an impulse; rms of noise, where a full-scale sine has 0 dBFS (AES17-2020) */
	double length_seconds; /**< over 0 */
	double frequency; /**< tone, Hz */
	double from, to; /**< sweep, Hz: where it starts and ends */
	double every_seconds; /**< impulse; 0: one alone, at the start */
};

/** One file, or some channels of it, or a pair of mono files, or a generated signal, heard from `start_seconds` of the session on. */
struct recipe_source {
	const char *file; /**< as written; of a generated signal its kind */
	const char *path; /**< relative to the recipe's folder, resolved against it; NULL of a generated signal */
	struct position at;
	const char *right_file; /**< of a pair of mono files, as written: `file` is the left one; NULL: not a pair */
	const char *right_path; /**< resolved as `path`; NULL: not a pair */
	struct position right_at;
	struct recipe_generator generator;
	size_t channel_count; /**< 0: all channels of the file, or both of a pair; never of a generated signal */
	unsigned channels[RECIPE_CHANNELS_MAXIMUM]; /**< from 1; not of a pair or a generated signal */
	double start_seconds; /**< 0 and more */
	double gain_db; /**< default 0 */
};

/** A file that processors hear whole, in memory: an impulse response. One entry for each path. */
struct recipe_recording {
	const char *file; /**< as first written */
	const char *path; /**< resolved against the recipe's folder */
	struct position at; /**< of the first that names it */
};

/** What stems that meet in an insert of the law OPAQUE get: its `stems`. One that hears a single stem hears its whole, and asks for nothing. */
enum stem_policy {
	STEM_POLICY_REFUSE, /**< it is an error (the default) */
	STEM_POLICY_RESIDUE, /**< each the linear part of its own lane; the rest is a stem of its own, recipe.residue */
	STEM_POLICY_PER_LANE, /**< each an instance for its own lane; the rest is in no stem, recipe.missing */
};

/** "refuse", "residue", "per-lane". */
const char *stem_policy_name(enum stem_policy policy);

struct recipe_insert {
	const struct processor *processor;
	struct parameter_value *values;
	struct position at;
	enum stem_policy policy; /**< of the law OPAQUE */
	int key; /**< index of the parameter that names the key, when given; -1 without. The strip and tap are in its value. */
};

/** Processors one after the other: the inserts of a strip, or of a chain within a fork. */
struct recipe_inserts {
	struct recipe_insert *items;
	size_t count;
};

struct recipe_send {
	size_t to; /**< an aux or a bus */
	enum tap tap; /**< default TAP_POST_FADER */
	double level_db; /**< default 0; -INFINITY sends nothing */
	double pan; /**< -1..1: where a mono signal goes in a stereo strip; default 0 */
	bool mute;
	struct position at;
};

/** Power of the centre: gains of a mono signal at position p, angle a = (p + 1) pi / 4. */
enum pan_law {
	PAN_LAW_3, /**< -3 dB: cos a, sin a (the default) */
	PAN_LAW_4_5, /**< -4.5 dB: the geometric mean of the other two */
	PAN_LAW_6, /**< -6 dB: linear */
	PAN_LAW_0, /**< 0 dB: balance, the far side falls linearly */
};

enum strip_kind { STRIP_TRACK, STRIP_BUS, STRIP_AUX, STRIP_OUTPUT };

/** "track", "bus", "aux", "output". */
const char *strip_kind_name(enum strip_kind kind);

/** A strip that another one feeds by its `output`. */
struct recipe_output {
	size_t strip; /**< a bus or an output */
	struct position at;
};

/** A channel of a device. */
struct recipe_channel {
	unsigned number; /**< from 1 */
	struct position at;
};

/** The channels of an interface, or of one file, that outputs share. */
struct recipe_device {
	const char *name;
	struct position at; /**< where it is named first */
	size_t channels; /**< the highest that an output takes */
	uint64_t taken; /**< a bit for each channel, the lowest for channel 1: whether an output takes it */
};

struct recipe_strip {
	enum strip_kind kind;
	const char *name;
	struct position at; /**< the name */
	struct recipe_source *sources; /**< tracks only: one or more, summed */
	size_t source_count;
	struct strip_tap *listens; /**< `input:` taps of other strips; default tap TAP_POST_PAN */
	size_t listen_count;
	size_t channels; /**< buses, auxes, outputs: default 2. Tracks: 0 is as many as the widest source */
	struct position channels_at; /**< line 0: not given */
	size_t device; /**< outputs: index into recipe.devices; RECIPE_NONE without one */
	struct position device_at;
	struct recipe_channel *places; /**< outputs with a device: for each own channel that of the device */
	double trim_db;
	bool polarity; /**< inverted */
	struct recipe_inserts inserts;
	double fader_db; /**< -INFINITY is silence */
	bool mute;
	bool solo;
	bool solo_safe; /**< no solo of another strip silences it; default false */
	size_t muted_by; /**< index into recipe.vcas: the VCA that mutes it; RECIPE_NONE: its own `mute`, or none */
	bool pan_given, balance_given, width_given;
	struct position pan_at, balance_at, width_at;
	double pan; /**< -1..1, of a mono strip that feeds stereo; default 0 */
	bool dual_pan; /**< `pan` has two places, of a stereo strip: `pan` is that of the left side */
	double pan_right; /**< dual_pan: -1..1, where the right side stands */
	double balance; /**< -1..1, of a stereo strip; default 0 */
	double width; /**< 0..2 (200 %), of a stereo strip; default 1 */
	enum pan_law pan_law; /**< the strip's own or the session's */
	struct recipe_send *sends;
	size_t send_count;
	struct recipe_output *outputs; /**< each strip once; none: `output: none`, or an output strip */
	size_t output_count;
	size_t stem; /**< index into recipe.stems; RECIPE_NONE without a label */
	struct position stem_at;
};

/** Whether all that sounds in a strip comes from its own sources. Nothing can feed a track but what it listens to. */
static inline bool recipe_strip_sounds_alone(const struct recipe_strip *strip)
{
	return strip->source_count > 0 && strip->listen_count == 0;
}

enum container { CONTAINER_WAV, CONTAINER_FLAC };
enum encoding { ENCODING_PCM16, ENCODING_PCM24, ENCODING_PCM32, ENCODING_FLOAT32, ENCODING_FLOAT64 };
enum dither { DITHER_NONE, DITHER_TPDF };

/** FLAC takes pcm16 and pcm24; float encodings take no dither. */
struct print_format {
	enum container container; /**< default WAV */
	enum encoding encoding; /**< default pcm24 */
	enum dither dither; /**< default TPDF for pcm, none for float */
};

const char *container_name(enum container container); /**< "wav", "flac": also the file's ending */
const char *encoding_name(enum encoding encoding); /**< "pcm16" ... */
const char *dither_name(enum dither dither); /**< "none", "tpdf" */

/** Bits of a PCM encoding; 0 for float. */
unsigned encoding_bits(enum encoding encoding);

/** Whether what a mix leaves out is taken from the lanes of the full mix, or rendered anew with it muted. */
enum mix_mode { MIX_AS_HEARD, MIX_RE_RENDERED };

struct recipe_mix {
	const char *name;
	struct position at;
	struct strip_tap of; /**< an output; default tap TAP_POST_PAN */
	bool selective; /**< `without` or `only` is given */
	bool *keep; /**< selective: for each stem of recipe.stems, whether it is heard */
	enum mix_mode mode;
	struct recipe_inserts inserts; /**< of this print alone, after all else; no stem passes them */
	struct loudness_request *loudness; /**< what judges its loudness: its own, or that of `verify`; NULL: nothing */
	bool quality; /**< it is looked over for faults */
	bool quality_given; /**< the mix says so itself */
	struct print_format format;
};

/** Whether a mix leaves stems out by a render of its own. */
static inline bool mix_is_re_rendered(const struct recipe_mix *mix)
{
	return mix->selective && mix->mode == MIX_RE_RENDERED;
}

/** What tells the stems of a set apart. */
enum stems_by {
	STEMS_BY_LABEL, /**< a stem for each label, as sound passed it last */
	STEMS_BY_TRACK, /**< a stem for each track that has a source, whatever its sound is labelled */
};

/** A set of stems, which add up to one mix. */
struct recipe_stems {
	const char *name; /**< NULL: the set without a name */
	struct position at;
	struct strip_tap of; /**< an output; default tap TAP_POST_PAN */
	enum stems_by by;
	bool all; /**< no `names`: every stem that reaches the output */
	size_t *stems; /**< else the stems to print, in the order given: indices for recipe_stem_name() */
	size_t count;
	size_t proof; /**< index into print.mixes: the mix that they must add up to; RECIPE_NONE after an error */
	struct print_format format;
};

/** How the stems add up to the mix that proves them. */
enum sum {
	SUM_ROUNDED, /**< as closely as the rounding of each file by itself allows */
	SUM_EXACT, /**< bit for bit: the stems are rounded together (dsp/apportion.h); of one PCM encoding and dither with the mix */
};

/** Most that stems may be printed lower, dB. */
#define HEADROOM_MOST_DB 60.0

/** By how much stems are printed lower than they are, so that none passes full scale. It is one gain for all
    stems of the render. */
struct recipe_headroom {
	struct position at; /**< the value */
	bool automatic; /**< `auto`: as much as the loudest stem needs, in steps of 0.5 dB; nothing in float
	       encodings */
	double gain_db; /**< else 0 to HEADROOM_MOST_DB; default 0 */
	bool mix; /**< the mix that proves the stems is printed as much lower; default no */
};

struct recipe_tap_print {
	const char *name;
	struct position at;
	struct strip_tap of; /**< any strip */
	struct print_format format;
};

/** One file with all channels of a device. */
struct recipe_device_print {
	size_t device; /**< index into recipe.devices */
	struct position at;
	struct print_format format;
};

struct recipe_print {
	const char
		*directory; /**< resolved against the recipe's folder; default: the recipe's name without its ending */
	struct position at;
	struct position directory_at; /**< its value; no place without one */
	struct recipe_mix *mixes;
	size_t mix_count;
	struct recipe_stems *stem_sets; /**< in the order of the recipe */
	size_t stem_set_count; /**< 0: no stems are printed */
	enum sum sum; /**< of every set; default SUM_ROUNDED */
	struct position sum_at;
	struct recipe_headroom headroom; /**< of the stems */
	struct recipe_tap_print *taps;
	size_t tap_count;
	struct recipe_device_print *devices;
	size_t device_count;
};

/** What tracks bring to stems is measured. */
struct recipe_bleed {
	bool given;
	double max_db; /**< most in a stem that is not meant for the track, against its level in its own; NAN: no verdict */
};

/** Limits that become verdicts; NAN: not asked for. */
struct recipe_verify {
	double null_max_residual_dbfs; /**< peak of mix minus summed stems, as printed; NAN: the hard bound of the formats */
	struct recipe_bleed bleed;
	struct loudness_request loudness; /**< recipe_mix.loudness says which mixes it judges */
};

enum tail_mode { TAIL_AUTO, TAIL_FIXED };

struct recipe_session {
	double sample_rate; /**< default 48000; sources of another rate are converted */
	double tempo_bpm; /**< 0: not given */
	enum pan_law pan_law;
	enum tail_mode tail_mode; /**< default auto */
	double tail_seconds; /**< TAIL_FIXED: the tail (`none` is 0); TAIL_AUTO: the cap, `tail_limit`, default 30 s */
	double length_seconds; /**< 0: until the last source ends */
	uint64_t seed; /**< of dither and of modulation; default 0 */
};

/** A file that the recipe names as one to read: a source, an impulse response, a loudness profile. */
struct recipe_input {
	const char *file; /**< as written */
	const char *path; /**< resolved against the recipe's folder, or the fragment's */
	struct position at;
};

/** A fader that moves the faders of its members, and carries no sound. Its gain, mute and solo are in the members' already. */
struct recipe_vca {
	const char *name;
	struct position at; /**< the name */
	double fader_db; /**< its own; -INFINITY is silence; default 0 */
	bool mute, solo;
	size_t *strips; /**< members, indices into recipe.strips, in the order given */
	size_t strip_count;
	size_t *vcas; /**< members, indices into recipe.vcas */
	size_t vca_count;
};

struct recipe {
	const char *title; /**< NULL if there is none */
	struct recipe_session session;
	struct recipe_strip *strips; /**< tracks, buses, auxes, outputs, each in the order of the recipe */
	size_t strip_count;
	struct recipe_vca *vcas; /**< in the order of the recipe */
	size_t vca_count;
	const char *const *stems; /**< the labels, in the order of first use */
	size_t stem_count;
	size_t residue; /**< the stem of what inserts with `stems: residue` add; RECIPE_NONE without any */
	size_t missing; /**< the label, never printed, of what inserts with `stems: per-lane` leave out; RECIPE_NONE without any */
	struct recipe_recording *recordings;
	size_t recording_count;
	struct recipe_input
		*inputs; /**< whatever kind they are of, as often as they are named; fragments are not among them */
	size_t input_count;
	struct recipe_device *devices; /**< in the order of first use */
	size_t device_count;
	struct recipe_print print;
	struct recipe_verify verify;
};

struct document_node;

/** The first set of stems by label; NULL if there is none. */
const struct recipe_stems *recipe_labelled_stems(const struct recipe *recipe);

/** What a stem of a set is called. `stem` is a label by index into recipe.stems; in a set by track it is a strip, and recipe.strip_count
    stands for the residue. */
const char *recipe_stem_name(const struct recipe *recipe, const struct recipe_stems *set, size_t stem);

/** What the stem comes from: the first strip with its label, or the track; the set itself where no strip does. */
struct position recipe_stem_place(const struct recipe *recipe, const struct recipe_stems *set, size_t stem);

/** The stems that a set may print, in their order. Stems that turn out not to reach the output are among them. Returns how many;
    `stems` has room for recipe_most_stems(). */
size_t recipe_list_stems(const struct recipe *recipe, const struct recipe_stems *set, size_t *stems);

/** At most so many stems are in any set. */
size_t recipe_most_stems(const struct recipe *recipe);

/** Reads the typed recipe out of a document. All that is wrong goes into `diagnostics`, in one go; then BAD_RECIPE is returned and *recipe
    is not to be used. `recipe_path` is the recipe's file: relative paths are resolved against its folder. */
enum status recipe_read(const struct document_node *root, const char *recipe_path, struct arena *arena,
			struct diagnostics *diagnostics, struct recipe **recipe) MUST_CHECK;

#endif
