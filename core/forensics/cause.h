/* stemprint: why a mix is not the sum of its stems.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_CAUSE_H
#define STEMPRINT_FORENSICS_CAUSE_H

#include "base/arena.h"
#include "measure/coder_frame.h"

#include <stddef.h>
#include <stdint.h>

/** What may have happened, and the unit of `value` in struct cause. */
enum cause_kind {
	CAUSE_OFFSET, /**< the mix holds a stem later (value > 0) or earlier, in frames */
	CAUSE_GAIN, /**< the mix holds a stem louder (value > 0) or softer, in dB */
	CAUSE_POLARITY, /**< the mix holds a stem with its polarity inverted; its gain beside that, in dB */
	CAUSE_DOUBLED, /**< the mix holds a stem twice; its gain, linear */
	CAUSE_ABSENT, /**< the mix does not hold a stem, or another stem holds it too; its gain, linear */
	CAUSE_MISSING, /**< the mix holds sound that no stem has; of a candidate its gain, linear, else NAN */
	CAUSE_LIMITED, /**< a stem is clipped, limited or saturated and the mix is not, or the other way round; the
			  level in dBFS */
	CAUSE_CUT, /**< a stem ends while the mix holds more of it; the frame from which it lacks */
	CAUSE_WORD_LENGTH, /**< the noise of a word length, white or shaped, in bits */
	CAUSE_RATE, /**< a sample rate was converted; the band limit (value > 0) in Hz; or a clock drifts: see drift_ppm
		     */
	CAUSE_GAIN_CURVE, /**< a gain moves; its largest distance from 0 dB */
	CAUSE_FILTER, /**< an equaliser; its largest distance from 0 dB */
	CAUSE_RANDOM, /**< made from a stem, but by no fixed filter and no gain: modulation, random reverb, time
			 stretch; the likeness, 0 to 1 */
	CAUSE_CONSTANT, /**< a file holds a constant (a DC offset) that the others do not; its level in dBFS */
	CAUSE_STEREO, /**< a stem's sides are mixed, moved or lost (stereo_matrix.h): by how many dB a balance moves to
			 the left, a width, or by how many frames one side is late in the mix; NAN: another matrix */
	CAUSE_SEND, /**< a reverb or an echo of a stem, which the mix holds and the stem does not, or the other way
		       round; the delay of the echo or the decay time of the reverb, in ms */
	CAUSE_GAP, /**< a file falls silent while the others sound on; the frame from which it lacks */
	CAUSE_HEAD, /**< a file begins later than its sound; its first frame */
	CAUSE_SLIP, /**< from some second on the mix holds a stem later (value > 0) or earlier, in frames */
	CAUSE_CLICK, /**< a file holds clicks; the frame of the loudest */
	CAUSE_NOISE, /**< a file holds broadband noise of no word length; its rms in dBFS */
	CAUSE_HUM, /**< a file holds a tone and its harmonics; the fundamental in Hz */
	CAUSE_CODEC, /**< a file went through a lossy encoder; its bit rate in kb/s; NAN: it is not known */
	CAUSE_COUNT, /**< no kind */
};

/** Stands for the mix as a whole, against the sum of all its stems, instead of one stem. */
#define CAUSE_OF_MIX SIZE_MAX

/** A point of a curve. */
struct cause_point {
	double at; /**< in seconds or Hz */
	double gain_db; /**< what the mix does with the stem there */
};

/** What is known of a lossy encoder. */
struct coding {
	enum coder coder; /**< CODER_NONE: its family is not known */
	double kilobits_least, kilobits_most; /**< kb/s; 0: they are not known */
	double band_edge_hertz; /**< above it the file has lost its sound; NAN: it has lost none there */
	double residual_db; /**< the residual over the file */
	double pre_echo_db; /**< the same in the milliseconds before attacks of the file; NAN: too few were found */
};

/** The confidence from which a cause is named. A text says of a less sure one that the cause is not known, and that
   this is the nearest. */
#define CAUSE_KNOWN 0.5

struct stereo_matrix;

/** One explanation of a residual. */
struct cause {
	enum cause_kind kind;
	size_t stem; /**< from 0, or CAUSE_OF_MIX; of CAUSE_MISSING a candidate, or CAUSE_OF_MIX when no file is known
			to hold it */
	size_t fault; /**< from 1: causes of one fault exclude each other, and those of different faults happened
			 together */
	double value; /**< in the unit of the kind; NAN: there is none */
	double drift_ppm; /**< of a drifting clock: by how much longer the stem lasts in the mix than in its file, in
			     millionths; else 0 */
	double confidence; /**< how sure it is, 0 to 1 */
	double left_db; /**< the residual that would be left without this cause, and without those of the faults that
			   were found with it or before it, against the residual of the files as they are, in dB */
	const char *evidence; /**< one line for people, lower case */
	const struct stereo_matrix *matrix; /**< of CAUSE_STEREO: what the mix does with the sides of the stem, or what
					       the stem's file did with them where `evidence` says so; of another kind
					       and of a late side NULL */
	const struct cause_point *curve; /**< of a gain that moves, in seconds; of a filter, in Hz by third octaves;
					  else NULL */
	size_t curve_count;
	const struct coding *coding; /**< of a lossy encoder; else NULL */
};

/** Returns the name that reports for machines use: "offset", "gain", "gain_curve". Static text. */
const char *cause_kind_name(enum cause_kind kind);

#endif
