/* stemprint: the result of a command, as a value.
   SPDX-License-Identifier: GPL-3.0-or-later

   A command fills this value in, and the writers (report_json.h, report_text.h, report_html.h ...) turn it into
   bytes. The value holds nothing that differs between two runs of one recipe with one version: no time of day, no
   host, no duration, no number of threads, no class of CPU, and no path as the user typed it. The exceptions are
   `recipe_path`, which annotations need, and `location`, from which a page has its links. The caller owns all that the
   pointers lead to, and keeps it until the last writer is done. Levels are in dB, and -INFINITY is digital silence;
   lengths are in frames. */
#ifndef STEMPRINT_REPORT_REPORT_H
#define STEMPRINT_REPORT_REPORT_H

#include "base/speaker.h"
#include "engine/edited_sound.h"
#include "forensics/alignment.h"
#include "forensics/cause.h"
#include "forensics/coherence.h"
#include "forensics/loop_measurement.h"
#include "measure/gain_reduction.h"
#include "measure/level.h"
#include "measure/loudness.h"
#include "measure/overview.h"
#include "measure/quality.h"
#include "recipe/ceiling.h"
#include "report/curve_list.h"
#include "verify/bleed.h"
#include "verify/proof_meter.h"
#include "verify/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The name and version of the report for machines. A change that breaks a reader of it changes the number. */
#define REPORT_SCHEMA "stemprint.report.1"

/** An integrated loudness that the recipe or a profile asks for. */
struct report_target {
	const char *by; /**< the name of the profile that asks; NULL: the recipe itself asks */
	double integrated_lufs; /**< LUFS */
	double tolerance_lu; /**< LU, in both directions; the limit itself passes */
};

/** A copy of sound inside a page, as Ogg Opus. */
struct report_copy {
	const unsigned char *bytes; /**< [length]; NULL: there is no copy */
	size_t length;
};

/** What a file is in the report. */
enum report_role {
	REPORT_MIX, /**< a printed mix */
	REPORT_STEM, /**< a printed stem */
	REPORT_TAP, /**< the printed signal of a tap */
	REPORT_DEVICE, /**< a file with the channels of an interface */
	REPORT_FILE, /**< a file that the user named; any program may have printed it */
};

/** One channel of a device, and the output whose sound it holds. */
struct report_device_channel {
	const char *output; /**< the name of the output; NULL: no output takes this channel, and it is silent */
	size_t channel; /**< the channel of that output, counted from 1 */
};

/** A part of the session that was printed into files of its own, with the same samples as the full files have there, or
    an edit of it. */
struct report_range {
	const char *region; /**< the name of the region; NULL: the options of the command name the range */
	uint64_t from; /**< the frame of the session at which it begins */
	uint64_t frames; /**< the length */
	const struct edit *edit; /**< how it is edited, in frames of the session; NULL: not at all */
	double cut_peak; /**< the linear peak just before the end of an edit that cuts sound off; else 0 */
};

/** One audio file that the command printed or read. */
struct report_file {
	/** The path relative to the report's folder: "stems/drums.wav". A pair has "bass.L.wav + bass.R.wav". */
	const char *path;
	const char *left, *right; /**< the paths of two mono files that were read as one stereo file; else NULL */
	const char
		*location; /**< the path at which this run finds the file, only for links; NULL: it is no single file */
	const char *link; /**< the path from the page to the file; NULL: there is no page, or no single file */
	double start_seconds; /**< how long after the first file of the report it starts, by the stamps of a null test
			       */
	struct report_copy copy; /**< what the page plays instead of the file */
	const char *hash; /**< its digits (base/hash_kind.h); NULL: nobody hashed the file */
	enum report_role role;
	const char *name; /**< the name of the mix, stem, tap or device */
	const char *title; /**< what verdicts call the file where names repeat: "SET/NAME"; NULL: its name */
	const char *set; /**< REPORT_STEM: the name of its set of stems; NULL: that set has no name, or there is none */
	const char *of; /**< the strip and tap that were printed: "master", "drums.pre-fader"; NULL: not known */
	bool selective; /**< the mix leaves stems out */
	enum mix_mode mode; /**< how a selective mix was made: as heard or re-rendered */
	uint64_t frames; /**< the length at `sample_rate` */
	double sample_rate; /**< Hz */
	size_t channels; /**< 1 to 64 */
	struct print_format format; /**< the format of a file that stemprint printed */
	const char *container, *encoding; /**< the format of any other file: "aiff", "pcm24"; NULL: `format` holds it */
	const enum speaker *speakers; /**< [channels] the speakers of the channels; NULL: speakers_wave_order() */
	bool dual_mono; /**< the meters counted the one channel as two loudspeakers */
	uint64_t clipped; /**< how many samples stemprint limited to full scale when it printed the file */
	double headroom_db; /**< the file is printed this many dB lower; its levels are those of the lowered file */
	bool unread; /**< only the header was read, so that not even the peak is known */
	bool measured; /**< `loudness` holds more than the sample peak */
	struct loudness loudness; /**< the loudness of the file as printed */
	const struct loudness_course *course; /**< the loudness over time; NULL: not known */
	const struct quality *quality; /**< the faults of the file; NULL: nobody looked for them */
	/** REPORT_MIX: the mix in the recipe, with the limits that judge it; NULL for other roles. */
	const struct recipe_mix *mix;
	struct ceiling ceiling; /**< REPORT_MIX: the ceiling that judges its peaks; ceiling.processor NULL: none does */
	const struct report_target *targets; /**< [target_count] the targets that judge its integrated loudness */
	size_t target_count; /**< 0: no target judges it */
	const struct report_range *range; /**< the part of the session that the file holds; NULL: all of it */
	const struct waveform *waveform; /**< the waveform to draw; NULL: no picture was asked for */
	const struct third_octaves *octaves; /**< the spectrum to draw; NULL: likewise */
	const struct report_device_channel *device_channels; /**< REPORT_DEVICE: [channels]; else NULL */
};

