// One line on a terminal that says how far the downloads are: see progress.c.
#ifndef TUCO_FETCH_PROGRESS_H
#define TUCO_FETCH_PROGRESS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

// All of it under mutex. A batch lasts from the first transfer to the moment when none is on its way.
typedef struct Progress {
  bool shown;  // standard error is a terminal
  pthread_mutex_t mutex;
  uint32_t running;         // transfers on their way
  uint64_t come, expected;  // bytes of the batch, as far as servers have said how many
  double began, drawn;      // seconds: when the batch did, when the line was drawn last
  int width;                // columns of the line that stands there; 0 none
} Progress;

void progress_init(Progress *progress, bool wanted);
void progress_begin(Progress *progress);                     // a transfer has
void progress_expect(Progress *progress, int64_t bytes);     // so many more will come
void progress_come(Progress *progress, uint64_t bytes);      // so many have
void progress_end(Progress *progress, uint64_t never_came);  // a transfer has; what was expected and did not come
void progress_erase(Progress *progress);                     // before anybody else writes there

#endif
