/* Passes a file to the check of its kind of container.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/container_check.h"

#include "io/aiff_check.h"
#include "io/au_check.h"
#include "io/caf_check.h"
#include "io/flac_check.h"
#include "io/wave_check.h"

/* Each check looks at the first bytes, and recognizes its own kind of file by them. */
typedef bool container_family(struct file_window *window, struct container_facts *facts, enum status *status,
			      struct problem *problem);

static container_family *const families[] = { wave_check, flac_check, aiff_check, w64_check, caf_check, au_check };

enum status container_check(struct file_window *window, struct container_facts *facts, struct problem *problem)
{
	enum status status = STATUS_OK;
	*facts = (struct container_facts){ 0 };
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (families[i](window, facts, &status, problem))
			return status;
	return STATUS_OK;
}

void container_mend(struct file_window *window)
{
	if (!wave_mend(window) && !flac_mend(window))
		(void)caf_mend(window);
}
