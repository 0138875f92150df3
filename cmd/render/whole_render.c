/* Tells which files belong to the whole of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/whole_render.h"

#include "cmd/render/render_job.h"
#include "graph/print_file.h"

#include <string.h>

/* Returns the part of a path behind the folder of a region of the recipe; the path itself where it is in none. */
static const char *within_region(const struct recipe *recipe, const char *path)
{
	static const char regions[] = PRINT_FILE_REGIONS;
	const size_t length = strlen(regions);
	if (strncmp(path, regions, length) != 0)
		return path;
	for (size_t i = 0; i < recipe->print.region_count; i++) {
		const char *name = recipe->print.regions[i].name;
		if (strncmp(path + length, name, strlen(name)) == 0 && path[length + strlen(name)] == '/')
			return path + length + strlen(name) + 1;
	}
	return path;
}

bool whole_render_has(const void *context, const char *path)
{
	const struct render_job *job = context;
	const struct recipe *recipe = job->project->recipe;
	const char *inner = within_region(recipe, path);
	for (size_t i = 0; i < output_set_expected(job->outputs); i++)
		if (strcmp(within_region(recipe, output_set_expected_name(job->outputs, i)), inner) == 0)
			return true;
	return false;
}
