/* Runs signals through a de-esser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_DE_ESSER_TAKE_H
#define STEMPRINT_TESTS_DE_ESSER_TAKE_H

#include "core/processors/de_esser_reference.h"
#include "core/processors/processor_take.h"

/** A take of silence that is set so. */
struct processor_take de_esser_take_of(const struct de_esser_settings *settings, size_t channels, size_t key_channels,
				       size_t groups, size_t frames);

/** One channel, no key. */
struct processor_take de_esser_take(const struct de_esser_settings *settings, size_t frames);

/** Adds a sine, so that several make a chord. */
void de_esser_add_sine(double *column, size_t frames, double rate, double hertz, double level_db);

enum { VOICE_SYLLABLE = 12000, VOICE_SIBILANT = 9000 };

/** Syllables of VOICE_SYLLABLE frames at 48 kHz: a vowel (a pulse train through two formants), then from VOICE_SIBILANT
    on an s (noise over 5 kHz). The s of a syllable is about as loud as its vowel. */
void de_esser_fill_voice(double *column, size_t frames, uint64_t seed);

#endif
