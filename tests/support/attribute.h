/* stemprint tests: attributes of XML that a comparison leaves out.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_SUPPORT_ATTRIBUTE_H
#define STEMPRINT_SUPPORT_ATTRIBUTE_H

/** Takes every attribute of that name, with its value, out of the text. Returns how many there were. */
unsigned attribute_leave_out(char *text, const char *name);

#endif
