/* stemprint: the typed recipe.
   SPDX-License-Identifier: GPL-3.0-or-later

   It is made once from a document. All names are resolved to indices, and all values have the units that quantity.h
   keeps. Nothing changes it afterwards. Every entry has the location of its text, for the diagnostics of later
   stages. */
#ifndef STEMPRINT_RECIPE_RECIPE_H
#define STEMPRINT_RECIPE_RECIPE_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "dsp/breakpoint_curve.h"
#include "dsp/fade.h"
#include "dsp/pan_law.h"
#include "dsp/time_code.h"
#include "processors/processor.h"
#include "recipe/loudness_request.h"
#include "recipe/position.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct document_node;

/** A recipe that passes one of these limits has an error "too-many" or "out-of-range". */
enum {
	RECIPE_CHANNELS_MAXIMUM = 16, /**< the channels of a strip */
	RECIPE_STRIPS_MAXIMUM = 4096, /**< tracks, buses, auxes and outputs together */
	RECIPE_STEMS_MAXIMUM = 256, /**< the labels; residue and missing count */
	RECIPE_VCAS_MAXIMUM = 256,
	RECIPE_LEVEL_CURVES_MAXIMUM = 32, /**< the curves that move one fader: its own and those of VCAs */
	RECIPE_LOOPS_MAXIMUM = 64, /**< the inserts that are hardware */
	RECIPE_RECORDINGS_MAXIMUM = 64, /**< the files held in memory: impulse responses, samples of clicks */
	RECIPE_CLIPS_MAXIMUM = 1000000, /**< the clips of a track */
	RECIPE_OUTPUTS_MAXIMUM = 64, /**< the outputs of one strip */
	RECIPE_DEVICE_CHANNELS_MAXIMUM = 64, /**< the highest number of a channel of a device */
	RECIPE_PRINTS_MAXIMUM = 1024, /**< the mixes of a recipe, or its taps, or its regions */
	RECIPE_REGION_PARTS_MAXIMUM = 256, /**< the parts that a region is joined from */
	RECIPE_SESSION_SECONDS_MAXIMUM = 86400, /**< a day: the length of a session */
};

/** The value means no strip, or no stem. */
#define RECIPE_NONE SIZE_MAX

/** A tap is a point of a strip where its signal can be taken. The flow is: input -> trim, polarity, inserts ->
    pre-fader -> fader, mute -> post-fader -> pan / balance / width -> post-pan. */
enum tap { TAP_INPUT, TAP_PRE_FADER, TAP_POST_FADER, TAP_POST_PAN };

/** Returns "input", "pre-fader", "post-fader" or "post-pan". */
const char *tap_name(enum tap tap);

/** A strip_tap is a tap of a strip, like `drums.pre-fader`, or the output of a chain, like `drums.crush.dry`. */
struct strip_tap {
	size_t strip; /**< an index into recipe.strips */
	enum tap tap; /**< the default depends on the key that names it */
	struct location at; /**< the location of its name */
	const char *chain; /**< "crush.dry" is the output of a chain of a rack of the strip, before its level; `tap` is
			     then TAP_PRE_FADER. NULL means a tap of the strip itself */
};

/** Returns the name of the tap, like "post-fader", or that of the chain. */
const char *strip_tap_name(const struct strip_tap *tap);

/** The kind of a signal that stemprint generates; core/engine/generator.h says how. */
enum generator_kind {
	GENERATOR_NONE, /**< the source is a file */
	GENERATOR_TONE, /**< a sine that begins at zero */
	GENERATOR_SWEEP, /**< an exponential sine sweep over the whole length */
	GENERATOR_WHITE_NOISE, /**< equal power in every hertz */
	GENERATOR_PINK_NOISE, /**< equal power in every octave */
	GENERATOR_TAPE_HISS, /**< the noise of an erased tape */
	GENERATOR_IMPULSE, /**< one sample, or one after each interval */
	GENERATOR_CLICK, /**< a click on every beat; this one and all below are marks: core/engine/mark.h says how */
	GENERATOR_COUNT_IN, /**< clicks in the bars before a position */
	GENERATOR_POP, /**< a tone of one video frame before the first frame of action, after the last one, or both */
	GENERATOR_LTC, /**< linear time-code */
};

