/* stemprint: the evidence for a cause, as text and as a curve.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_FORENSICS_TEXT_H
#define STEMPRINT_FORENSICS_FORENSICS_TEXT_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Completes a cause whose kind, stem, value and drift are set: its evidence, its curve, and the value that is read
   from the curve. All text comes from the arena. Returns false when out of memory. */
bool forensics_explain(const struct forensics_case *evidence, const struct model *model, struct cause *cause,
		       struct arena *arena);

#endif
