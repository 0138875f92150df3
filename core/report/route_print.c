/* Lists the printed files for the picture of the routing.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/route_print.h"

#include "report/plot_colour.h"

#include <math.h>
#include <string.h>

/* Returns the strip with the name at the beginning of a text, which ends with the text or at a point. */
static size_t strip_of(const struct recipe *recipe, const char *text)
{
	const size_t length = strcspn(text, ".");
	for (size_t i = 0; i < recipe->strip_count; i++)
		if (strncmp(recipe->strips[i].name, text, length) == 0 && recipe->strips[i].name[length] == '\0')
			return i;
	return RECIPE_NONE;
}

static void add_origin(struct route_prints *prints, size_t strip, const char *tap)
{
	const size_t print = prints->count - 1;
	if (strip == RECIPE_NONE)
		return;
	for (size_t i = prints->origin_count; i-- > 0 && prints->origins[i].print == print;)
		if (prints->origins[i].strip == strip)
			return;
	prints->origins[prints->origin_count++] = (struct route_origin){ print, strip, tap };
}

static void add_file(struct route_prints *prints, const struct report *report, size_t index,
		     const struct recipe *recipe)
{
	const struct report_file *file = &report->files[index];
	prints->items[prints->count++] = (struct route_print){
		.path = file->path,
		.link = file->link,
		.role = report_role_name(file->role),
		.series = plot_colour_of_file(report, index),
		.peak_dbfs = file->unread ? (double)NAN : file->loudness.sample_peak_dbfs,
		.integrated_lufs = file->measured ? file->loudness.integrated_lufs : (double)NAN,
	};
	if (file->device_channels) {
		for (size_t i = 0; i < file->channels; i++)
			if (file->device_channels[i].output)
				add_origin(prints, strip_of(recipe, file->device_channels[i].output),
					   tap_name(TAP_POST_PAN));
	} else if (file->of) {
		const char *point = strchr(file->of, '.');
		add_origin(prints, strip_of(recipe, file->of), point ? point + 1 : tap_name(TAP_POST_PAN));
	}
}

static void add_print(struct route_prints *prints, const struct graph_print *print, const struct graph *graph)
{
	static const char *const roles[] = {
		[PRINT_MIX] = "mix", [PRINT_STEM] = "stem", [PRINT_TAP] = "tap", [PRINT_DEVICE] = "device"
	};
	const struct recipe *recipe = graph->recipe;
	struct strip_tap of = { .strip = graph->nodes[print->node].strip, .tap = TAP_POST_PAN };
	if (print->role == PRINT_MIX)
		of = recipe->print.mixes[print->mix].of;
	else if (print->role == PRINT_STEM)
		of = recipe->print.stem_sets[graph->proofs[print->proof].set].of;
	else if (print->role == PRINT_TAP)
		of = recipe->print.taps[print->mix].of;
	prints->items[prints->count++] = (struct route_print){
		.path = print->file,
		.role = roles[print->role],
		.series = print->role == PRINT_STEM ? plot_colour(print->stem) : "mix",
		.peak_dbfs = (double)NAN,
		.integrated_lufs = (double)NAN,
	};
	if (print->role != PRINT_DEVICE) {
		add_origin(prints, of.strip, strip_tap_name(&of));
		return;
	}
	for (size_t i = 0; i < recipe->strip_count; i++)
		if (recipe->strips[i].device == recipe->print.devices[print->mix].device)
			add_origin(prints, i, tap_name(TAP_POST_PAN));
}

static bool is_file(const struct graph_print *print)
{
	return print->file && print->role <= PRINT_DEVICE;
}

/* Returns how many origins the files can have. */
static size_t most_origins(const struct report *report, const struct graph *graph)
{
	size_t most = graph->print_count + graph->recipe->strip_count;
	for (size_t i = 0; i < report->file_count && i < ROUTE_PRINTS_MAXIMUM; i++)
		most += report->files[i].device_channels ? report->files[i].channels : 1;
	return most;
}

bool route_prints_list(const struct report *report, const struct graph *graph, struct arena *arena,
		       struct route_prints *prints)
{
	*prints = (struct route_prints){
		.items = ARENA_ARRAY(arena, struct route_print, ROUTE_PRINTS_MAXIMUM),
		.origins = ARENA_ARRAY(arena, struct route_origin, most_origins(report, graph)),
	};
	if (!prints->items || !prints->origins)
		return false;
	for (size_t i = 0; i < report->file_count; i++) {
		if (prints->count < ROUTE_PRINTS_MAXIMUM)
			add_file(prints, report, i, graph->recipe);
		else
			prints->left_out++;
	}
	for (size_t i = 0; report->file_count == 0 && i < graph->print_count; i++) {
		if (!is_file(&graph->prints[i]))
			continue;
		if (prints->count < ROUTE_PRINTS_MAXIMUM)
			add_print(prints, &graph->prints[i], graph);
		else
			prints->left_out++;
	}
	return true;
}
