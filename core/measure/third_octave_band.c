/* stemprint: computes the centres and edges of third octaves, and names them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/third_octave_band.h"

#include "dsp/elementary.h"

double third_octave_centre(size_t band)
{
	return elementary_pow(10.0, 3.0 + ((double)band + THIRD_OCTAVE_LOWEST) / 10.0);
}

double third_octave_edge(size_t band)
{
	return third_octave_centre(0) * elementary_pow(10.0, ((double)band - 0.5) / 10.0);
}

const char *third_octave_name(size_t band)
{
	static const char *const names[THIRD_OCTAVE_BANDS] = {
		"25 Hz",   "31.5 Hz",  "40 Hz",   "50 Hz",    "63 Hz",   "80 Hz",    "100 Hz", "125 Hz",
		"160 Hz",  "200 Hz",   "250 Hz",  "315 Hz",   "400 Hz",  "500 Hz",   "630 Hz", "800 Hz",
		"1 kHz",   "1.25 kHz", "1.6 kHz", "2 kHz",    "2.5 kHz", "3.15 kHz", "4 kHz",  "5 kHz",
		"6.3 kHz", "8 kHz",    "10 kHz",  "12.5 kHz", "16 kHz",  "20 kHz",
	};
	return names[band];
}
