// Channels and select: senders and receivers share channels of several capacities and of two element types, by plain
// operations, by tries, and by selects over random cases, some of which send and receive at once. Elements lie on the
// goroutines' stacks, which collections shrink and the stress mode moves. Nothing is lost or doubled: what was sent and
// received adds up; and of one sender, whoever receives sees ascending numbers, channel by channel.
#include "hosted.h"

enum { CHANNELS = 6, SENDERS = 6, RECEIVERS = 4, VALUES = 60, CASES_MAX = 5, BLOCKED = 8, DEEP = 10 };
static const uint8_t capacities[CHANNELS] = {0, 1, 0, 3, 17, 0};

Pair rt_selectgo(SelectCase *cases, uint16_t *order, uint64_t sends, uint64_t receives, uint64_t block);
void rt_select_finish(void);
Chan *rt_makechan(const GoChanType *type, int64_t size);
uint64_t rt_chan_send(Chan *c, const void *elem, uint64_t block);
uint64_t rt_chan_recv(Chan *c, void *elem, uint64_t block);
uint64_t rt_chan_close(Chan *c);
int64_t rt_chan_len(const Chan *c);

// A goroutine's part: what it sends is numbered; what it receives is checked against what it had before.
typedef struct Peer {
  Task task;
  uint32_t id, step, channel, sends, receives, depth;
  uint64_t next;            // its next number
  uint64_t sent, received;  // sums
  uint64_t seen[CHANNELS][SENDERS + 1];
  uint32_t open;  // channels not found closed: bits
  SelectCase cases[CASES_MAX];
  uint8_t case_channel[CASES_MAX];
  uint16_t order[2 * CASES_MAX];
} Peer;

static Peer senders[SENDERS], dedicated[CHANNELS], receivers[RECEIVERS], blocked[BLOCKED];
static Task collector;
static uint32_t stop_collecting;  // atomic
static Group sending, receiving;
static GoType bytes_type, list_type;
static GoChanType chan_types[2];

// The program's variables hold the channels: the collector finds them there.
static Chan **channels(void) { return (Chan **)rt_data_start; }
static bool has_pointers(uint32_t channel) { return channel & 1; }

// --- elements: a number, or a list node with a number that leads to one with the same

enum { OUT = 8, IN = 16 };  // slots of the frame, two words each

static uint64_t prepare(Peer *p) {
  uint64_t number = (uint64_t)p->id << 20 | ++p->next;
  ListNode *node = task_allocate(sizeof *node, &type_list);
  node->stamp = number;
  task_frame()[OUT] = number;
  task_frame()[OUT + 2] = (uintptr_t)node;
  task_frame()[OUT + 3] = number;
  return number;
}

static void *out_element(uint32_t channel) { return &task_frame()[has_pointers(channel) ? OUT + 2 : OUT]; }
static void *in_element(void) { return &task_frame()[IN]; }

static void note_sent(Peer *p) { p->sent += task_frame()[OUT]; }

static void note_received(Peer *p, uint32_t channel) {
  uintptr_t *in = in_element();
  uint64_t number = in[0];
  if (has_pointers(channel)) {
    number = in[1];
    CHECK(((ListNode *)in[0])->stamp == number);
  }
  uint32_t sender = (uint32_t)(number >> 20);
  CHECK(sender <= SENDERS && number > p->seen[channel][sender]);
  p->seen[channel][sender] = number;
  p->received += number;
}

// False: the channel is closed.
static bool take_result(Peer *p, uint32_t channel, uint64_t result) {
  CHECK(result == CHAN_OK || result == CHAN_CLOSED);
  if (result == CHAN_OK) note_received(p, channel);
  else p->open &= ~(1u << channel), CHECK(*(uint64_t *)in_element() == 0);
  return result == CHAN_OK;
}

// --- select

static void choose_cases(Peer *p, uint32_t sends, uint32_t receives) {
  Random *random = &p->task.random;
  p->sends = sends;
  p->receives = receives;
  for (uint32_t i = 0; i < sends + receives; i++) {
    uint32_t channel = (uint32_t)random_below(random, CHANNELS);
    bool nil = (i >= sends && !(p->open >> channel & 1)) || random_below(random, 16) == 0;
    p->case_channel[i] = (uint8_t)channel;
    p->cases[i] = (SelectCase){nil ? NULL : channels()[channel], i < sends ? out_element(channel) : in_element()};
  }
}

