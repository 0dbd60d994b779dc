// What a build says with -json: events, JSON values on standard output, one a line. build_events.c
#ifndef TUCO_BASE_BUILD_EVENTS_H
#define TUCO_BASE_BUILD_EVENTS_H

// The lines of a text, each a build-output, and then the build-fail of the package.
void build_events_print(const char *import_path, const char *text);

#endif
