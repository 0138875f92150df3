/* stemprint: what a render amounts to, as a value.
   SPDX-License-Identifier: GPL-3.0-or-later

   Whoever rendered fills it in; report_json.h and report_text.h turn it into bytes. It holds nothing that differs
   between two runs of one recipe with one version: no time of day, no host, no duration, no number of threads, no class
   of CPU, and no path as it was typed (but for `recipe_path`, which annotations need). All pointers stay the caller's.
 */
#ifndef STEMPRINT_REPORT_REPORT_H
#define STEMPRINT_REPORT_REPORT_H

#include "base/speaker.h"
#include "forensics/alignment.h"
#include "forensics/cause.h"
#include "forensics/coherence.h"
#include "measure/gain_reduction.h"
#include "measure/level.h"
#include "measure/loudness.h"
#include "measure/quality.h"
#include "measure/waveform.h"
#include "recipe/ceiling.h"
#include "verify/bleed.h"
#include "verify/proof_meter.h"
#include "verify/verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPORT_SCHEMA "stemprint.report.1"

/** An integrated loudness that is asked for. */
struct report_target {
	const char *by; /**< the profile that asks; NULL: the recipe itself */
	double integrated_lufs;
	double tolerance_lu;
};

enum report_role { REPORT_MIX, REPORT_STEM, REPORT_TAP, REPORT_DEVICE, REPORT_FILE };

/** What a channel of a device holds. */
struct report_device_channel {
	const char *output; /**< NULL: no output takes it, it is silent */
	size_t channel; /**< which of the output's channels, from 1 */
};

struct report_file {
	const char
		*path; /**< relative to the report's folder: "stems/drums.wav"; of a pair "bass.L.wav + bass.R.wav" */
	const char *left, *right; /**< of two mono files that were read as one: their paths; else NULL */
	const char *sha256; /**< 64 digits; NULL: not known */
	enum report_role role;
	const char *name; /**< of the mix, stem, tap or device */
	const char *title; /**< what verdicts call it, where names repeat: "SET/NAME"; NULL: its name */
	const char *set; /**< REPORT_STEM: the set of stems that it belongs to; NULL: the one without a name, or none */
	const char *of; /**< strip and tap that it was taken from: "master", "drums.pre-fader"; NULL if not known */
	bool selective; /**< a mix that leaves stems out */
	enum mix_mode mode; /**< of a selective mix: as heard or re-rendered */
	uint64_t frames;
	double sample_rate;
	size_t channels;
	struct print_format format; /**< of a file of our own */
	const char *container, *encoding; /**< of any other: "aiff", "pcm24"; NULL: `format` tells them */
	const enum speaker *speakers; /**< whom the channels were counted as, [channels]; NULL: speakers_wave_order() */
	bool dual_mono; /**< one channel was counted as two loudspeakers */
	uint64_t clipped; /**< of a file of our own: samples that were limited to full scale */
	double headroom_db; /**< it is printed so much lower; its levels are those of the file as it is */
	bool unread; /**< nothing but its header was looked at: not even its peak is known */
	bool measured; /**< whether `loudness` holds more than the sample peak */
	struct loudness loudness; /**< of the file as printed */
	const struct loudness_course *course; /**< how it moved; NULL: not known */
	const struct quality *quality; /**< its faults; NULL: not looked for */
	const struct recipe_mix
		*mix; /**< REPORT_MIX: what the recipe says of it, with the limits that judge it; else NULL */
	struct ceiling ceiling; /**< REPORT_MIX: what its peaks are held against; ceiling.processor NULL: nothing */
	const struct report_target *targets; /**< what its loudness is judged against */
	size_t target_count;
	const struct waveform *waveform; /**< to be drawn; NULL: nobody wanted it */
	const struct report_device_channel *device_channels; /**< REPORT_DEVICE: [channels]; else NULL */
};

enum report_source_role { REPORT_SOURCE, REPORT_RESPONSE, REPORT_GENERATED };

/** What a render was made from: a file, of which each stands here once, or a signal that was generated. */
struct report_source {
	enum report_source_role role; /**< RESPONSE: an impulse response */
	const char *file; /**< as the recipe writes it; of a generated signal its kind: "tone" */
	const char *left, *right; /**< of half of a pair: both files as the recipe writes them; else NULL */
	const char *sha256; /**< 64 hexadecimal digits; NULL of a generated signal */
	uint64_t frames; /**< at its own rate */
	double sample_rate;
	size_t channels;
	const char *container, *encoding; /**< "wav", "pcm24"; NULL of a generated signal */
};