// A send is served sooner or later; receives alone may wait for ever.
static bool any_send(const Peer *p) {
  for (uint32_t i = 0; i < p->sends; i++)
    if (p->cases[i].channel) return true;
  return false;
}

// A receiver that blocks waits for all that are open, or it would wait for a channel while others fill up.
static void choose_all(Peer *p) {
  p->sends = p->receives = 0;
  for (uint32_t i = 0; i < CHANNELS && p->receives < CASES_MAX; i++) {
    uint32_t channel = (i + p->step) % CHANNELS;
    if (!(p->open >> channel & 1)) continue;
    p->case_channel[p->receives] = (uint8_t)channel;
    p->cases[p->receives++] = (SelectCase){channels()[channel], in_element()};
  }
}

// What the select chose. True: a case was done.
static bool take_choice(Peer *p) {
  uint64_t result = p->task.result.b & ~(uint64_t)SELECT_WAITED, chosen = p->task.result.a;
  if (result == CHAN_NO) return false;
  CHECK(chosen < p->sends + p->receives && p->cases[chosen].channel);
  if (chosen >= p->sends) {
    take_result(p, p->case_channel[chosen], result);
  } else {
    CHECK(result == CHAN_OK);
    note_sent(p);
  }
  return true;
}

// --- goroutines

// Recursion leaves a stack behind that is large enough to be shrunk while its goroutine waits.
#define GO_DEEP(p)                                                           \
  if (random_below(&(p)->task.random, 16) == 0)                              \
    for ((p)->depth = 0; (p)->depth < DEEP; (p)->depth++) ENTER(&(p)->task); \
  for (; (p)->depth; (p)->depth--) task_leave(&(p)->task)

static bool run_collector(Task *t) {
  TASK_BEGIN(t);
  while (!__atomic_load_n(&stop_collecting, __ATOMIC_RELAXED)) {
    STOP_WORLD(t);
    CALL0(t, rt_gc(1));
    START_WORLD(t);
    CALL0(t, rt_sleep(50000));
  }
  TASK_END;
}

static bool run_sender(Task *t) {
  Peer *p = (Peer *)t;
  TASK_BEGIN(t);
  for (p->step = 0; p->step < VALUES; p->step++) {
    GO_DEEP(p);
    prepare(p);
    p->channel = (uint32_t)random_below(&t->random, CHANNELS);
    switch (random_below(&t->random, 4)) {
      case 0:
        CALL(t, rt_chan_send(channels()[p->channel], out_element(p->channel), 1));
        CHECK(t->result.a == CHAN_OK);
        note_sent(p);
        break;
      case 1:
        for (;;) {
          CALL(t, rt_chan_send(channels()[p->channel], out_element(p->channel), 0));
          if (t->result.a == CHAN_OK) break;
          CHECK(t->result.a == CHAN_NO);
          CALL0(t, rt_gosched());
        }
        note_sent(p);
        break;
      default:
        do choose_cases(p, 1 + (uint32_t)random_below(&t->random, 3), (uint32_t)random_below(&t->random, 3));
        while (!any_send(p));
        CALL2(t, rt_selectgo(p->cases, p->order, p->sends, p->receives, random_below(&t->random, 4) != 0));
        take_choice(p);
        if (t->result.b & SELECT_WAITED) CALL0(t, rt_select_finish());
        break;
    }
  }
  TASK_END;
}

static bool run_dedicated(Task *t) {
  Peer *p = (Peer *)t;
  TASK_BEGIN(t);
  do {
    GO_DEEP(p);
    CALL(t, rt_chan_recv(channels()[p->channel], in_element(), 1));
  } while (take_result(p, p->channel, t->result.a));
  TASK_END;
}

static bool run_receiver(Task *t) {
  Peer *p = (Peer *)t;
  TASK_BEGIN(t);
  for (p->step = 0; p->open; p->step++) {
    GO_DEEP(p);
    if (random_below(&t->random, 2)) {
      choose_all(p);
      CALL2(t, rt_selectgo(p->cases, p->order, 0, p->receives, random_below(&t->random, 4) != 0));
      if (!take_choice(p)) CALL0(t, rt_gosched());
      if (t->result.b & SELECT_WAITED) CALL0(t, rt_select_finish());
      continue;
    }
    p->channel = (uint32_t)random_below(&t->random, CHANNELS);
    CHECK(rt_chan_len(channels()[p->channel]) <= capacities[p->channel]);
    if (!(p->open >> p->channel & 1)) continue;
    CALL(t, rt_chan_recv(channels()[p->channel], in_element(), 0));
    if (t->result.a == CHAN_NO) CALL0(t, rt_gosched());
    else take_result(p, p->channel, t->result.a);
  }
  TASK_END;
}

