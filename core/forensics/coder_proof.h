/* stemprint: whether the frames of a lossy coder are in one file of a proof, and not in what the other files say of it.
   SPDX-License-Identifier: GPL-3.0-or-later

   The mix should be the sum of its stems, and a stem should be the mix less the other ones. A file in which the frames
   of a coder stand (coder_scan.h), and in whose place the other files hold sound without these frames, went through
   that coder after the mix was made. A stem that was coded long before, and that the mix holds as it is, shows the same
   frames on both sides. */
#ifndef STEMPRINT_FORENSICS_CODER_PROOF_H
#define STEMPRINT_FORENSICS_CODER_PROOF_H

#include "forensics/forensics_case.h"
#include "measure/coder_scan.h"

/** Looks for frames in file `file` of the case: 0 the mix, then the stems from 1. It reads all files once, and again
   when it finds frames, with the lags of the case. Sets findings->coder to CODER_NONE when there are none, or when the
   other files hold the same. Returns NO_MEMORY, INTERRUPTED, or the failure of a source. */
enum status coder_proof_run(struct forensics_case *evidence, size_t file, struct coder_findings *findings) MUST_CHECK;

#endif
