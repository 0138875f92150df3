/* stemprint: reads the parts of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each part has a file of its own. All errors go into reader->diagnostics, and a wrong value keeps its default. What
   the functions make belongs to reader->arena, and becomes a part of reader->recipe. The parts are read in this order,
   because each refers to those before it. */
#ifndef STEMPRINT_RECIPE_RECIPE_PART_H
#define STEMPRINT_RECIPE_RECIPE_PART_H

#include "recipe/reader.h"

/** The files of all curves of a recipe have at most so many bytes together. */
enum { TABLE_BYTES_MAXIMUM = 16 * 1024 * 1024 };

/** A session lasts a day at most, s. */
#define SESSION_SECONDS_MAXIMUM 86400.0

/** Reads `session`, and reader->base with it: rate and tempo measure all later times. `entry` may be NULL; the session
    then has its defaults. */
void recipe_read_session(struct reader *reader, const struct entry *entry);

/** Reads a sample rate, which has whole Hz, into *rate. After an error *rate stays as it is. Returns whether it was
    read. */
bool recipe_read_sample_rate(struct reader *reader, const struct entry *entry, double *rate);

/** Reads `tempo` of the session into reader->timeline: a tempo, a list of changes, or a file. After an error the map
   has 120 bpm, so that note values cause no further ones. reader->base must have the sample rate. */
void recipe_read_tempo(struct reader *reader, const struct entry *entry);

/** Reads `markers` of the session, and adds them to those that the tempo map has. */
void recipe_read_markers(struct reader *reader, const struct entry *entry);

/** Makes a strip of each name in `tracks`, `buses`, `auxes`, `outputs`, so that the recipe can refer to all of them.
    The strips have their defaults, apart from their keys. Returns false when further reading makes no sense: there are
    more than RECIPE_STRIPS_MAXIMUM, or memory ran out. */
bool recipe_declare_strips(struct reader *reader, const struct document_node *root);

/** Reads the keys of all declared strips, and checks what several strips share: devices and labels. */
void recipe_read_strips(struct reader *reader);

/** Reads `vcas`, and moves the faders, mutes and solos of their members. The strips must have been read. `entry` may be
    NULL; there are no VCAs then. */
void recipe_read_vcas(struct reader *reader, const struct entry *entry);

/** Reads `print`. `entry` may be NULL; the recipe then prints a mix of each output, and the stems of the first one if
    there are labels. */
void recipe_read_print(struct reader *reader, const struct entry *entry);

/** Reads `verify`, and settles which limits judge the mixes. The mixes must have been read. `entry` may be NULL; there
    are no limits then. */
void recipe_read_verify(struct reader *reader, const struct entry *entry);

/** Adds the loop of an insert that was read to recipe->loops, and checks what several loops share. */
void recipe_add_hardware(struct reader *reader, struct recipe_insert *insert);

/* These read keys of strips. `strip` is the strip that has the key. */

/** Reads `source` of a track: files, pairs and generated signals. */
void recipe_read_sources(struct reader *reader, const struct entry *entry, struct recipe_strip *strip);

/** Reads `channels` of a file: a number or a list of them, counted from 1. Returns how many there are, at most
    RECIPE_CHANNELS_MAXIMUM; 0 after an error. */
size_t recipe_read_file_channels(struct reader *reader, const struct entry *entry, unsigned *channels);

/** Reads `polarity` of a strip or a clip: true means inverted. After an error *inverted stays as before. */
void recipe_read_polarity(struct reader *reader, const struct entry *entry, bool *inverted);

/** Reads a fade: a length, or a mapping with `length` and `shape`. What is left out stays as it is in *fade. */
void recipe_read_fade(struct reader *reader, const struct entry *entry, struct recipe_fade *fade);

/** Reads `clips` of a track as its only source. */
void recipe_read_clips(struct reader *reader, const struct entry *entry, struct recipe_strip *strip);

/** Hands the overlap of a track to its clips, and reports keys that do not go together. `node` is the track's mapping.
 */
void recipe_settle_clips(struct reader *reader, struct recipe_strip *strip, const struct document_node *node);

/** Reads a source that has `generate` instead of a file. *source is all zero before, except for its location. */
void recipe_read_generator(struct reader *reader, const struct entry *entry, struct recipe_source *source);

/** Reads a generated source whose kind is a mark. *source has its kind, and is all zero otherwise. */
void recipe_read_mark(struct reader *reader, const struct entry *entry, struct recipe_source *source);

/** Reports marks that last as long as the session where nothing says how long it is. All sources must have been read.
 */
void recipe_check_marks(struct reader *reader);

/** Reads `inserts` of a strip, a chain or a mix. Mixes set reader->mix_name before. */
void recipe_read_inserts(struct reader *reader, const struct entry *entry, struct recipe_inserts *inserts);

/** Reads the `pan_law` of the session or a strip. After an error *law stays as it is. */
void recipe_read_pan_law(struct reader *reader, const struct entry *entry, enum pan_law *law);

/** Reads `sends`. A send to a strip that does not exist goes to RECIPE_NONE. */
void recipe_read_sends(struct reader *reader, const struct entry *entry, struct recipe_strip *strip);

/** Reads `automation` of a strip, a send or a VCA, whose mapping is `node`, by the table of its keys. The target's own
    values must have been read, because curves begin with them. */
void recipe_settle_automation(struct reader *reader, const struct document_node *node, const struct recipe_keys *keys,
			      void *target);

/** Adds the curves of a VCA to those of a member. */
void recipe_add_curves(struct reader *reader, struct recipe_curves *curves, const struct recipe_curves *more);

/** Reads `output` of a track, a bus or an aux: one strip, a list of strips, or none. Wrong ones are left out. */
void recipe_read_output(struct reader *reader, const struct entry *entry, struct recipe_strip *strip);

/** Sets the output of a strip without the key `output`: the only output of the recipe. With several outputs that is an
    error. */
void recipe_settle_output(struct reader *reader, struct recipe_strip *strip);

/** Reads `device` of an output, and adds the device to the recipe when it is new. */
void recipe_read_device(struct reader *reader, const struct entry *entry, struct recipe_strip *strip);

/** Reads `channels` where it is a list: the channels of its device that an output takes. Their number becomes that of
    the strip's channels. */
void recipe_read_device_channels(struct reader *reader, const struct entry *entry, struct recipe_strip *strip);

/** Checks the devices after all strips were read. These are errors: a device without channels, channels without a
    device, and channels that two outputs take. */
void recipe_check_devices(struct reader *reader);

/** Returns the index of a device in recipe->devices, or RECIPE_NONE if no output names it. */
size_t recipe_find_device(const struct recipe *recipe, const char *name);

/** A format_entry is a format as far as the recipe gives it. A value that is not given has no meaning, and its location
    is that of no text. */
struct format_entry {
	bool container_given, encoding_given, dither_given, rate_given;
	struct location container_at, encoding_at, dither_at, rate_at; /**< the locations of the values */
	struct print_format format;
};

/** Reads `format` over the values that *format has already: the entries of `print` inherit those of `print` key by key.
    An encoding that is given drops an inherited dither. */
void recipe_read_format(struct reader *reader, const struct entry *entry, struct format_entry *format);

/** Returns the format with the defaults filled in, and reports values that do not go together, like FLAC with floats.
    The result is usable after an error too. */
struct print_format recipe_settle_format(struct reader *reader, const struct format_entry *format);

#endif
