/* stemprint: an audio file that is being printed.
   SPDX-License-Identifier: GPL-3.0-or-later

   The bytes depend on the samples and the settings alone: a file has no time of day and no PEAK chunk, and the dither
   is counted in frames. One or two channels make a plain WAV. More channels make a WAVE_FORMAT_EXTENSIBLE one, which
   names the usual speakers of 3 to 8 channels, or none. The file is an RF64 where frames_maximum frames would not fit
   into 4 GiB.

   Where RLIMIT_FSIZE may be set, the process ignores SIGXFSZ, so that a write over the limit fails and is reported. */
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
	uint64_t lead_in; /**< the file begins with so many frames of digital silence, without dither, which are no
		     frames of the print. The default is 0 */
	uint64_t frames_maximum; /**< the largest number of frames that the file may have, with its lead-in and the
			    longest tail */
	uint64_t seed; /**< the seed of the dither, from the recipe */
	double headroom_db; /**< the samples are printed this many dB lower, and the file states it
		     (headroom_note.h); the range is 0, the default, to HEADROOM_MOST_DB */
	bool rounded; /**< the samples are already lowered, dithered and rounded; the printer only states the
		     headroom */
	const char *name; /**< the name of the file within its print ("stems/vocals.wav"); it is a part of the dither's
			     seed, messages use it, and it lives as long as the printer */
	const char *dithered_as; /**< this name is a part of the dither's seed instead; NULL, the default: `name` is */
	uint64_t undithered; /**< one bit for each channel, the lowest for the first; a channel with a set bit stays
		     digital silence */
	bool without_speakers; /**< the WAV names no loudspeakers; a FLAC always does */
	/** The printer of the whole print, of which this file is a part; NULL, the default, means that the file is the
	    whole. The part begins to take frames where the whole stands when the part is opened. It takes over the
	    dither and the noise shaping, so that its samples are the bytes that the whole has there. Formats, channels
	    and headroom are equal. */
	const struct printer *part_of;
	uint64_t first_frame; /**< the frame of the print at which the file begins; frames that come in before it are
			 not printed. The default is 0 */
};

struct audio_printer_statistics {
	uint64_t frames;
	uint64_t clipped; /**< the number of samples that were out of range of an integer format, with their dither */
	uint64_t first_clipped; /**< the frame of the file with its first clipped sample; UINT64_MAX means that no
			   sample clipped */
};

/** Opens a printer that writes into the file at `path`. The file exists, is empty, and is open as `descriptor` for
    reading and writing: the descriptor is the output_descriptor() of an output_set. The printer owns the descriptor
    from now on, also on failure. On failure *printer is NULL and the problem says why. A printer that does not
    finish leaves a broken file, which the output set removes. write() returns NOT_FINITE, with the frame, for a
    NaN, an infinity or a value too large for float32, and BAD_OUTPUT when the disk is full. finish() completes the
    header, syncs and closes the file, compares the header with what was printed and with the file's size
    (print_check()), and opens the file once more as any program would. It returns BAD_OUTPUT when one of these
    steps fails.

    `path` may be NULL, and `descriptor` has no meaning then: the printer prints nothing, and is there for the parts
    that take over from it. */
enum status audio_printer_open(const char *path, int descriptor, const struct audio_printer_settings *settings,
			       struct printer **printer, struct problem *problem) MUST_CHECK;

/** Returns the statistics of a printer that audio_printer_open() made. */
struct audio_printer_statistics audio_printer_statistics(const struct printer *printer);

#endif
