package io.posestream.flink.inference;

import io.posestream.core.window.Clip;
import java.util.HashMap;
import java.util.Map;

/**
 * Chooses the windows that are dropped when inference lags: whole windows, the oldest ones, from
 * all cameras alike.
 *
 * <p>A window is overdue when it ended longer ago than the longest lag. An overdue window is
 * dropped unless its camera has lost more windows than another, whose turn it then is; so that
 * cameras whose windows come last in every round do not pay for all. Beyond twice the longest lag
 * every window is dropped.
 *
 * <p>Takes the time as an argument. Owned by one operator, not thread-safe; what it remembers of a
 * camera goes when that camera gives no clips for a while.
 */
final class LoadShedder {
  // A camera that is gone must not hold the others' turn up.
  private static final long LEAST_MEMORY_MILLIS = 10_000;

  private final long maxLagMillis;
  private final Map<String, Account> accounts = new HashMap<>();

  /** What a camera has lost, beside others, and what was decided on its newest window. */
  private static final class Account {
    private long lost;
    private long windowEndMillis = Long.MIN_VALUE;
    private boolean dropped;
    private long seenMillis;
  }

  /** What becomes of a clip. */
  enum Verdict {
    /** It is scored. */
    KEPT,
    /** It is dropped, the first clip of its window. */
    WINDOW_DROPPED,
    /** It is dropped with the clips of its window before it. */
    CLIP_DROPPED
  }

  /**
   * Creates a shedder.
   *
   * @param maxLagMillis longest lag; 0 drops nothing
   */
  LoadShedder(long maxLagMillis) {
    this.maxLagMillis = maxLagMillis;
  }

  /**
   * Decides on a clip; those of one window come one after the other and share a fate.
   *
   * @param clip the next
   * @param nowMillis time on the wall, since the epoch
   */
  Verdict judge(Clip clip, long nowMillis) {
    if (maxLagMillis == 0) {
      return Verdict.KEPT;
    }
    Account account = accountOf(clip.subject().camera(), nowMillis);
    if (account.windowEndMillis == clip.window().endMillis()) {
      return account.dropped ? Verdict.CLIP_DROPPED : Verdict.KEPT;
    }
    account.windowEndMillis = clip.window().endMillis();
    account.dropped = isDue(account, nowMillis - clip.window().endMillis(), nowMillis);
    account.lost += account.dropped ? 1 : 0;
    return account.dropped ? Verdict.WINDOW_DROPPED : Verdict.KEPT;
  }

  private Account accountOf(String camera, long nowMillis) {
    Account account = accounts.get(camera);
    if (account == null) {
      forgetThoseGone(nowMillis);
      account = new Account();
      account.lost = leastLost();
      accounts.put(camera, account);
    }
    account.seenMillis = nowMillis;
    return account;
  }

  private boolean isDue(Account account, long lagMillis, long nowMillis) {
    if (lagMillis <= maxLagMillis) {
      return false;
    }
    forgetThoseGone(nowMillis);
    return lagMillis > 2 * maxLagMillis || account.lost <= leastLost();
  }

  private void forgetThoseGone(long nowMillis) {
    long forgotten = nowMillis - Math.max(2 * maxLagMillis, LEAST_MEMORY_MILLIS);
    accounts.values().removeIf(account -> account.seenMillis < forgotten);
  }

  private long leastLost() {
    return accounts.values().stream().mapToLong(account -> account.lost).min().orElse(0);
  }

  /** Returns how many cameras are remembered. */
  int cameras() {
    return accounts.size();
  }
}
