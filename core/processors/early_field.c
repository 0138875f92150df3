/* Sums the echoes over the walls for each side, and scatters the sums.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/early_field.h"

#include "base/frames.h"
#include "dsp/kernel/column.h"

/** A sound is gone when it has fallen by this many dB. */
#define GONE_DB 120.0

static double span_seconds(const struct reverb_settings *settings)
{
	return settings->type->scatter * settings->size;
}

void early_field_design_init(struct early_field_design *design, const struct reverb_settings *settings, size_t channels,
			     double sample_rate)
{
	const struct reverb_type *type = settings->type;
	struct early_path paths[EARLY_SIDES][EARLY_SIDES];
	*design = (struct early_field_design){ .channels = settings->early > 0.0 ? channels : 0 };
	if (design->channels == 0)
		return;
	early_reflections_design(paths, type->room, channels, settings->size, type->key);
	design->taps = channels * EARLY_ECHOES;
	design->wall = absorption_wall(type->room->wall_frequency, sample_rate);
	const size_t predelay = frames_of_seconds(settings->predelay, sample_rate);
	for (size_t side = 0; side < EARLY_SIDES; side++) {
		for (size_t i = 0; i < design->taps; i++) {
			const struct early_path *path = &paths[side][i / EARLY_ECHOES];
			const size_t echo = i % EARLY_ECHOES;
			design->lines[side][i] = i / EARLY_ECHOES * EARLY_WALLS + path->walls[echo] - 1;
			design->delays[side][i] = predelay + frames_of_seconds(path->seconds[echo], sample_rate);
			design->gains[side][i] = settings->early * path->gains[echo];
		}
		scattering_design_init(&design->scattering[side], span_seconds(settings) * sample_rate,
				       settings->diffusion, type->key + side);
	}
}

/* No echo over two walls is later than three times the dimensions of the room. */
double early_field_seconds(const struct reverb_settings *settings)
{
	const struct early_room *room = settings->type->room;
	return !room ? 0.0
		     : settings->size * 3.0 * (room->width + room->depth + room->height) / 343.0 +
			       scattering_frames(span_seconds(settings), settings->diffusion, GONE_DB);
}

bool early_field_init(struct early_field *field, const struct early_field_design *design, struct arena *arena,
		      size_t stretch)
{
	size_t longest = 0;
	for (size_t side = 0; side < EARLY_SIDES; side++)
		for (size_t i = 0; i < design->taps; i++)
			longest = design->delays[side][i] > longest ? design->delays[side][i] : longest;
	for (size_t i = 0; i < design->channels * EARLY_WALLS; i++)
		if (!tapped_line_init(&field->lines[i], arena, longest, stretch))
			return false;
	for (size_t side = 0; side < EARLY_SIDES && design->channels > 0; side++)
		if (!scattering_init(&field->scattering[side], &design->scattering[side], arena))
			return false;
	return true;
}

void early_field_reset(struct early_field *field)
{
	for (size_t i = 0; i < EARLY_LINES; i++)
		tapped_line_reset(&field->lines[i]);
	for (size_t side = 0; side < EARLY_SIDES; side++)
		scattering_reset(&field->scattering[side]);
}

void early_field_seat(const struct early_field_design *design, struct filter_bank *bank, size_t first)
{
	for (size_t i = 0; i < design->channels * EARLY_WALLS; i++)
		for (size_t wall = 0; wall <= i % EARLY_WALLS; wall++)
			filter_bank_set(bank, first + i, wall, &design->wall);
}

void early_field_claim(struct early_field *field, const struct early_field_design *design, struct filter_bank *bank,
		       size_t first, const double *const *in)
{
	for (size_t i = 0; i < design->channels * EARLY_WALLS; i++) {
		bank->in[first + i] = in[i / EARLY_WALLS];
		bank->out[first + i] = tapped_line_claim(&field->lines[i]);
	}
}

void early_field_commit(struct early_field *field, const struct early_field_design *design, size_t frames)
{
	for (size_t i = 0; i < design->channels * EARLY_WALLS; i++)
		tapped_line_commit(&field->lines[i], frames);
}

void early_field_process(struct early_field *field, const struct early_field_design *design,
			 const struct kernel *kernel, double *const sides[EARLY_SIDES], size_t frames)
{
	for (size_t side = 0; side < EARLY_SIDES; side++) {
		const double *terms[EARLY_TAPS];
		for (size_t i = 0; i < design->taps; i++)
			terms[i] = tapped_line_read(&field->lines[design->lines[side][i]],
						    design->delays[side][i] + frames);
		kernel->column->mix(sides[side], terms, design->gains[side], design->taps, frames);
		scattering_process(&field->scattering[side], &design->scattering[side], kernel, sides[side], frames);
	}
}
