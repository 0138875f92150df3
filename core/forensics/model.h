/* stemprint: what might have happened to a mix, and how much of a residual that would explain.
   SPDX-License-Identifier: GPL-3.0-or-later

   A cause of a fixed list (cause.h), of one stem or of the mix, is a model of the residual. It is worth the decibels of
   the residual's energy that it explains, up to SCORE_LIMIT_DB, less a handicap: a model that could imitate simpler
   ones starts behind them. Handicaps in dB:

       0   offset, gain, polarity, a stem twice or not at all, of one stem or of the whole mix; 0.5 more for each
	   further stem
       0   the noise of a word length
       1   a constant
       1   an echo or a reverb
       1.5 a matrix of the sides of a stem, or one side late
       2   clipping and limiting; a tail cut off, and up to 8 more, the later the residual begins
       3   a rate that was converted
       4   a gain that moves; a file that has lost what its second side held
       6   a filter, or a curve without memory: each could do what gains and offsets do

   The models of each kind stand in a file of their own (*_model.h), which adds them to the list.

   A proof may have several faults. The search takes away the fault that it is surest of, measures all again, and names
   the next one in what is left (forensics.h). So a model brings a function that takes its fault away, when that can be
   done: `undo`. It replaces the sources of the files that the fault changed by sources without it (mended_source.h):
   by what the mix did with a stem, or by silence over the same frames of all files (model_silence). A model without one
   ends the search. */
#ifndef STEMPRINT_FORENSICS_MODEL_H
#define STEMPRINT_FORENSICS_MODEL_H

#include "base/arena.h"
#include "engine/source.h"
#include "forensics/cause.h"
#include "forensics/stereo_matrix.h"
#include "forensics/sum_fit.h"

struct forensics_case;
struct model;

/** Replaces in files[1 + stem_count], the mix and then the stems, the sources of the files that the fault changed by
    sources without it. These read the sources that they replace, and live in the arena, which outlasts the case. What
    the mix as a whole did is undone in the mix. Returns false when out of memory. */
typedef bool model_undo(const struct forensics_case *evidence, const struct model *model, struct source **files,
			struct arena *arena);

/** The most that a model can earn by what it explains, in dB. */
#define SCORE_LIMIT_DB 30.0

/** An echo or a reverb. */
struct send {
	bool echo; /**< a few repeats, and no reverb */
	bool of_file; /**< the file of the stem holds it, and not the mix */
	double level_db; /**< of all of it, against the stem */
	double delay_ms; /**< of the first echo, or before the reverb begins */
	double decay_seconds; /**< in which the reverb falls by 60 dB; 0: not known */
};

struct model {
	enum cause_kind kind;
	size_t stem; /**< from 0; CAUSE_OF_MIX: the mix as a whole */
	double share; /**< of the residual's energy that would be left, 0 to 1; of the energy that is left with all lags
			 undone, when the model does not explain the lags */
	double handicap_db; /**< 0 and more */
	double certainty; /**< how sure the cause is that is named because nothing explains, 0 to 1; 0: the share tells
			   */
	double value; /**< in the unit of its kind (cause.h) */
	double drift_ppm; /**< of CAUSE_RATE, by a clock that runs apart; else 0 */
	struct gain_delay gain_delay; /**< of offsets, gains and polarities; the delay includes the lag; of a filter the
					     gain beside it, 0: not known */
	struct stereo_matrix matrix; /**< of CAUSE_STEREO: what the mix does with the stem */
	double side_delays[SIDES]; /**< of CAUSE_STEREO: by how many frames the mix holds each side later */
	bool of_file; /**< of CAUSE_STEREO: the file of the stem has lost what the mix holds, and `matrix` is what the
			 file did */
	bool in_time; /**< of CAUSE_RANDOM: the value is the likeness of levels in time (residual_course.h), and not of
			 spectra */
	bool lacked; /**< of CAUSE_GAP: the file sounds, and the mix does not hold it */
	bool together; /**< the model before it in the list belongs to it and has the same share */
	double chance_db; /**< what it may explain of any sound by chance; default 0 */
	bool firm; /**< chance does not explain it, however little it explains: it may be one of several faults */
	struct send send; /**< of CAUSE_SEND */
	const struct coding *coding; /**< of CAUSE_CODEC, in the arena of the case */
	bool explains_lags; /**< its share is of the residual without lags; it undoes the lags of its stem, or of all */
	model_undo *undo; /**< takes the fault away; NULL: that cannot be done */
};

/** All models of a case. */
struct models {
	struct model *items; /**< [capacity], in the order in which they were added */
	size_t count, capacity;
	double explained; /**< the best score of those that explain something, in dB; default 0 */
};

/** Empties the list and makes room for all models of a proof with that many stems. Returns false when out of memory. */
bool models_init(struct models *models, size_t stem_count, struct arena *arena);

/** Adds a copy of the model to the list. A full list stays as it is. */
void models_add(struct models *models, const struct model *model);

/** Returns what the model explains, in dB, at most SCORE_LIMIT_DB, less its handicap. */
double model_score(const struct model *model);

/** An undo for a model whose fault the model before it in its group takes away, too: it changes nothing. */
model_undo model_undone;

/** Makes the frames from `from` to `to`, the second exclusive, silent in all files: an undo for sound that is lost. */
bool model_silence(const struct forensics_case *evidence, uint64_t from, uint64_t to, struct source **files,
		   struct arena *arena);

#endif