/** One proof. Files by index into report.files. */
struct report_proof {
	const char *set; /**< the name of the set of stems; NULL: it has none */
	size_t mix;
	const size_t *stems; /**< [null.stem_count] */
	bool headroom_found; /**< `headroom: auto`: what was undone was found from the stems' peaks */
	struct proof_result result;
	const struct alignment *alignment; /**< NULL: nobody asked */
	const struct cause *causes; /**< why it failed, the surest first; stems by index into `stems` */
	size_t cause_count; /**< 0: nothing failed, or nobody asked */
	const struct coherence *coherence; /**< what its stems have in common; NULL: nobody asked */
};

/** Files read as one programme. */
struct report_album {
	size_t file_count;
	struct loudness loudness;
};

/** A gain that was found by measuring first. */
struct report_trim {
	const char *strip;
	const char *mix; /**< of the inserts of a mix: that mix; NULL: of those of the strip */
	const char *processor; /**< that wanted it: "normalise" */
	double gain_db;
	struct loudness loudness; /**< of what comes in */
};

/** What a `meter` heard. */
struct report_meter {
	const char *name;
	const char *strip;
	const char *mix; /**< as of a trim */
	size_t channels;
	struct loudness loudness;
	struct level level;
	bool reduces; /**< inserts that turn the level stand right before it: `reduction` says by how much */
	struct gain_reduction reduction;
};

/** An insert of the law OPAQUE in which stems met: what of it is in none of them. */
struct report_opaque {
	const char *strip;
	const char *processor;
	enum stem_policy policy; /**< RESIDUE: it is the stem "residue"; PER_LANE: it is missing in the stems' sum */
	double peak_dbfs; /**< -INFINITY: nothing */
	double rms_dbfs; /**< as level.h tells it: a full-scale sine has 0 */
	double relative_db; /**< that rms against what comes out of the insert */
	bool by_track; /**< tracks met in it, in the pass that prints sets by track; else stems */
};

/** What comes into a strip, all of it together. */
struct report_sum {
	const char *strip;
	enum strip_kind kind;
	size_t inputs; /**< sources, outputs, sends and taps that come in: a summing point has two and more */
	double peak_dbfs; /**< -INFINITY: nothing came in */
};

struct report {
	const char *recipe; /**< the name of the recipe's file, without a folder; NULL: no recipe */
	const char *recipe_path; /**< the same as the user typed it, for annotations alone; NULL: no recipe */
	const char *title; /**< NULL if there is none */
	double sample_rate; /**< 0: each file has its own rate and length */
	uint64_t frames; /**< of every printed file */
	uint64_t tail_frames; /**< of those, after the session's end */
	double cut_peak; /**< linear peak of what the end of the tail cut off; 0: nothing over -120 dBFS */
	const struct report_source *sources;
	size_t source_count; /**< 0: not a render */
	const struct report_file *files;
	size_t file_count;
	const struct report_proof *proofs;
	size_t proof_count;
	const struct report_trim *trims;
	size_t trim_count;
	const struct report_meter *meters;
	size_t meter_count;
	const struct report_opaque *opaques;
	size_t opaque_count;
	const struct report_sum *sums; /**< one a strip that is heard, in the order of the recipe */
	size_t sum_count;
	const struct bleed *bleed; /**< NULL: not measured */
	const struct report_album *album; /**< NULL: none was asked for */
	bool with_courses; /**< whether the reports for machines tell how loudness moved */
	const struct verdicts *verdicts;
	const struct verdicts *notes; /**< of the same shape, but what they find fails nothing: advice; NULL: none */
};

/** "mix", "stem", "tap", "device", "file". */
const char *report_role_name(enum report_role role);

/** "source", "impulse-response", "generated". */
const char *report_source_role_name(enum report_source_role role);

/** "as-heard", "re-rendered". */
const char *report_mode_name(enum mix_mode mode);

/** "pass" when all verdicts pass, "fail" when one fails, else "unknown". */
enum verdict_status report_verdict(const struct report *report);

#endif
