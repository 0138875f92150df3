/* stemprint: names on the disk that must go away if the process ends now.
   SPDX-License-Identifier: GPL-3.0-or-later

   A signal handler may walk this list at any time: its entries are never freed, only used again. */
#ifndef STEMPRINT_IO_LEFTOVER_H
#define STEMPRINT_IO_LEFTOVER_H

#include <stdbool.h>

struct leftover;

/** Notes `name` in the open folder `folder`, which stays open until leftover_forget(). Returns NULL when out of
    memory, or when the name is too long. */
struct leftover *leftover_note(int folder, const char *name, bool is_folder);

/** Forgets the name, which may stay now. NULL is fine. */
void leftover_forget(struct leftover *leftover);

/** Removes the file, or the folder if it is empty, and forgets it. NULL is fine. */
void leftover_remove(struct leftover *leftover);

/** Stops leftover_remove_all() from removing anything, because the noted names change their meaning for a moment.
    When a handler has begun to remove, this call waits for the process to die. */
void leftover_hold(void);

/** Ends leftover_hold(). */
void leftover_let_go(void);

/** Removes all noted names. Returns false when leftover_hold() forbids it. The function is async-signal-safe, for a
    process that dies afterwards. */
bool leftover_remove_all(void);

#endif
