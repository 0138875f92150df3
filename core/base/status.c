/* Gives each status its text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/status.h"

bool status_is_of_output(enum status status)
{
	return status == STATUS_BAD_OUTPUT || status == STATUS_LIMIT;
}

const char *status_text(enum status status)
{
	switch (status) {
	case STATUS_OK:
		return "success";
	case STATUS_NO_MEMORY:
		return "out of memory";
	case STATUS_BAD_RECIPE:
		return "the recipe is wrong";
	case STATUS_BAD_SOURCE:
		return "a source could not be read";
	case STATUS_BAD_OUTPUT:
		return "an output could not be written";
	case STATUS_LIMIT:
		return "a limit was hit";
	case STATUS_INTERRUPTED:
		return "interrupted";
	case STATUS_NOT_FINITE:
		return "a sample is not a finite number";
	case STATUS_DEFECT:
		return "a defect in stemprint";
	}
	return "unknown status";
}