/** What a source is for the render. */
enum report_source_role {
	REPORT_SOURCE, /**< the file of a track */
	REPORT_RESPONSE, /**< the impulse response of a processor */
	REPORT_RETURN, /**< what came back from hardware */
	REPORT_GENERATED, /**< a signal that the recipe defines */
};

/** What brought a source to the rate of the session. */
enum report_converter {
	REPORT_CONVERTER_NONE, /**< it has that rate */
	REPORT_CONVERTER_FILE, /**< io/resample.h */
	REPORT_CONVERTER_CLIP, /**< the filter that clips are read by (dsp/sample_interpolation.h) */
};

/** What a render was made from: a file or a generated signal. A file that several tracks play is listed once. */
struct report_source {
	enum report_source_role role;
	const char *file; /**< the path as the recipe has it; for a generated signal its kind: "tone" */
	const char *left, *right; /**< both files of a pair as the recipe has them; NULL when it is no pair */
	const char *hash; /**< its digits (base/hash_kind.h); NULL for a generated signal */
	uint64_t frames; /**< the length at the file's own rate */
	double sample_rate; /**< the file's own rate, Hz */
	size_t channels; /**< 1 to 64 */
	const char *container, *encoding; /**< "wav", "pcm24"; NULL for a generated signal */
	enum report_converter converter; /**< what converted its rate */
};

/** One proof: the comparison of a mix with the sum of its stems. It names files by their index in report.files. */
struct report_proof {
	/** The name of the set of stems; "regions/verse/groups" where its files are a region; NULL: it has none. */
	const char *set;
	size_t mix; /**< the index of the mix */
	const size_t *stems; /**< [result.stem_count] the indices of the stems */
	bool headroom_found; /**< `headroom: auto` found the headroom from the stems' peaks */
	struct proof_result result; /**< the residual, its limits and its verdict */
	const struct alignment *alignment; /**< offset and gain of each stem; NULL: nobody asked for them */
	/** Why the proof failed, the surest cause first: [cause_count]. A cause names a stem by its index in stems. */
	const struct cause *causes;
	size_t cause_count; /**< 0: the proof holds, or nobody asked for causes */
	const struct coherence *coherence; /**< what its stems have in common; NULL: nobody asked for it */
	struct report_copy residual; /**< the residual for the ears */
	double residual_raise_db; /**< the copy of the residual is that much louder than the residual, dB */
};

/** All files of the report, measured as one programme. */
struct report_album {
	size_t file_count; /**< how many files it consists of */
	struct loudness loudness; /**< the loudness of all files together, with the highest peak of any */
};

/** A gain that a first pass over the session found. */
struct report_trim {
	const char *strip; /**< the name of the strip */
	const char *mix; /**< the mix whose own inserts the gain belongs to; NULL: it belongs to the strip's inserts */
	const char *processor; /**< the processor that asked for the gain: "normalise" */
	double gain_db; /**< dB */
	struct loudness loudness; /**< the loudness of the signal before the gain */
};

/** What a `meter` measured. */
struct report_meter {
	const char *name; /**< the name of the meter in the recipe */
	const char *strip; /**< the name of the strip */
	const char *mix; /**< the mix whose own inserts it stands in; NULL: it stands in the strip's inserts */
	size_t channels; /**< the channels that come in */
	struct loudness loudness; /**< the loudness at the meter */
	struct level level; /**< rms, peaks and correlation at the meter */
	bool reduces; /**< the inserts right before the meter turn the level, so that `reduction` holds something */
	struct gain_reduction reduction; /**< by how much those inserts turn the level */
};

/** An opaque insert in which stems met: the part of its sound that belongs to no stem. */
struct report_opaque {
	const char *strip; /**< the name of the strip */
	const char *processor; /**< the name of the processor: "tape" */
	enum stem_policy policy; /**< RESIDUE: that part is the stem "residue"; PER_LANE: no stem has it */
	double peak_dbfs; /**< dBFS; -INFINITY: there is no such part */
	double rms_dbfs; /**< dBFS by AES17 (level.h): a full-scale sine has 0 */
	double relative_db; /**< that rms relative to the rms of the insert's output, dB */
	bool by_track; /**< tracks met in it, in the pass that prints sets by track; else stems met */
};

