/* Reads the format of prints, and settles its defaults.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/noise_shaper.h"
#include "recipe/recipe_part.h"

#include <math.h>

static const char *const containers[] = { [CONTAINER_WAV] = "wav", [CONTAINER_FLAC] = "flac", NULL };

static const char *const encodings[] = {
	[ENCODING_PCM16] = "pcm16",     [ENCODING_PCM24] = "pcm24",     [ENCODING_PCM32] = "pcm32",
	[ENCODING_FLOAT32] = "float32", [ENCODING_FLOAT64] = "float64", NULL
};

static const char *const dithers[] = { [DITHER_NONE] = "none",
				       [DITHER_TPDF] = "tpdf",
				       [DITHER_WANNAMAKER_3] = "wannamaker-3",
				       [DITHER_LIPSHITZ_5] = "lipshitz-5",
				       [DITHER_WANNAMAKER_9] = "wannamaker-9",
				       NULL };

/* The rates for which the ear's thresholds, on which the published weights rest, are where the weights put them. */
#define SHAPED_RATE_LEAST 44100.0
#define SHAPED_RATE_MOST 48000.0

const char *container_name(enum container container)
{
	return containers[container];
}

const char *encoding_name(enum encoding encoding)
{
	return encodings[encoding];
}

const char *dither_name(enum dither dither)
{
	return dithers[dither];
}

const struct noise_weights *dither_weights(enum dither dither)
{
	switch (dither) {
	case DITHER_WANNAMAKER_3:
		return &noise_weights_wannamaker_3;
	case DITHER_LIPSHITZ_5:
		return &noise_weights_lipshitz_5;
	case DITHER_WANNAMAKER_9:
		return &noise_weights_wannamaker_9;
	case DITHER_NONE:
	case DITHER_TPDF:
		break;
	}
	return NULL;
}

unsigned encoding_bits(enum encoding encoding)
{
	switch (encoding) {
	case ENCODING_PCM16:
		return 16;
	case ENCODING_PCM24:
		return 24;
	case ENCODING_PCM32:
		return 32;
	case ENCODING_FLOAT32:
	case ENCODING_FLOAT64:
		break;
	}
	return 0;
}

static void read_container(struct reader *reader, const struct entry *entry, void *target)
{
	struct format_entry *format = target;
	int choice = reader_key_choice(reader, entry);
	if (choice < 0)
		return;
	format->container_given = true;
	format->container_at = entry->value->at;
	format->format.container = (enum container)choice;
}

static void read_encoding(struct reader *reader, const struct entry *entry, void *target)
{
	struct format_entry *format = target;
	int choice = reader_key_choice(reader, entry);
	if (choice < 0)
		return;
	format->encoding_given = true;
	format->encoding_at = entry->value->at;
	format->format.encoding = (enum encoding)choice;
}

static void read_dither(struct reader *reader, const struct entry *entry, void *target)
{
	struct format_entry *format = target;
	int choice = reader_key_choice(reader, entry);
	if (choice < 0)
		return;
	format->dither_given = true;
	format->dither_at = entry->value->at;
	format->format.dither = (enum dither)choice;
}

static void read_sample_rate(struct reader *reader, const struct entry *entry, void *target)
{
	struct format_entry *format = target;
	if (!recipe_read_sample_rate(reader, entry, &format->format.sample_rate))
		return;
	format->rate_given = true;
	format->rate_at = entry->value->at;
}

static const struct recipe_key rows[] = {
	{ .name = "container",
	  .help = "the kind of file",
	  .kind = KEY_CHOICE,
	  .choices = containers,
	  .fallback = CONTAINER_WAV,
	  .read = read_container },
	{ .name = "encoding",
	  .help = "integers or floats, and how many bits",
	  .kind = KEY_CHOICE,
	  .choices = encodings,
	  .fallback = ENCODING_PCM24,
	  .read = read_encoding },
	{ .name = "dither",
	  .help = "the dither of integers, see \"Formats\"",
	  .kind = KEY_CHOICE,
	  .choices = dithers,
	  .otherwise = "`tpdf` for integers, `none` for floats",
	  .read = read_dither },
	{ .name = "sample_rate",
	  .help = "the rate of the file, to which the render is converted, see \"Rates\"",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_SAMPLE_RATE,
	  .minimum = 8000.0,
	  .maximum = 384000.0,
	  .fallback = (double)NAN,
	  .otherwise = "that of the session",
	  .read = read_sample_rate },
};

