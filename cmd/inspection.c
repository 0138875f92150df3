/* Runs a command that reads files and reports on them, and renders nothing.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/inspection.h"

#include "cmd/delivery.h"
#include "cmd/report_guard.h"
#include "cmd/stamp.h"
#include "cmd/stopwatch.h"

/* Checks the outputs. */
static enum status begin(const struct inspection *inspection, struct diagnostics *diagnostics)
{
	struct file_guard guard;
	file_guard_init(&guard, diagnostics->arena);
	enum status status = inspection->list(inspection->context, &guard, diagnostics);
	if (status == STATUS_OK)
		status = report_guard_judge(&guard, inspection->reports, diagnostics);
	return status == STATUS_OK ? delivery_begin(inspection->reports, diagnostics) : status;
}

static enum exit_code work(const struct inspection *inspection, struct diagnostics *diagnostics)
{
	struct delivery delivery = { .options = inspection->reports,
				     .began = stopwatch_now(),
				     .quiet = inspection->run->quiet };
	struct inspection_result result = { 0 };
	enum status status = inspection->work(inspection->context, diagnostics, &result);
	if (status == STATUS_OK && result.appendix.failed)
		status = STATUS_NO_MEMORY;
	delivery.appendix = delivery.quiet ? NULL : result.appendix.bytes;
	status = delivery_write(&delivery, status, (struct findings){ .report = &result.report }, diagnostics);
	if (inspection->release)
		inspection->release(inspection->context);
	text_release(&result.appendix);
	return stamp_write(inspection->reports, delivery_end(&delivery, status, &result.report, diagnostics));
}

enum exit_code inspection_run(const struct inspection *inspection)
{
	const struct delivery delivery = { .options = inspection->reports };
	struct diagnostics diagnostics;
	if (inspection->limits)
		resource_limits_settle(inspection->limits);
	struct arena *arena = arena_new();
	if (!arena)
		return EXIT_LIMIT;
	diagnostics_init(&diagnostics, arena, NULL);
	const enum status status = begin(inspection, &diagnostics);
	const enum exit_code code = status == STATUS_OK ? work(inspection, &diagnostics)
							: delivery_end(&delivery, status, NULL, &diagnostics);
	arena_free(arena);
	return code;
}
