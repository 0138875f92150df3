/* stemprint: an audio file that is being printed.
   SPDX-License-Identifier: GPL-3.0-or-later

   The bytes depend on the samples and the settings alone: no time of day, no PEAK chunk, a dither that is counted in frames. One or two
   channels make a plain WAV, more make a WAVE_FORMAT_EXTENSIBLE one that names the usual speakers of 3 to 8 channels, or
   none; RF64 where
   frames_maximum frames would not fit into 4 GiB.

   Where RLIMIT_FSIZE may be set, the process ignores SIGXFSZ, so that a write over it fails and is told. */
#ifndef STEMPRINT_IO_AUDIO_PRINTER_H
#define STEMPRINT_IO_AUDIO_PRINTER_H

#include "engine/printer.h"
#include "io/problem.h"
#include "recipe/recipe.h"

#include <stddef.h>
#include <stdint.h>

struct audio_printer_settings {
	struct print_format format; /**< FLAC takes pcm16 and pcm24 of up to 8 channels; float takes no dither */
	unsigned sample_rate; /**< Hz */
	size_t channels; /**< 1 to 64 */
	uint64_t frames_maximum; /**< what may be printed at most, the longest tail included */
	uint64_t seed; /**< of the dither: the recipe's */
	double headroom_db; /**< the samples are printed so much lower, and the file tells it (headroom_note.h): 0,
	       the default, to HEADROOM_MOST_DB */
	bool rounded; /**< the samples come lowered, dithered and rounded already: the printer only tells the
	       headroom */
	const char
		*name; /**< of the file within its print ("stems/vocals.wav"); a part of the dither's seed, and used in
	                       messages: lives as long as the printer */
	uint64_t undithered; /**< a bit for each channel, the lowest for the first: those that stay digital silence */
	bool without_speakers; /**< the WAV names no loudspeakers; a FLAC always does */
};

struct audio_printer_statistics {
	uint64_t frames;
	uint64_t clipped; /**< samples that were out of range of an integer format, dither included */
	uint64_t first_clipped; /**< frame of the first of them; UINT64_MAX without any */
};

/** A printer into the file at `path`, which exists, is empty, and is open as `descriptor` for reading and writing:
    output_descriptor() of an output_set. The descriptor is the printer's from now on, on failure too. On failure
    *printer is NULL and the problem says why. One that does not finish leaves a broken file, which the output set
    removes.

    write: NOT_FINITE, with the frame, for a NaN, an infinity or what is too large for float32; BAD_OUTPUT when the
    disk is full. finish: completes the header, syncs, closes, holds the words of the header against what was printed
    and against the file's size (print_check()), and opens the file once more as any program would: BAD_OUTPUT. */
enum status audio_printer_open(const char *path, int descriptor, const struct audio_printer_settings *settings,
			       struct printer **printer, struct problem *problem) MUST_CHECK;

/** Of a printer that audio_printer_open() made. */
struct audio_printer_statistics audio_printer_statistics(const struct printer *printer);

#endif
