/* stemprint: the limits by which a sound counts as a fault, of all scans and verdicts on the quality of files.
   SPDX-License-Identifier: GPL-3.0-or-later

   They were chosen on the tuning half of tests/bench/bench_quality.py, on the files of `fixtures` and on made sound.
   The held-back half of that benchmark counts hits and false alarms on other files. A new limit goes in here, and the
   table of the reference says what it finds. */
#ifndef STEMPRINT_MEASURE_QUALITY_LIMITS_H
#define STEMPRINT_MEASURE_QUALITY_LIMITS_H

/** A converter of 16 bits has this step, linear. Dither and rounding are measured by it. */
#define FAULT_STEP 0x1p-15
/** Sound is at least this loud near a fault: -50 dBFS, linear. */
#define FAULT_SOUND 0.00316
/** A sample at or under this level is silence, in dBFS. */
#define QUALITY_SILENCE_DBFS (-80.0)

/** The fewest samples of a flat top (flat_scan.h), of a held stretch (gap_scan.h), and of a repeated one
    (repeat_scan.h). */
enum { FLAT_RUN = 3, GAP_HELD = 8, REPEAT_LEAST = 64 };

/** A click has a second difference of so many times the mean of its surroundings, and an error of linear prediction of
    so many times the largest one around it. Where the sound on one side is so many times as loud, something begins or
    ends (click_scan.h). */
#define CLICK_POINTER 5.0
#define CLICK_RATIO 8.0
#define CLICK_ONSET 4.0

/** The least step that counts as a band edge, in dB (band_scan.h). */
#define BAND_EDGE_DB 24.0
/** The standard errors that prove a coder (coder_scan.h). */
#define CODER_CERTAINTY 5.0
/** The same for the steps of its quantiser, of which no other sound has so many (quantiser_scan.h). */
#define QUANTISER_CERTAINTY 10.0

/** A second whose correlation is under this is out of phase. */
#define QUALITY_OPPOSED (-0.3)
/** Two sides are one signal with dither of its own on each when no sample differs by more than this, linear, and the
    rms of the difference is QUALITY_DITHER_RATIO under that of the sound. From second to second of sound, it changes by
    less than a factor of QUALITY_DITHER_SPREAD. */
#define QUALITY_DITHER_PEAK (8.0 * FAULT_STEP)
#define QUALITY_DITHER_RATIO 30.0
#define QUALITY_DITHER_SPREAD 1.5

/** The largest true peak: over this a converter clips, whatever headroom it has for peaks between samples. */
#define QUALITY_TRUE_PEAK_DBTP 0.5
/** The largest offset: it fails over this level when it is also over 2 % of the rms, since a low note has a mean too.
 */
#define QUALITY_OFFSET_DBFS (-60.0)
#define QUALITY_OFFSET_RMS_DB (-34.0)
/** The largest difference between the levels of left and right, either way. */
#define QUALITY_BALANCE_DB 6.0
/** The least level of the mono sum: that of a correlation of -0.5 between sides of one level. */
#define QUALITY_MONO_LOSS_DB (-6.0)
/** A side is a late copy of the other at this correlation or more, when it is so much more than the one without a lag:
   a bass is like itself for a while. */
#define QUALITY_COPY 0.99
#define QUALITY_COPY_OVER 0.05
/** A spectrum is mirrored when the mean of the products has this magnitude, stands so many standard errors from 0, and
    the power of the sums is so many times as large as those around lower frequencies. */
#define QUALITY_MIRROR 0.1
#define QUALITY_MIRROR_CERTAINTY 6.0
#define QUALITY_MIRROR_OVER 2.5
/** Noise has the step of a lower rate when it falls by so many dB. A large step is one of sound or of fewer bits; it
    falls by three times the slope below it more. A small one is one of two noises of rounding: below it, the noise is
    flat and steady, and above it, its level against the noise of rounding is within limits. Above any step, the noise
    is flat, and steady while the sound changes. */
#define QUALITY_LARGE_STEP_DB 12.0
#define QUALITY_LARGE_STEP_SLOPE 3.0
#define QUALITY_SMALL_STEP_DB 2.4
#define QUALITY_SMALL_STEP_SLOPE_DB 1.0
#define QUALITY_SMALL_STEP_SPREAD_DB 1.2
#define QUALITY_ROUNDING_LEAST_DB (-2.5)
#define QUALITY_ROUNDING_MOST_DB 7.0
#define QUALITY_NOISE_TILT_DB 0.7
#define QUALITY_NOISE_SPREAD_DB 2.0
/** So many unused bits at the end of every sample fail. */
enum { QUALITY_UNUSED_BITS = 4 };
/** A float sample holds as many bits. Integers of so many bits in a float file are a note and no fault. */
enum { QUALITY_FLOAT_BITS = 24 };
/** The step of 16 bits: a lattice shows its gain against this, in dBFS. */
#define QUALITY_STEP_DBFS (-90.309)

#endif