/** A loop through hardware: an insert whose sound left in a file and came back in another one. */
struct report_hardware {
	const char *strip; /**< the name of the strip */
	const char *send, *answer; /**< both files as the recipe has them */
	double round_trip; /**< frames from the first frame of the session to its answer, by which the return was moved
			    */
	bool stated; /**< the recipe states it; else it was measured */
	bool calibrated; /**< the send begins with a burst */
	bool matched; /**< the return has the gain and the polarity of the send */
	bool corrected; /**< the return has the clock of the send */
	const struct loop_measurement *measured; /**< all figures */
};

/** The level of everything that comes into a strip, added together. */
struct report_sum {
	const char *strip; /**< the name of the strip */
	enum strip_kind kind; /**< track, bus, aux or output */
	size_t inputs; /**< the sources, outputs, sends and taps that come in; two or more make a summing point */
	double peak_dbfs; /**< dBFS; -INFINITY: nothing came in */
};

/** What an insert with dynamics did to the level of its sound. */
struct report_reduction {
	const char *strip; /**< the name of the strip */
	const char *mix; /**< the mix whose own inserts it stands in; NULL: it stands in the strip's inserts */
	const char *processor; /**< the name of the processor: "compressor" */
	size_t number; /**< counts those of one name on one strip, from 1; 0: there is one */
	struct gain_reduction reduction; /**< over the whole session */
	const struct reduction_course *course; /**< over time, from the first frame of the session */
	double window_seconds; /**< the length of its windows */
};

/** The whole result of a command. */
struct report {
	const char *recipe; /**< the name of the recipe's file, without a folder; NULL: there is no recipe */
	const char *recipe_path; /**< the path as the user typed it, only for annotations; NULL: there is no recipe */
	const char *title; /**< NULL: the recipe has none */
	const struct document_node *variables; /**< a mapping of scalars; NULL: the recipe has none */
	double sample_rate; /**< Hz; 0: each file has its own rate and length */
	const struct timeline *timeline; /**< the tempo map and the markers; NULL: not a render */
	const struct report_range *regions; /**< [region_count] the regions of the recipe, printed or not */
	size_t region_count; /**< 0: it has none */
	struct report_curves curves; /**< what automation moves */
	/** The length of every full file, with lead-in and tail. Where only parts were printed, the tail may be
	    unknown, and there is no lead-in. */
	uint64_t frames;
	/** The silence at the head of every full file: frame 0 of the session is this frame of the file. Positions of a
	    file count from the file's start, all others from that of the session. */
	uint64_t lead_in_frames;
	uint64_t tail_frames; /**< the part of `frames` after the session's end */
	enum tail_mode tail_mode; /**< what became of the tail */
	uint64_t folded_frames; /**< TAIL_WRAP: the length of the tail that was added to the start of the files */
	double cut_peak; /**< the linear peak of what the end of the tail cut off; 0: nothing over -120 dBFS */
	const struct report_range *ranges; /**< [range_count] */
	size_t range_count; /**< 0: only full files were printed */
	const struct report_source *sources; /**< [source_count] */
	size_t source_count; /**< 0: the command did not render */
	const struct report_file *files; /**< [file_count] */
	size_t file_count;
	const struct report_proof *proofs; /**< [proof_count] */
	size_t proof_count; /**< 0: no mix was compared with stems */
	const struct report_trim *trims; /**< [trim_count] */
	size_t trim_count; /**< 0: none */
	const struct report_meter *meters; /**< [meter_count] */
	size_t meter_count; /**< 0: none */
	const struct report_reduction *reductions; /**< [reduction_count] */
	size_t reduction_count; /**< 0: no picture was asked for, or nothing turns the level */
	const struct report_opaque *opaques; /**< [opaque_count] */
	size_t opaque_count; /**< 0: none */
	const struct report_hardware *loops; /**< [loop_count] in the order of the recipe */
	size_t loop_count; /**< 0: no insert is hardware */
	const struct report_sum *sums; /**< [sum_count] one for each strip that is heard, in the order of the recipe */
	size_t sum_count; /**< 0: not a render */
	const struct bleed *bleed; /**< what each track brings to each stem; NULL: nobody asked for it */
	const struct report_album *album; /**< NULL: nobody asked for an album */
	bool embeds; /**< its page was asked to hold copies of the files */
	bool with_courses; /**< the reports for machines hold the loudness over time */
	const struct verdicts *verdicts; /**< never NULL */
	const struct verdicts *notes; /**< advice in the shape of verdicts, which fails nothing; NULL: there is none */
};

/** Returns "mix", "stem", "tap", "device" or "file". */
const char *report_role_name(enum report_role role);

/** Returns "source", "impulse-response", "return" or "generated". */
const char *report_source_role_name(enum report_source_role role);

/** Returns the converter in words: "a sinc filter of 256 taps"; "" for none. */
const char *report_converter_name(enum report_converter converter);

/** Returns "as-heard" or "re-rendered". */
const char *report_mode_name(enum mix_mode mode);

/** Returns "pass" when all verdicts pass, "fail" when one fails, and "unknown" otherwise. */
enum verdict_status report_verdict(const struct report *report);

#endif