/** Returns whether what it makes are marks of the session: clicks, pops, time-code. */
static inline bool generator_is_mark(enum generator_kind kind)
{
	return kind >= GENERATOR_CLICK;
}

/** Returns the word that recipes use, like "tone" or "count-in", and "file" for none. */
const char *generator_kind_name(enum generator_kind kind);

/** What a click stands for. */
enum click_kind { CLICK_ACCENT /**< the first beat of a bar */, CLICK_BEAT, CLICK_SUBDIVISION, CLICK_KINDS };

/** The clicks of a click track or a count-in; core/recipe/click_grid.h says where they are. */
struct recipe_click {
	double gain_db[CLICK_KINDS]; /**< over the level; that of CLICK_BEAT is 0 */
	double frequency[CLICK_KINDS]; /**< of the sound that stemprint makes, Hz */
	size_t sample[CLICK_KINDS]; /**< an index into recipe.recordings; RECIPE_NONE: stemprint makes the sound */
	double every; /**< the distance of the beats in every_unit; 0 means the beat of the metre */
	enum time_unit every_unit; /**< TIME_QUARTERS or TIME_BEATS */
	unsigned subdivisions; /**< the parts of a beat; the default is 1 */
	bool half_time; /**< bars that begin before full_quarter have a click on every second beat alone */
	double full_quarter; /**< quarter notes */
};

/** The pops of a film. */
struct recipe_pop {
	double first_seconds; /**< where the first frame of action begins; NAN: no pop before it */
	double last_seconds; /**< where the last frame of action begins; NAN: no pop after it */
	struct location first_at; /**< the location of the key */
	unsigned frames; /**< the video frames from the pop to the first frame, and from the last one to the pop */
};

/** The time-code that an LTC signal begins with. */
struct recipe_time_code {
	struct time_code start; /**< the default is 00:00:00:00 */
	struct location at; /**< the location of the value; line 0 means that it is not given */
	bool semicolon; /**< it is written with a semicolon before the frames, which means drop-frame */
};

/** A generator is a signal that stemprint makes itself: for calibration and tests, or to mark the session. */
struct recipe_generator {
	enum generator_kind kind;
	double level_dbfs; /**< the peak of a tone, a sweep or an impulse; the rms of noise, where a full-scale sine
		     has 0 dBFS (AES17-2020), that of tape hiss under the A-weighting */
	double length_seconds; /**< the length is over 0 */
	double frequency; /**< the frequency of a tone, Hz */
	double from, to; /**< the start and the end of a sweep, Hz */
	double every_seconds; /**< the distance of impulses; 0 means a single impulse at the start */
	size_t speed; /**< the speed of a tape that hisses: an index of dsp/tape_machine.h */
	/* Marks alone have these. Their length may be 0: a click or time-code then lasts as long as the session. */
	double end_seconds; /**< where the mark ends; NAN: length_seconds says it */
	size_t frame_rate; /**< of pops and LTC: an index of frame_rates in dsp/time_code.h, otherwise 0 */
	struct recipe_click click;
	struct recipe_pop pop;
	struct recipe_time_code time_code;
};

/** Returns whether a mark lasts as long as the session. */
static inline bool generator_is_open(const struct recipe_generator *generator)
{
	return (generator->kind == GENERATOR_CLICK || generator->kind == GENERATOR_LTC) &&
	       generator->length_seconds <= 0.0;
}

/** What a clip plays of the channels that it takes. */
enum clip_mode {
	CLIP_AS_IS, /**< all of them */
	CLIP_MONO, /**< the mean of the first two, in one channel */
	CLIP_LEFT, /**< the first alone */
	CLIP_RIGHT, /**< the second alone */
	CLIP_SWAPPED, /**< the first two, exchanged */
};

/** Returns "as-is", "mono", "left", "right" or "swapped". */
const char *clip_mode_name(enum clip_mode mode);

