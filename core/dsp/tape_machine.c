/* Lists the speeds of tape machines, and the equalisation of each.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/tape_machine.h"

#include "dsp/elementary.h"

const char *const tape_machine_names[] = { "7.5 ips", "15 ips", "30 ips", NULL };

double tape_machine_speed(size_t index)
{
	static const double speeds[] = { 0.1905, 0.381, 0.762 };
	return speeds[index];
}

double tape_machine_transition(size_t index)
{
	static const double seconds[] = { 70e-6, 35e-6, 17.5e-6 };
	return 1.0 / (2.0 * ELEMENTARY_PI * seconds[index]);
}