const struct recipe_keys format_keys = {
	.name = "format", .title = "key of a format", .where = "format", KEY_ROWS(rows)
};

void recipe_read_format(struct reader *reader, const struct entry *entry, struct format_entry *format)
{
	struct format_entry own = { .format = format->format };
	reader_mapping(reader, entry, &format_keys, &own);
	format->format = own.format;
	if (own.container_given) {
		format->container_given = true;
		format->container_at = own.container_at;
	}
	if (own.encoding_given) {
		format->encoding_given = true;
		format->encoding_at = own.encoding_at;
		/* An encoding that is given here drops the dither of the format above, because float takes none. */
		format->dither_given = format->dither_given && encoding_bits(own.format.encoding) > 0;
	}
	if (own.dither_given) {
		format->dither_given = true;
		format->dither_at = own.dither_at;
	}
	if (own.rate_given) {
		format->rate_given = true;
		format->rate_at = own.rate_at;
	}
}

/* The weights belong to the noise of 16 bits and to the rates of the ear's thresholds. */
static void check_shaped_dither(struct reader *reader, const struct print_format *settled, struct location at)
{
	const bool converted = settled->sample_rate != 0.0;
	const double rate = converted ? settled->sample_rate : reader->base.sample_rate;
	if (settled->encoding != ENCODING_PCM16)
		diagnostics_error(reader->diagnostics, "format-conflict", at,
				  "dither \"%s\" shapes the noise of pcm16, and %s is finer; use `tpdf`",
				  dither_name(settled->dither), encoding_name(settled->encoding));
	else if (rate < SHAPED_RATE_LEAST || rate > SHAPED_RATE_MOST)
		diagnostics_error(reader->diagnostics, "format-conflict", at,
				  "dither \"%s\" shapes the noise for the ear at 44.1 to 48 kHz, and the %s has "
				  "%.10g Hz; use `tpdf`",
				  dither_name(settled->dither), converted ? "file" : "session", rate);
}

/* The seam of a loop would be heard, because the conversion hears silence around a file. */
static void check_loop(struct reader *reader, struct location at)
{
	const enum tail_mode mode = reader->recipe->session.tail_mode;
	if (mode == TAIL_WRAP || mode == TAIL_LOOP)
		diagnostics_error(
			reader->diagnostics, "format-conflict", at,
			"\"sample_rate\" cannot convert a loop, which `tail: %s` makes; give `session` the rate "
			"that the loop is to have",
			tail_mode_name(mode));
}

struct print_format recipe_settle_format(struct reader *reader, const struct format_entry *format)
{
	struct print_format settled = { CONTAINER_WAV, ENCODING_PCM24, DITHER_NONE, 0.0 };
	if (format->container_given)
		settled.container = format->format.container;
	if (format->encoding_given)
		settled.encoding = format->format.encoding;
	if (format->rate_given && format->format.sample_rate != reader->base.sample_rate) {
		settled.sample_rate = format->format.sample_rate;
		check_loop(reader, format->rate_at);
	}
	bool pcm = encoding_bits(settled.encoding) > 0;
	settled.dither = format->dither_given ? format->format.dither : pcm ? DITHER_TPDF : DITHER_NONE;
	if (settled.container == CONTAINER_FLAC && (!pcm || settled.encoding == ENCODING_PCM32))
		diagnostics_error(reader->diagnostics, "format-conflict", format->encoding_at,
				  "flac cannot hold %s; use pcm16 or pcm24, or `container: wav`",
				  encoding_name(settled.encoding));
	if (settled.dither != DITHER_NONE && !pcm)
		diagnostics_error(reader->diagnostics, "format-conflict", format->dither_at,
				  "%s takes no dither; leave `dither` out", encoding_name(settled.encoding));
	else if (dither_weights(settled.dither))
		check_shaped_dither(reader, &settled, format->dither_at);
	return settled;
}
