/* Prints what a run depends on beside its recipe and its sources: kernels, threads, paths.
   SPDX-License-Identifier: GPL-3.0-or-later

   Reports leave all of it out, because their bytes depend on recipe, sources and version alone. */
#ifndef STEMPRINT_CMD_RENDER_RUN_FACTS_H
#define STEMPRINT_CMD_RENDER_RUN_FACTS_H

#include "base/text.h"
#include "cmd/render/render_job.h"

/** Appends one line: the kernels, the number of threads, and the path of the recipe as the user typed it. */
void run_facts_append(const struct project *project, const struct render_settings *settings, struct text *text);

/** Prints the same line to standard error, and the absolute paths of the recipe, its prints, its sources and its
    impulse responses. Returns OK or NO_MEMORY. */
enum status run_facts_print(const struct project *project, const struct render_settings *settings) MUST_CHECK;

#endif
