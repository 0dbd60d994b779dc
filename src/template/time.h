// time.Time for templates, as the times of modules' versions are: in UTC, or in the zone that who stated it was in.
// time.c
#ifndef TUCO_TEMPLATE_TIME_H
#define TUCO_TEMPLATE_TIME_H

#include "template/template.h"

typedef struct TemplateTime {
  int64_t seconds;      // since 1970
  int32_t nanoseconds;  // 0 <= and < 10^9
  int32_t offset;       // seconds east of Greenwich of the zone it is shown in
} TemplateTime;

// As RFC 3339, with as many decimals as there are.
const char *template_time_text(Arena *arena, const TemplateTime *time);

extern const TemplateType template_time, template_time_pointer;  // of a TemplateTime; with the methods that only read

#endif
