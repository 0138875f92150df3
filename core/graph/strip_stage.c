/* Settles what a strip does besides its inserts: trim, polarity, fader, width and pan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/strip_stage.h"

#include "processors/balance.h"
#include "processors/dual_pan.h"
#include "processors/gain.h"
#include "processors/pan.h"
#include "processors/polarity.h"
#include "processors/width.h"

#include <math.h>

/* Says whether mono becomes stereo: where one of the strip's outputs is stereo, or where the recipe pans a strip
   that nothing hears. */
static bool wants_stereo(const struct builder *builder, const struct recipe_strip *strip)
{
	if (strip->output_count == 0)
		return strip->pan_given;
	for (size_t i = 0; i < strip->output_count; i++)
		if (builder->recipe->strips[strip->outputs[i].strip].channels >= 2)
			return true;
	return false;
}

/* A strip that a mix rendered anew leaves out has no channels of its own there; the graph of the whole has checked
   it. */
static void check_pan(struct builder *builder, const struct recipe_strip *strip, size_t channels)
{
	if (builder->request->re_rendered != RECIPE_NONE)
		return;
	if (strip->pan_given && !strip->dual_pan && channels != 1)
		diagnostics_error(builder->diagnostics, "pan", strip->pan_at,
				  "`pan` places a mono signal; \"%s\" has %zu channels; %s", strip->name, channels,
				  channels == 2 ? "use `balance`, or a position for each side: `pan: [100 L, 100 R]`"
						: "leave it out");
	if (strip->dual_pan && channels != 2)
		diagnostics_error(builder->diagnostics, "pan", strip->pan_at,
				  "two positions of `pan` are for a stereo signal; \"%s\" has %zu channel%s; %s",
				  strip->name, channels, channels == 1 ? "" : "s",
				  channels == 1 ? "write one" : "leave them out");
	if (strip->pan_given && !strip->dual_pan && channels == 1 && !wants_stereo(builder, strip))
		diagnostics_error(builder->diagnostics, "pan", strip->pan_at,
				  "\"%s\" feeds a mono strip, where `pan` has no meaning; leave it out", strip->name);
	if (strip->balance_given && channels != 2)
		diagnostics_error(builder->diagnostics, "balance", strip->balance_at,
				  "`balance` needs a stereo signal; \"%s\" has %zu channel%s; %s", strip->name,
				  channels, channels == 1 ? "" : "s", channels == 1 ? "use `pan`" : "leave it out");
	if (strip->width_given && channels != 2)
		diagnostics_error(builder->diagnostics, "width", strip->width_at,
				  "`width` needs a stereo signal; \"%s\" has %zu channel%s; leave it out", strip->name,
				  channels, channels == 1 ? "" : "s");
}

static void settle_pan(struct builder *builder, struct node *node, size_t channels)
{
	const struct recipe_strip *strip = &builder->recipe->strips[node->strip];
	if (channels == 1 && wants_stereo(builder, strip)) {
		struct parameter_value *values =
			builder_instantiate(builder, node, &pan_processor, PAN_POSITION, strip->pan);
		if (values)
			values[PAN_LAW].number = (double)strip->pan_law;
	} else if (channels == 2 && strip->dual_pan) {
		struct parameter_value *values =
			builder_instantiate(builder, node, &dual_pan_processor, DUAL_PAN_LEFT, strip->pan);
		if (values) {
			values[DUAL_PAN_RIGHT].number = strip->pan_right;
			values[DUAL_PAN_LAW].number = (double)strip->pan_law;
		}
	} else if (channels == 2 && strip->balance != 0.0) {
		builder_instantiate(builder, node, &balance_processor, BALANCE_POSITION, strip->balance);
	}
}

/* Settles the stage of a strip; a stage that changes nothing keeps no processor. */
void builder_settle_stage(struct builder *builder, struct node *node, size_t channels)
{
	const struct recipe_strip *strip = &builder->recipe->strips[node->strip];
	switch (node->stage) {
	case STAGE_TRIM:
		if (strip->trim_db != 0.0)
			builder_instantiate(builder, node, &gain_processor, GAIN_LEVEL, strip->trim_db);
		break;
	case STAGE_POLARITY:
		if (strip->polarity)
			builder_instantiate(builder, node, &polarity_processor, POLARITY_CHANNELS, POLARITY_ALL);
		break;
	case STAGE_FADER:
		if (strip->mute || strip->fader_db != 0.0)
			builder_instantiate(builder, node, &gain_processor, GAIN_LEVEL,
					    strip->mute ? -(double)INFINITY : strip->fader_db);
		break;
	case STAGE_WIDTH:
		check_pan(builder, strip, channels);
		if (channels == 2 && strip->width != 1.0)
			builder_instantiate(builder, node, &width_processor, WIDTH_WIDTH, strip->width);
		break;
	case STAGE_PAN:
		settle_pan(builder, node, channels);
		break;
	case STAGE_SOURCE:
	case STAGE_INPUT:
	case STAGE_INSERT:
	case STAGE_PRINT:
		break;
	}
}
