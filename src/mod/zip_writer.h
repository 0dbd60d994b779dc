// The zip format, written (PKWARE's APPNOTE.TXT): the same files in the same order give the same bytes. No times, no
// modes; contents are deflated and have their sizes and checksum behind them, as Go's archive/zip writes them.
// Problems are texts in the arena, NULL where there is none; after one the writer is not to be used.
#ifndef TUCO_MOD_ZIP_WRITER_H
#define TUCO_MOD_ZIP_WRITER_H

#include "mod/sink.h"

typedef struct ZipWriter ZipWriter;

// zip_writer.c
// Writes to the file, which stays the caller's; path is for messages. The writer lies in the arena and is let go with
// zip_writer_end, also after a problem.
ZipWriter *zip_writer_new(Arena *arena, int fd, const char *path);
// Begins a file; what the sink is given until zip_writer_close_entry is its content.
const char *zip_writer_open_entry(ZipWriter *writer, const char *name, ByteSink **sink);
const char *zip_writer_close_entry(ZipWriter *writer);
const char *zip_writer_finish(ZipWriter *writer);  // the directory, all bytes handed to the file
void zip_writer_end(ZipWriter *writer);

#endif
