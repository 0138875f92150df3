/* stemprint: what is wrong with a text that is no YAML, in plain words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_YAML_SYNTAX_H
#define STEMPRINT_IO_YAML_SYNTAX_H

#include "base/diagnostic.h"

#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

/** Adds the error "yaml-syntax" for the point where the parser stopped in these bytes. The message quotes nothing of
    the text. The parser must have stopped for another reason than memory. */
void yaml_syntax_tell(const yaml_parser_t *parser, const char *bytes, size_t length, uint32_t origin,
		      struct diagnostics *diagnostics);

#endif
