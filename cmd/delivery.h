/* Delivers the results of a command to the user.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_DELIVERY_H
#define STEMPRINT_CMD_DELIVERY_H

#include "cmd/exit_code.h"
#include "cmd/report_options.h"

/** These findings of several runs go into one set of reports, when the last run is done. */
struct kept_findings {
	struct findings *items; /**< [count] the caller makes room for one of each run */
	size_t count;
};

struct delivery {
	const struct report_options *options; /**< NULL means that no reports are written */
	struct kept_findings
		*kept; /**< findings go there, and into no report yet; NULL means that reports are written */
	size_t index; /**< of the run among those that are kept */
	struct arena *arena; /**< it holds what is kept of this run, and lives as long as `kept` */
	const char *recipe; /**< messages name it; NULL means a command without recipes */
	const char *appendix; /**< text that follows the report for people; NULL means none */
	double began; /**< when the work began (stopwatch.h); 0: nobody asks */
	bool quiet; /**< only the verdicts that failed are printed, and the appendix */
};

/** Begins a run, before it reads or writes anything: checks what exists where the reports go, and removes the stamp of
   an earlier run. Returns BAD_OUTPUT or LIMIT with a diagnostic, NO_MEMORY, or OK. */
enum status delivery_begin(const struct report_options *options, struct diagnostics *diagnostics) MUST_CHECK;

/** Writes the reports for other programs that were asked for, then the report for people. If the run failed (`status`
    is its result), the former hold only the diagnostics, and there is none for people. `findings.diagnostics` is set
    here. An output that cannot be written is reported in the diagnostics. Returns the status, or that of the
    delivery. */
enum status delivery_write(const struct delivery *delivery, enum status status, struct findings findings,
			   struct diagnostics *diagnostics) MUST_CHECK;

/** Writes the reports for other programs that cover several runs, without those that left no findings. Failures are
    printed. Returns their exit code. */
enum exit_code delivery_write_all(const struct report_options *options, struct findings *findings, size_t count);

/** Says how many songs passed, and which ones did not, without those that left no findings. */
void delivery_tell_songs(const struct report_options *options, struct findings *findings, size_t count);

/** Ends a run: prints the diagnostics to stderr, and ends the process by the signal if one came. `report` may be NULL.
    Returns the exit code of the whole run. */
enum exit_code delivery_end(const struct delivery *delivery, enum status status, const struct report *report,
			    struct diagnostics *diagnostics);

#endif