// Waits on a channel that nobody serves, until it is closed: as sender, as receiver, in a select of both.
static bool run_blocked(Task *t) {
  Peer *p = (Peer *)t;
  TASK_BEGIN(t);
  prepare(p);
  switch (p->id % 4) {
    case 0:
    case 1:
      CALL(t, rt_chan_send(channels()[CHANNELS + 1], out_element(0), 1));
      CHECK(t->result.a == CHAN_PANIC);
      break;
    case 2:
      CALL(t, rt_chan_recv(channels()[CHANNELS], in_element(), 1));
      CHECK(t->result.a == CHAN_CLOSED);
      break;
    default:
      p->cases[0] = (SelectCase){channels()[CHANNELS], in_element()};
      p->cases[1] = (SelectCase){channels()[CHANNELS + 2], in_element()};
      CALL2(t, rt_selectgo(p->cases, p->order, 0, 2, 1));
      CHECK((t->result.b & ~(uint64_t)SELECT_WAITED) == CHAN_CLOSED && t->result.a < 2);
      if (t->result.b & SELECT_WAITED) CALL0(t, rt_select_finish());
      break;
  }
  TASK_END;
}

static void make_channels(void) {
  static GoType number_type = {.size = 8, .kind = GOKIND_UINT64, .align = 8, .field_align = 8};
  list_type = type_list;
  bytes_type = number_type;
  chan_types[0].elem = &bytes_type;
  chan_types[1].elem = &list_type;
  for (int i = 0; i < CHANNELS; i++) channels()[i] = rt_makechan(&chan_types[has_pointers((uint32_t)i)], capacities[i]);
  for (int i = 0; i < 3; i++) channels()[CHANNELS + i] = rt_makechan(&chan_types[0], 0);
}

static void *make_peer(Task *parent, Peer *p, bool (*code)(Task *), Group *group, uint32_t id) {
  memset(p, 0, sizeof *p);
  p->id = id;
  p->open = (1u << CHANNELS) - 1;
  return task_make(&p->task, code, group, random_next(&parent->random));
}

static void check_sums(void) {
  uint64_t sent = 0, received = 0;
  for (int i = 0; i < SENDERS; i++) sent += senders[i].sent, received += senders[i].received;
  for (int i = 0; i < CHANNELS; i++) received += dedicated[i].received;
  for (int i = 0; i < RECEIVERS; i++) received += receivers[i].received;
  CHECK(sent == received);
}

static bool run(Task *t) {
  static uint32_t i;
  TASK_BEGIN(t);
  do {
    make_channels();
    for (i = 0; i < CHANNELS; i++) {
      make_peer(t, &dedicated[i], run_dedicated, &receiving, 0);
      dedicated[i].channel = i;
      CALL0(t, rt_newproc(&dedicated[i], 0, 0));
    }
    for (i = 0; i < RECEIVERS; i++)
      CALL0(t, rt_newproc(make_peer(t, &receivers[i], run_receiver, &receiving, 0), 0, 0));
    for (i = 0; i < BLOCKED; i++) CALL0(t, rt_newproc(make_peer(t, &blocked[i], run_blocked, &receiving, i), 0, 0));
    for (i = 0; i < SENDERS; i++) CALL0(t, rt_newproc(make_peer(t, &senders[i], run_sender, &sending, i + 1), 0, 0));
    relaxed_store(&stop_collecting, 0);
    CALL0(t, rt_newproc(task_make(&collector, run_collector, &receiving, 0), 0, 0));
    WAIT_FOR(t, &sending, i, SENDERS);
    for (i = 0; i < CHANNELS + 3; i++) {
      CALL(t, rt_chan_close(channels()[i]));
      CHECK(t->result.a == CHAN_OK);
      CALL(t, rt_chan_close(channels()[i]));
      CHECK(t->result.a == CHAN_PANIC);
    }
    relaxed_store(&stop_collecting, 1);
    WAIT_FOR(t, &receiving, i, CHANNELS + RECEIVERS + BLOCKED + 1);
    check_sums();
  } while (time_is_left());
  TASK_END;
}

const Test test_channels = {"channels", run, NULL, 0};
const Test test_channels_moving = {"channels_moving", run, "stackstress=1,check=2", 0};
