/* stemprint: what speaks for a cause, in words and curves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_FORENSICS_TEXT_H
#define STEMPRINT_FORENSICS_FORENSICS_TEXT_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Fills the evidence, the curve, and the value that is read from it, of a cause whose kind, stem, value and drift are
   set. False when out of memory. */
bool forensics_explain(const struct forensics_case *evidence, const struct model *model, struct cause *cause,
		       struct arena *arena);

#endif
