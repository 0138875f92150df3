/* Settles what a strip does besides its inserts: trim, polarity, fader, width and pan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/strip_stage.h"

#include "processors/automated_gain.h"
#include "processors/automated_pan.h"
#include "processors/automated_width.h"
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

static void settle_curve(struct builder *builder, struct parameter_value *value, const struct breakpoint_curve *curve)
{
	const struct breakpoint_curve **curves = ARENA_NEW(builder->arena, const struct breakpoint_curve *);
	if (!curve)
		return;
	if (!curves) {
		builder->diagnostics->failed = true;
		return;
	}
	*curves = curve;
	value->curves = curves;
	value->curve_count = 1;
}

static void settle_curves(struct parameter_value *value, const struct recipe_curves *curves)
{
	value->curves = curves->items;
	value->curve_count = curves->count;
}

/* Returns the values of the node; NULL when memory runs out. */
static struct parameter_value *settle_moving_pan(struct builder *builder, struct node *node, double position,
						 const struct breakpoint_curve *curve)
{
	const struct recipe_strip *strip = &builder->recipe->strips[node->strip];
	struct parameter_value *values =
		builder_instantiate(builder, node, &automated_pan_processor, AUTOMATED_PAN_POSITION, position);
	if (!values)
		return NULL;
	settle_curve(builder, &values[AUTOMATED_PAN_POSITION], curve);
	values[AUTOMATED_PAN_LAW].number = (double)strip->pan_law;
	return values;
}

static void settle_fader(struct builder *builder, struct node *node)
{
	const struct recipe_strip *strip = &builder->recipe->strips[node->strip];
	const bool silent = strip->mute || isinf(strip->fader_db);
	if (!silent && strip->level_curves.count > 0) {
		struct parameter_value *values = builder_instantiate(builder, node, &automated_gain_processor,
								     AUTOMATED_GAIN_LEVEL, strip->fader_db);
		if (values)
			settle_curves(&values[AUTOMATED_GAIN_LEVEL], &strip->level_curves);
	} else if (silent || strip->fader_db != 0.0) {
		builder_instantiate(builder, node, &gain_processor, GAIN_LEVEL,
				    silent ? -(double)INFINITY : strip->fader_db);
	}
}

static void settle_width(struct builder *builder, struct node *node)
{
	const struct recipe_strip *strip = &builder->recipe->strips[node->strip];
	struct parameter_value *values =
		builder_instantiate(builder, node, &automated_width_processor, AUTOMATED_WIDTH_WIDTH, strip->width);
	if (values)
		settle_curve(builder, &values[AUTOMATED_WIDTH_WIDTH], strip->width_curve);
}

/* Settles a send that automation moves. */
static void settle_send(struct builder *builder, struct node *node, size_t channels)
{
	const struct recipe_send *send = node->send;
	const bool pans = send->pan_curve && channels == 1 && builder->recipe->strips[send->to].channels >= 2;
	struct parameter_value *values, *level;
	if (send->pan_curve && !pans)
		diagnostics_error(
			builder->diagnostics, "pan", send->at,
			"`pan` of a send places a mono signal in a stereo strip; \"%s\" has %zu channel%s here, "
			"and \"%s\" has %zu; leave its automation out",
			builder->recipe->strips[node->strip].name, channels, channels == 1 ? "" : "s",
			builder->recipe->strips[send->to].name, builder->recipe->strips[send->to].channels);
	if (pans) {
		values = settle_moving_pan(builder, node, send->pan, send->pan_curve);
		level = values ? &values[AUTOMATED_PAN_LEVEL] : NULL;
	} else {
		values = builder_instantiate(builder, node, &automated_gain_processor, AUTOMATED_GAIN_LEVEL, 0.0);
		level = values;
	}
	if (!level)
		return;
	level->number = send->level_db;
	settle_curves(level, &send->level_curves);
}

static void settle_pan(struct builder *builder, struct node *node, size_t channels)
{
	const struct recipe_strip *strip = &builder->recipe->strips[node->strip];
	const struct breakpoint_curve *curve = channels == 1 ? strip->pan_curve : strip->balance_curve;
	if (curve && (channels == 2 || (channels == 1 && wants_stereo(builder, strip)))) {
		settle_moving_pan(builder, node, 0.0, curve);
	} else if (channels == 1 && wants_stereo(builder, strip)) {
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
		settle_fader(builder, node);
		break;
	case STAGE_WIDTH:
		check_pan(builder, strip, channels);
		if (channels == 2 && strip->width_curve)
			settle_width(builder, node);
		else if (channels == 2 && strip->width != 1.0)
			builder_instantiate(builder, node, &width_processor, WIDTH_WIDTH, strip->width);
		break;
	case STAGE_PAN:
		settle_pan(builder, node, channels);
		break;
	case STAGE_SEND:
		settle_send(builder, node, channels);
		break;
	case STAGE_SOURCE:
	case STAGE_INPUT:
	case STAGE_INSERT:
	case STAGE_PRINT:
		break;
	}
}
