// time.Time for templates, in UTC, as the times of modules' versions are. time.c
#ifndef TUCO_TEMPLATE_TIME_H
#define TUCO_TEMPLATE_TIME_H

#include "template/template.h"

typedef struct TemplateTime {
  int64_t seconds;      // since 1970
  int32_t nanoseconds;  // 0 <= and < 10^9
} TemplateTime;

extern const TemplateType template_time, template_time_pointer;  // of a TemplateTime; with the methods that only read

#endif