/** A fade at one end of a clip. */
struct recipe_fade {
	double seconds; /**< the length; 0 means no fade */
	enum fade_shape shape; /**< the default is FADE_LINEAR */
	struct location at; /**< the location of its value */
};

/** A clip is a part of a file that sounds at a time of the session. Its times are seconds of the session's clock; those
    in the file count from the file's start, at the speed of the file. */
struct recipe_clip {
	size_t file; /**< an index into recipe.clip_files; RECIPE_NONE after an error */
	struct location at; /**< the location of the clip */
	size_t channel_count; /**< 0 means all channels of the file */
	unsigned channels[RECIPE_CHANNELS_MAXIMUM]; /**< the channels, counted from 1 */
	enum clip_mode mode; /**< the default is CLIP_AS_IS */
	double at_seconds; /**< where in the session it begins, 0 or more */
	double from_seconds; /**< where it begins in the file, 0 or more */
	double to_seconds; /**< where it ends in the file; 0 means at the file's end */
	struct location from_at, to_at; /**< the locations of the values; line 0 means that they are not given */
	double loop_seconds; /**< how long it repeats its part of the file; 0 means that it plays once */
	double rate; /**< the speed, 1 by default; the pitch follows */
	double gain_db; /**< the default is 0 */
	bool inverted; /**< its polarity is inverted */
	bool mute; /**< it is silent */
	bool reverse; /**< it plays backwards */
	struct recipe_fade fade_in, fade_out; /**< within its length */
};

/** How clips that overlap sound. */
enum clip_overlap {
	OVERLAP_MIX, /**< both sound */
	OVERLAP_CROSSFADE, /**< the later one fades in while the earlier one fades out */
};

/** The clips of a track are one source of it. */
struct recipe_clips {
	struct recipe_clip *items; /**< in the order of the recipe */
	size_t count; /**< 1 or more */
	enum clip_overlap overlap; /**< that of the track */
	enum fade_shape crossfade; /**< that of the track */
};

/** A file that clips play. Each path has one entry. */
struct recipe_clip_file {
	const char *file; /**< the file as first written */
	const char *path; /**< the path, resolved like that of a source */
	struct location at; /**< the location where it is first written */
};

/** A source is one file, or some channels of it, or a pair of mono files, or a generated signal, or all clips of a
    track. It begins at `start_seconds` of the session. */
struct recipe_source {
	const char *file; /**< the file as written; for a generated signal its kind; for clips "clips" */
	const char *path; /**< the path, resolved against the recipe's folder; NULL for a generated signal and for clips
			   */
	struct location at; /**< the location of the file, or of the mapping */
	const char *right_file; /**< the right file of a pair of mono files, as written, where `file` is the left
		     one; NULL means that the source is not a pair */
	const char *right_path; /**< the right path, resolved like `path`; NULL means that the source is not a pair */
	struct location right_at; /**< the location of the right file */
	struct recipe_generator generator; /**< GENERATOR_NONE for a file */
	const struct recipe_clips *clips; /**< the clips that are the source, which then has no path; NULL means that
		     it is a file, a pair or a generated signal */
	size_t channel_count; /**< 0 means all channels of the file, or both of a pair; a generated signal always
		     has a count */
	unsigned channels[RECIPE_CHANNELS_MAXIMUM]; /**< the channels, counted from 1; a pair and a generated signal
		     have none */
	double start_seconds; /**< the start is 0 or more */
	double gain_db; /**< the default is 0 */
};

/** A recording is a file that is held as a whole in memory: an impulse response of a processor, or the sound of a
    click. Each path has one entry. */
