/*
 * The bare token layer in Promela, for SPIN: N robots and one pad, after Suzuki & Kasami 1985
 * and protocol.md section 4. It shares no code and no data structure with src/, so that two separate
 * programs count the same states. Both decide alike what that section leaves open: a request that is
 * renewed before it was served keeps its age, and who has become more urgent moves up in the order
 * of the queue, after the new requests got into it.
 *
 * Broadcast: a REQUEST or TOKEN is on its way to each other robot as a copy of its own, and the
 * copies arrive in any order. There is no loss, no time, no election, no lease: who has the token
 * and wants the pad is inside at once. Robot 0 (r1) has the token at first, and rests.
 *
 * Every step is one d_step, or an atomic that picks a copy and hears it, and SPIN stores nothing
 * within these; between them every process is at the head of its loop. So SPIN stores exactly one
 * state for each value of the variables below, the first one included. What has no meaning any more
 * is set to 0, and working variables are hidden.
 *
 * Set with -D: N (2 to 4 robots), K1 .. K4 (how often each asks, up to 4; 0 for who is not there),
 * U1 .. U4 (how urgently: 1 never urgent, 2 always, 3 either, and a wait may become urgent), K (the
 * most of K1 .. K4), and OVERTAKES (how often an entry of the queue may be overtaken, L2).
 */
#define ASKS   (K1 + K2 + K3 + K4)
#if ASKS > 8
#error "the loop at the end hears no more than 8 passes: ask less often, or add lines to it"
#endif
#define MINE(first, second, third, fourth) \
  (me == 0 -> first : (me == 1 -> second : (me == 2 -> third : fourth)))
#define MAY_ASK   (I.phase == RESTS && I.asked < MINE(K1, K2, K3, K4))
#define ROUTINE   1
#define URGENT    2
#define MAY_BE(u) ((MINE(U1, U2, U3, U4) & (u)) != 0)

#define RESTS  0
#define WAITS  1
#define INSIDE 2

#define NOBODY 0              /* robots are named by their index + 1 where there may be none */
#define ALL    ((1 << N) - 1)

typedef Token {
  byte fence;                 /* the counter; the epoch is always the same */
  byte served[N];             /* LN */
  byte queue[N];              /* robots + 1, the head first */
  byte urgency[N];            /* of the entry at the same place */
  byte overtaken[N]           /* how often that entry was overtaken */
}

typedef Robot {
  byte phase;
  byte asked;                 /* the number of its newest request */
  byte urgency;               /* of that request, while it waits */
  byte fence;                 /* the newest one that it knows of */
  byte heard[N];              /* RN: newest request of each other robot */
  byte keen[N];               /* its urgency, while it is not known to be served */
  byte served[N];             /* LN of the others, as far as overheard */
  byte elders[N];             /* robots + 1 that ask and are not known to be served, oldest first */
  bool left;                  /* robot 0: the token is not here; others: it is */
  Token token                 /* all 0 while it is elsewhere */
}

/* A TOKEN on its way: to its receiver while `to` names it, and to those who overhear it. */
typedef Pass {
  byte to;
  byte missing;               /* a bit for each robot whose copy has not arrived */
  Token token
}

/* A bit for each copy of a REQUEST on its way, by receiver: see COPY. */
typedef Requests { byte to[N] }

Robot robot[N];
Requests request[N];
/* By the number of entries that were over when it was sent: no two passes share one. */
Pass pass[ASKS];

#define me          _pid
#define I           robot[_pid]
#define HOLDS(r)    (robot[r].left ^ ((r) == 0))
#define COPY(n, u)  (1 << (2 * ((n) - 1) + (u)))

hidden byte i, j, k, place, mark, count, quiet;
hidden byte from, number, urgent, slot;   /* the copy that arrives */

/* Forgets who asked once it is known that this is served. */
inline forget_served() {
  k = 0;
  for (i : 0 .. N - 1) {
    mark = I.elders[i];
    I.elders[i] = NOBODY;
    if
    :: mark == NOBODY -> skip
    :: else ->
      if
      :: I.heard[mark - 1] > I.served[mark - 1] -> I.elders[k] = mark; k++
      :: else -> I.keen[mark - 1] = 0
      fi
    fi
  }
}

/* What everybody learns from a TOKEN, unless it is older than what is known. */
inline learn(token_) {
  if
  :: token_.fence > I.fence ->
    I.fence = token_.fence;
    for (i : 0 .. N - 1) {
      if
      :: i != me && token_.served[i] > I.served[i] -> I.served[i] = token_.served[i]
      :: else -> skip
      fi
    }
    forget_served()
  :: else -> skip
  fi
}

