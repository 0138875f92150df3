/* Reads the options of `render`.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDER_OPTIONS_H
#define STEMPRINT_CMD_RENDER_RENDER_OPTIONS_H

#include "cmd/render/depfile_options.h"
#include "cmd/render/render_job.h"
#include "cmd/render/shard.h"
#include "cmd/report_options.h"
#include "cmd/run_options.h"
#include "cmd/setting_options.h"

/** All but the message for missing files comes in zeroed. */
struct render_options {
	struct render_settings settings;
	struct report_options report;
	struct run_options run; /**< its files are the recipes */
	struct resource_limits limits;
	struct depfile_options depfile;
	struct setting_options variables;
	struct shard shard;
	bool anew;
};

/** This is the whole parser of the command. Its input is a struct render_options. */
extern const struct argp render_options_argp;

/** Returns whether the recipes are several. A shard is part of several, also where one of them or none is left. */
bool render_options_are_several(const struct render_options *options);

/** Fills in the settings that follow from other options, once the command line was read. The values of variables then
    stand among the options that count. Returns false when out of memory. */
bool render_options_settle(struct render_options *options) MUST_CHECK;

void render_options_release(struct render_options *options);

#endif