struct recipe_recording {
	const char *file; /**< the file as first written */
	bool is_played; /**< a click plays it */
	const char *path; /**< the path, resolved against the recipe's folder */
	struct location at; /**< the location of the first key that names it */
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

/** An insert is a processor with the values of its parameters: `compressor: { ratio: 4 }`. */
struct recipe_insert {
	const struct processor *processor; /**< from the registry */
	struct parameter_value *values; /**< one for each parameter of the processor, with the defaults filled in */
	struct location at; /**< the location of the processor's name */
	enum stem_policy policy; /**< the policy for the law OPAQUE */
	int key; /**< the index of the parameter that names the key, when it is given; -1 without. Its value holds
		     the strip and the tap. */
	size_t loop; /**< an index into recipe.loops, where the processor loops */
};

/** These are processors one after the other: the inserts of a strip, or of a chain within a fork. */
struct recipe_inserts {
	struct recipe_insert *items;
	size_t count;
};

/** Curves that move one level: their product, with the level itself, is its gain. */
struct recipe_curves {
	const struct breakpoint_curve *const *items; /**< decibels, and gains from 0 to 1 */
	size_t count; /**< 0: nothing moves it */
};

/** A send feeds a strip beside the outputs: `sends: [ { to: plate, level: -12 dB } ]`. */
struct recipe_send {
	size_t to; /**< the index of an aux, a bus or an output */
	enum tap tap; /**< the default is TAP_POST_FADER */
	double level_db; /**< the default is 0, also where a curve has the level; -INFINITY sends nothing */
	struct recipe_curves level_curves; /**< its own and that of its mute */
	double pan; /**< -1..1: the position of a mono signal in a stereo strip; the default is 0 */
	const struct breakpoint_curve *pan_curve; /**< moves `pan`; NULL: it stays */
	bool mute; /**< the send is silent; the default is no */
	size_t feedback_frames; /**< the delay of the loop that the send closes, 1 or more; 0, the default: it closes
				   none */
	struct location feedback_at; /**< the location of that delay */
	struct location at; /**< the location of the strip's name */
};

/** A track has sources; a bus collects outputs; an aux collects sends; at an output sound leaves. */
enum strip_kind { STRIP_TRACK, STRIP_BUS, STRIP_AUX, STRIP_OUTPUT };

/** Returns "track", "bus", "aux" or "output". */
const char *strip_kind_name(enum strip_kind kind);

/** This is a strip that another one feeds by its `output`. */
struct recipe_output {
	size_t strip; /**< the index of a bus or an output */
	struct location at; /**< the location of its name */
};

/** This is a channel of a device. */
struct recipe_channel {
	unsigned number; /**< the number, counted from 1 */
	struct location at; /**< the location of the number */
};

/** A device is the set of channels of an interface, or of one file, that outputs share. */
struct recipe_device {
	const char *name; /**< also the name of its file */
	struct location at; /**< the location of its first name */
	size_t channels; /**< the highest channel that an output takes */
	uint64_t taken; /**< one bit for each channel, the lowest for channel 1; a set bit means that an output
		     takes the channel */
};

/** This is a strip of the mixer. Keys that the recipe does not give have their defaults. */
struct recipe_strip {
	enum strip_kind kind;
	const char *name; /**< no other strip has it */
	struct location at; /**< the location of the name */
	struct recipe_source *sources; /**< tracks only: one or more sources, which are summed */
	size_t source_count; /**< 0 for a track that only listens */
	struct recipe_clips *clips; /**< tracks only: the clips of its only source; NULL without clips */
	enum clip_overlap overlap; /**< tracks with clips: how they overlap; the default is OVERLAP_MIX */
	enum fade_shape crossfade; /**< tracks with clips: the shape of crossfades; the default is FADE_EQUAL_POWER */
	struct location overlap_at,
		crossfade_at; /**< the locations of the keys; line 0 means that they are not given */
	struct strip_tap *listens; /**< `input:` taps of other strips; the default tap is TAP_POST_PAN */
	size_t listen_count; /**< 0 without `input` */
	size_t channels; /**< the default of buses, auxes and outputs is 2; for tracks, 0 means as many as the
		     widest source */
	struct location channels_at; /**< the location of the key; line 0 means that it is not given */
	size_t device; /**< outputs: an index into recipe.devices; RECIPE_NONE without one */
	struct location device_at; /**< the location of the value; line 0 means that it is not given */
	struct recipe_channel *device_channels; /**< with a device: its channel for each channel of the output */
	double trim_db; /**< the gain before the inserts, at most 60; the default is 0 */
	bool polarity; /**< the polarity is inverted */
	struct recipe_inserts inserts; /**< the default is none */
	double fader_db; /**< the gain after the inserts, with that of its VCAs; -INFINITY: silence; default 0; what
		     level_curves has is not in it */
	struct recipe_curves level_curves; /**< its fader's, its mute's, and those of its VCAs */
	bool mute; /**< silence after the inserts, by its own `mute` or that of a VCA; the default is no */
	bool solo; /**< by its own `solo` or that of a VCA; the default is no */
	bool solo_safe; /**< no solo of another strip silences it; the default is false */
	size_t muted_by; /**< an index into recipe.vcas: the VCA that mutes it; RECIPE_NONE means its own `mute`, or
		     none */
	bool pan_given, balance_given, width_given; /**< the recipe has the key */
	struct location pan_at, balance_at, width_at; /**< the locations of the keys */
	double pan; /**< -1..1, for a mono strip that feeds stereo; the default is 0 */
	bool dual_pan; /**< `pan` has two positions, for a stereo strip: `pan` is that of the left side */
	double pan_right; /**< dual_pan: -1..1, the position of the right side */
	double balance; /**< -1..1, for a stereo strip; the default is 0 */
	double width; /**< 0..2 (200 %), for a stereo strip; the default is 1 */
	const struct breakpoint_curve *pan_curve, *balance_curve, *width_curve; /**< move these; NULL: they stay */
	enum pan_law pan_law; /**< the strip's own or the session's */
	struct recipe_send *sends; /**< in the order of the recipe */
	size_t send_count; /**< 0 without sends */
	struct recipe_output *outputs; /**< each strip stands here once; the list is empty for `output: none` and
		     for an output strip */
	size_t output_count; /**< at most RECIPE_OUTPUTS_MAXIMUM */
	size_t stem; /**< an index into recipe.stems; RECIPE_NONE without a label */
	struct location stem_at; /**< the location of the label */
};

/** Returns whether all sound in a strip comes from its own sources. Nothing can feed a track except the taps that
    it listens to. */
static inline bool recipe_strip_sounds_alone(const struct recipe_strip *strip)
{
	return strip->source_count > 0 && strip->listen_count == 0;
}

/* These are the kind of file, the numbers in it, and how reals become integers. */
enum container { CONTAINER_WAV, CONTAINER_FLAC };
enum encoding { ENCODING_PCM16, ENCODING_PCM24, ENCODING_PCM32, ENCODING_FLOAT32, ENCODING_FLOAT64 };
/** Those after TPDF are TPDF, too, with the noise shaped by published weights (dsp/noise_shaper.h); they are for pcm16.
 */
enum dither { DITHER_NONE, DITHER_TPDF, DITHER_WANNAMAKER_3, DITHER_LIPSHITZ_5, DITHER_WANNAMAKER_9 };

/** The format of a file. FLAC takes pcm16 and pcm24; float encodings take no dither. */
struct print_format {
	enum container container; /**< the default is WAV */
	enum encoding encoding; /**< the default is pcm24 */
	enum dither dither; /**< the default is TPDF for pcm, none for float */
	double sample_rate; /**< Hz, another one than the session's; 0, the default: that of the session */
};

/** A loop is an insert outside of stemprint: `hardware`. The sound before it leaves in the file `send`, and what the
    hardware makes of it comes back in the file `answer`. */
struct recipe_hardware {
	struct location at; /**< the location of the insert's name */
	const char *send_file, *send_path; /**< the file that stemprint prints: as written, and resolved */
	struct location send_at; /**< the location of its name */
	const char *answer_file, *answer_path; /**< the file that was recorded: as written, and resolved */
	struct location answer_at; /**< the location of its name */
	double latency_seconds; /**< the round trip; NAN, the default, means that it is measured */
	bool calibrated; /**< the send begins with a burst to measure by; the default is no */
	enum encoding encoding; /**< that of the send: FLOAT32, the default, or PCM24 */
	bool matched; /**< the return gets the gain and the polarity of the send; the default is no */
	bool drift_corrected; /**< the return gets the clock of the send; the default is no */
};

/** Returns "wav" or "flac", which is also the ending of the file. */
const char *container_name(enum container container);

/** Returns "pcm16", "pcm24", "pcm32", "float32" or "float64". */
const char *encoding_name(enum encoding encoding);

/** Returns the name that recipes use: "none", "tpdf", "lipshitz-5". */
const char *dither_name(enum dither dither);

struct noise_weights;

/** Returns the weights that shape the noise, or NULL when it stays white. */
const struct noise_weights *dither_weights(enum dither dither);

/** Returns the bits of a PCM encoding, and 0 for float. */
unsigned encoding_bits(enum encoding encoding);

/** The mode says whether the sound that a mix leaves out is taken from the lanes of the full mix, or the mix is
    rendered anew with that sound muted. */
enum mix_mode { MIX_AS_HEARD, MIX_RE_RENDERED };

/** A mix is one file: `mixes: { tv: { of: master, without: [vocals] } }`. */
struct recipe_mix {
	const char *name; /**< the name of the file, too */
	struct location at; /**< the location of the name */
	struct strip_tap of; /**< an output; the default tap is TAP_POST_PAN */
	bool selective; /**< `without` or `only` is given */
	bool *keep; /**< selective: for each stem of recipe.stems, whether the mix has it */
	enum mix_mode mode; /**< selective: the default is MIX_AS_HEARD */
	struct recipe_inserts inserts; /**< the inserts of this print alone, after all else; no stem passes them */
	struct loudness_request *loudness; /**< the limits that judge its loudness: its own, or those of `verify`;
		     NULL means none */
	bool quality; /**< stemprint searches the mix for faults */
	bool quality_given; /**< the mix sets this itself */
	struct print_format format; /**< its own, or that of `print` */
};

/** Returns whether a mix leaves stems out by a render of its own. */
static inline bool mix_is_re_rendered(const struct recipe_mix *mix)
{
	return mix->selective && mix->mode == MIX_RE_RENDERED;
}

/** One of the parts of the session that a region is joined from. */
struct recipe_region_part {
	struct location at; /**< the location of the part */
	double from_seconds; /**< 0 or more; the default is 0 */
	double to_seconds; /**< where it ends; NAN: `length_seconds` says it */
	double length_seconds; /**< NAN: `to_seconds` says it. Both NAN, in the last part alone: it lasts until the
				  region is as long as it is to be, or else to the end of the files, with the tail */
	struct recipe_fade crossfade; /**< into this part; it ends where the part begins. The first part has none */
};

/** A region is a part of the session that is printed into files of its own: `regions: { verse: { from: 12 s } }`. With
    an edit it is another version of the session: fades, an end in the tail, or several parts that are joined. */
struct recipe_region {
	const char *name; /**< the name of its folder, too */
	struct location at; /**< the location of the name */
	double from_seconds; /**< 0 or more; the default is 0. Unused with parts */
	double to_seconds; /**< later than from_seconds; NAN, the default, means the end of the files, with the tail, or
			      that `length_seconds` says it */
	double length_seconds; /**< the length, if it is given: with parts that of all of them; else NAN */
	struct location end_at; /**< the location of the value that says where it ends, or of the name */
	bool loudness; /**< the loudness limits of the mixes judge it, too; the default is no */
	bool tail; /**< it may end in the tail of the session, or after it in silence; the default is no */
	struct recipe_fade fade_in, fade_out; /**< within its length */
	struct recipe_region_part *parts; /**< [part_count] in the order in which they sound */
	size_t part_count; /**< at most RECIPE_REGION_PARTS_MAXIMUM; 0: the region is one part of the session */
};

/** Tells whether the region has other samples than the full files have there. */
bool recipe_region_is_edited(const struct recipe_region *region);

/** This says what divides a set into stems. */
enum stems_by {
	STEMS_BY_LABEL, /**< the set has a stem for each label; the last label that sound passed counts */
	STEMS_BY_TRACK, /**< the set has a stem for each track that has a source, whatever label its sound has */
};

/** This is a set of stems, which add up to one mix. */
struct recipe_stems {
	const char *name; /**< NULL means the set without a name */
	struct location at; /**< the location of the name, or of `stems` */
	struct strip_tap of; /**< an output; the default tap is TAP_POST_PAN */
	enum stems_by by; /**< the default is STEMS_BY_LABEL */
	bool all; /**< there is no `names`: the set has every stem that reaches the output */
	size_t *stems; /**< otherwise the stems to print, in the given order: indices for recipe_stem_name() */
	size_t count; /**< 0 if `all` */
	size_t proof; /**< an index into print.mixes: the mix that the stems must add up to; RECIPE_NONE after an
		     error */
	struct print_format format; /**< its own, or that of `print` */
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
	struct location at; /**< the location of the value */
	bool automatic; /**< `auto`: as much as the loudest stem needs, in steps of 0.5 dB; nothing in float
		     encodings */
	double gain_db; /**< otherwise 0 to HEADROOM_MOST_DB; the default is 0 */
	bool mix; /**< the mix that proves the stems is printed lower by the same gain; the default is no */
};

/** This is a tap that is printed: `taps: { dry: lead.pre-fader }`. */
struct recipe_tap_print {
	const char *name; /**< the name of the file, too */
	struct location at; /**< the location of the name */
	struct strip_tap of; /**< the tap of any strip */
	struct print_format format; /**< its own, or that of `print` */
};

/** This is one file with all channels of a device. */
struct recipe_device_print {
	size_t device; /**< an index into recipe.devices */
	struct location at; /**< the location of the name, or of `devices` */
	struct print_format format; /**< its own, or that of `print` */
};

/** This is everything that a recipe prints. A recipe that asks for nothing has a mix of each output, and the stems of
   the first one if there are labels. */
struct recipe_print {
	const char *directory; /**< the directory, resolved against the recipe's folder; the default is the recipe's
			     name without its ending */
	struct location at; /**< the location of `print`; it is no location without one */
	struct location directory_at; /**< the location of its value; it is no location without one */
	struct recipe_mix *mixes; /**< the mixes in the order of the recipe */
	size_t mix_count; /**< at most RECIPE_PRINTS_MAXIMUM */
	struct recipe_stems *stem_sets; /**< the sets in the order of the recipe */
	size_t stem_set_count; /**< 0 means that no stems are printed */
	enum sum sum; /**< the rule for every set; the default is SUM_ROUNDED */
	struct location sum_at; /**< the location of its value */
	struct recipe_headroom headroom; /**< the headroom of the stems */
	struct recipe_tap_print *taps; /**< the taps in the order of the recipe */
	size_t tap_count; /**< at most RECIPE_PRINTS_MAXIMUM */
	struct recipe_device_print *devices; /**< each device at most once */
	size_t device_count; /**< 0 means that no files of devices are printed */
	struct recipe_region *regions; /**< the regions in the order of the recipe */
	size_t region_count; /**< at most RECIPE_PRINTS_MAXIMUM */
};

/** Bleed measures how much of each track reaches the stems. */
struct recipe_bleed {
	bool given; /**< the recipe asks for the measurement */
	double max_db; /**< the limit for a track in a stem that is not meant for it, against its level in its own
		     stem; NAN means no verdict */
};

/** These limits become verdicts; NAN means that there is no limit. */
struct recipe_verify {
	double null_max_residual_dbfs; /**< the peak of the mix minus the summed stems, as printed; NAN means the
		     hard bound of the formats */
	struct recipe_bleed bleed; /**< the default is no measurement */
	struct loudness_request loudness; /**< the limits for mixes; recipe_mix.loudness says which mixes they judge */
};

/** The tail is the time after the session's end, and the mode says what becomes of it. */
enum tail_mode {
	TAIL_AUTO, /**< it lasts until every print is under -120 dBFS */
	TAIL_FIXED, /**< it lasts as long as the recipe says */
	TAIL_WRAP, /**< like TAIL_AUTO, but it is added to the start: the files are loops as long as the session */
	TAIL_LOOP, /**< the session plays again and again, and what is printed is the last time: the files are loops */
};

/** Returns "auto", "fixed", "wrap" or "loop". */
const char *tail_mode_name(enum tail_mode mode);

/** The session holds for the whole render. */
struct recipe_session {
	double sample_rate; /**< the default is 48000; sources of another rate are converted */
	struct timeline timeline; /**< the tempo map and the markers; without a tempo its map is NULL */
	enum pan_law pan_law; /**< the law of strips without one of their own; the default is PAN_LAW_3 */
	enum tail_mode tail_mode; /**< the default is auto */
	double tail_seconds; /**< TAIL_FIXED: the tail (`none` is 0); otherwise the cap, `tail_limit`, whose default
		     is 30 s */
	double length_seconds; /**< 0 means until the last source ends */
	double lead_in_seconds; /**< the digital silence at the head of every full file; the default is 0 */
	uint64_t seed; /**< the seed of dither and of modulation; the default is 0 */
};

/** An input is a file that the recipe reads: a source, an impulse response, a loudness profile. */
struct recipe_input {
	const char *file; /**< the file as written */
	const char *path; /**< the path, resolved against the recipe's folder, or the fragment's */
	struct location at; /**< the location of the file's name */
};

/** A VCA is a fader that moves the faders of its members, and carries no sound. The members already include its
    gain, mute and solo. */
struct recipe_vca {
	const char *name; /**< no strip and no other VCA has it */
	struct location at; /**< the location of the name */
	double fader_db; /**< its own gain; -INFINITY is silence; the default is 0, also where a curve has it */
	struct recipe_curves level_curves; /**< its fader's and its mute's */
	bool mute, solo; /**< the default is no */
	size_t *strips; /**< the members, as indices into recipe.strips, in the given order */
	size_t strip_count; /**< each strip is a member once */
	size_t *vcas; /**< the members, as indices into recipe.vcas */
	size_t vca_count; /**< no VCA is a member of itself, over any number of others */
};

/** This is the recipe as a whole. Everything in it belongs to the arena that it was read into. */
struct recipe {
	const struct document_node *document; /**< the tree that it was read from, with its fragments */
	const char *title; /**< the title; NULL if there is none */
	const struct document_node *variables; /**< a mapping of scalars, as they count; NULL without any */
	struct recipe_session session; /**< what holds for the whole render */
	struct recipe_strip *strips; /**< tracks, buses, auxes and outputs, each in the order of the recipe */
	size_t strip_count; /**< at most RECIPE_STRIPS_MAXIMUM */
	struct recipe_vca *vcas; /**< the VCAs in the order of the recipe */
	size_t vca_count; /**< at most RECIPE_VCAS_MAXIMUM */
	const char *const *stems; /**< the labels in the order of first use */
	size_t stem_count; /**< at most RECIPE_STEMS_MAXIMUM */
	size_t residue; /**< the stem for the sound that inserts with `stems: residue` add; RECIPE_NONE without any */
	size_t missing; /**< the label, never printed, of the sound that inserts with `stems: per-lane` leave out;
		     RECIPE_NONE without any */
	struct recipe_recording *recordings; /**< the files held in memory, each path once */
	size_t recording_count; /**< at most RECIPE_RECORDINGS_MAXIMUM */
	struct recipe_hardware *loops; /**< the inserts that are hardware, in the order in which they are read */
	size_t loop_count; /**< at most RECIPE_LOOPS_MAXIMUM */
	struct recipe_clip_file *clip_files; /**< the files of all clips, each path once */
	size_t clip_file_count; /**< 0 without clips */
	struct recipe_input *inputs; /**< the files that it reads, without its fragments */
	size_t input_count; /**< a file counts as often as it is named */
	struct recipe_device *devices; /**< the devices in the order of first use */
	size_t device_count; /**< 0 if no output has a device */
	struct recipe_print print; /**< what it prints */
	struct recipe_verify verify; /**< which limits become verdicts */
};

/** Returns whether prints wait for the end of the render, and are rounded then: the headroom comes from their peaks,
    their tail goes onto their start, or a region edits them. */
bool recipe_holds_prints(const struct recipe *recipe);

/** Returns whether all prints wait, and not only those with a headroom. */
bool recipe_holds_all_prints(const struct recipe *recipe);

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