/* The place of the robot named `mark` in the queue, or the first free one. */
inline find_mark() {
  place = 0;
  do
  :: I.token.queue[place] != mark && I.token.queue[place] != NOBODY -> place++
  :: else -> break
  od
}

/* The entry at `place` goes before less urgent ones that may still be overtaken. */
inline move_forward() {
  do
  :: place > 0 && I.token.urgency[place - 1] < I.token.urgency[place] &&
       I.token.overtaken[place - 1] < OVERTAKES ->
    mark = I.token.queue[place];
    I.token.queue[place] = I.token.queue[place - 1];
    I.token.queue[place - 1] = mark;
    mark = I.token.urgency[place];
    I.token.urgency[place] = I.token.urgency[place - 1];
    I.token.urgency[place - 1] = mark;
    mark = I.token.overtaken[place];
    I.token.overtaken[place] = I.token.overtaken[place - 1] + 1;
    I.token.overtaken[place - 1] = mark;
    place--
  :: else -> break
  od
}

/* Every i with RN[i] > LN[i] gets into the queue, by age; then who has become more urgent moves up. */
inline fill_queue() {
  for (k : 0 .. N - 1) {
    mark = I.elders[k];
    if
    :: mark != NOBODY && I.heard[mark - 1] > I.token.served[mark - 1] ->
      find_mark();
      if
      :: I.token.queue[place] == NOBODY ->
        I.token.queue[place] = mark;
        I.token.urgency[place] = I.keen[mark - 1];
        move_forward()
      :: else -> skip
      fi
    :: else -> skip
    fi
  }
  for (k : 0 .. N - 1) {
    mark = I.token.queue[k];
    if
    :: mark != NOBODY && I.heard[mark - 1] > I.token.served[mark - 1] &&
       I.keen[mark - 1] > I.token.urgency[k] ->
      I.token.urgency[k] = I.keen[mark - 1];
      place = k;
      move_forward()
    :: else -> skip
    fi
  }
}

inline clear_queue(token_) {
  for (i : 0 .. N - 1) {
    token_.queue[i] = NOBODY;
    token_.urgency[i] = 0;
    token_.overtaken[i] = 0
  }
}

inline clear_served(token_) {
  token_.fence = 0;
  for (i : 0 .. N - 1) { token_.served[i] = 0 }
}

inline copy_token(from_, to_) {
  to_.fence = from_.fence;
  for (i : 0 .. N - 1) {
    to_.served[i] = from_.served[i];
    to_.queue[i] = from_.queue[i];
    to_.urgency[i] = from_.urgency[i];
    to_.overtaken[i] = from_.overtaken[i]
  }
}

/* The head of the queue leaves it. */
inline behead(token_) {
  for (i : 1 .. N - 1) {
    token_.queue[i - 1] = token_.queue[i];
    token_.urgency[i - 1] = token_.urgency[i];
    token_.overtaken[i - 1] = token_.overtaken[i]
  }
  token_.queue[N - 1] = NOBODY;
  token_.urgency[N - 1] = 0;
  token_.overtaken[N - 1] = 0
}

/* The holder is done: it serves whoever asked, and keeps the token when nobody did. */
inline hand_over() {
  fill_queue();
  if
  :: I.token.queue[0] != NOBODY ->
    assert(I.token.queue[0] != me + 1);
    I.token.fence++;
    count = 0;
    for (i : 0 .. N - 1) { count = count + I.token.served[i] }
    assert(pass[count].missing == 0);
    pass[count].to = I.token.queue[0];
    pass[count].missing = ALL ^ (1 << me);
    behead(I.token);
    copy_token(I.token, pass[count].token);
    clear_queue(I.token);
    clear_served(I.token);
    I.left = !I.left;
    learn(pass[count].token)
  :: else -> skip
  fi
}

/* Every entry takes a new fence. */
inline enter() {
  I.token.fence++;
  I.fence = I.token.fence;
  I.urgency = 0;
  I.phase = INSIDE
}

inline broadcast_request() {
  for (i : 0 .. N - 1) {
    if
    :: i != me -> request[me].to[i] = request[me].to[i] | COPY(I.asked, I.urgency)
    :: else -> skip
    fi
  }
}

inline ask(urgency_) {
  I.asked++;
  if
  :: HOLDS(me) -> enter()
  :: else -> I.phase = WAITS; I.urgency = urgency_; broadcast_request()
  fi
}

