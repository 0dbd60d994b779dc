// The values that the cases of template_cases see: expect.go has the same in Go.
#ifndef TUCO_TEST_TEMPLATE_CASES_MODEL_H
#define TUCO_TEST_TEMPLATE_CASES_MODEL_H

#include "template/template.h"

TemplateValue model_package(void);  // a *main.Package
extern const TemplateFunction *const model_functions[];
extern const uint32_t model_function_count;

#endif
