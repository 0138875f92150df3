/* Prints what leaves for hardware: `render --sends`.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_SEND_PASS_H
#define STEMPRINT_CMD_RENDER_SEND_PASS_H

#include "base/text.h"
#include "cmd/render/render_job.h"

/** Prints the sends of the project whose returns are missing, and compares those whose returns exist. A send that hears
   a return which is missing waits for it. The text says what was printed and what to do next. Failures are reported in
    the project's diagnostics, and then no file is printed. With `dry_run` the text says what would become of each file,
    whatever the status is. */
enum status send_pass_run(struct project *project, const struct render_settings *settings,
			  struct text *text) MUST_CHECK;

#endif