/* A later number replaces an earlier one; the same number counts again when it is more urgent. */
inline hear_request(from_, number_, urgency_) {
  request[from_].to[me] = request[from_].to[me] ^ COPY(number_, urgency_);
  if
  :: number_ > I.heard[from_] ||
       (number_ == I.heard[from_] && number_ > I.served[from_] && urgency_ > I.keen[from_]) ->
    if
    :: number_ > I.served[from_] ->
      I.keen[from_] = urgency_;
      if
      :: I.heard[from_] <= I.served[from_] ->
        k = 0;
        do
        :: I.elders[k] != NOBODY -> k++
        :: else -> break
        od;
        I.elders[k] = from_ + 1
      :: else -> skip           /* asks again before it was served: it keeps its age */
      fi
    :: else -> skip
    fi;
    I.heard[from_] = number_
  :: else -> skip
  fi;
  if
  :: HOLDS(me) && I.phase == RESTS -> hand_over()
  :: else -> skip
  fi
}

inline hear_token(pass_) {
  pass_.missing = pass_.missing ^ (1 << me);
  if
  :: pass_.to == me + 1 ->
    assert(I.phase == WAITS && !HOLDS(me) && pass_.token.fence > I.fence);
    pass_.to = NOBODY;
    copy_token(pass_.token, I.token);
    clear_queue(pass_.token);
    I.left = !I.left;
    learn(pass_.token);
    enter()
  :: else -> learn(pass_.token)
  fi;
  if
  :: pass_.missing == 0 -> clear_served(pass_.token)
  :: else -> skip
  fi
}

inline leave() {
  I.phase = RESTS;
  I.token.served[me] = I.asked;
  hand_over()
}

/* One token, at most one robot inside; and when no copy is on its way, nobody waits for ever. */
inline check() {
  count = 0;
  mark = 0;
  quiet = true;
  for (i : 0 .. N - 1) {
    if :: HOLDS(i) -> mark++ :: else -> skip fi;
    if :: robot[i].phase == INSIDE -> count++; assert(HOLDS(i)) :: else -> skip fi;
    for (j : 0 .. N - 1) { quiet = quiet && request[i].to[j] == 0 }
  }
  for (i : 0 .. ASKS - 1) {
    if :: pass[i].to != NOBODY -> mark++ :: else -> skip fi;
    quiet = quiet && pass[i].missing == 0
  }
  assert(count <= 1);
  assert(mark == 1);
  if
  :: quiet && count == 0 -> for (i : 0 .. N - 1) { assert(robot[i].phase != WAITS) }
  :: else -> skip
  fi
}

#define COPY_ARRIVES(r, n, u) \
  :: d_step { (request[r].to[me] & COPY(n, u)) != 0 -> from = r; number = n; urgent = u }

#define REQUEST_ARRIVES(r, n) COPY_ARRIVES(r, n, 0) COPY_ARRIVES(r, n, 1)

#if K == 1
#define ARRIVES_FROM(r) REQUEST_ARRIVES(r, 1)
#elif K == 2
#define ARRIVES_FROM(r) REQUEST_ARRIVES(r, 1) REQUEST_ARRIVES(r, 2)
#elif K == 3
#define ARRIVES_FROM(r) REQUEST_ARRIVES(r, 1) REQUEST_ARRIVES(r, 2) REQUEST_ARRIVES(r, 3)
#else
#define ARRIVES_FROM(r) \
  REQUEST_ARRIVES(r, 1) REQUEST_ARRIVES(r, 2) REQUEST_ARRIVES(r, 3) REQUEST_ARRIVES(r, 4)
#endif

#define TOKEN_ARRIVES(e) :: d_step { (pass[e].missing & (1 << me)) != 0 -> slot = e }

active [N] proctype Member() {
end:
  do
  :: d_step { MAY_ASK && MAY_BE(ROUTINE) -> ask(0); check() }
  :: d_step { MAY_ASK && MAY_BE(URGENT) -> ask(1); check() }
  :: d_step { I.phase == WAITS && I.urgency == 0 && MAY_BE(URGENT) ->
       I.urgency = 1; broadcast_request(); check() }
  :: d_step { I.phase == INSIDE -> leave(); check() }
  :: atomic {
       if
       ARRIVES_FROM(0)
       ARRIVES_FROM(1)
#if N > 2
       ARRIVES_FROM(2)
#endif
#if N > 3
       ARRIVES_FROM(3)
#endif
       fi;
       d_step { hear_request(from, number, urgent); check() }
     }
  :: atomic {
       if
       TOKEN_ARRIVES(0)
       TOKEN_ARRIVES(1)
#if ASKS > 2
       TOKEN_ARRIVES(2)
#endif
#if ASKS > 3
       TOKEN_ARRIVES(3)
#endif
#if ASKS > 4
       TOKEN_ARRIVES(4)
#endif
#if ASKS > 5
       TOKEN_ARRIVES(5)
#endif
#if ASKS > 6
       TOKEN_ARRIVES(6)
#endif
#if ASKS > 7
       TOKEN_ARRIVES(7)
#endif
       fi;
       d_step { hear_token(pass[slot]); check() }
     }
  od
}
