/* stemprint: a recipe to start from, as it is worked out from a set of audio files.
   SPDX-License-Identifier: GPL-3.0-or-later

   The caller measures the files; draft_make() (draft_make.h) says what each of them is, and how loud it stands. The
   result depends on the files and their paths alone, in whatever order they come. */
#ifndef STEMPRINT_DRAFT_DRAFT_H
#define STEMPRINT_DRAFT_DRAFT_H

#include "base/status.h"
#include "draft/role_guess.h"

#include <stdbool.h>
#include <stdint.h>

/** More tracks than this make no mix that anybody would begin by hand; the other files are left out. */
enum { DRAFT_TRACKS_MAXIMUM = 1000 };

/** The loudness that the mix has before the limiter. */
#define DRAFT_LOUDNESS_LUFS (-18.0)

/** What becomes of a file. */
enum draft_fate {
	FATE_TRACK, /**< it is a track, or the left side of one */
	FATE_RIGHT, /**< it is the right side of the track `other` */
	FATE_UNUSABLE, /**< it cannot be used: `problem` says why */
	FATE_SILENT, /**< it holds nothing over -90 dBFS */
	FATE_UNMIXED, /**< its role is not mixed: a mix or a click */
	FATE_DUPLICATE, /**< it holds the same samples as the file `other` */
	FATE_TAKE, /**< it is another take of the file `other` */
	FATE_SUM, /**< it is a sum of other tracks, so that they would be heard twice: `sum` is the word that says it */
	FATE_BEYOND, /**< there are too many tracks */
};

enum draft_side { NAMED_NO_SIDE, NAMED_LEFT, NAMED_RIGHT };

/** A file of the set. The caller fills in the first part, draft_make() the second one. */
struct draft_file {
	const char *path; /**< relative to the recipe, UTF-8, with slashes; else only for messages */
	const char *problem; /**< why the file cannot be used; NULL: it can be */
	unsigned sample_rate; /**< Hz */
	unsigned channels; /**< 1 or more */
	uint64_t frames; /**< at least 1 */
	double integrated_lufs; /**< NAN: too short or too quiet for a loudness */
	double peak_dbfs; /**< of the samples; NAN: digital silence */
	uint64_t first_sound; /**< the first frame over -70 dBFS; `frames` if there is none */
	uint64_t hash[2]; /**< of all samples: equal for equal ones */
	bool dual_mono; /**< it has two channels, which are equal to the bit */

	struct file_words words; /**< of the name */
	size_t first_word, end_word; /**< the words that are the file's own, without those that all names share */
	struct role_guess guess;
	bool by_folder; /**< the name of the folder says the role */
	enum draft_side side; /**< the side that the name tells */
	size_t side_word; /**< the index of the word that tells it */
	unsigned take; /**< the number of the take that the name tells; 0: none */
	size_t take_word; /**< the index of the word before the number */
	const char *sum; /**< the word of the name that tells a sum of other tracks; NULL: none */
	enum draft_fate fate;
	size_t other; /**< the index of the file that `fate` speaks of; of a left side: that of its right side */
	bool paired; /**< a left side has its right side */
	bool hard; /**< a mono file whose other side cannot join it in one source: it stands hard to its side */
	const char *name; /**< of its strip */
	double fader_db;
};

struct draft {
	struct arena *arena;
	struct draft_file *files; /**< sorted by path */
	size_t count;
	size_t *tracks; /**< the indices of the tracks, by group, role and path */
	size_t track_count;
	unsigned sample_rate; /**< of the session: that of most tracks, Hz */
	size_t rate_count; /**< how many tracks have it */
	double trim_db; /**< the trim of every track, which brings the mix to its loudness */
	bool calibrated; /**< the trim was found by a trial render; else it is an estimate */
	double mix_lufs; /**< the loudness that the mix has then; NAN: none */
	double mix_peak_dbtp; /**< its true peak before the limiter; NAN: not measured */
	double group_lufs[GROUP_COUNT]; /**< an estimate for each bus; NAN: it has no tracks */
};

/** Returns the group of a file's role. */
enum role_group draft_group(const struct draft_file *file);

/** Returns the gain that a source of floating-point samples over full scale needs, so that nothing is over 0 dBFS, in
    tenths of a dB; 0 for all others. The trim of the track makes up for it. */
double draft_source_gain_db(const struct draft *draft, const struct draft_file *file);

/** Returns how many channels a track has. */
unsigned draft_channels(const struct draft_file *file);

#endif
