/* Sets the bits of MXCSR that make denormals zero.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/denormals.h"

#include <xmmintrin.h>

enum { DENORMALS_ARE_ZERO = 0x0040, FLUSH_TO_ZERO = 0x8000 };

unsigned denormals_flush(void)
{
	const unsigned before = _mm_getcsr();
	_mm_setcsr(before | DENORMALS_ARE_ZERO | FLUSH_TO_ZERO);
	return before;
}

void denormals_restore(unsigned before)
{
	_mm_setcsr(before);
}
