/* The limits of YAML texts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_YAML_LIMIT_H
#define STEMPRINT_IO_YAML_LIMIT_H

/** The reader checks these limits while it reads, so that no text takes long. A text that passes one of them is an
    error "yaml-limit". */
enum {
	YAML_BYTES_MAXIMUM = 4 * 1024 * 1024,
	YAML_DEPTH_MAXIMUM = 64,
	YAML_EVENTS_MAXIMUM = 1000000,
	YAML_ANCHORS_MAXIMUM = 256,
	YAML_ALIAS_NODES_MAXIMUM = 100000, /**< the nodes that all aliases together stand for */
};

#endif
